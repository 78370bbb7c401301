import VermilionDomain
import VermilionFormats

enum RouteKey: String, ConfigurationKey {
    case channel, kinds, severity, quiet, digest, after
}

enum DigestKey: String, ConfigurationKey {
    case every, at, on
}

enum QuietKey: String, ConfigurationKey {
    case hours, days
}

/// Reads `notify`: names of channels, or which notices go to one and when.
struct RoutesReader {
    /// All that are configured.
    let channels: [ChannelName]
    /// Those that take no digests.
    let incidentChannels: Set<ChannelName>

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
        let digest = section[.digest].map(readDigest)
        let after = section[.after].map { $0.duration(atLeast: .minutes(1), atMost: .days(30)) } ?? .zero
        guard let channel, let severity, let after else { return nil }
        if section[.digest] != nil, incidentChannels.contains(channel) {
            section.key(.digest)?.reject(
                "\(quoted(channel.text)) takes incidents one by one, and no digests", hint: "remove `digest`")
        }
        var route = Route(channel)
        route.kinds = kinds ?? []
        route.severity = severity
        route.quiet = quiet ?? nil
        route.digest = digest ?? nil
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

    /// `4h`, `1d`, `7d`, or with a time of day and a day of the week.
    private func readDigest(_ value: Value) -> DigestTimes? {
        guard value.isMapping else { return digest(of: value, at: nil, on: nil) }
        guard let section = value.section(DigestKey.self) else { return nil }
        return section.require(.every, hint: "4h, 1d or 7d").flatMap {
            digest(of: $0, at: section[.at], on: section[.on])
        }
    }

    private func digest(of period: Value, at time: Value?, on day: Value?) -> DigestTimes? {
        guard let every = period.duration(atLeast: .hours(1), atMost: .days(7)) else { return nil }
        let hours = Int(every / .hours(1))
        guard hours == 168 || (24 % hours == 0 && every == .hours(hours)) else {
            period.reject("a digest cannot come every \(hours)h", hint: "1h, 2h, 3h, 4h, 6h, 8h, 12h, 1d or 7d")
            return nil
        }
        if hours < 24 { time?.reject("`at` has no use with a digest every \(hours)h") }
        if hours < 168 { day?.reject("`on` is for a digest every 7d") }
        let clock = time.map { $0.timeOfDay() } ?? TimeOfDay(secondsSinceMidnight: 8 * 3_600)
        let weekday = day.map(readWeekday) ?? 1
        guard let clock, let weekday else { return nil }
        return hours < 24 ? .every(hours: hours) : hours == 24 ? .daily(clock) : .weekly(weekday: weekday, clock)
    }

    private func readWeekday(_ value: Value) -> Int? {
        guard let text = value.text("a day such as mon") else { return nil }
        guard let number = Self.weekdays.firstIndex(of: text.lowercased()) else {
            value.reject(
                "\(quoted(text)) is no day of the week", hint: "one of " + Self.weekdays.joined(separator: ", "))
            return nil
        }
        return number
    }

    static let weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

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

extension Value {
    fileprivate func timeOfDay() -> TimeOfDay? {
        guard let text = text("a time of day such as \"08:00\"") else { return nil }
        guard let time = TimeOfDay(clock: text) else {
            reject("\(quoted(text)) is no time of day", hint: "write \"08:00\"")
            return nil
        }
        return time
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
