/// Samples of one name: what it means, and one value for each set of labels.
package struct MetricFamily: Sendable {
    package enum Kind: String, Sendable {
        /// Only grows while the process runs.
        case counter
        case gauge
    }

    package let name: String
    let help: String
    let kind: Kind
    /// Lines of the text.
    private(set) var samples = ""

    /// - Parameters:
    ///   - name: with its unit, e.g. `vermilion_team_runway_seconds`; a counter ends in `_total`.
    ///   - help: a sentence on one line.
    package init(_ name: String, _ kind: Kind, _ help: String) {
        precondition(Self.isName(name, colons: true), "\(name) is no name of a metric")
        precondition(kind != .counter || name.hasSuffix("_total"), "the counter \(name) must end in _total")
        (self.name, self.kind, self.help) = (name, kind, help)
    }

    /// One sample.
    package init(
        _ name: String, _ kind: Kind, _ help: String, _ value: MetricValue,
        _ labels: KeyValuePairs<String, String> = [:]
    ) {
        self.init(name, kind, help)
        add(value, labels)
    }

    /// - Parameter labels: the same names in each sample; values are any text. Each set of values at most once.
    package mutating func add(_ value: MetricValue, _ labels: KeyValuePairs<String, String> = [:]) {
        samples += name
        var separator = "{"
        for (label, text) in labels {
            precondition(Self.isName(label, colons: false) && !label.hasPrefix("__"), "\(label) is no name of a label")
            samples += separator
            samples += label
            samples += "=\""
            Self.append(text, escaping: true, to: &samples)
            samples += "\""
            separator = ","
        }
        samples += labels.isEmpty ? " " : "} "
        samples += value.text
        samples += "\n"
    }

    private static func isName(_ text: String, colons: Bool) -> Bool {
        guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: ":"): colons
            default: false
            }
        }
    }

    private static func append(_ text: String, escaping quotes: Bool, to output: inout String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\"" where quotes: output += "\\\""
            default: output.unicodeScalars.append(scalar)
            }
        }
    }

    fileprivate func write(to text: inout String) {
        guard !samples.isEmpty else { return }
        text += "# HELP \(name) "
        Self.append(help, escaping: false, to: &text)
        text += "\n# TYPE \(name) \(kind.rawValue)\n"
        text += samples
    }
}

/// Prometheus' text format, version 0.0.4.
package enum PrometheusText {
    /// Families without samples are left out.
    package static func write(_ families: [MetricFamily]) -> String {
        var text = ""
        for family in families { family.write(to: &text) }
        return text
    }
}
