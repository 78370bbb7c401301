import Testing
import VermilionDomain
import VermilionTestSupport

@testable import VermilionMessages

@Suite struct `A mail that acknowledges` {
    private let reader: Reader

    init() {
        var reader = Reader(language: .english, zone: .utc)
        reader.acknowledgesTo = "acks+v@example.com"
        self.reader = reader
    }

    private func notice(code: String?, kind: Notice.Kind = .opened) throws -> Notice {
        let now = try Instant.at("2025-07-24")
        let incident = Incident(
            id: IncidentID(installation: "k3f9q2", number: 12), team: "Acme", kind: .low, subject: .team("Acme"),
            phase: .open, severity: .warning, stage: 0, amount: nil, toldAmount: nil, since: now, opened: now,
            closed: nil, acknowledged: nil, nextReminder: now + .days(1), reminders: 0, notices: 1, unpaid: nil,
            code: code)
        return Notice(
            id: NoticeID(incident: incident.id, number: 1), kind: kind, incident: incident, condition: nil, before: nil,
            payers: [], statement: try .empty(of: "Acme", asOf: now), sources: [],
            at: now)
    }

    @Test func `is asked for in words and by a link`() throws {
        let message = Message(of: try notice(code: "abcdefghjkmn"), for: reader)
        #expect(
            message.footer.contains("Or by mail to acks+v@example.com with the subject: ack k3f9q2-12 abcdefghjkmn"))
        #expect(
            message.html.contains(
                #"href="mailto:acks%2Bv@example.com?subject=ack%20k3f9q2-12%20abcdefghjkmn""#))
    }

    @Test func `is not asked for where nobody reads it, or nothing is left to acknowledge`() throws {
        for message in [
            Message(of: try notice(code: "abcdefghjkmn"), for: Reader(language: .english, zone: .utc)),
            Message(of: try notice(code: nil), for: reader),
            Message(of: try notice(code: "abcdefghjkmn", kind: .closed), for: reader),
        ] {
            #expect(!message.text.contains("abcdefghjkmn") && !message.html.contains("abcdefghjkmn"))
            #expect(!message.html.contains("mailto:"))
        }
    }

    @Test(arguments: [
        ("ack k3f9q2-12 abcdefghjkmn", true), ("Re: ack k3f9q2-12 abcdefghjkmn", true),
        ("  ack  k3f9q2-12   abcdefghjkmn  ", true), ("ack k3f9q2-12", false), ("ack k3f9q2-12 abc", false),
        ("ack k3f9q2-0 abcdefghjkmn", false), ("stack k3f9q2-12 abcdefghjkmn", false),
        ("ack k3f9q2-12 abcdefghjkmnp", false), ("", false),
    ])
    func `is known by its subject`(subject: String, isOne: Bool) {
        let wish = AcknowledgingMail.reading(subject: subject)
        #expect((wish?.incident.description == "k3f9q2-12" && wish?.code == "abcdefghjkmn") == isOne)
    }
}
