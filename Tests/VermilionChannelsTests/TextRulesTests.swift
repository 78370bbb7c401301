import Testing
import VermilionTestSupport

@testable import VermilionChannels

@Suite struct `A text for a service` {
    @Test func `is cut between characters, with a mark`() {
        let rules = TextRules(.codePoints)
        #expect(rules.fit("abc", most: 3) == "abc")
        #expect(rules.fit("abcd", most: 3) == "ab…")
        #expect(rules.fit("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", most: 8) == "👩‍👩‍👧‍👦…")
        #expect(rules.fit("👩‍👩‍👧‍👦", most: 3) == "…")
    }

    @Test(arguments: [(TextRules.Unit.codePoints, 2), (.utf16, 3), (.utf8, 6)])
    func `is counted as the service counts`(unit: TextRules.Unit, most: Int) {
        #expect(TextRules(unit).fit("😀é", most: most) == "😀é")
        #expect(TextRules(unit).fit("😀é!", most: most).hasSuffix("…"))
        #expect(TextRules(unit).size(of: TextRules(unit).fit("😀é!", most: most)) <= most)
    }

    @Test func `is escaped also under an accent, and never cut within an escape`() {
        let rules = TextRules(.codePoints, escape: TextRules.entities)
        #expect(rules.fit("<\u{301}!channel>", most: 99) == "&lt;\u{301}!channel&gt;")
        #expect(rules.fit("a<b", most: 5) == "a…")
        #expect(rules.fit("a<b", most: 6) == "a&lt;b")
    }

    @Test(arguments: 0..<UInt64(200))
    func `never takes more than it may, nor gives less than it could`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let signs = ["a", "é", "e\u{301}", "<", "&", "長", "😀", "👩‍👩‍👧‍👦", "🇯🇵", "ש", "\r\n"]
        let text = (0..<random.draw(0...30)).map { _ in signs[random.draw(0..<signs.count)] }.joined()
        for unit in [TextRules.Unit.codePoints, .utf16, .utf8] {
            let rules = TextRules(unit, escape: TextRules.entities)
            let whole = rules.fit(text, most: .max)
            for most in 3..<60 {
                let cut = rules.fit(text, most: most)
                #expect(rules.size(of: cut) <= most)
                #expect((cut == whole) == (rules.size(of: whole) <= most))
                if cut != whole { #expect(cut.hasSuffix("…") && whole.hasPrefix(cut.dropLast())) }
            }
        }
    }
}
