/// What a source says of itself, beside what it brings.
package struct SourceReport: Hashable, Sendable {
    /// Whom it asks as; nil when it needs no login.
    package var account: AccountName?
    /// When the login of the account ends unless it is used; nil when it does not.
    package var loginEnds: Instant?
    /// What it brings is complete up to here, as it says itself; nil when it says nothing.
    package var dataUntil: Instant?
    /// Days from here on may still change without anybody having corrected them; nil when it does not know.
    package var provisionalFrom: CivilDate?

    package init(
        account: AccountName? = nil, loginEnds: Instant? = nil, dataUntil: Instant? = nil,
        provisionalFrom: CivilDate? = nil
    ) {
        self.account = account
        self.loginEnds = loginEnds
        self.dataUntil = dataUntil
        self.provisionalFrom = provisionalFrom
    }
}
