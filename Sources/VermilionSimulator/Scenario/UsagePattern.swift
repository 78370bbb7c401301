package import VermilionDomain

/// Usage that follows from a seed: so much on a working day, so much on a weekend, more or less.
package struct UsagePattern: Sendable {
    package var apps: [String]
    package var feature: String
    package var days: ClosedRange<CivilDate>
    package var weekday: Tokens
    package var weekend: Tokens
    /// Percent more or less than the amount.
    package var spread = 0
    /// A day may be told so many days late.
    package var late = 0
    /// Percent of rows that are told otherwise some days later.
    package var changed = 0
    /// Percent of rows that are gone some days later.
    package var vanishing = 0

    package init(apps: [String], feature: String, days: ClosedRange<CivilDate>, weekday: Tokens, weekend: Tokens) {
        (self.apps, self.feature, self.days) = (apps, feature, days)
        (self.weekday, self.weekend) = (weekday, weekend)
    }

    /// Each day grows in quarters, as usage does; the amounts are those of the end of each quarter.
    package func rows(_ chance: inout SeededChance) -> [Row] {
        var rows: [Row] = []
        for number in days.lowerBound.daysSince1970...days.upperBound.daysSince1970 {
            let day = CivilDate(daysSince1970: number)
            for app in apps {
                let usual = day.weekday == 0 || day.weekday == 6 ? weekend : weekday
                let percent = Int64(100 + (spread == 0 ? 0 : chance.draw(-spread...spread)))
                let total = usual.micro / 100 * percent
                let wait = late == 0 ? 0 : chance.draw(0...late)
                let (changes, vanishes) = (chance.happens(percent: changed), chance.happens(percent: vanishing))
                let after = chance.draw(1...7)
                guard total > 0 else { continue }
                let start = Zone.utc.startOfDay(day) + .days(wait)
                var revisions = (1...4).map { quarter in
                    Row.Revision(at: start + .hours(6 * quarter), tokens: Tokens(micro: total / 4 * Int64(quarter)))
                }
                if vanishes {
                    revisions.append(Row.Revision(at: start + .days(1 + after), tokens: nil))
                } else if changes {
                    revisions.append(Row.Revision(at: start + .days(1 + after), tokens: Tokens(micro: total / 4 * 5)))
                }
                rows.append(Row(day: day, app: app, feature: feature, revisions: revisions))
            }
        }
        return rows
    }
}

/// SplitMix64: the whole sequence follows from the seed.
package struct SeededChance: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func draw(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    mutating func happens(percent: Int) -> Bool { Int(next() % 100) < percent }

    /// 32 hexadecimal digits behind a prefix that says that it is nobody's secret.
    mutating func token(_ prefix: String) -> String {
        let digits = [next(), next()].map { word in
            let text = String(word, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        return "fake-\(prefix)-" + digits.joined()
    }
}
