import Testing
import VermilionDomain
import VermilionEngine
import VermilionFormats
import VermilionTestSupport
import VermilionTransport

@testable import VermilionChannels

@Suite struct `A mail to several people` {
    private let now = Instant(seconds: 1_753_318_923)

    private func channel(_ server: ScriptedServer, isSeparate: Bool = false) -> EmailChannel {
        let port = server.port
        return EmailChannel(
            name: "mail",
            mail: Mail(
                from: Mailbox(name: nil, address: "a@example.com"),
                to: ["ann@example.com", "bob@example.com"].map { Mailbox(name: nil, address: $0) },
                isSeparate: isSeparate), client: SMTPClient()
        ) { () throws(Diagnostic) in
            SMTPServer(
                host: "127.0.0.1", port: port, security: .none, login: nil, trust: TLSTrust(),
                helloName: "client.example.com")
        }
    }

    private func delivery(_ channel: EmailChannel, to recipient: String? = nil, waiting: Set<String> = []) throws
        -> Delivery
    {
        let notice = try Samples.opened()
        var delivery = Delivery(
            id: DeliveryID(notice: notice.id, channel: "mail", recipient: recipient), kind: .opened,
            payload: channel.compose(notice, for: Samples.reader), created: now)
        delivery.waiting = waiting
        return delivery
    }

    private static let hello: [ScriptedServer.Step] = [.say("220 a\r\n"), .hear, .say("250 a\r\n")]
    private static func answers(_ answers: String...) -> [ScriptedServer.Step] {
        answers.flatMap { [.hear, .say($0 + "\r\n")] as [ScriptedServer.Step] }
    }
    private static let message: [ScriptedServer.Step] = [
        .hear, .say("354 go\r\n"), .hearMail, .say("250 2.0.0 taken\r\n"), .hear,
    ]

    @Test(arguments: [("550 5.1.1 no such user", Outcome.Kind.refused), ("450 4.2.0 greylisted", .retry)])
    func `reaches one, and names the other with what the server said`(answer: String, kind: Outcome.Kind) async throws {
        let server = try ScriptedServer(
            Self.hello + Self.answers("250 ok", "250 ok", answer) + Self.message)
        let channel = channel(server)
        var delivery = try delivery(channel)
        let outcome = await channel.deliver(delivery, at: now)
        #expect(outcome.kind == .delivered)
        #expect(outcome.words.contains("2.0.0 taken") && outcome.words.contains(answer))
        let parts = delivery.record(outcome, at: now, backoff: .standard, chance: 0)
        #expect(delivery.state == .delivered)
        #expect(parts.map(\.id.recipient) == ["bob@example.com"])
        #expect(parts.map(\.payload) == [delivery.payload], "the same mail, with the same Message-ID")
        #expect(parts.map { $0.attempts.map(\.outcome) } == [[kind]])
        #expect(parts.map(\.state) == [kind == .retry ? .queued : .dead])
    }

    @Test func `goes to the one alone who did not get it`() async throws {
        let server = try ScriptedServer(Self.hello + Self.answers("250 ok", "250 ok") + Self.message)
        let channel = channel(server)
        let outcome = await channel.deliver(try delivery(channel, to: "bob@example.com"), at: now)
        #expect(outcome.kind == .delivered)
        #expect(
            server.heard[0].contains("RCPT TO:<bob@example.com>")
                && !server.heard[0].contains("<ann@example.com>\r\nDATA"))
        #expect(!server.heard[0].contains("RCPT TO:<ann"))
    }

    @Test func `leaves out who still waits for an earlier one`() async throws {
        let server = try ScriptedServer(Self.hello + Self.answers("250 ok", "250 ok") + Self.message)
        let channel = channel(server)
        let outcome = await channel.deliver(try delivery(channel, waiting: ["bob@example.com"]), at: now)
        guard case .delivered(let receipt) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(!server.heard[0].contains("RCPT TO:<bob"))
        #expect(receipt.missed.map(\.recipient) == ["bob@example.com"])
        #expect(receipt.missed.map(\.outcome.kind) == [.retry])
        let nobody = await channel.deliver(
            try delivery(channel, waiting: ["ann@example.com", "bob@example.com"]), at: now)
        #expect(nobody.kind == .retry)
    }

    @Test func `is one for each of them where that is wanted`() async throws {
        let server = try ScriptedServer(Self.hello + Self.answers("250 ok", "250 ok") + Self.message)
        let channel = channel(server, isSeparate: true)
        let letters = channel.letters(try Samples.opened(), for: Samples.reader)
        #expect(letters.map(\.recipient) == ["ann@example.com", "bob@example.com"])
        for letter in letters {
            let text = String(decoding: letter.payload, as: UTF8.self)
            #expect(text.contains("\r\nTo: \(letter.recipient ?? "")\r\n"))
            #expect(letters.allSatisfy { $0.recipient == letter.recipient || !text.contains($0.recipient ?? "") })
        }
    }
}
