import VermilionTestSupport

/// Makes inputs out of seeds: each follows from a seed of its own and a number, so that it is had again by naming them.
struct Mutator: Sendable {
    let seeds: [[UInt8]]
    private let words: [[UInt8]]

    /// Bytes.
    static let largest = 64 << 10

    init(seeds: [String], words: [String]) {
        self.seeds = seeds.map { Array($0.utf8) }
        self.words = (words + Self.texts).map { Array($0.utf8) } + Self.noise
    }

    /// - Parameter size: bytes that it has at most; another size makes other inputs.
    func input(seed: UInt64, number: UInt64, size: Int = largest) -> [UInt8] {
        var base = SplitMix64(seed: seed)
        var dice = SplitMix64(seed: base.next() &+ number)
        var input = dice.pick(seeds)
        for _ in 0..<dice.pick([0, 1, 1, 1, 2, 2, 3, 4, 6, 12]) {
            mutate(&input, &dice, size: size)
            if input.count > size { input.removeSubrange(size...) }
        }
        return input
    }

    private func mutate(_ input: inout [UInt8], _ dice: inout SplitMix64, size: Int) {
        let place = dice.draw(0...input.count)
        switch dice.draw(0..<100) {
        case 0..<12: if place < input.count { input[place] ^= 1 << UInt8(dice.draw(0..<8)) }
        case 12..<20: if place < input.count { input[place] = dice.pick(Self.marks) }
        case 20..<30: input.removeSubrange(stretch(from: place, of: input, &dice))
        case 30..<40:
            input.insert(contentsOf: input[stretch(from: place, of: input, &dice)], at: dice.draw(0...input.count))
        case 40..<55: input.insert(contentsOf: dice.pick(words), at: place)
        case 55..<60: input.replaceSubrange(stretch(from: place, of: input, &dice), with: dice.pick(words))
        case 60..<67:
            let other = input[field(around: dice.draw(0...input.count), in: input)]
            let text = dice.pick([[], Array(other), dice.pick(words)])
            input.replaceSubrange(field(around: place, in: input), with: text)
        case 67..<80: input.replaceSubrange(number(near: place, in: input), with: Array(dice.pick(Self.numbers).utf8))
        case 80..<88: input.insert(contentsOf: input[line(around: place, in: input)], at: place)
        case 88..<92:
            let other = dice.pick(seeds)
            input.replaceSubrange(place..., with: other[dice.draw(0...other.count)...])
        case 92..<95: input.removeSubrange(place...)
        case 95..<97: input.insert(contentsOf: nest(&dice), at: place)
        default:
            let words =
                dice.happens(percent: 50) ? dice.pick(words) : Array(input[stretch(from: place, of: input, &dice)])
            let most = (size >> dice.draw(0...12)) / max(words.count, 1)
            input.insert(contentsOf: Array(repeatElement(words, count: most).joined()), at: place)
        }
    }

    /// Mostly short, sometimes all the rest.
    private func stretch(from start: Int, of input: [UInt8], _ dice: inout SplitMix64) -> Range<Int> {
        start..<min(input.count, start + dice.draw(0...dice.pick([1, 4, 16, 64, 1 << 16])))
    }

    /// The first number behind a place; nothing at the end when there is none.
    private func number(near place: Int, in input: [UInt8]) -> Range<Int> {
        let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        let start = input[place...].firstIndex(where: isDigit) ?? input.count
        let end = input[start...].firstIndex { !isDigit($0) && $0 != UInt8(ascii: ".") } ?? input.count
        return start..<end
    }

    private func line(around place: Int, in input: [UInt8]) -> Range<Int> {
        let end = input[place...].firstIndex(of: UInt8(ascii: "\n")) ?? input.count
        let start = input[..<place].lastIndex(of: UInt8(ascii: "\n")) ?? 0
        return start..<end
    }

    /// What stands between two marks of JSON or CSV.
    private func field(around place: Int, in input: [UInt8]) -> Range<Int> {
        let isMark = { (byte: UInt8) in Self.fieldEnds.contains(byte) }
        let end = input[place...].firstIndex(where: isMark) ?? input.count
        let start = input[..<place].lastIndex(where: isMark).map { $0 + 1 } ?? 0
        return start..<end
    }

    private func nest(_ dice: inout SplitMix64) -> [UInt8] {
        let (open, close) = dice.pick([("[", "]"), ("{\"a\":", "}"), ("[{\"data\":", "}]"), ("\"", "\"")])
        let depth = dice.pick([1, 2, 7, 8, 9, 31, 62, 63, 64, 65, 1_000, 60_000])
        let text = String(repeating: open, count: depth) + "0" + String(repeating: close, count: dice.draw(0...depth))
        return Array(text.utf8.prefix(Self.largest))
    }

    private static let fieldEnds = Array("\",:{}[]\r\n".utf8)
    private static let marks = Array("\",;:\n\r\t{}[]\\/-+.#_ 019eE".utf8) + [0, 0x7F, 0x80, 0xC3, 0xED, 0xF4, 0xFF]

    private static let numbers = [
        "0", "-0", "-1", "0.0000005", "0.00000049", "1e-400", "1e400", "1e999999999999", "1E+2", "9223372036854775807",
        "-9223372036854775808", "9223372036854775808", "9223372036854.775807", "9223372036854.775808",
        "-9223372036854.775808",
        "18446744073709551616", "1,030.25", "1,5", "1.030,25", "999999999999", "1000000000000", "946684800",
        "4102444799",
        "0001", "9999", "10000", "1970", "1969", "12", "13", "29", "30", "31", "32", "59", "60", "24",
        String(repeating: "9", count: 401), "0." + String(repeating: "0", count: 500) + "1",
    ]

    private static let texts = [
        "0001-01-01", "9999-12-31", "9999-12-31T23:59:59.999999-23:59", "0001-01-01T00:00+23:59", "2024-02-29",
        "2025-03-30T02:30", "2025-10-26T02:30", "1969-12-31T23:59:59.9999999Z", "20250724", "#2", "##", "null", "true",
        "\u{FEFF}", "\u{0}", "\u{301}", "e\u{301}", "\u{2028}", "\u{2029}", "\u{85}", "\u{202E}", "\u{200D}",
        "\u{1B}[31m",
        "日本", "👩‍👩‍👧", "İ", "\r\n", "\n\n", "\"\"", "'", "<html>",
    ]

    /// What is no UTF-8: a part of a character, an overlong one, half of a pair, one past the last.
    private static let noise: [[UInt8]] = [
        [0x80], [0xC3], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80],
        [0xFF, 0xFE],
    ]
}
