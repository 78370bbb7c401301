import VermilionMessages

extension Message {
    /// What stands below the headline, for services that show text and nothing else.
    var paragraphs: [String] {
        let facts = facts.prefix(10).map { "\($0.label): \($0.value)" }.joined(separator: "\n")
        return [summary, facts, squareLines.joined(separator: "\n"), footer].filter { !$0.isEmpty }
    }

    /// The squares with their days and what they mean; none when there is no usage to show.
    var squareLines: [String] {
        let lines = squares.map { "\($0.label) \($0.value)" }
        return lines.isEmpty ? [] : lines + [squaresLegend]
    }
}
