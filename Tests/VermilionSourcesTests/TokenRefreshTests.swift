import Testing
import VermilionDomain
import VermilionTestSupport

@testable import VermilionSources

@Suite struct `A refresh of an access token` {
    private let now: Instant
    private let words = Diagnostic("words")

    init() throws { now = try .at("2026-01-10") }

    private func record(
        access: Duration? = nil, refresh age: Duration? = nil, sent: Instant? = nil
    ) -> AccountRecord {
        AccountRecord(
            access: access.map { AccountRecord.Access(token: Token("a1"), expires: now + $0) },
            refresh: age.map { AccountRecord.Refresh(token: Token("r1"), since: now - $0, sent: sent) })
    }

    private func refresh(_ record: AccountRecord, isUser: Bool = true) -> TokenRefresh {
        TokenRefresh(record, of: "acme", isUser: isUser, at: now)
    }

    private func isRefused(_ action: TokenRefresh.Action, saying words: String) -> Bool {
        guard case .fail(.refused(let diagnostic)) = action else { return false }
        return diagnostic.description.contains(words)
    }

    @Test func `is not needed while a token has time left`() {
        var fresh = refresh(record(access: .minutes(3), refresh: .days(1)))
        #expect(fresh.start() == .use(Token("a1")))
        var own = refresh(record(access: .minutes(3)), isUser: false)
        #expect(own.start() == .use(Token("a1")))
        var short = refresh(record(access: .minutes(2)), isUser: false)
        #expect(short.start() == .ask(refreshing: nil))
    }

    @Test func `notes the token as sent before it is sent, and keeps the new one before anything is used`() {
        var refresh = refresh(record(refresh: .days(1)))
        #expect(refresh.start() == .save(record(refresh: .days(1), sent: now)))
        #expect(refresh.saved() == .ask(refreshing: Token("r1")))
        let answer = TokenAnswer(access: Token("a2"), lifetime: .seconds(3_599), refresh: Token("r2"))
        let kept = AccountRecord(
            access: AccountRecord.Access(token: Token("a2"), expires: now + .seconds(3_599)),
            refresh: AccountRecord.Refresh(token: Token("r2"), since: now))
        #expect(refresh.answered(.tokens(answer)) == .save(kept))
        #expect(refresh.saved() == .use(Token("a2")))
    }

    @Test func `comes every three days, also while the access token is good`() {
        var young = refresh(record(access: .hours(1), refresh: .days(3) - .seconds(1)))
        #expect(young.start() == .use(Token("a1")))
        var due = refresh(record(access: .hours(1), refresh: .days(3)))
        #expect(due.start() == .save(record(access: .hours(1), refresh: .days(3), sent: now)))
        _ = due.saved()
        #expect(due.answered(.notTaken(words, asked: nil)) == .save(record(access: .hours(1), refresh: .days(3))))
        #expect(due.saved() == .use(Token("a1")))
    }

    @Test func `never sends a token twice whose fate is not known`() {
        var refresh = refresh(record(refresh: .days(1), sent: now - .hours(1)))
        #expect(isRefused(refresh.start(), saying: "vermilion login acme"))
        var lost = self.refresh(record(refresh: .days(1)))
        _ = (lost.start(), lost.saved())
        #expect(isRefused(lost.answered(.lost(words)), saying: "cannot be used again"))
        #expect(lost.record.refresh?.sent == now)
    }

    @Test func `sends it again when the server did not take it`() {
        var refresh = refresh(record(refresh: .days(1)))
        _ = (refresh.start(), refresh.saved())
        #expect(refresh.answered(.notTaken(words, asked: nil)) == .save(record(refresh: .days(1))))
        #expect(refresh.saved() == .fail(.unavailable(words)))
    }

    @Test func `needs a login first, and again after fifteen days`() {
        var none = refresh(record())
        #expect(isRefused(none.start(), saying: "nobody has logged in yet"))
        var old = refresh(record(refresh: .days(15)))
        #expect(isRefused(old.start(), saying: "after 15 days"))
        var nearly = refresh(record(refresh: .days(15) - .seconds(1)))
        #expect(nearly.start() == .save(record(refresh: .days(15) - .seconds(1), sent: now)))
    }

    @Test func `of an app or a service account asks, keeps and uses`() {
        var refresh = refresh(record(), isUser: false)
        #expect(refresh.start() == .ask(refreshing: nil))
        let answer = TokenAnswer(access: Token("a2"), lifetime: .hours(1), refresh: nil)
        let access = AccountRecord.Access(token: Token("a2"), expires: now + .hours(1))
        #expect(refresh.answered(.tokens(answer)) == .save(AccountRecord(access: access)))
        #expect(refresh.saved() == .use(Token("a2")))
        for (answer, failure) in [
            (TokenRefresh.Answer.lost(words), AccountFailure.unavailable(words)),
            (.notTaken(words, asked: nil), .unavailable(words)),
            (.refused(words), .refused(words)),
        ] {
            var refresh = self.refresh(record(), isUser: false)
            _ = refresh.start()
            #expect(refresh.answered(answer) == .fail(failure))
        }
    }

    /// What a damaged file says of times must not end the process, nor let a token be sent twice.
    @Test(arguments: [Int64.min, Int64.max].map(String.init) + ["true", "\"\""])
    func `reckons with no time that is none`(time: String) throws {
        func action(_ text: String) throws -> TokenRefresh.Action {
            var refresh = refresh(try AccountRecord(Array(text.utf8), file: "f"))
            return refresh.start()
        }
        let early = "1768000000000000"
        let lost = try action(#"{"refresh":{"token":"r1","since":\#(time)}}"#)
        #expect(isRefused(lost, saying: "nobody has logged in"))
        let expired = try action(#"{"access":{"token":"a1","expires":\#(time)}}"#)
        #expect(isRefused(expired, saying: "nobody has logged in"))
        let sent = try action(#"{"refresh":{"token":"r1","since":\#(early),"sent":\#(time)}}"#)
        #expect(isRefused(sent, saying: "its answer never came"))
    }

    @Test func `is kept as it is written`() throws {
        for record in [
            record(), record(access: .hours(1)), record(access: .hours(1), refresh: .days(2), sent: now),
        ] {
            #expect(try AccountRecord(record.bytes, file: "f") == record)
            #expect(!"\(record)".contains("a1") && !String(reflecting: record).contains("r1"))
        }
    }
}
