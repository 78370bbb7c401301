/// A piece of HTML that is well-formed and carries no foreign markup, by construction.
///
/// Names of elements and attributes are literals of the program; text and attribute values are escaped. The result
/// also reads as XML.
package struct HTML: Hashable, Sendable {
    package private(set) var markup: String

    private init(markup: String) { self.markup = markup }

    package static let empty = HTML(markup: "")

    /// Text, escaped.
    package init(_ text: String) { markup = HTML.escape(text) }

    /// An element with what is in it.
    package init(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:],
        @HTMLBuilder content: () -> HTML
    ) {
        markup = "<\(name)\(HTML.written(attributes))>\(content().markup)</\(name)>"
    }

    /// An element with attributes that several share, and its own.
    package init(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>,
        common: KeyValuePairs<StaticString, String>, @HTMLBuilder content: () -> HTML
    ) {
        markup = "<\(name)\(HTML.written(common))\(HTML.written(attributes))>\(content().markup)</\(name)>"
    }

    /// An element that holds nothing, e.g. `meta`, `br`.
    package static func void(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:]) -> HTML {
        HTML(markup: "<\(name)\(written(attributes)) />")
    }

    /// A space that is not collapsed: a table cell with nothing else in it is not drawn by some readers.
    package static let space = HTML(markup: "&#160;")

    package static func document(_ root: HTML) -> HTML { HTML(markup: "<!DOCTYPE html>\n" + root.markup) }

    package static func + (a: HTML, b: HTML) -> HTML { HTML(markup: a.markup + b.markup) }

    private static func written(_ attributes: KeyValuePairs<StaticString, String>) -> String {
        attributes.map { " \($0.key)=\"\(escape($0.value))\"" }.joined()
    }

    private static func escape(_ text: String) -> String {
        // Most attributes need nothing.
        if text.utf8.allSatisfy(isHarmless) { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\n", "\t": escaped.unicodeScalars.append(scalar)
            // Neither HTML nor XML may hold these.
            case "\0"..<" ", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

private func isHarmless(_ byte: UInt8) -> Bool {
    (32...126).contains(byte) && byte != UInt8(ascii: "&") && byte != UInt8(ascii: "<") && byte != UInt8(ascii: ">")
        && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "'")
}

/// Puts pieces of HTML one after another.
@resultBuilder package enum HTMLBuilder {
    package static func buildExpression(_ piece: HTML) -> HTML { piece }
    package static func buildExpression(_ text: String) -> HTML { HTML(text) }
    package static func buildExpression(_ pieces: [HTML]) -> HTML { buildArray(pieces) }
    package static func buildBlock(_ pieces: HTML...) -> HTML { buildArray(pieces) }
    package static func buildArray(_ pieces: [HTML]) -> HTML { pieces.reduce(.empty, +) }
    package static func buildOptional(_ piece: HTML?) -> HTML { piece ?? .empty }
    package static func buildEither(first piece: HTML) -> HTML { piece }
    package static func buildEither(second piece: HTML) -> HTML { piece }
}
