import Testing
import VermilionDomain
import VermilionMessages

@testable import VermilionChannels

/// What every chat shows, whatever somebody called a team, an app or a lot.
@Suite struct `Every chat message` {
    @Test(arguments: Conforming.chats)
    func `shows the amount, the facts and the bars`(_ conforming: Conforming) throws {
        let notice = try Samples.opened(tokens: 37)
        let message = Message(of: notice, for: Samples.reader)
        let payload = try conforming.payload(of: notice)
        let shown = payload.texts.joined(separator: "\n")
        #expect(shown.contains("37") && shown.contains("Acme"))
        for fact in message.facts { #expect(shown.contains(fact.value), "\(fact)") }
        #expect(shown.contains("🟧") || shown.contains("░") || shown.contains("█"))
        try conforming.check(payload)
    }

    @Test(arguments: Conforming.all)
    func `keeps emoji and right-to-left names`(_ conforming: Conforming) throws {
        for name in ["👩‍👩‍👧‍👦 Bürö", "שלום", "مرحبا", "株式会社アクメ"] {
            let notice = try Samples.opened(team: TeamName(name))
            #expect(try conforming.payload(of: notice).texts.contains { $0.contains(name) })
        }
    }

    @Test(arguments: Conforming.all, 0..<UInt64(40))
    func `keeps to the limits, and no name becomes markup or calls anybody`(
        _ conforming: Conforming, seed: UInt64
    ) throws {
        let notice = try Samples.nasty(seed: seed)
        let service = conforming.service("http://127.0.0.1:9")
        let bytes = service.compose(notice, for: Samples.reader)
        #expect(bytes == service.compose(notice, for: Samples.reader))
        #expect(bytes.count <= conforming.mostBytes)
        let payload = try Payload(bytes)
        try conforming.check(payload)
        guard Conforming.chats.contains(where: { $0.name == conforming.name }) else { return }
        for text in payload.texts { #expect(text.unicodeScalars.allSatisfy { $0.isShown }, "\(text)") }
        let calling = ["mattermost", "discord", "telegram", "line-works", "matrix"]
        guard calling.contains(conforming.name) else { return }
        for text in payload.texts { #expect(text.firstMatch(of: /@[a-z]/) == nil, "\(text)") }
    }

    /// Names are shown to the 120th character, but a character can be long.
    @Test(arguments: Conforming.chats, ["z" + String(repeating: "\u{301}", count: 99), "*", "👩‍👩‍👧‍👦", "<", "設"])
    func `keeps to the limits with the longest names`(_ conforming: Conforming, sign: String) throws {
        let name = String(repeating: sign, count: 119)
        let opened = try Samples.opened(team: TeamName(name), app: AppName(name))
        let closed = try Samples.closed(team: TeamName(name), app: AppName(name), lot: LotID(name))
        for notice in [opened, Samples.later(.raised, of: opened), closed] {
            let bytes = conforming.service("http://127.0.0.1:9").compose(notice, for: Samples.reader)
            #expect(bytes.count <= conforming.mostBytes)
            try conforming.check(try Payload(bytes))
        }
    }

    @Test(arguments: Conforming.chats)
    func `in Japanese keeps to the limits too`(_ conforming: Conforming) throws {
        let reader = Reader(language: .japanese, zone: .utc)
        for notice in [try Samples.opened(), try Samples.closed()] {
            try conforming.check(try Payload(conforming.service("http://127.0.0.1:9").compose(notice, for: reader)))
        }
    }
}

extension Unicode.Scalar {
    /// Neither controls what shows it, but for the line ends of the message itself, nor turns the reading direction around.
    fileprivate var isShown: Bool {
        switch self {
        case "\n": true
        case "\u{200E}", "\u{200F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}", "\u{2028}", "\u{2029}": false
        default: properties.generalCategory != .control
        }
    }
}
