/// An account that is not let in, or soon will not be.
package struct Login: Hashable, Sendable {
    package enum Trouble: Hashable, Sendable {
        /// By what the last poll said.
        case refused(Diagnostic?)
        /// Nobody used it, and it ends by itself.
        case ends(Instant)
    }

    package let account: AccountName
    package let trouble: Trouble
}

extension Condition {
    /// One critical condition for each account that was refused, or whose login ends within three days unless it is
    /// used: it is renewed every few days, so by then that has failed.
    static func logins(_ sources: [SourceHealth], now: Instant) -> [Condition] {
        var troubles: [AccountName: Login.Trouble] = [:]
        for source in sources {
            if case .login(let account)? = source.obstacle?.obstacle {
                troubles[account] = .refused(source.problem)
            } else if let account = source.report.account, let end = source.report.loginEnds, end - now <= noticeOfEnd,
                troubles[account] == nil
            {
                troubles[account] = .ends(end)
            }
        }
        return troubles.sorted { $0.key < $1.key }.map { account, trouble in
            var stage = 0
            if case .refused = trouble { stage = 1 }
            return Condition(
                subject: .account(account), severity: .critical, stage: stage,
                facts: .login(Login(account: account, trouble: trouble)))
        }
    }

    private static let noticeOfEnd = Duration.days(3)
}
