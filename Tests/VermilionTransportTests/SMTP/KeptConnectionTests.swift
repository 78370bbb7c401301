import Foundation
import Testing
import VermilionTestSupport

@testable import VermilionTransport

@Suite struct `A connection to a mail server` {
    private typealias Steps = [ScriptedServer.Step]

    private static let hello: Steps = [
        .say("220 here\r\n"), .hear, .say("250-here\r\n250 AUTH PLAIN\r\n"),
    ]
    private static let mail: Steps = [
        .hear, .say("250 ok\r\n"), .hear, .say("250 ok\r\n"), .hear, .say("354 go\r\n"), .hearMail,
        .say("250 2.0.0 taken\r\n"),
    ]
    private static let waitsForMore: Steps = [.hear, .say("221 bye\r\n")]

    private func submit(
        _ client: SMTPClient, _ number: Int, to scripted: ScriptedServer, login: SMTPLogin? = nil
    ) async throws -> SMTPReceipt {
        try await client.submit(
            Array("Subject: \(number)\n\nx\n".utf8), envelope: Envelope(from: sender, to: ["a@example.com"]),
            to: server(scripted.port, host: "127.0.0.1", security: .none, login: login))
    }

    /// How many mails each connection took.
    private func mails(_ scripted: ScriptedServer) -> [Int] {
        scripted.heard.map { $0.components(separatedBy: "MAIL FROM").count - 1 }
    }

    @Test func `takes one mail after the other`() async throws {
        let scripted = try ScriptedServer(Self.hello + Self.mail + Self.mail + Self.mail + Self.waitsForMore)
        let client = SMTPClient(rest: .seconds(600))
        for number in 1...3 {
            #expect(try await submit(client, number, to: scripted).final.enhanced == "2.0.0")
        }
        #expect(mails(scripted) == [3])
        #expect(scripted.heard[0].components(separatedBy: "EHLO").count == 2)
    }

    @Test(
        arguments: [
            [.say("421 4.4.2 idle for too long\r\n")], [.reset], [], [.hear, .say("421 4.3.2 stopping\r\n")],
        ] as [[ScriptedServer.Step]])
    func `that ended while it was idle costs no mail`(end: [ScriptedServer.Step]) async throws {
        let scripted = try ScriptedServer(Self.hello + Self.mail + end, Self.hello + Self.mail + Self.waitsForMore)
        let client = SMTPClient(rest: .seconds(600))
        _ = try await submit(client, 1, to: scripted)
        #expect(try await submit(client, 2, to: scripted).final.code == 250)
        #expect(scripted.heard.count == 2)
    }

    @Test func `is left after a mail that failed`() async throws {
        let scripted = try ScriptedServer(
            Self.hello + [.hear, .say("250 ok\r\n"), .hear, .say("550 no\r\n")] + Self.waitsForMore,
            Self.hello + Self.mail + Self.waitsForMore)
        let client = SMTPClient(rest: .seconds(600))
        await #expect(throws: SMTPFailure.self) { try await submit(client, 1, to: scripted) }
        #expect(try await submit(client, 2, to: scripted).final.code == 250)
        #expect(mails(scripted) == [1, 1])
    }

    @Test func `is not shared by two users`() async throws {
        let login: Steps = [.hear, .say("235 welcome\r\n")]
        let scripted = try ScriptedServer(
            Self.hello + login + Self.mail + Self.waitsForMore, Self.hello + login + Self.mail + Self.waitsForMore)
        let client = SMTPClient(rest: .seconds(600))
        _ = try await submit(client, 1, to: scripted, login: SMTPLogin(user: "one", password: "fake"))
        _ = try await submit(client, 2, to: scripted, login: SMTPLogin(user: "two", password: "fake"))
        #expect(mails(scripted) == [1, 1])
        #expect(scripted.heard[0].hasSuffix("QUIT\r\n"))
    }

    /// The fault is the mail's own when the server has answered something of it.
    @Test func `that ends in the middle of a mail fails that mail`() async throws {
        let scripted = try ScriptedServer(
            Self.hello + Self.mail + [.hear, .say("250 ok\r\n"), .hear], Self.hello + Self.mail + Self.waitsForMore)
        let client = SMTPClient(rest: .seconds(600))
        _ = try await submit(client, 1, to: scripted)
        let failure = await #expect(throws: SMTPFailure.self) { try await submit(client, 2, to: scripted) }
        #expect(failure?.cause == .closed)
        #expect(failure?.phase == .recipient)
    }
}
