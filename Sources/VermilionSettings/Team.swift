package import VermilionDomain

extension Settings {
    /// A team, what it used and bought, and who is told.
    package struct Team: Sendable {
        package let name: TeamName
        package let language: Language
        package let regime: Regime
        /// At least one.
        package let sources: [Source]
        /// Those that the configuration states itself.
        package let lots: [Lot]
        /// Paths of lots files, absolute; each once.
        package let lotFiles: [String]
        package let rules: AlertRules
        /// Each leads to a channel of the same settings.
        package let notify: [Route]
    }
}
