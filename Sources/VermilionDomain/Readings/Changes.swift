/// What a reading changed in the rows of a team.
package struct Changes: Hashable, Sendable {
    /// Rows that were known and are now told otherwise.
    package var restatements: [Restatement]
    /// Rows that nobody knew before.
    package var added: Set<Usage.Key>
    /// When the source was last read well before; nil for the first time.
    package var lastRead: Instant?
    /// When the source was polled before, well or not; nil for the first time.
    package var lastPoll: Instant?

    package init(
        restatements: [Restatement] = [], added: Set<Usage.Key> = [], lastRead: Instant? = nil,
        lastPoll: Instant? = nil
    ) {
        self.restatements = restatements
        self.added = added
        self.lastRead = lastRead
        self.lastPoll = lastPoll
    }

    /// The rows as they were before the reading.
    func undone(in usage: [Usage]) -> [Usage] {
        let before = Dictionary(restatements.map { ($0.before.key, $0.before) }) { first, _ in first }
        return usage.compactMap { row in added.contains(row.key) ? nil : before[row.key] ?? row }
    }
}
