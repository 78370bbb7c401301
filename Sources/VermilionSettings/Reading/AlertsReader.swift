import VermilionDomain

enum AlertsKey: String, ConfigurationKey {
    case uncharged, expiry, low, quota, drift, reminders
}

enum UnchargedKey: String, ConfigurationKey {
    case `for`, raise
}

enum LowKey: String, ConfigurationKey {
    case below, runway
}

enum QuotaKey: String, ConfigurationKey {
    case api, tokens, from
}

enum DriftKey: String, ConfigurationKey {
    case tolerance
}

struct AlertsReader {
    let value: Value

    func read() -> AlertRules {
        var rules = AlertRules()
        guard let section = value.section(AlertsKey.self) else { return rules }
        if let uncharged = section[.uncharged]?.section(UnchargedKey.self) {
            if let after = uncharged[.for]?.duration() { rules.uncharged.after = after }
            if let raise = uncharged[.raise]?.percent(in: 0...10_000) { rules.uncharged.raise = raise }
        }
        if let value = section[.expiry] { rules.expiry = readExpiry(value) }
        if let value = section[.low] { rules.low = readLow(value) }
        if let value = section[.quota] { rules.caps = readCaps(value) }
        if let tolerance = section[.drift]?.section(DriftKey.self)?[.tolerance].flatMap(readThreshold) {
            rules.drift.tolerance = tolerance
        }
        if let value = section[.reminders] { rules.reminders = durations(value).map(\.duration) }
        return rules
    }

    /// Longest first, whatever the order in the file.
    private func readExpiry(_ value: Value) -> [Duration] {
        var seen: Set<Duration> = []
        for item in durations(value) where !seen.insert(item.duration).inserted {
            item.value.reject("\(item.duration.setting) is given twice")
        }
        return seen.sorted(by: >)
    }

    private func readCaps(_ value: Value) -> [Cap] {
        guard let items = value.list(of: "caps") else { return [] }
        var lines: [Cap: Int] = [:]
        return items.compactMap { item in
            guard let section = item.named("cap").section(QuotaKey.self) else { return nil }
            let api = section.require(.api)?.text("the name of an API")
            let tokens = section.require(.tokens)?.amount()
            let from = section.require(.from, hint: "the first day on which it holds")?.day()
            guard let api, let tokens, let from else { return nil }
            // Of two caps of one day nobody could tell which is meant.
            let identity = Cap(api: APIName(api), tokens: Tokens(1), from: from)
            if let line = lines[identity] {
                item.reject("\(quoted(api)) has two caps from \(from)", hint: "the first is in line \(line)")
                return nil
            }
            lines[identity] = item.position.line
            return Cap(api: APIName(api), tokens: tokens, from: from)
        }
    }

    /// What is written is all there is: a `low` with a runway alone watches the runway alone.
    private func readLow(_ value: Value) -> AlertRules.Low {
        guard let section = value.section(LowKey.self) else { return AlertRules.Low() }
        return AlertRules.Low(
            below: section[.below].flatMap(readThreshold), runway: section[.runway].flatMap { $0.days() })
    }

    /// `20%` or `50 tokens`; a bare number could be either.
    private func readThreshold(_ value: Value) -> AlertRules.Low.Threshold? {
        guard let text = value.characters("a percentage or tokens, such as 20% or 50 tokens") else { return nil }
        if text.hasSuffix("%") { return value.percent(in: 1...100).map { .percent($0) } }
        for unit in [" tokens", " token"] where text.hasSuffix(unit) {
            return value.amount(of: String(text.dropLast(unit.count))).map { .tokens($0) }
        }
        if case .boolean(false)? = Trap(text) {
            value.reject("`\(value.name)` cannot be \(quoted(text))", hint: "leave `\(value.name)` out")
        } else {
            let isNumber = !text.isEmpty && text.unicodeScalars.allSatisfy(\.isASCIIDigit)
            value.reject(
                "\(quoted(text)) is neither a percentage nor tokens",
                hint: isNumber ? "write \(text)% or \(text) tokens" : "write 20% or 50 tokens")
        }
        return nil
    }

    private func durations(_ value: Value) -> [(value: Value, duration: Duration)] {
        guard let items = value.list(of: "durations") else { return [] }
        return items.compactMap { item in
            item.duration(atLeast: .seconds(1)).map { (item, $0) }
        }
    }
}
