import Testing
import VermilionDomain

@testable import VermilionMessages

@Suite struct `A bar` {
    private func bar(charged: Int64, uncharged: Int64, largest: Int64, width: Int) -> Bar {
        var split = Statement.Split.zero
        split.tokens = Tokens(micro: charged + uncharged)
        split.charged = Tokens(micro: charged)
        return Bar(split, largest: Tokens(micro: largest), width: width)
    }

    @Test(arguments: 0..<UInt64(500)) func `fills its width and shows everything that is there`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        func amount() -> Int64 {
            let most: Int64 = Bool.random(using: &random) ? Int64.max / 4 : 10
            return Int64.random(in: 0...most, using: &random)
        }
        let (charged, uncharged) = (amount(), amount())
        let width = Int.random(in: 2...100, using: &random)
        let bar = bar(charged: charged, uncharged: uncharged, largest: charged + uncharged + amount(), width: width)
        #expect(bar.paid + bar.uncharged + bar.rest == width)
        #expect(bar.paid >= 0 && bar.uncharged >= 0 && bar.rest >= 0)
        #expect((bar.paid > 0) == (charged > 0) && (bar.uncharged > 0) == (uncharged > 0))
    }

    @Test func `is as long as its share`() {
        #expect(
            bar(charged: 30, uncharged: 10, largest: 80, width: 40)
                == bar(charged: 3, uncharged: 1, largest: 8, width: 40))
        let half = bar(charged: 30, uncharged: 10, largest: 80, width: 40)
        #expect((half.paid, half.uncharged, half.rest) == (15, 5, 20))
    }
}

@Suite struct `Usage by day` {
    private func chart(_ days: [(day: Int, charged: Int, uncharged: Int)]) throws -> DayChart {
        var story = Story()
        let charged = days.map(\.charged).reduce(0, +)
        if charged > 0 { try story.buy(Tokens(charged), as: "L", day: 0) }
        for day in days { story.use(Tokens(day.charged + day.uncharged), day: day.day) }
        try story.poll(after: .days(60))
        return DayChart(of: try #require(story.statement), most: 31)
    }

    @Test func `is drawn in squares, blue before vermilion`() throws {
        let chart = try chart([(0, 2, 0), (1, 3, 1), (2, 0, 8)])
        #expect(
            chart.squares(most: 2, width: 8) == [
                Fact(label: "07-31", value: "🟦🟦🟦🟧 4"), Fact(label: "08-01", value: "🟧🟧🟧🟧🟧🟧🟧🟧 8"),
            ])
        #expect(chart.squares(most: 14, width: 8).map(\.value).first == "🟦🟦 2")
    }

    @Test func `is drawn on one line, with the days between`() throws {
        let chart = try chart([(0, 1, 0), (3, 0, 4), (4, 0, 8)])
        #expect(chart.spark(most: 31) == "07-30 ▂··▅█ 08-03")
        #expect(chart.spark(most: 2) == "08-02 ▅█ 08-03")
    }
}

@Suite struct `The width of a text` {
    @Test(arguments: [
        ("Acme", 4), ("設計", 4), ("ｱｸﾒ", 3), ("é", 1), ("e\u{301}", 1), ("👩‍👧‍👦", 2), ("❤️", 2), ("한글", 4), ("⌚", 2),
        ("█░…", 3),
        ("", 0),
        ("（）", 4), ("\u{200B}", 0),
    ]) func `counts wide characters twice and marks not at all`(text: String, width: Int) {
        #expect(text.displayWidth == width)
    }

    @Test func `is kept when a text is cut`() {
        #expect("設計事務所".cut(to: 6) == "設計…")
        #expect("Acme".cut(to: 4) == "Acme")
        #expect("Acme".cut(to: 3) == "Ac…")
    }
}

@Suite struct `A purchase` {
    @Test(
        arguments: [
            (3_500_000, 100, "96.5"), (100_000_000, 100, "0"), (100_000_001, 101, "0.999999"),
            (129_500_000, 130, "0.5"),
            (Int64.max, 9_223_372_036_855, "0.224193"), (1, 100, "99.999999"),
        ] as [(Int64, Int64, String)])
    func `is of at least 100 tokens, then by one`(owed: Int64, tokens: Int64, left: String) {
        let purchase = Purchase(toSettle: Tokens(micro: owed))
        #expect(purchase.tokens == tokens && purchase.left.description == left)
    }
}
