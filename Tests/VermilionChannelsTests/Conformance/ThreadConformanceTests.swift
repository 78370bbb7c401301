import Testing
import VermilionDomain
import VermilionTestSupport
import VermilionTransport

@testable import VermilionChannels

/// How a message is joined to the first about its incident, where the service calls that by a name.
@Suite struct `A later message` {
    private static func answer(_ status: Int, _ body: String) -> ScriptedServer.Step {
        .say("HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    private func deliver(
        _ conforming: Conforming, to server: ScriptedServer, thread: String?, kind: Notice.Kind = .raised
    ) async throws -> Outcome {
        // Longer than a busy machine takes.
        let deadlines = HTTPDeadlines(connect: .seconds(60), whole: .seconds(60), crawl: .seconds(60), slowest: 1)
        let channel = WebChannel(
            name: "chat", client: HTTPClient(), service: conforming.service("http://127.0.0.1:\(server.port)"),
            deadlines: deadlines)
        let notice = try Samples.later(.raised, of: Samples.opened())
        var delivery = Delivery(
            id: DeliveryID(notice: notice.id, channel: "chat"), kind: kind,
            payload: channel.compose(notice, for: Samples.reader), created: notice.at)
        delivery.thread = thread
        return await channel.deliver(delivery, at: notice.at)
    }

    /// The bodies of what a server heard.
    private func payloads(_ server: ScriptedServer) throws -> [Payload] {
        try server.heard.joined().matches(of: /Content-Length: (\d+)[^{]*\r\n\r\n/.ignoresCase()).map { head in
            let body = server.heard.joined().utf8[head.range.upperBound...]
            return try Payload(Array(body.prefix(try #require(Int(head.1)))))
        }
    }

    @Test(arguments: [
        (Conforming.telegram, "42", ["42"]), (.matrix, "$Rqnc-F", ["$Rqnc-F", "$Rqnc-F"]),
    ])
    func `names the first by what the service called it`(
        _ conforming: Conforming, reference: String, named: [String]
    ) async throws {
        let server = try ScriptedServer([.hearRequest, Self.answer(200, conforming.body)])
        guard case .delivered(let receipt) = try await deliver(conforming, to: server, thread: nil) else {
            Issue.record("not delivered")
            return
        }
        #expect(receipt.reference == reference)
        #expect(conforming.named(in: try payloads(server)[0]) == [])
        let later = try ScriptedServer([.hearRequest, Self.answer(200, conforming.body)])
        #expect(try await deliver(conforming, to: later, thread: receipt.reference).kind == .delivered)
        let payload = try payloads(later)[0]
        #expect(conforming.named(in: payload) == named)
        try conforming.check(payload)
    }

    @Test(arguments: [
        (
            Conforming.telegram,
            #"{"ok":false,"error_code":400,"description":"Bad Request: message to be replied not found"}"#
        ),
        (.matrix, #"{"errcode":"M_UNKNOWN","error":"Can't send relation to unknown event"}"#),
    ])
    func `goes out by itself when the first is gone`(_ conforming: Conforming, refusal: String) async throws {
        // Over one connection or two: what may not be sent twice gets a new one each time.
        let taken = [ScriptedServer.Step.hearRequest, Self.answer(200, conforming.body)]
        let server = try ScriptedServer([.hearRequest, Self.answer(400, refusal)] + taken, taken)
        #expect(try await deliver(conforming, to: server, thread: "77").kind == .delivered)
        let bodies = try payloads(server)
        #expect(bodies.map { conforming.named(in: $0).contains("77") } == [true, false])
        #expect(conforming.named(in: bodies[1]) == [])

        // Refused for another reason it stays refused, and is asked for no third time.
        let strict = try ScriptedServer([
            .hearRequest, Self.answer(400, refusal), .hearRequest, Self.answer(400, refusal), .hearRequest,
        ])
        #expect(try await deliver(conforming, to: strict, thread: "77").kind == .refused)
        #expect(try payloads(strict).count == 2)
        let alone = try ScriptedServer([.hearRequest, Self.answer(400, refusal), .hearRequest])
        #expect(try await deliver(conforming, to: alone, thread: nil).kind == .refused)
        #expect(try payloads(alone).count == 1)
    }

    @Test(arguments: Conforming.all)
    func `is the same with and without a first where the service has no name for it`(_ conforming: Conforming)
        async throws
    {
        guard conforming.name != "telegram", conforming.name != "matrix" else { return }
        var heard: [String] = []
        for thread in [nil, "77"] {
            let server = try ScriptedServer([
                .hearRequest, Self.answer(400, "{}"), .hearRequest, Self.answer(400, "{}"),
            ])
            #expect(try await deliver(conforming, to: server, thread: thread).kind == .refused)
            heard.append(server.heard.joined().replacing("\(server.port)", with: "PORT"))
        }
        #expect(heard[0] == heard[1] && heard[0].contains("HTTP/1.1"))
    }

    @Test(arguments: [Conforming.telegram, .matrix], [Notice.Kind.digest, .test])
    func `about no incident is joined to nothing`(_ conforming: Conforming, kind: Notice.Kind) async throws {
        let server = try ScriptedServer([.hearRequest, Self.answer(200, conforming.body)])
        #expect(try await deliver(conforming, to: server, thread: "77", kind: kind).kind == .delivered)
        #expect(conforming.named(in: try payloads(server)[0]) == [])
    }

    @Test(arguments: ["x", "", "9999999999999999999999", "1.5", #"7"},"chat_id":1"#])
    func `in Telegram names no message whose number is none`(reference: String) async throws {
        let server = try ScriptedServer([.hearRequest, Self.answer(200, Conforming.telegram.body)])
        #expect(try await deliver(.telegram, to: server, thread: reference).kind == .delivered)
        let payload = try payloads(server)[0]
        #expect(payload.object("reply_parameters") == nil)
        try Conforming.telegram.check(payload)
    }

    @Test func `in Matrix cannot be made another by what a server called the first`() async throws {
        let server = try ScriptedServer([.hearRequest, Self.answer(200, Conforming.matrix.body)])
        let reference = "\"},\"body\":\"evil\\"
        #expect(try await deliver(.matrix, to: server, thread: reference).kind == .delivered)
        let payload = try payloads(server)[0]
        #expect(Conforming.matrix.named(in: payload) == [reference, reference] && payload.text("body") != "evil")
    }

    @Test(arguments: [
        #"{"event_id":"canary-token"}"#, #"{"event_id":"$a\nb"}"#, #"{"event_id":""}"#,
        "{\"event_id\":\"$\(String(repeating: "x", count: 255))\"}",
    ])
    func `keeps no name that can be none, or that is a secret`(body: String) async throws {
        let server = try ScriptedServer([.hearRequest, Self.answer(200, body)])
        guard case .delivered(let receipt) = try await deliver(.matrix, to: server, thread: nil) else {
            Issue.record("not delivered")
            return
        }
        #expect(receipt.reference == nil)
    }
}

extension Conforming {
    /// What a message says of the one that it belongs to.
    fileprivate func named(in payload: Payload) -> [String] {
        if name == "telegram" {
            guard let reply = payload.object("reply_parameters") else { return [] }
            #expect(reply["allow_sending_without_reply"] as? Bool == true)
            return (reply["message_id"] as? Int).map { ["\($0)"] } ?? []
        }
        guard let relation = payload.object("m.relates_to") else { return [] }
        #expect(relation["rel_type"] as? String == "m.thread" && relation["is_falling_back"] as? Bool == true)
        return [payload.text("m.relates_to", "event_id"), payload.text("m.relates_to", "m.in_reply_to", "event_id")]
    }
}
