import Foundation
import Testing
import VermilionDomain
import VermilionTransport

@testable import VermilionChannels

@Suite struct `A webhook` {
    /// The published example of Standard Webhooks.
    @Test func `is signed as the standard's own example`() throws {
        let signer = try #require(StandardWebhook(secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let headers = signer.headers(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8))
        #expect(headers.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
        #expect(headers[2].value == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test(arguments: ["", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_not base64!"])
    func `takes no weak or mistyped secret`(secret: String) {
        #expect(StandardWebhook(secret: secret) == nil)
    }

    @Test func `is valid JSON whatever the names, and the same bytes each time`() throws {
        let channel = Webhook(cloudEvents: nil) { () throws(Diagnostic) in throw Diagnostic("not used") }
        for name in ["Acme", "株式会社 山田設計", "\"}],{\u{0}\r\n", "👩‍👩‍👧‍👦\u{202E}"] {
            let notice = try Samples.opened(team: TeamName(name), app: AppName(name))
            let payload = channel.compose(notice, for: Samples.reader)
            #expect(payload == channel.compose(notice, for: Samples.reader))
            let json = try #require(try JSONSerialization.jsonObject(with: Data(payload)) as? [String: Any])
            #expect(json["type"] as? String == "incident.opened")
            let data = try #require(json["data"] as? [String: Any])
            let incident = try #require(data["incident"] as? [String: Any])
            #expect(incident["team"] as? String == name)
            #expect(incident["amount"] as? String == "3")
        }
    }

    @Test func `whose secret cannot be read is misconfigured, with what to do`() async throws {
        let webhook = Webhook(cloudEvents: nil) { () throws(Diagnostic) in
            throw Diagnostic("the variable HOOK_SECRET is not set", hint: "set it")
        }
        let channel = WebChannel(name: "hook", client: HTTPClient(), service: webhook)
        let delivery = Delivery(
            id: DeliveryID(notice: try Samples.opened().id, channel: "hook"), kind: .opened, payload: [],
            created: Instant(seconds: 0))
        let outcome = await channel.deliver(delivery, at: Instant(seconds: 0))
        #expect(outcome.kind == .misconfigured)
        #expect(outcome.words.contains("HOOK_SECRET"))
    }
}
