import Foundation
import Testing
import VermilionDomain
import VermilionFormats
import VermilionTestSupport
import VermilionTransport

@testable import VermilionChannels

@Suite struct `A mail server that wants a token` {
    private let now = Instant(seconds: 1_753_318_923)

    private static func answer(_ body: String, status: String = "200 OK") -> [ScriptedServer.Step] {
        [.hearRequest, .say("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")]
    }

    private static func tokens(_ number: Int) -> [ScriptedServer.Step] {
        answer(#"{"token_type":"Bearer","access_token":"canary-token-\#(number)","expires_in":3599}"#)
    }

    /// Greets, hears the token, says what it thinks of it.
    private static func login(_ verdict: String...) -> [ScriptedServer.Step] {
        [.say("220 here\r\n"), .hear, .say("250-here\r\n250 AUTH XOAUTH2\r\n")]
            + verdict.flatMap { [.hear, .say($0 + "\r\n")] as [ScriptedServer.Step] }
    }

    private static let mail: [ScriptedServer.Step] = [
        .hear, .say("250 ok\r\n"), .hear, .say("250 ok\r\n"), .hear, .say("354 go\r\n"), .hearMail,
        .say("250 2.0.0 taken\r\n"), .hear,
    ]

    private func channel(
        _ smtp: ScriptedServer, _ provider: ScriptedServer, refreshToken: String? = nil
    ) -> EmailChannel {
        let url = "http://127.0.0.1:\(provider.port)/token"
        let source = MailToken(client: HTTPClient()) { () throws(Diagnostic) in
            MailToken.Credentials(
                tokenURL: url, clientID: "id", clientSecret: "canary secret&",
                scope: "https://outlook.example/.default",
                refreshToken: refreshToken)
        }
        let port = smtp.port
        return EmailChannel(
            name: "mail",
            mail: Mail(
                from: Mailbox(name: nil, address: "a@example.com"), to: [Mailbox(name: nil, address: "b@example.com")]),
            client: SMTPClient(), token: EmailChannel.Token(user: "ops@example.com", source: source)
        ) { () throws(Diagnostic) in
            SMTPServer(
                host: "127.0.0.1", port: port, security: .none, login: nil, trust: TLSTrust(),
                helloName: "client.example.com")
        }
    }

    private func deliver(_ channel: EmailChannel, at now: Instant) async throws -> Outcome {
        let notice = try Samples.opened()
        let delivery = Delivery(
            id: DeliveryID(notice: notice.id, channel: "mail"), kind: .opened,
            payload: channel.compose(notice, for: Samples.reader), created: now)
        return await channel.deliver(delivery, at: now)
    }

    @Test func `gets one that the app asked for itself, until its time is over`() async throws {
        let provider = try ScriptedServer(Self.tokens(1), Self.tokens(2))
        let smtp = try ScriptedServer(Self.login("235 welcome") + Self.mail)
        let channel = channel(smtp, provider)
        #expect(try await deliver(channel, at: now).kind == .delivered)
        let form = provider.heard[0].components(separatedBy: "\r\n\r\n")[1]
        #expect(
            form == "client_id=id&client_secret=canary%20secret%26&grant_type=client_credentials"
                + "&scope=https%3A%2F%2Foutlook.example%2F.default")
        let line = try #require(
            smtp.heard[0].components(separatedBy: "AUTH XOAUTH2 ").last?.split(separator: "\r\n").first)
        let proof = String(decoding: try #require(Data(base64Encoded: String(line))), as: UTF8.self)
        #expect(proof == "user=ops@example.com\u{1}auth=Bearer canary-token-1\u{1}\u{1}")
        #expect(try await deliver(channel, at: now + .minutes(50)).kind == .delivered)
        #expect(provider.heard.count == 1)
        #expect(try await deliver(channel, at: now + .minutes(59)).kind == .delivered)
        #expect(provider.heard.count == 2)
    }

    @Test func `gets one for a refresh token that somebody was given`() async throws {
        let provider = try ScriptedServer(Self.tokens(1))
        let smtp = try ScriptedServer(Self.login("235 welcome") + Self.mail)
        #expect(try await deliver(channel(smtp, provider, refreshToken: "r/1"), at: now).kind == .delivered)
        #expect(provider.heard[0].contains("grant_type=refresh_token&refresh_token=r%2F1"))
    }

    @Test func `is offered another one, once, and then told with what to do`() async throws {
        let provider = try ScriptedServer(Self.tokens(1), Self.tokens(2))
        let refusal = Self.login("334 eyJzdGF0dXMiOiI0MDEifQ==", "535 5.7.3 canary-token-1 is over")
        let once = try ScriptedServer(refusal, Self.login("235 welcome") + Self.mail)
        #expect(try await deliver(channel(once, provider), at: now).kind == .delivered)
        let twice = try ScriptedServer(refusal)
        let again = try ScriptedServer(Self.tokens(1))
        let outcome = try await deliver(channel(twice, again), at: now)
        #expect(again.heard.count == 2)
        #expect(outcome.kind == .misconfigured)
        #expect(outcome.words.contains("refused the login") && !outcome.words.contains("canary"), "\(outcome)")
        #expect(twice.heard.count == 2)
    }

    @Test(
        arguments: [
            (
                "400 Bad Request", #"{"error":"invalid_client","error_description":"canary secret& is wrong"}"#,
                .misconfigured
            ),
            ("200 OK", "<html>canary</html>", .misconfigured), ("503 Unavailable", "", .retry),
            ("429 Too Many", "", .retry),
        ] as [(String, String, Outcome.Kind)])
    func `is not written to while its provider gives none`(
        status: String, body: String, kind: Outcome.Kind
    ) async throws {
        let smtp = try ScriptedServer(Self.login("235 welcome") + Self.mail)
        let provider = try ScriptedServer(Self.answer(body, status: status))
        let outcome = try await deliver(channel(smtp, provider), at: now)
        #expect(provider.heard.count == 1)
        #expect(outcome.kind == kind)
        #expect(!outcome.words.contains("canary"))
        #expect(smtp.heard.isEmpty)
    }

    @Test func `sends to all who are named, and names not those in secret`() async throws {
        let mail = Mail(
            from: Mailbox(name: nil, address: "a@example.com"), to: [Mailbox(name: nil, address: "b@example.com")],
            cc: [Mailbox(name: "C", address: "c@example.com")],
            bcc: [Mailbox(name: nil, address: "hidden@example.com")],
            replyTo: Mailbox(name: nil, address: "answers@example.com"))
        let text = String(decoding: mail.message(of: try Samples.opened(), for: Samples.reader).bytes, as: UTF8.self)
        #expect(text.contains("\r\nTo: b@example.com\r\nCc: C <c@example.com>\r\nReply-To: answers@example.com\r\n"))
        #expect(!text.contains("hidden@example.com"))
        #expect(text.contains("\r\nList-Id: Vermilion <vermilion.example.com>\r\nX-Vermilion-Team: Acme\r\n"))
        let delivery = Delivery(
            id: DeliveryID(notice: try Samples.opened().id, channel: "mail"), kind: .opened, payload: [], created: now)
        #expect(mail.recipients(of: delivery).now == ["b@example.com", "c@example.com", "hidden@example.com"])
    }
}
