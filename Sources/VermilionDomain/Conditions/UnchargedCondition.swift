extension Condition {
    /// Critical while usage is uncharged.
    static func uncharged(_ statement: Statement) -> Condition? {
        guard statement.uncharged > .zero else { return nil }
        return Condition(
            subject: .team(statement.team), severity: .critical, stage: 0, facts: .uncharged(statement.uncharged))
    }
}
