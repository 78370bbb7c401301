/// A channel's own words in Mustache; the built-in ones stand where there is none.
///
/// They are checked when the configuration is read. Whoever renders them is ready for a wrong one all the same.
package struct Templates: Hashable, Sendable {
    package enum Part: String, Hashable, Sendable, CaseIterable {
        case subject, headline, summary
        /// The whole of a mail, as plain text and as a page.
        case text, html

        /// What every channel shows.
        package static let words: [Part] = [.subject, .headline, .summary]
        package static let pages: [Part] = [.text, .html]
    }

    private let sources: [Part: String]

    package init(_ sources: [Part: String] = [:]) { self.sources = sources }

    package subscript(part: Part) -> String? { sources[part] }

    package var isEmpty: Bool { sources.isEmpty }
}
