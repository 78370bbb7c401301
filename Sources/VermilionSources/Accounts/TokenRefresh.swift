package import VermilionDomain

/// Decides how an account comes to an access token, one step at a time.
///
/// The steps are such that the process may die between any two of them. A refresh token is noted as sent, durably, before
/// it is sent, and never sent again: what became of it is known only by an answer. The new one is durable before the
/// access token that came with it is used.
package struct TokenRefresh: Hashable, Sendable {
    package enum Action: Hashable, Sendable {
        case save(AccountRecord)
        /// For a user: with this refresh token.
        case ask(refreshing: Token?)
        case use(Token)
        case fail(AccountFailure)
    }

    package enum Answer: Hashable, Sendable {
        case tokens(TokenAnswer)
        /// The server says no, with a reason that trying again does not mend.
        case refused(Diagnostic)
        /// The server answered that it did nothing, and may have said when to ask again; or it was not reached.
        case notTaken(Diagnostic, asked: Duration?)
        /// The request went out and nothing came back.
        case lost(Diagnostic)
    }

    private enum Stage: Hashable, Sendable {
        case start
        /// The record that says "sent" is being kept.
        case marking
        case asking
        /// What came is being kept; then this is what it comes to.
        case keeping(Action)
        case over
    }

    private let account: AccountName
    private let isUser: Bool
    private let now: Instant
    package private(set) var record: AccountRecord
    private var stage = Stage.start

    /// What is left of a token's time when another is asked for.
    static let margin = Duration.minutes(2)
    /// A refresh token that is not used ends after 15 days; it is renewed long before.
    static let lifetime = Duration.days(15)
    static let renewal = Duration.days(3)

    package init(_ record: AccountRecord, of account: AccountName, isUser: Bool, at now: Instant) {
        self.record = record
        self.account = account
        self.isUser = isUser
        self.now = now
    }

    package mutating func start() -> Action {
        if let access = record.access, access.expires - now > Self.margin, !isRenewalDue {
            return end(.use(access.token))
        }
        guard isUser else {
            stage = .asking
            return .ask(refreshing: nil)
        }
        guard let refresh = record.refresh else { return end(.fail(.refused(needsLogin("nobody has logged in yet")))) }
        if refresh.sent != nil {
            return end(
                .fail(.refused(needsLogin("a refresh was under way and its answer never came; its token is used up"))))
        }
        guard now - refresh.since < Self.lifetime else {
            return end(.fail(.refused(needsLogin("the login ended after 15 days without use"))))
        }
        record.refresh?.sent = now
        stage = .marking
        return .save(record)
    }

    package mutating func saved() -> Action {
        switch stage {
        case .marking:
            stage = .asking
            return .ask(refreshing: record.refresh?.token)
        case .keeping(let action): return end(action)
        case .start, .asking, .over: preconditionFailure("nothing was to be saved")
        }
    }

    package mutating func answered(_ answer: Answer) -> Action {
        precondition(stage == .asking, "nothing was asked")
        switch answer {
        case .tokens(let tokens):
            record.access = AccountRecord.Access(token: tokens.access, expires: now + tokens.lifetime)
            if isUser {
                guard let next = tokens.refresh else {
                    return keep(.fail(.refused(needsLogin("the server gave no new refresh token"))))
                }
                record.refresh = AccountRecord.Refresh(token: next, since: now)
            }
            return keep(.use(tokens.access))
        case .refused(let diagnostic):
            // A refresh token that was refused is of no use any more, and stays noted as sent.
            return end(.fail(.refused(diagnostic)))
        case .notTaken(let diagnostic, _):
            guard isUser else { return end(.fail(.unavailable(diagnostic))) }
            record.refresh?.sent = nil
            // It was only time to renew the login: what is there still works.
            if let access = record.access, access.expires - now > Self.margin { return keep(.use(access.token)) }
            return keep(.fail(.unavailable(diagnostic)))
        case .lost(let diagnostic):
            guard isUser else { return end(.fail(.unavailable(diagnostic))) }
            return end(
                .fail(
                    .refused(needsLogin("\(diagnostic.message); the refresh token was sent and cannot be used again"))))
        }
    }

    private var isRenewalDue: Bool {
        isUser && record.refresh.map { $0.sent == nil && now - $0.since >= Self.renewal } ?? false
    }

    private mutating func keep(_ action: Action) -> Action {
        stage = .keeping(action)
        return .save(record)
    }

    private mutating func end(_ action: Action) -> Action {
        stage = .over
        return action
    }

    private func needsLogin(_ why: String) -> Diagnostic {
        Diagnostic("account \(account): \(why)", hint: "log in: vermilion login \(account)")
    }
}
