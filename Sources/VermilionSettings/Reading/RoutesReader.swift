import VermilionDomain

enum RouteKey: String, SettingKey {
    case channel, kinds, severity, quiet, after
}

enum QuietKey: String, SettingKey {
    case hours, days
}

/// Reads `notify`: names of channels, or which notices go to one and when.
struct RoutesReader {
    /// All that are configured.
    let channels: [ChannelName]

    func read(_ value: Value) -> [Route] {
        guard let items = value.list(of: "channels") else { return [] }
        if items.isEmpty { value.warn("nobody is told about this team", hint: "leave `notify` out for all channels") }
        var seen: Set<Route> = []
        return items.compactMap { item in
            guard let route = readRoute(item) else { return nil }
            guard seen.insert(route).inserted else {
                item.reject("the channel \(quoted(route.channel.text)) is given twice")
                return nil
            }
            return route
        }
    }

    private func readRoute(_ item: Value) -> Route? {
        guard item.isMapping else { return readChannel(item).map { Route($0) } }
        guard let section = item.section(RouteKey.self) else { return nil }
        let channel = section.require(.channel).flatMap(readChannel)
        let kinds = section[.kinds].map(readKinds)
        let severity = section[.severity].map { $0.choice(Severity.self) } ?? .info
        let quiet = section[.quiet].map(readQuiet)
        let after = section[.after].map { $0.duration(atLeast: .minutes(1), atMost: .days(30)) } ?? .zero
        guard let channel, let severity, let after else { return nil }
        var route = Route(channel)
        route.kinds = kinds ?? []
        route.severity = severity
        route.quiet = quiet ?? nil
        route.after = after
        return route
    }

    private func readChannel(_ value: Value) -> ChannelName? {
        guard let text = value.text("the name of a channel") else { return nil }
        let name = ChannelName(text)
        guard channels.contains(name) else {
            let all =
                channels.isEmpty
                ? "there are none" : "there are: " + channels.map { "`\($0)`" }.joined(separator: ", ")
            value.reject(
                "unknown channel \(quoted(text))",
                hint: Suggestion.hint(for: text, among: channels.map(\.text)) ?? all)
            return nil
        }
        return name
    }

    private func readKinds(_ value: Value) -> Set<Condition.Kind> {
        let items = value.list(of: "kinds of incidents") ?? []
        if items.isEmpty { value.reject("`kinds` needs at least one kind", hint: "leave it out for all") }
        return Set(items.compactMap { $0.choice(Condition.Kind.self) })
    }

    private func readQuiet(_ value: Value) -> QuietHours? {
        guard let section = value.section(QuietKey.self) else { return nil }
        if section[.hours] == nil, section[.days] == nil, !section.hasStrangers {
            value.reject("`quiet` needs `hours` or `days`", hint: "hours: 22:00-07:00, days: [sat, sun, 2026-12-25]")
        }
        let hours = section[.hours].flatMap(readHours)
        var (weekdays, days): (Set<Int>, Set<CivilDate>) = ([], [])
        for item in section[.days].map({ $0.list(of: "days") ?? [] }) ?? [] {
            guard let text = item.text("a day such as sat or 2026-12-25") else { continue }
            if let number = Self.weekdays.firstIndex(of: text.lowercased()) {
                weekdays.insert(number)
            } else if let day = item.day() {
                days.insert(day)
            }
        }
        return QuietHours(hours: hours, weekdays: weekdays, days: days)
    }

    private static let weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    /// `22:00-07:00`.
    private func readHours(_ value: Value) -> (from: TimeOfDay, until: TimeOfDay)? {
        guard let text = value.text("hours such as 22:00-07:00") else { return nil }
        let times = text.split(separator: "-").map { TimeOfDay(clock: String($0)) }
        guard times.count == 2, let from = times[0], let until = times[1], from != until else {
            value.reject("\(quoted(text)) are no hours", hint: "write 22:00-07:00")
            return nil
        }
        return (from, until)
    }
}

extension TimeOfDay {
    /// `07:30`, from `00:00` to `24:00`.
    fileprivate init?(clock text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= 24 * 60
        else { return nil }
        self.init(secondsSinceMidnight: hour * 3_600 + minute * 60)
    }
}
