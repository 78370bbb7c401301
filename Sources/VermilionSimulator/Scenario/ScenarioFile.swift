package import VermilionDomain
import VermilionFormats
import VermilionSettings

/// A scenario as a YAML file has it, with everything that is wrong with it.
package struct ScenarioFile {
    package let scenario: Scenario
    /// Errors and warnings in the order of the file.
    package let diagnostics: [Diagnostic]

    package var isFaultless: Bool { !diagnostics.contains { $0.severity == .error } }

    /// - Parameter launched: what relative moments such as `-30d` count from, unless the clock has a start.
    package init(_ bytes: [UInt8], file: String, launched: Instant) {
        do {
            let document = try ForeignDocument(bytes, file: file)
            var reader = ScenarioReader(start: launched)
            scenario = reader.scenario(document.root)
            diagnostics = document.diagnostics
        } catch {
            (scenario, diagnostics) = (Scenario(), [error])
        }
    }
}

struct ScenarioReader {
    /// What relative moments count from.
    var start: Instant

    private enum Key: String, SettingKey {
        case seed, clock, limits, accounts, teams, hubs, apps, usage, generated, contracts, faults, shape
        case queryTakes = "query-takes"
        case queryEnds = "query-ends"
        case pageSize = "page-size"
    }

    mutating func scenario(_ root: Value) -> Scenario {
        var scenario = Scenario()
        guard let section = root.section(Key.self) else { return scenario }
        if let seed = section[.seed]?.number(in: 0...Int.max) { scenario.seed = UInt64(seed) }
        if let clock = section[.clock].flatMap({ self.clock($0) }) { scenario.clock = clock }
        if let limits = section[.limits]?.boolean() { scenario.hasLimits = limits }
        if let takes = section[.queryTakes]?.duration() { scenario.queryTakes = takes }
        if let end = section[.queryEnds]?.choice(Scenario.QueryEnd.self) { scenario.queryEnds = end }
        if let size = section[.pageSize]?.number(in: 1...1_000) { scenario.pageSize = size }
        if let shape = section[.shape].flatMap(self.shape) { scenario.shape = shape }
        scenario.accounts = items(section[.accounts], "accounts", account)
        scenario.teams = items(section[.teams], "teams", team)
        let teams = Set(scenario.teams.map(\.name))
        scenario.hubs = items(section[.hubs], "hubs") { hub($0, teams: teams) }
        let hubs = Set(scenario.hubs.map(\.id))
        scenario.apps = items(section[.apps], "apps") { app($0, hubs: hubs) }
        let apps = Set(scenario.apps.map(\.id))
        scenario.usage = items(section[.usage], "rows") { row($0, apps: apps) }
        // Usage and answers draw from different sequences, so that a request more does not change usage.
        var chance = SeededChance(seed: scenario.seed ^ 0xACE5)
        for pattern in items(section[.generated], "patterns", { pattern($0, apps: apps) }) {
            scenario.usage += pattern.rows(&chance)
        }
        scenario.usage = scenario.usage.enumerated()
            .sorted { ($0.element.day, $0.offset) < ($1.element.day, $1.offset) }.map(\.element)
        scenario.contracts = items(section[.contracts], "contracts", contract)
        scenario.faults = items(section[.faults], "faults", fault)
        return scenario
    }

    func items<Item>(_ value: Value?, _ what: String, _ read: (Value) -> Item?) -> [Item] {
        (value?.list(of: what) ?? []).compactMap(read)
    }

    // MARK: Time

    private enum ClockKey: String, SettingKey { case start, speed }

    /// `real`, or a start; with a speed it runs from there, without one it stands.
    private mutating func clock(_ value: Value) -> SimulatedClock? {
        guard value.isMapping else {
            guard let text = value.characters("real, or a mapping with start") else { return nil }
            if text != "real" {
                value.reject("`clock` cannot be \(quoted(text))", hint: "real, or {start: …, speed: …}")
            }
            return .real
        }
        guard let section = value.section(ClockKey.self),
            let start = section.require(.start)?.moment()?.instant(in: .utc)
        else { return nil }
        self.start = start
        guard let speed = section[.speed] else { return .standing(at: start) }
        return speed.duration(atLeast: .seconds(1)).map { .running(from: start, perSecond: $0) }
    }

    /// A date, or a distance from the start: `-30d`, `+2m`.
    func instant(_ value: Value) -> Instant? {
        guard let text = value.characters("a moment such as 2025-07-24 or -30d") else { return nil }
        guard let sign = text.first, sign == "+" || sign == "-" else { return value.moment()?.instant(in: .utc) }
        guard let distance = Duration(setting: String(text.dropFirst())) else {
            value.reject("\(quoted(text)) is not a distance in time", hint: "write -30d or +2m")
            return nil
        }
        return sign == "+" ? start + distance : start - distance
    }

    func day(_ value: Value) -> CivilDate? { instant(value)?.utcDay }

    // MARK: Shape

    private enum ShapeKey: String, SettingKey {
        case rows, day, app, feature, tokens, uncharged
        case appName = "app-name"
        case amountsAreTexts = "amounts-are-texts"
    }

    private func shape(_ value: Value) -> UsageShape? {
        guard let section = value.section(ShapeKey.self) else { return nil }
        var shape = UsageShape()
        if let name = section[.rows]?.text() { shape.rows = name }
        if let name = section[.day]?.text() { shape.day = name }
        if let name = section[.app]?.text() { shape.app = name }
        if let name = section[.appName]?.text() { shape.appName = name }
        if let name = section[.feature]?.text() { shape.feature = name }
        if let name = section[.tokens]?.text() { shape.tokens = name }
        if let name = section[.uncharged]?.text() { shape.uncharged = name }
        if let texts = section[.amountsAreTexts]?.boolean() { shape.amountsAreTexts = texts }
        return shape
    }
}

extension Value {
    func number(in range: ClosedRange<Int>) -> Int? {
        guard let text = characters("a number") else { return nil }
        guard let number = Int(text), range.contains(number) else {
            reject("`\(name)` must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    /// Tokens of one row: few enough that thousands of rows can be summed.
    func usageAmount() -> Tokens? {
        guard let tokens = amount() else { return nil }
        guard tokens <= Tokens(1_000_000_000) else {
            reject("`\(name)` must be at most 1000000000")
            return nil
        }
        return tokens
    }

    /// A name that is defined elsewhere in the file.
    func reference(to what: String, among known: Set<String>) -> String? {
        guard let text = text() else { return nil }
        guard known.contains(text) else {
            reject("there is no \(what) \(quoted(text))", hint: "known: \(known.sorted().joined(separator: ", "))")
            return nil
        }
        return text
    }
}
