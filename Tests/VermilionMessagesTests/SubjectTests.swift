import Testing
import VermilionDomain
import VermilionMessages

@Suite struct `A subject` {
    private func subjects(_ notices: [Notice], for reader: Reader = .english) -> [String] {
        notices.map { Message(of: $0, for: reader).subject }
    }

    @Test func `tells team and amount in the words people know`() throws {
        #expect(
            try subjects(Story.uncharged().notices) == [
                "Uncharged usage for your Autodesk team: Acme Design, 3.5 tokens",
                "Uncharged usage for your Autodesk team: Acme Design, 3.5 tokens (reminder)",
                "Uncharged usage for your Autodesk team: Acme Design, 5 tokens (raised from 3.5)",
                "Uncharged usage for your Autodesk team: Acme Design, 4 tokens (corrected from 5)",
                "Settled: uncharged usage for your Autodesk team: Acme Design, 4 tokens",
            ])
    }

    @Test func `says tokens also of one`() throws {
        var story = Story()
        story.use(Tokens(1), day: 0)
        let notices = try story.poll(after: .hours(1))
        #expect(subjects(notices) == ["Uncharged usage for your Autodesk team: Acme Design, 1 tokens"])
    }

    @Test func `follows a lot to its end`() throws {
        let of = "Acme Design, 380 tokens of lot FLEX-2025-07"
        let ahead = "Tokens of your Autodesk team expire: \(of) expire on 2026-10-03"
        #expect(
            try subjects(Story.expiry().notices.filter { $0.incident.kind == .expiry }) == [
                ahead, ahead, ahead, ahead,
                "Tokens of your Autodesk team expired: \(of) lapsed on 2026-10-03",
                "Over: tokens of your Autodesk team expired: \(of) lapsed on 2026-10-03",
            ])
        #expect(
            try subjects(Story.usedUp().notices).contains(
                "Over: tokens of your Autodesk team expire: Acme Design, lot FLEX-2025-07 was used up first"))
    }

    @Test func `tells what is left, and that it is enough again`() throws {
        let notices = try Story.low().notices.filter { $0.incident.kind == .low }
        #expect(
            subjects(notices) == [
                "Tokens of your Autodesk team are low: Acme Design, 94 tokens left",
                "Tokens of your Autodesk team are low: Acme Design, 94 tokens left (reminder)",
                "Over: tokens of your Autodesk team are low: Acme Design, 594 tokens available",
            ])
    }

    @Test func `tells for how long there was no reading`() throws {
        let source = "csv:/var/lib/vermilion/inbox/acme/*.csv"
        let base = "No reading for your Autodesk team: Acme Design, nothing from \(source) for"
        #expect(
            try subjects(Story.stale().notices) == [
                "\(base) 6 h", "\(base) 19 h (raised)", "\(base) 2 days (reminder)",
                "Over: no reading for your Autodesk team: Acme Design, \(source) is read again",
            ])
    }

    @Test func `is Japanese for Japanese readers`() throws {
        #expect(
            try subjects(Story.uncharged().notices, for: .japanese) == [
                "Autodesk チームに未課金の使用量があります: Acme Design、3.5 トークン",
                "Autodesk チームに未課金の使用量があります: Acme Design、3.5 トークン（再通知）",
                "Autodesk チームに未課金の使用量があります: Acme Design、5 トークン（増加、前回 3.5）",
                "Autodesk チームに未課金の使用量があります: Acme Design、4 トークン（訂正、前回 5）",
                "相殺済み: Autodesk チームの未課金の使用量: Acme Design、4 トークン",
            ])
    }
}
