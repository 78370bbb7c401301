import VermilionDomain
import VermilionFormats

extension Route {
    var shown: YAML {
        if self == Route(channel) { return .text(channel.text) }
        return .mapping(of: RouteKey.self) { key in
            switch key {
            case .channel: .text(channel.text)
            case .kinds:
                YAML.list(Condition.Kind.allCases.filter(kinds.contains).map { .plain($0.rawValue) }).unlessEmpty
            case .severity: .plain(severity.rawValue)
            case .quiet: quiet?.shown
            case .digest: digest?.shown
            case .after: after > .zero ? .plain(after.setting) : nil
            }
        }
    }
}

extension QuietHours {
    fileprivate var shown: YAML {
        .mapping(of: QuietKey.self) { key in
            switch key {
            case .hours: hours.map { .text("\($0.from.clock)-\($0.until.clock)") }
            case .days:
                YAML.list(
                    weekdays.sorted().map { .text(RoutesReader.weekdays[$0]) }
                        + days.sorted().map { .plain($0.description) }
                ).unlessEmpty
            }
        }
    }
}

extension DigestTimes {
    fileprivate var shown: YAML {
        switch self {
        case .every(let hours): .plain("\(hours)h")
        case .daily(let time): Self.shown("1d", time, weekday: nil)
        case .weekly(let weekday, let time): Self.shown("7d", time, weekday: weekday)
        }
    }

    private static func shown(_ period: String, _ time: TimeOfDay, weekday: Int?) -> YAML {
        .mapping(of: DigestKey.self) { key in
            switch key {
            case .every: .plain(period)
            case .at: .text(time.clock)
            case .on: weekday.map { .text(RoutesReader.weekdays[$0]) }
            }
        }
    }
}

extension TimeOfDay {
    /// `07:30`.
    fileprivate var clock: String { "\(twoDigits(hour)):\(twoDigits(minute))" }
}
