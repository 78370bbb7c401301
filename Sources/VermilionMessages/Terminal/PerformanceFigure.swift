import VermilionFormats

/// One figure as monitoring plugins print it: `'label'=value[UOM];[warn];[crit];[min];[max]`
/// (Monitoring Plugins Development Guidelines, "Performance data").
struct PerformanceFigure: Hashable, Sendable {
    /// Those of the guidelines that are needed; tokens have none.
    enum Unit: String, Hashable, Sendable {
        case none = ""
        case seconds = "s"
    }

    /// When a plugin alerts ("Threshold and ranges").
    enum Range: Hashable, Sendable {
        /// Below 0 or above it.
        case above(String)
        /// From 0 to this, which counts.
        case upTo(String)

        var text: String {
            switch self {
            case .above(let limit): limit
            case .upTo(let limit): "@0:\(limit)"
            }
        }
    }

    let label: String
    let value: String
    var unit = Unit.none
    var warning: Range?
    var critical: Range?
    var most: String?

    /// Without the separators of what is not given at the end. None is below 0.
    func text(label: String) -> String {
        let fields = [value + unit.rawValue, warning?.text ?? "", critical?.text ?? "", "0", most ?? ""]
        let end = fields.lastIndex { !$0.isEmpty } ?? 0
        return "'\(label)'=\(fields[...end].joined(separator: ";"))"
    }

    /// Of the longest prefix that fits into so many bytes; labels that would be the same are numbered.
    static func text(of figures: some Sequence<PerformanceFigure>, atMost bytes: Int) -> String {
        var text = ""
        var taken: [String: Int] = [:]
        for figure in figures {
            let label = figure.label.inLabel
            let number = taken[label, default: 0] + 1
            taken[label] = number
            let item = (text.isEmpty ? "" : " ") + figure.text(label: number == 1 ? label : "\(label) #\(number)")
            guard text.utf8.count + item.utf8.count <= bytes else { break }
            text += item
        }
        return text
    }
}

extension String {
    /// Without what ends a label. The guidelines allow neither `=` nor `'` in it, and Icinga 2 takes what stands before `::`
    /// for a name that all figures behind it share.
    fileprivate var inLabel: String {
        var label = ""
        for scalar in singleLine(atMost: 120).unicodeScalars {
            switch scalar {
            case "'": label += "’"
            case "=", "|": label += "_"
            case ":" where label.hasSuffix(":"): label += "."
            default: label.unicodeScalars.append(scalar)
            }
        }
        return label
    }
}
