/// What somebody saw that a team had at an instant, for example in Autodesk Account.
///
/// Checked against the ledger, never mixed into it.
package struct ObservedBalance: Hashable, Sendable {
    package let at: Instant
    /// Negative when usage was shown as uncharged.
    package let available: Tokens

    package init(at: Instant, available: Tokens) { (self.at, self.available) = (at, available) }
}
