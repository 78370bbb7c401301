package import VermilionDomain
package import VermilionFormats

extension Value {
    /// `30s`, `5m`, `1h`, `7d`.
    package func duration(atLeast least: Duration = .zero, atMost most: Duration = .days(36_500)) -> Duration? {
        guard let text = characters("a duration such as 6h") else { return nil }
        guard let duration = Duration(setting: text) else {
            let isClock = text.contains(":")
            reject(
                "\(quoted(text)) is not a duration",
                hint: isClock ? "write 90m for an hour and a half" : "write a whole number and a unit: 30s, 5m, 1h, 7d")
            return nil
        }
        if duration < least {
            reject("`\(name)` must be at least \(least.setting)")
            return nil
        }
        if duration > most {
            reject("`\(name)` must be at most \(most.setting)")
            return nil
        }
        return duration
    }

    /// `14d`, as a number of days.
    func days() -> Int? {
        guard let duration = duration(atLeast: .days(1)) else { return nil }
        guard duration.components.seconds % 86_400 == 0 else {
            reject("`\(name)` counts whole days", hint: "write 14d")
            return nil
        }
        return Int(duration.components.seconds / 86_400)
    }

    /// `25%`.
    package func percent(in range: ClosedRange<Int>) -> Int? {
        guard let text = characters("a percentage such as 25%") else { return nil }
        guard let percent = Int(percent: text) else {
            let isNumber = !text.isEmpty && text.unicodeScalars.allSatisfy(\.isASCIIDigit)
            reject(
                "\(quoted(text)) is not a percentage",
                hint: isNumber ? "write \(text)%" : "write a whole number and %: 25%")
            return nil
        }
        guard range.contains(percent) else {
            reject("`\(name)` must be from \(range.lowerBound)% to \(range.upperBound)%")
            return nil
        }
        return percent
    }

    /// Tokens, more than none.
    package func amount() -> Tokens? {
        characters("an amount of tokens").flatMap(amount(of:))
    }

    /// Reads the amount out of a text that is this value or a part of it.
    func amount(of text: String) -> Tokens? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isPlain =
            (1...2).contains(parts.count)
            && parts.allSatisfy { part in
                !part.isEmpty && part.unicodeScalars.allSatisfy(\.isASCIIDigit)
            }
        guard isPlain, parts[0] == "0" || !parts[0].hasPrefix("0") else {
            let digits = text.filter { !",_' ".contains($0) }
            let isGrouped =
                digits != text && !digits.isEmpty && digits.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") }
            reject(
                "\(quoted(text)) is not an amount of tokens",
                hint: isGrouped ? "write it without separators" : "write a decimal number: 500 or 1030.25")
            return nil
        }
        guard let tokens = try? Tokens(decimal: text) else {
            reject("\(quoted(text)) is more tokens than can be counted")
            return nil
        }
        guard tokens > .zero else {
            reject("`\(name)` must be more than 0")
            return nil
        }
        return tokens
    }

    /// An ISO 8601 date.
    package func day() -> CivilDate? {
        guard let moment = moment() else { return nil }
        guard moment == CivilMoment(day: moment.day) else {
            reject("`\(name)` is a day", hint: "write \(moment.day)")
            return nil
        }
        return moment.day
    }

    /// An ISO 8601 date, or date and time.
    package func moment() -> CivilMoment? {
        guard let text = characters("a date such as 2025-07-24") else { return nil }
        guard let moment = CivilMoment(text) else {
            reject("\(quoted(text)) is not a date", hint: "write it as 2025-07-24 or 2025-07-24T09:00")
            return nil
        }
        return moment
    }
}

extension Duration {
    package init?(setting text: String) {
        guard let unit = text.last, let factor = ["s": 1, "m": 60, "h": 3_600, "d": 86_400][unit] else { return nil }
        let digits = text.dropLast()
        guard (1...9).contains(digits.count), digits.unicodeScalars.allSatisfy(\.isASCIIDigit), let count = Int(digits)
        else { return nil }
        self = .seconds(count * factor)
    }

    /// As a setting has it, in the largest unit that fits.
    package var setting: String {
        let seconds = components.seconds
        for (factor, unit) in [(Int64(86_400), "d"), (3_600, "h"), (60, "m")] where seconds > 0 && seconds % factor == 0
        {
            return "\(seconds / factor)\(unit)"
        }
        return "\(seconds)s"
    }
}

extension Int {
    init?(percent text: String) {
        let digits = text.dropLast()
        guard text.last == "%", (1...6).contains(digits.count), digits.unicodeScalars.allSatisfy(\.isASCIIDigit) else {
            return nil
        }
        self.init(digits)
    }
}
