import Foundation
import Testing
import VermilionDomain
import VermilionTransport

@testable import VermilionChannels

/// What one service alone does.
@Suite struct `A service` {
    private static let now = Instant(seconds: 1_445_412_420)

    private func outcome(_ conforming: Conforming, of status: Int, _ body: String, retryAfter: String? = nil) -> Outcome
    {
        let headers = retryAfter.map { [("Retry-After", $0)] } ?? []
        let response = HTTPResponse(status: status, body: Array(body.utf8), headers: headers)
        return conforming.service("http://127.0.0.1:9").outcome(of: WebAnswer(response, without: .none), at: Self.now)
    }

    private func wait(_ conforming: Conforming, of status: Int, _ body: String, retryAfter: String? = nil) -> Duration?
    {
        guard case .retry(_, let after) = outcome(conforming, of: status, body, retryAfter: retryAfter) else {
            Issue.record("not to be tried again")
            return nil
        }
        return after
    }

    @Test func `may ask to wait in its body, which is more exact than the header`() {
        let discord = #"{"message":"You are being rate limited.","retry_after":64.57,"global":false}"#
        #expect(wait(.discord, of: 429, discord, retryAfter: "65") == .milliseconds(64_570))
        #expect(wait(.discord, of: 429, "slow down", retryAfter: "65") == .seconds(65))
        #expect(wait(.discord, of: 429, #"{"retry_after":1e999}"#) == .days(1))
        #expect(wait(.discord, of: 429, #"{"retry_after":-1}"#, retryAfter: "3") == .seconds(3))
        let telegram = #"{"ok":false,"error_code":429,"parameters":{"retry_after":17}}"#
        #expect(wait(.telegram, of: 429, telegram) == .seconds(17))
        #expect(
            wait(.matrix, of: 429, #"{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":2500}"#) == .milliseconds(2_500))
        #expect(wait(.ntfy, of: 429, #"{"code":42908,"error":"daily message quota reached"}"#) == .hours(1))
        #expect(wait(.ntfy, of: 429, #"{"code":42901}"#) == nil)
    }

    @Test(arguments: [
        (Conforming.telegram, #"{"ok":false}"#), (.lineWorks, #"{"code":400,"description":"x"}"#), (.slack, "okay"),
        (.pagerDuty, #"{"status":"invalid event"}"#), (.chatwork, "{}"), (.ntfy, "[]"), (.matrix, "null"),
        (.googleChat, #"{"error":{}}"#), (.discord, #"{"id":null}"#), (.mattermost, ""),
    ])
    func `that answers well but does not say that it took the message did not`(_ conforming: Conforming, _ body: String)
    {
        #expect(outcome(conforming, of: 200, body).kind == .misconfigured)
    }

    @Test func `of Telegram that moved a group says its new number`() {
        let outcome = outcome(
            .telegram, of: 400, #"{"ok":false,"parameters":{"migrate_to_chat_id":-1009876543210}}"#)
        #expect(outcome.kind == .misconfigured && outcome.words.contains("chat: -1009876543210"))
    }

    @Test(arguments: [
        (Notice.Kind.opened, false, "trigger"), (.raised, false, "trigger"), (.raised, true, "trigger"),
        (.reminder, false, "trigger"), (.reminder, true, "acknowledge"), (.corrected, true, "acknowledge"),
        (.closed, true, "resolve"), (.closed, false, "resolve"),
    ])
    func `of PagerDuty is told what became of its incident`(kind: Notice.Kind, isAcknowledged: Bool, action: String)
        throws
    {
        let opened = try Samples.opened()
        let later = Samples.later(kind, of: opened, isAcknowledged: isAcknowledged)
        let payload = try Conforming.pagerDuty.payload(of: later)
        #expect(payload.text("event_action") == action)
        #expect(payload.text("dedup_key") == opened.incident.id.description)
        #expect(payload.text("payload", "severity") == "critical")
    }

    @Test func `of Alertmanager sees one alert over the life of an incident`() throws {
        let opened = try Samples.opened()
        let first = try Conforming.alertmanager.payload(of: opened)
        for kind in [Notice.Kind.raised, .reminder, .closed] {
            let later = try Conforming.alertmanager.payload(of: Samples.later(kind, of: opened))
            #expect(later.object(0, "labels") as? [String: String] == first.object(0, "labels") as? [String: String])
            #expect(later.text(0, "startsAt") == first.text(0, "startsAt"))
        }
        #expect(first.text(0, "endsAt") == "2026-07-25T00:00:00Z")
        #expect(
            try Conforming.alertmanager.payload(of: try Samples.closed()).text(0, "endsAt") == "2025-07-25T00:00:00Z")
    }

    @Test func `of Google Chat gets all of an incident into one thread`() throws {
        let opened = try Samples.opened()
        let threads = try [opened, Samples.later(.reminder, of: opened)].map {
            try Conforming.googleChat.payload(of: $0).text("thread", "threadKey")
        }
        #expect(threads == [opened.incident.id.description, opened.incident.id.description])
    }

    @Test(arguments: [
        ("https://h/x", "https://h/x?wait=true"), ("https://h/x?thread_id=1", "https://h/x?thread_id=1&wait=true"),
        ("https://h/x?wait=false&a", "https://h/x?wait=false&a"),
        ("https://h/x?await=1", "https://h/x?await=1&wait=true"),
    ])
    func `has its parameters added to its address`(address: String, expected: String) {
        #expect(address.asking("wait", "true") == expected)
    }

    @Test(arguments: [
        (Conforming.discord, "POST /canary-path/T0?key=canary-key&sig=canary%2Bsig&wait=true"),
        (.googleChat, "&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"),
        (.telegram, "POST http://h/bot110201543:canary-token/sendMessage"),
        (.ntfy, "POST http://h/ {\"topic\":\"canary-topic\","),
        (.chatwork, "POST http://h/v2/rooms/77/messages"), (.chatwork, "x-chatworktoken: canary-token"),
        (.pagerDuty, "POST http://h/v2/enqueue {\"routing_key\":\"canary-routing-key\","),
        (.alertmanager, "POST http://h/canary-prefix/api/v2/alerts [{"),
        (.alertmanager, "Authorization: Bearer canary-token"),
        (
            .matrix,
            "PUT http://h/_matrix/client/v3/rooms/%21a%20b%3Aexample.com/send/m.room.message/k3f9q2-1-1-chat {"
        ),
        (.structured, "Content-Type: application/cloudevents+json; charset=UTF-8"),
        (.structured, "webhook-signature: v1,"),
        (.binary, "ce-id: k3f9q2-1-1"), (.binary, "ce-type: vermilion.incident.opened"),
        (.binary, "ce-source: /vermilion/k3f9q2"), (.binary, "ce-time: 2025-07-25T00:00:00Z"),
        (.webhook, "Authorization: Bearer canary-bearer"), (.webhook, "X-Key: canary-header"),
    ])
    func `is asked where and as it wants to be`(_ conforming: Conforming, _ expected: String) throws {
        let service = conforming.service("http://h")
        let notice = try Samples.opened()
        let delivery = Delivery(
            id: DeliveryID(notice: notice.id, channel: "chat"), kind: notice.kind,
            payload: service.compose(notice, for: Samples.reader), created: notice.at)
        let request = try service.posting(of: delivery, at: Self.now).request
        let (verb, body) =
            switch request.method {
            case .get, .connect: ("GET", [UInt8]())
            case .post(let body): ("POST", body)
            case .put(let body): ("PUT", body)
            }
        let headers = request.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        let sent = "\(verb) \(request.url) \(String(decoding: body, as: UTF8.self))\n\(headers)"
        #expect(
            sent.replacing("http://h/canary-path", with: "/canary-path").contains(expected) || sent.contains(expected))
    }

    @Test func `that takes CloudEvents gets the notice as data`() throws {
        let notice = try Samples.opened()
        let event = try Conforming.structured.payload(of: notice)
        #expect(event.text("specversion") == "1.0" && event.text("id") == "k3f9q2-1-1")
        #expect(event.text("source") == "/vermilion/k3f9q2" && event.text("subject") == "k3f9q2-1")
        #expect(event.text("data", "type") == "incident.opened" && event.text("time") == "2025-07-25T00:00:00Z")
    }
}
