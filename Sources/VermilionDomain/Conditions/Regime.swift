/// What Autodesk does when tokens run out.
package enum Regime: String, Hashable, Sendable, CaseIterable {
    /// Uncharged usage is recorded as debt.
    case negative
    /// Access stops.
    case suspend
}
