import Testing
import VermilionDomain

@testable import VermilionMessages

@Suite struct `The text of a message` {
    @Test(arguments: Language.allCases, HostileNames.all)
    func `has no line over 76 columns, whatever the names`(language: Language, name: String) throws {
        var story = Story(team: TeamName(name))
        for day in 0..<3 {
            story.use(Tokens(micro: 4_000_000_000_000_123), app: AppName(name), api: APIName(name), day: day)
        }
        try story.buy(Tokens(1), as: LotID(name), day: -1)
        let notices = try story.poll(after: .days(3))
        for notice in notices + (try Story.stale(source: SourceID(name)).notices) {
            let text = Message(of: notice, for: Reader(language: language, zone: .utc)).text
            for line in text.split(separator: "\n") {
                #expect(line.displayWidth <= 76, "\(line)")
                #expect(!line.hasSuffix(" "), "\(line)")
            }
            for scalar in text.unicodeScalars where scalar != "\n" {
                #expect(scalar.properties.generalCategory != .control)
                #expect(!("\u{202A}"..."\u{202E}").contains(scalar))
            }
        }
    }

    @Test func `draws what is paid and what is not with different blocks`() throws {
        var story = Story()
        try story.buy(Tokens(3), as: "A", day: -1)
        story.use(Tokens(4), day: 0)
        let message = Message(of: try #require(try story.poll(after: .hours(1)).first), for: .english)
        let day = try #require(message.bars.split(separator: "\n").first { $0.hasPrefix("2026-07-30") })
        #expect(day.count { $0 == "█" } == 30 && day.count { $0 == "░" } == 10)
        #expect(message.bars.hasSuffix("█ charged or settled (blue)   ░ uncharged (vermilion)"))
        #expect(message.text.contains(message.bars))
    }
}

@Suite struct `Wrapped text` {
    @Test func `breaks at spaces`() {
        #expect("one two three".wrapped(to: 8) == ["one two", "three"])
    }

    @Test func `breaks between East Asian characters, not before a full stop, not in foreign words`() {
        #expect("未課金です。".wrapped(to: 10) == ["未課金で", "す。"])
        #expect("残りトークン".wrapped(to: 10) == ["残り", "トークン"])
    }

    @Test func `breaks a word only when it is longer than a line`() {
        #expect("see https://example.com/a".wrapped(to: 12) == ["see", "https://exam", "ple.com/a"])
    }

    @Test(arguments: 0..<UInt64(200)) func `loses nothing and stays within its width`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let alphabet = Array("abc トークン、。（）漢字 é👩‍👧‍👦 x")
        let text = String((0..<120).map { _ in alphabet.randomElement(using: &random)! })
        let width = Int.random(in: 4...40, using: &random)
        let lines = text.wrapped(to: width)
        #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
        #expect(lines.allSatisfy { $0.displayWidth <= width && !$0.isEmpty })
    }
}
