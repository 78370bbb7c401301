import Testing

@testable import VermilionTransport

/// The table of failures, by a real server that fails on command.
@Suite struct `smtp-sink` {
    private static let message = Array("Subject: x\r\n\r\n.dot\r\n".utf8)

    private static func submit(_ options: [String]) async throws(SMTPFailure) -> SMTPReceipt {
        guard let sink = try? await SMTPSink(options) else {
            throw SMTPFailure(.settings, .invalid("smtp-sink does not start: is Debian's postfix there?"), server: "")
        }
        defer { withExtendedLifetime(sink) {} }
        return try await SMTPClient().submit(
            message, envelope: Envelope(from: sender, to: ["one@example.com"]),
            to: server(sink.port, host: "127.0.0.1", security: .none))
    }

    struct Fault: Sendable {
        /// -q hangs up, -Q says 421 and hangs up, -r refuses for now, -f for good.
        let option: String
        let command: String
        let phase: SMTPFailure.Phase
        /// Nil when the server says nothing.
        let code: Int?
    }

    static let faults: [Fault] = [
        ("CONNECT", SMTPFailure.Phase.greeting), ("MAIL", .sender), ("RCPT", .recipient), ("DATA", .data),
        (".", .finish),
    ].flatMap { command, phase in
        [("-q", nil), ("-Q", 421), ("-r", 450), ("-f", 500)].map {
            Fault(option: $0, command: command, phase: phase, code: $1)
        }
    }

    @Test(arguments: faults) func `fails, and it is clear where and for how long`(fault: Fault) async throws {
        let failure = try #require(
            await #expect(throws: SMTPFailure.self) { try await Self.submit([fault.option, fault.command]) })
        #expect(failure.phase == fault.phase)
        #expect(failure.reply?.code == fault.code)
        #expect(failure.isAmbiguous == (fault.command == "." && fault.code == nil))
        #expect(failure.isWorthRetrying == (fault.code.map { $0 < 500 } ?? true))
    }

    @Test(arguments: [
        // No ESMTP at all; without 8BITMIME; without PIPELINING; a window of some bytes; a late answer to the dot.
        ["-e"], ["-8"], ["-p"], ["-T", "64"], ["-w", "1"], ["-f", "EHLO"], ["-r", "EHLO"], ["-q", "QUIT"],
        ["-Q", "QUIT"],
        ["-F"],
    ])
    func `gets its mail all the same`(options: [String]) async throws {
        #expect(try await Self.submit(options).final.code == 250)
    }
}
