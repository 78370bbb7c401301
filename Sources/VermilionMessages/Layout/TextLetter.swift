import VermilionDomain

/// A letter as plain text: complete on its own, for whoever reads no HTML.
struct TextLetter: Sendable {
    static let width = 76

    let text: String

    init(_ letter: Letter) {
        var sections = [letter.told.headline.wrapped(to: TextLetter.width)]
        sections.append(letter.told.summary.wrapped(to: TextLetter.width))
        sections.append(TextLetter.facts(letter.facts))
        if let chart = letter.chart {
            let bars = chart.text(width: TextLetter.width, palette: .plain, words: letter.words)
            sections.append(TextLetter.heading(letter.words.term(.usageByDay)) + [bars])
        }
        sections += [letter.corrections, letter.consumers, letter.lots].compactMap(\.self).map(TextLetter.listing)
        sections.append(TextLetter.points(letter.told.steps, heading: letter.words.term(.whatToDo)) { "\($0 + 1). " })
        sections.append(
            TextLetter.points(letter.told.outlook, heading: letter.words.term(.whatHappensNext)) { _ in "- " })
        sections.append(
            [String(repeating: "-", count: TextLetter.width)]
                + letter.footer.flatMap { $0.wrapped(to: TextLetter.width) })
        text = sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private static func heading(_ title: String) -> [String] {
        [title, String(repeating: "-", count: title.displayWidth)]
    }

    private static func facts(_ facts: [Fact]) -> [String] {
        let label = facts.map(\.label.displayWidth).max() ?? 0
        return facts.flatMap { hanging($0.value, after: "\($0.label):".padded(to: label + 3)) }
    }

    /// Text behind a mark, its further lines below its first.
    private static func hanging(_ text: String, after mark: String) -> [String] {
        let indent = String(repeating: " ", count: mark.displayWidth)
        return text.wrapped(to: width - mark.displayWidth).enumerated().map {
            ($0.offset == 0 ? mark : indent) + $0.element
        }
    }

    private static func listing(_ listing: Listing) -> [String] {
        heading(listing.heading)
            + TextTable(columns: listing.columns, rows: listing.rows).lines(width: width, palette: .plain)
            + (listing.rest.map { [$0] } ?? [])
    }

    private static func points(_ points: [String], heading title: String, mark: (Int) -> String) -> [String] {
        guard !points.isEmpty else { return [] }
        return heading(title)
            + points.enumerated().flatMap { hanging($0.element, after: mark($0.offset)) }
    }
}
