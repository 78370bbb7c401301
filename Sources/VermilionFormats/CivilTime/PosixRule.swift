package import VermilionDomain

extension YearlyRule {
    /// Reads a POSIX TZ string with the extensions of RFC 8536 §3.3.1: `JST-9`, `<+09>-9`,
    /// `CET-1CEST,M3.5.0,M10.5.0/3`. Nil when it is not one; summer time without its days is not.
    package init?(posix text: some Sequence<UInt8>) {
        var reader = PosixRuleReader(Array(text))
        guard reader.name(), let west = reader.time(hours: 24) else { return nil }
        if reader.isAtEnd {
            self.init(standard: -west, summer: nil)
            return
        }
        guard reader.name() else { return nil }
        var summerWest = west - 3_600
        if !reader.isNext(",") {
            guard let stated = reader.time(hours: 24) else { return nil }
            summerWest = stated
        }
        guard reader.skip(","), let start = reader.change(), reader.skip(","), let end = reader.change(),
            reader.isAtEnd
        else { return nil }
        self.init(
            standard: -west,
            summer: Summer(
                offset: -summerWest, start: start.day, startTime: start.time, end: end.day, endTime: end.time))
    }
}

private struct PosixRuleReader {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    func isNext(_ character: Unicode.Scalar) -> Bool { index < bytes.count && bytes[index] == UInt8(ascii: character) }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard isNext(character) else { return false }
        index += 1
        return true
    }

    /// An abbreviation: three letters or more, or anything of letters, digits and signs between angle brackets.
    mutating func name() -> Bool {
        if skip("<") {
            let length = skipAll { Self.isLetter($0) || Self.digit($0) != nil || $0 == 0x2B || $0 == 0x2D }
            return length >= 3 && skip(">")
        }
        return skipAll(Self.isLetter) >= 3
    }

    private mutating func skipAll(_ isWanted: (UInt8) -> Bool) -> Int {
        let start = index
        while index < bytes.count, isWanted(bytes[index]) { index += 1 }
        return index - start
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func time(hours largest: Int) -> Int? {
        let sign = skip("-") ? -1 : 1
        if sign == 1 { _ = skip("+") }
        guard let hours = number(0...largest) else { return nil }
        var seconds = hours * 3_600
        if skip(":") {
            guard let minutes = number(0...59) else { return nil }
            seconds += minutes * 60
            if skip(":") {
                guard let second = number(0...59) else { return nil }
                seconds += second
            }
        }
        return sign * seconds
    }

    /// A day, and the time at which the clock is changed on it: 02:00 when not stated.
    mutating func change() -> (day: YearlyRule.ChangeDay, time: Int)? {
        guard let day = day() else { return nil }
        guard skip("/") else { return (day, 7_200) }
        return time(hours: 167).map { (day, $0) }
    }

    private mutating func day() -> YearlyRule.ChangeDay? {
        if skip("M") {
            guard let month = number(1...12), skip("."), let week = number(1...5), skip("."),
                let weekday = number(0...6)
            else { return nil }
            return .weekday(month: month, week: week, weekday: weekday)
        }
        if skip("J") { return number(1...365).map { .dayWithoutLeap($0) } }
        return number(0...365).map { .day($0) }
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int? {
        var value = 0
        var digits = 0
        while index < bytes.count, digits < 3, let digit = Self.digit(bytes[index]) {
            value = value * 10 + digit
            digits += 1
            index += 1
        }
        return digits > 0 && range.contains(value) ? value : nil
    }

    private static func digit(_ byte: UInt8) -> Int? { (48...57).contains(byte) ? Int(byte) - 48 : nil }

    private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte & 0xDF) }
}
