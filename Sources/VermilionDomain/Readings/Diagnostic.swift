/// Something a person wrote wrong, and how to mend it.
///
/// Collected, sorted and printed together: nobody should have to mend one mistake to see the next.
package struct Diagnostic: Error, Hashable, Sendable {
    package enum Severity: String, Hashable, Sendable {
        case warning
        case error
    }

    /// A place in a file; line and column count from 1, the column in characters.
    package struct Place: Hashable, Sendable {
        package let file: String
        package let line: Int?
        package let column: Int?

        package init(file: String, line: Int? = nil, column: Int? = nil) {
            self.file = file
            self.line = line
            self.column = column
        }
    }

    package let severity: Severity
    package let place: Place?
    /// What is wrong, as a sentence without its full stop.
    package let message: String
    /// How to mend it.
    package let hint: String?
    /// The line of the file, to draw a caret under the column.
    package let excerpt: String?

    package init(
        _ severity: Severity = .error, at place: Place? = nil, _ message: String, hint: String? = nil,
        excerpt: String? = nil
    ) {
        self.severity = severity
        self.place = place
        self.message = message
        self.hint = hint
        self.excerpt = excerpt
    }

    /// An error that has no place in a file.
    package init(_ message: String, hint: String? = nil) { self.init(.error, at: nil, message, hint: hint) }
}

extension Diagnostic: CustomStringConvertible {
    /// `inbox/july.csv:12:5: "1,5" is not an amount (write 1.5)`.
    package var description: String {
        [place.map(\.description), message + (hint.map { " (\($0))" } ?? "")].compactMap(\.self).joined(separator: ": ")
    }

    /// The description with the excerpt and a caret below it, as compilers print it.
    package var annotated: String {
        let head = [place.map(\.description), "\(severity.rawValue): \(message)"].compactMap(\.self).joined(
            separator: ": ")
        var lines = [head]
        if let excerpt, let column = place?.column {
            lines.append("    " + excerpt)
            lines.append("    " + String(repeating: " ", count: max(0, column - 1)) + "^")
        }
        if let hint { lines.append("    \(hint)") }
        return lines.joined(separator: "\n")
    }
}

extension Diagnostic.Place: CustomStringConvertible {
    package var description: String {
        [file, line.map(String.init), column.map(String.init)].compactMap(\.self).joined(separator: ":")
    }
}

extension Diagnostic: Comparable {
    package static func < (a: Diagnostic, b: Diagnostic) -> Bool {
        let left = (a.place?.file ?? "", a.place?.line ?? 0, a.place?.column ?? 0, a.message)
        return left < (b.place?.file ?? "", b.place?.line ?? 0, b.place?.column ?? 0, b.message)
    }
}
