package import VermilionDomain

/// A few days that are full of rows, of up to three sources that state days in offsets of their own, so that days
/// interleave; lots that start and expire in the midst of them, and some that last.
package struct CrowdedLedger {
    package let lots: [Lot]
    package let usage: [Usage]
    package let asOf: Instant

    package init(seed: UInt64) throws {
        var chance = SplitMix64(seed: seed)
        let first = try Instant.at("2025-03-01")
        let span = chance.draw(1...5) * 24
        // Hours, which coincide often, or minutes.
        let step: Duration = chance.happens(percent: 60) ? .hours(1) : .minutes(1)
        let steps = span * (step == .hours(1) ? 1 : 60)
        let sources = (0..<chance.draw(1...3)).map { number in
            (id: SourceID("s\(number)"), offset: chance.pick([0, 0, 9, -7, 12]))
        }
        let nothing = chance.pick([0, 20, 60])
        var usage: [Usage] = []
        for number in 0..<chance.draw(5...60) {
            let source = chance.pick(sources)
            let time = first + step * chance.draw(0..<steps)
            // One that knows only the day states its start.
            let knowsTime = chance.happens(percent: 80)
            let day = Zone.utc.day(of: time + .hours(source.offset))
            let key = Usage.Key(
                source: source.id, app: chance.pick(["A", "B", ""]), api: chance.pick(["md", "da"]), day: day,
                id: chance.happens(percent: 30) ? .generated(number + 1) : "u\(number % 40)")
            let tokens = Tokens(micro: chance.happens(percent: nothing) ? 0 : Int64(chance.draw(1...4)))
            guard !usage.contains(where: { $0.key == key }) else { continue }
            usage.append(
                Usage(
                    key: key, time: knowsTime ? time : Zone.utc.startOfDay(day) - .hours(source.offset), tokens: tokens)
            )
        }
        let all = usage.reduce(0) { $0 + $1.tokens.micro }
        lots = try (0..<chance.draw(0...6)).map { number in
            let start = first + step * chance.draw(-30..<steps)
            let length = chance.pick([step, step * 5, .hours(24), .hours(30), .days(400)])
            let tokens = max(1, chance.pick([1, 3, all / 4, all / 2, all, 3 * all]))
            return try Lot(id: "L\(number)", tokens: Tokens(micro: tokens), start: start, expires: start + length)
        }
        self.usage = usage
        asOf = chance.pick([
            first + .hours(span + 24), first + .hours(span + 24), first + step * chance.draw(0..<steps),
        ])
    }
}
