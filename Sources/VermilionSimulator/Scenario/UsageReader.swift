import VermilionDomain
import VermilionSettings

/// Usage, contracts and faults.
extension ScenarioReader {
    private enum RowKey: String, SettingKey { case app, feature, day, tokens, late, changes }

    func row(_ value: Value, apps: Set<String>) -> Row? {
        guard let section = value.section(RowKey.self),
            let app = section.require(.app)?.reference(to: "app", among: apps),
            let feature = section.require(.feature)?.text(), let day = section.require(.day).flatMap(day),
            let tokens = section.require(.tokens)?.usageAmount()
        else { return nil }
        return row(day, app, feature, tokens, late: section[.late], changes: section[.changes])
    }

    private enum ChangeKey: String, SettingKey { case at, tokens, gone }

    /// Known from the start of its day, or so much later.
    private func row(
        _ day: CivilDate, _ app: String, _ feature: String, _ tokens: Tokens, late: Value?, changes: Value?
    ) -> Row {
        let known = Zone.utc.startOfDay(day) + (late?.duration() ?? .zero)
        let later = items(changes, "changes") { value -> Row.Revision? in
            guard let section = value.section(ChangeKey.self), let at = section.require(.at).flatMap(instant) else {
                return nil
            }
            if section[.gone]?.boolean() == true { return Row.Revision(at: at, tokens: nil) }
            return section.require(.tokens)?.usageAmount().map { Row.Revision(at: at, tokens: $0) }
        }
        return Row(day: day, app: app, feature: feature, revisions: [Row.Revision(at: known, tokens: tokens)] + later)
    }

    private enum PatternKey: String, SettingKey {
        case apps, feature, from, until, tokens, weekend, spread, late, changed, vanishing
    }

    func pattern(_ value: Value, apps: Set<String>) -> UsagePattern? {
        guard let section = value.section(PatternKey.self), let list = section.require(.apps),
            let feature = section.require(.feature)?.text(), let from = section.require(.from).flatMap(day),
            let until = section.require(.until).flatMap(day), let tokens = section.require(.tokens)?.usageAmount()
        else { return nil }
        guard from <= until else {
            value.reject("`until` is before `from`")
            return nil
        }
        var pattern = UsagePattern(
            apps: items(list, "apps") { $0.reference(to: "app", among: apps) }, feature: feature, days: from...until,
            weekday: tokens, weekend: section[.weekend]?.usageAmount() ?? tokens)
        pattern.spread = section[.spread]?.percent(in: 0...100) ?? 0
        pattern.late = section[.late]?.duration().map { Int($0.components.seconds / 86_400) } ?? 0
        pattern.changed = section[.changed]?.percent(in: 0...100) ?? 0
        pattern.vanishing = section[.vanishing]?.percent(in: 0...100) ?? 0
        return pattern
    }

    private enum ContractKey: String, SettingKey { case number, name, years, usage }
    private enum YearKey: String, SettingKey { case number, start, end, tokens }
    private enum ContractRowKey: String, SettingKey {
        case day, product, code, user, category, tokens, late, changes
    }

    func contract(_ value: Value) -> Scenario.Contract? {
        guard let section = value.section(ContractKey.self),
            let number = section.require(.number)?.characters("a number")
        else { return nil }
        var contract = Scenario.Contract(number: number, name: section[.name]?.text() ?? number)
        contract.years = items(section[.years], "years") { value in
            guard let section = value.section(YearKey.self),
                let number = section.require(.number)?.number(in: 1...99),
                let start = section.require(.start).flatMap(day), let end = section.require(.end).flatMap(day),
                let tokens = section.require(.tokens)?.number(in: 0...1_000_000_000)
            else { return nil }
            return Scenario.Contract.Year(number: number, start: start, end: end, provisioned: tokens)
        }
        contract.usage = items(section[.usage], "rows") { value in
            guard let section = value.section(ContractRowKey.self), let day = section.require(.day).flatMap(day),
                let product = section.require(.product)?.text(), let tokens = section.require(.tokens)?.usageAmount()
            else { return nil }
            let row = row(
                day, product, section[.code]?.text() ?? "APS", tokens, late: section[.late],
                changes: section[.changes])
            return Scenario.ContractRow(
                row: row, user: section[.user]?.text() ?? "someone@example.com",
                category: section[.category]?.choice(UsageCategory.self) ?? .cloudService)
        }
        return contract
    }

    private enum FaultKey: String, SettingKey {
        case path, method, from, until, every, chance, times, kind, status, after, location, rate
        case retryAfter = "retry-after"
        case retryDate = "retry-date"
    }

    private enum FaultKind: String, CaseIterable {
        case tooMany = "too-many-requests"
        case unauthorized, capacity
        case serverError = "server-error"
        case redirect, slow, cut, garbage, empty
    }

    func fault(_ value: Value) -> Fault? {
        guard let section = value.section(FaultKey.self), let path = section.require(.path)?.text("a path"),
            let kind = section.require(.kind)?.choice(FaultKind.self)
        else { return nil }
        let wait: Fault.RetryAfter? =
            section[.retryAfter]?.number(in: 0...86_400).map { .seconds($0) }
            ?? section[.retryDate]?.number(in: 0...86_400).map { .date($0) }
        let what: Fault.Kind? =
            switch kind {
            case .tooMany: .tooManyRequests(wait)
            case .unauthorized: .unauthorized
            case .capacity: .capacity
            case .serverError: .serverError(section[.status]?.number(in: 500...599) ?? 503)
            case .redirect: section.require(.location)?.text("an address").map { .redirect($0) }
            case .slow: .slow(section[.rate]?.number(in: 1...1_000_000) ?? 10)
            case .cut: .cut(section[.after]?.number(in: 0...1_000_000) ?? 10)
            case .garbage: .garbage
            case .empty: .empty
            }
        guard let what else { return nil }
        var fault = Fault(path: path, kind: what)
        fault.method = section[.method]?.text()
        fault.from = section[.from].flatMap(instant)
        fault.until = section[.until].flatMap(instant)
        fault.every = section[.every]?.number(in: 1...1_000_000)
        fault.chance = section[.chance]?.percent(in: 0...100)
        fault.times = section[.times]?.number(in: 1...1_000_000)
        return fault
    }
}
