import Foundation
import Testing
import VermilionTestSupport

@testable import VermilionTransport

@Suite(.timeLimit(.minutes(1))) struct `Mails that are given at the same time` {
    private typealias Steps = [ScriptedServer.Step]

    private static let hello: Steps = [
        .say("220 here\r\n"), .hear, .say("250-here\r\n250 PIPELINING\r\n"),
    ]
    private static let mail: Steps = [
        .hear, .hear, .hear, .say("250 ok\r\n250 ok\r\n354 go\r\n"), .hearMail, .say("250 2.0.0 taken\r\n"),
    ]
    private static func mails(_ count: Int) -> Steps { (0..<count).flatMap { _ in mail } + [.hear] }

    private static func submit(_ client: SMTPClient, to scripted: ScriptedServer) async throws(SMTPFailure)
        -> SMTPReceipt
    {
        try await client.submit(
            Array("Subject: x\n\nx\n".utf8), envelope: Envelope(from: sender, to: ["a@example.com"]),
            to: server(scripted.port, host: "127.0.0.1", security: .none))
    }

    private static func submitAll(_ count: Int, _ client: SMTPClient, to scripted: ScriptedServer) async throws {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<count { group.addTask { try await submit(client, to: scripted).final.code } }
            for try await code in group { #expect(code == 250) }
        }
    }

    /// How many mails each connection took.
    private func mails(_ scripted: ScriptedServer) -> [Int] {
        scripted.heard.map { $0.components(separatedBy: "MAIL FROM").count - 1 }
    }

    @Test(arguments: [1, 2, 4, 7]) func `go over as many connections as there may be, and over all of these`(width: Int)
        async throws
    {
        // None answers its first mail before all have one.
        let gate = Gate()
        let held = Array(Self.mail.dropLast()) + [.wait(gate), .say("250 2.0.0 taken\r\n")]
        let scripted = try ScriptedServer(Self.hello + held + Self.mails(100))
        let client = SMTPClient(width: width, rest: .seconds(600))
        async let all: Void = Self.submitAll(20, client, to: scripted)
        for _ in 0..<width { await scripted.hears("Subject") }
        for _ in 0..<width { gate.open() }
        try await all
        #expect(scripted.heard.count == width)
        #expect(mails(scripted).reduce(0, +) == 20)
        #expect(mails(scripted).allSatisfy { $0 > 0 })
    }

    @Test func `take a connection that rests before they make another`() async throws {
        let scripted = try ScriptedServer(Self.hello + Self.mails(100))
        let client = SMTPClient(width: 4, rest: .seconds(600))
        for _ in 0..<20 { _ = try await Self.submit(client, to: scripted) }
        #expect(mails(scripted) == [20])
    }

    /// The answer to the final dot may take minutes.
    @Test func `do not wait for one whose answer is late, which is a success all the same`() async throws {
        let gate = Gate()
        let late = try ScriptedServer(
            Self.hello + Self.mail.dropLast() + [.wait(gate), .say("250 2.0.0 late\r\n"), .hear],
            Self.hello + Self.mails(100))
        let elsewhere = try ScriptedServer(Self.hello + Self.mails(100))
        let client = SMTPClient(width: 2, rest: .seconds(600))
        async let first = Self.submit(client, to: late)
        await late.hears("Subject")
        for _ in 0..<5 {
            #expect(try await Self.submit(client, to: late).final.text == "2.0.0 taken")
            #expect(try await Self.submit(client, to: elsewhere).final.text == "2.0.0 taken")
        }
        gate.open()
        #expect(try await first.final.text == "2.0.0 late")
        #expect(SMTPDeadlines.standard.dot >= .seconds(600))
        #expect(SMTPDeadlines.standard.whole > SMTPDeadlines.standard.dot)
    }

    @Test(
        arguments: [
            [.say("421 4.7.0 too many connections from you\r\n")], [.say("450 4.7.1 busy\r\n")],
            hello + [.hear, .hear, .hear, .say("432 4.3.2 concurrent connections limit exceeded\r\n"), .silence],
        ] as [[ScriptedServer.Step]])
    func `are left to the connections that a server takes`(refusal: [ScriptedServer.Step]) async throws {
        let gate = Gate()
        let scripted = try ScriptedServer(
            Self.hello + Self.mail.dropLast() + [.wait(gate), .say("250 2.0.0 taken\r\n")] + Self.mails(100), refusal)
        let client = SMTPClient(width: 4, rest: .seconds(600))
        async let first = Self.submit(client, to: scripted)
        await scripted.hears("Subject")
        async let all: Void = Self.submitAll(9, client, to: scripted)
        for _ in 0..<3 { await scripted.hears("connected") }
        gate.open()
        _ = try await (first, all)
        #expect(mails(scripted).first == 10)
        // Asked once for each that there might have been, and not again.
        #expect(scripted.heard.count == 4)
        // Where there is no other, the refusal is what comes of it.
        let alone = try ScriptedServer(refusal)
        let failure = await #expect(throws: SMTPFailure.self) { try await Self.submit(SMTPClient(), to: alone) }
        #expect(failure?.isWorthRetrying == true)
    }

    @Test func `that wait for others can be cancelled`() async throws {
        let scripted = try ScriptedServer(
            Self.hello + Self.mail.dropLast() + [.silence], [.say("421 4.7.0 too many connections\r\n")])
        let client = SMTPClient(width: 2, rest: .seconds(600))
        let stuck = Task { try await Self.submit(client, to: scripted) }
        await scripted.hears("Subject")
        let left = Task { try await Self.submit(client, to: scripted) }
        await scripted.hears("connected")
        left.cancel()
        #expect(await left.result.isFailure)
        stuck.cancel()
        let failure = await #expect(throws: SMTPFailure.self) { try await stuck.value }
        #expect(failure?.isAmbiguous == true)
    }
}
