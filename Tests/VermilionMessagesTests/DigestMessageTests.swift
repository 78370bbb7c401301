import Testing
import VermilionDomain
import VermilionFormats
import VermilionTestSupport

@testable import VermilionMessages

@Suite struct `A digest's message` {
    private func notice(_ count: Int, language: Language = .english, teams: [TeamName] = ["Acme"]) throws -> Notice {
        let entries = (0..<count).map { index in
            Digest.Entry(
                incident: IncidentID(installation: "k3f9q2", number: Int64(index + 1)), kind: .opened,
                severity: .warning,
                team: teams[index % teams.count], words: "Matter \(index)", language: language)
        }
        return try Notice.digest(
            Digest(entries), id: NoticeID(incident: IncidentID(installation: "k3f9q2", number: 0), number: 7),
            at: .at("2025-07-25"))
    }

    @Test(arguments: Language.allCases) func `lists each matter with its team and id`(language: Language) throws {
        let notice = try notice(3, language: language, teams: ["Acme", "Borealis"])
        let message = Message(of: notice, for: Reader(language: language, zone: .utc))
        #expect(
            message.subject.contains("3") && message.subject.contains("Acme") && message.subject.contains("Borealis"))
        #expect(message.facts.map(\.label) == ["Acme", "Borealis", "Acme"])
        #expect(message.facts.map(\.value) == (0..<3).map { "Matter \($0) (k3f9q2-\($0 + 1))" })
        for text in [message.text, message.html] { #expect(text.contains("Matter 2 (k3f9q2-3)")) }
        #expect(!message.text.contains("k3f9q2-0"), "it is about no incident of its own")
    }

    @Test func `says how many more there are`() throws {
        let message = Message(of: try notice(80), for: Reader(language: .english, zone: .utc))
        #expect(message.facts.count == 51)
        #expect(message.facts.last?.value == "… and 30 more")
        #expect(message.subject.hasPrefix("80 messages"))
    }

    @Test func `is data for programs`() throws {
        let notice = try notice(2)
        let reader = Reader(language: .english, zone: .utc)
        let text = notice.record(message: Message(of: notice, for: reader), zone: .utc).compact
        #expect(text.hasPrefix(#"{"type":"digest","#))
        #expect(
            text.contains(
                #""incident":{"id":null,"team":"Acme","severity":"warning"},"digest":[{"incident":"k3f9q2-1","kind":"opened""#
            ))
    }
}
