import Foundation
import Glibc
import Testing
import VermilionTestSupport

/// SIGTERM, whatever is going on.
@Suite struct `A daemon that is asked to end` {
    private let acme: WatchedAcme
    private var folder: Folder { acme.folder }

    init() throws { acme = try WatchedAcme() }

    /// Before it is up, the signal itself may end it.
    @Test func `at any moment of its start ends, and loses nothing`() async throws {
        for delay in stride(from: 0, to: 200, by: 12) {
            let daemon = try Daemon(in: folder)
            try await Task.sleep(for: .milliseconds(delay))
            try daemon.expectPromptEnd("after \(delay) ms", with: [0, -SIGTERM])
        }
        try expectWhole()
    }

    private func expectWhole() throws {
        #expect(try Program.run("check", in: folder).status == 2)
        #expect(folder.mails.count == 1)
        #expect(try acme.deliveries(through: "box").map(\.state) == ["delivered"])
    }

    enum Phase: String, CaseIterable, CustomTestStringConvertible {
        case banner, greeting, sender, recipient, data, dot
        var testDescription: String { rawValue }

        /// The server hears so much, and then says nothing.
        var script: [ScriptedServer.Step] {
            let steps = [Phase.banner: 0, .greeting: 2, .sender: 4, .recipient: 6, .data: 8, .dot: 10]
            return Array(WatchedAcme.taking().prefix(steps[self] ?? 0)) + [.silence]
        }

        /// The last that it hears.
        var heard: String {
            switch self {
            case .banner: "connected"
            case .greeting: "EHLO"
            case .sender: "MAIL FROM"
            case .recipient: "RCPT TO"
            case .data: "DATA"
            case .dot: "Date:"
            }
        }
    }

    @Test(arguments: Phase.allCases) func `while a mail server is silent counts nothing as sent`(phase: Phase)
        async throws
    {
        var acme = acme
        let server = try ScriptedServer(phase.script, WatchedAcme.taking())
        acme.channels = [WatchedAcme.mail(to: server.port)]
        try await expectCutOff(of: acme, through: "mail", after: phase.heard, at: server)
    }

    @Test(arguments: ["connect", "request", "headers", "body"])
    func `while a web server is silent counts nothing as sent`(phase: String) async throws {
        var acme = acme
        let script: [ScriptedServer.Step] =
            switch phase {
            case "connect": [.silence]
            case "request": [.hearRequest, .silence]
            case "headers": [.hearRequest, .say("HTTP/1.1 200 OK\r\nContent-"), .silence]
            default: [.hearRequest, .say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), .silence]
            }
        let server = try ScriptedServer(script, [.hearRequest, .say("HTTP/1.1 204 taken\r\n\r\n")])
        acme.channels = ["hook: { webhook: { url: \"http://127.0.0.1:\(server.port)/\" } }"]
        try await expectCutOff(of: acme, through: "hook", after: phase == "connect" ? "connected" : "POST", at: server)
    }

    /// Ends while a server is silent, and goes on when it is not.
    ///
    /// - Parameter heard: the last that the server hears.
    private func expectCutOff(
        of acme: WatchedAcme, through channel: String, after heard: String, at server: ScriptedServer
    ) async throws {
        try acme.configure()
        let daemon = try Daemon(in: folder)
        await server.hears(heard)
        try await daemon.eventually("the other mail did not arrive") { $0.mails.count == 1 }
        try daemon.expectPromptEnd()
        let left = try acme.deliveries(through: channel)
        #expect(left.map(\.state) == ["queued"] && left.map(\.attempts) == [0], "\(left)")
        // It is free at once, not only when its lease ends.
        #expect(try Program.run("check", in: folder).status == 2)
        #expect(try acme.deliveries(through: channel).map(\.state) == ["delivered"])
        #expect(folder.mails.count == 1)
    }

    @Test func `while a source is silent does not count that as its failure`() async throws {
        var acme = acme
        let server = try ScriptedServer([.hearRequest, .silence])
        acme.source =
            "{ csv: usage.csv }, { http: { url: \"http://127.0.0.1:\(server.port)/\", map: { rows: /rows, day: /day, tokens: /tokens } } }"
        try acme.configure()
        let daemon = try Daemon(in: folder)
        await server.hears("GET")
        try await daemon.eventually("the mail did not arrive") { $0.mails.count == 1 }
        try daemon.expectPromptEnd()
        #expect(try !daemon.log.contains("a source has a problem"))
    }

    @Test func `during reloads has the one configuration or the other`() async throws {
        for delay in stride(from: 0, to: 60, by: 10) {
            let daemon = try Daemon(in: folder)
            _ = try daemon.heard(until: "READY=1")
            try await daemon.eventually("the mail did not arrive") { $0.mails.count == 1 }
            for _ in 0..<20 { daemon.hangUp() }
            try await Task.sleep(for: .milliseconds(delay))
            try daemon.expectPromptEnd("after \(delay) ms")
        }
        try expectWhole()
    }

    /// Of a state of an earlier version, which is kept before it is changed.
    @Test func `during an upgrade leaves a state that is whole`() async throws {
        let daemon = try Daemon(in: folder)
        try await daemon.eventually("the mail did not arrive") { $0.mails.count == 1 }
        #expect(try daemon.end() == 0)
        for delay in stride(from: 10, to: 130, by: 12) {
            // The last step added two indexes.
            try folder.alterState("DROP INDEX delivery_waiting; DROP INDEX delivery_dead; PRAGMA user_version = 9")
            let daemon = try Daemon(in: folder)
            try await Task.sleep(for: .milliseconds(delay))
            try daemon.expectPromptEnd("after \(delay) ms", with: [0, -SIGTERM])
            try expectWhole()
        }
        #expect(folder.files(in: "state").contains { $0.hasPrefix("vermilion.sqlite.before-") })
    }
}
