import Testing
import VermilionDomain
import VermilionTestSupport
import VermilionTransport

@testable import VermilionChannels

/// What every channel on the web makes of every answer: `docs/delivery.md`, held against a real server.
@Suite struct `Every web channel` {
    private let client = HTTPClient()
    private static let now = Instant(seconds: 1_445_412_420)  // 2015-10-21T07:27:00Z
    private static func answer(_ status: Int, _ body: String, headers: String = "") -> ScriptedServer.Step {
        .say("HTTP/1.1 \(status) X\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    private func deliver(
        _ conforming: Conforming, to server: ScriptedServer, times: Int = 1, patience: Duration = .seconds(20)
    ) async throws -> Outcome {
        let deadlines = HTTPDeadlines(connect: patience, whole: patience, crawl: .seconds(15), slowest: 30)
        let channel = WebChannel(
            name: "chat", client: client, service: conforming.service("http://127.0.0.1:\(server.port)"),
            deadlines: deadlines)
        let notice = try Samples.opened()
        let delivery = Delivery(
            id: DeliveryID(notice: notice.id, channel: "chat"), kind: notice.kind,
            payload: channel.compose(notice, for: Samples.reader), created: notice.at)
        #expect(!String(decoding: delivery.payload, as: UTF8.self).contains("canary"), "a secret would be kept")
        var outcome = Outcome.delivered(reply: "")
        for attempt in 0..<times { outcome = await channel.deliver(delivery, at: Self.now + .seconds(attempt)) }
        #expect(!outcome.words.contains("canary"), "\(outcome.words)")
        #expect(!outcome.words.contains { $0.isNewline })
        return outcome
    }

    private func outcome(_ conforming: Conforming, of steps: ScriptedServer.Step...) async throws -> Outcome {
        let server = try ScriptedServer([.hearRequest] + steps)
        return try await deliver(conforming, to: server)
    }

    @Test(arguments: Conforming.all)
    func `delivers when the service says that it took the message`(_ conforming: Conforming) async throws {
        let outcome = try await outcome(conforming, of: Self.answer(conforming.status, conforming.body))
        #expect(outcome.kind == .delivered)
        #expect(outcome.words.contains(conforming.receipt) && outcome.words.contains("\(conforming.status)"))
    }

    @Test(arguments: Conforming.all)
    func `is not taken in by a portal that says 200`(_ conforming: Conforming) async throws {
        for page in [
            "<!DOCTYPE html><html>log in \(conforming.echo)</html>", " \r\n<html>{}</html>",
            "<" + conforming.echoAtTheCut,
        ] {
            let outcome = try await outcome(conforming, of: Self.answer(200, page))
            #expect((outcome.kind != .delivered) == conforming.knowsItsAnswer)
        }
    }

    @Test(arguments: Conforming.all)
    func `never follows a redirect`(_ conforming: Conforming) async throws {
        for status in [301, 302, 303, 307, 308] {
            let elsewhere = try ScriptedServer([.hearRequest, Self.answer(conforming.status, conforming.body)])
            let location = "Location: http://127.0.0.1:\(elsewhere.port)/\r\n"
            let outcome = try await outcome(conforming, of: Self.answer(status, conforming.echo, headers: location))
            #expect(outcome.kind == .refused && outcome.words.contains("redirect"))
            #expect(elsewhere.heard.isEmpty)
        }
    }

    @Test(arguments: Conforming.all)
    func `sorts answers by their status`(_ conforming: Conforming) async throws {
        let table: [(Outcome.Kind, [Int])] = [
            (.refused, [400, 404, 405, 410, 413, 422]), (.misconfigured, [401, 403]),
            (.retry, [408, 425, 429, 500, 502, 503, 504]),
        ]
        for (kind, statuses) in table {
            for status in statuses {
                let outcome = try await outcome(conforming, of: Self.answer(status, conforming.echo))
                #expect(outcome.kind == kind, "\(status)")
                #expect(outcome.words.contains("\(status)"))
                if case .misconfigured(_, let hint) = outcome { #expect(hint.count > 10) }
            }
        }
    }

    @Test(arguments: Conforming.all)
    func `waits as long as it is asked to`(_ conforming: Conforming) async throws {
        for (asked, wait) in [
            ("30", Duration.seconds(30)), ("Wed, 21 Oct 2015 07:28:00 GMT", .seconds(60)), ("soon", nil),
        ] {
            for status in [429, 503] {
                let step = Self.answer(status, "", headers: "Retry-After: \(asked)\r\n")
                guard case .retry(_, let after) = try await outcome(conforming, of: step) else {
                    Issue.record("not to be tried again")
                    continue
                }
                #expect(after == wait)
            }
        }
    }

    @Test(arguments: Conforming.all)
    func `tries again when there is no whole answer`(_ conforming: Conforming) async throws {
        let short = ScriptedServer.Step.say(
            "HTTP/1.1 200 X\r\nContent-Length: \(conforming.body.utf8.count + 9)\r\n\r\n\(conforming.body)"
        )
        for steps: [ScriptedServer.Step] in [[short], [.reset], [], [.say("SSH-2.0-OpenSSH_9.2\r\n")]] {
            let server = try ScriptedServer([.hearRequest] + steps)
            #expect(try await deliver(conforming, to: server).kind == .retry)
        }
        // A deadline ends each phase: before the answer, within its head, and within its body.
        for start in [
            "", "HTTP/1.1 200", "HTTP/1.1 200 X\r\nContent-", "HTTP/1.1 200 X\r\nContent-Length: 99\r\n\r\n{",
        ] {
            for rest in [
                ScriptedServer.Step.silence, .drip(String(repeating: "x", count: 99), every: .milliseconds(30)),
            ] {
                let slow = try ScriptedServer([.hearRequest, .say(start), rest])
                #expect(try await deliver(conforming, to: slow, patience: .milliseconds(200)).kind == .retry)
            }
        }
        let deaf = try ScriptedServer([.wait(Gate())])
        #expect(try await deliver(conforming, to: deaf, patience: .milliseconds(200)).kind == .retry)
    }

    @Test(arguments: Conforming.all)
    func `tries again when nobody listens`(_ conforming: Conforming) async throws {
        let port = try freePort()
        let channel = WebChannel(
            name: "chat", client: client, service: conforming.service("http://127.0.0.1:\(port)"))
        let notice = try Samples.opened()
        let delivery = Delivery(
            id: DeliveryID(notice: notice.id, channel: "chat"), kind: .opened,
            payload: channel.compose(notice, for: Samples.reader), created: notice.at)
        let outcome = await channel.deliver(delivery, at: Self.now)
        #expect(outcome.kind == .retry && !outcome.words.contains("canary"))
    }

    @Test(arguments: Conforming.all)
    func `says the same at a repeat, with the same ids`(_ conforming: Conforming) async throws {
        let server = try ScriptedServer([.hearRequest, Self.answer(conforming.status, conforming.body)])
        _ = try await deliver(conforming, to: server, times: 2)
        // The time of the attempt is a part of the signature.
        let heard = server.heard.map { request in
            request.split(separator: "\r\n", omittingEmptySubsequences: false).filter {
                !$0.hasPrefix("webhook-timestamp:") && !$0.hasPrefix("webhook-signature:")
            }
        }
        #expect(heard.count == 2 && heard.first == heard.last)
        let request = try #require(server.heard.first)
        #expect(request.contains("k3f9q2-1"), "the incident's id")
        #expect(request.contains("canary"), "the secret")
    }

    @Test(arguments: Conforming.all)
    func `does not try again what a person has to mend`(_ conforming: Conforming) async throws {
        let outcome = try await outcome(
            conforming, of: .say("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"))
        #expect(outcome.kind == .misconfigured)
    }
}

extension Conforming {
    /// An error page that repeats all it was asked.
    fileprivate var echo: String {
        "you asked for " + secrets.joined(separator: "\r\n") + String(repeating: ".", count: 99)
    }

    /// One in which the place where words are cut is within a secret.
    fileprivate var echoAtTheCut: String { String(repeating: ".", count: 185) + (secrets.last ?? "") }
}
