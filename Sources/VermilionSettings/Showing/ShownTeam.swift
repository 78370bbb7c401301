import VermilionDomain
import VermilionFormats

extension Settings.Team {
    func shown(zone: Zone) -> YAML {
        .mapping(of: TeamKey.self) { key in
            switch key {
            case .name: .text(name.text)
            case .language: .plain(language.rawValue)
            case .regime: .plain(regime.rawValue)
            case .sources: .list(sources.map(\.shown))
            case .lots:
                .list(lots.map { $0.shown(zone: zone) } + lotFiles.map { .only(LotKey.csv, .text($0)) }).unlessEmpty
            case .alerts: rules.shown
            case .notify: .list(notify.map(\.shown))
            }
        }
    }
}

extension Lot {
    fileprivate func shown(zone: Zone) -> YAML {
        .mapping(of: LotKey.self) { key in
            switch key {
            case .id: .text(id.text)
            case .tokens: .plain(tokens.description)
            case .start: .plain(Self.shown(start, zone: zone))
            case .expires: .plain(Self.shown(expires, zone: zone))
            case .csv: nil
            }
        }
    }

    /// The date alone where it begins at that instant.
    private static func shown(_ instant: Instant, zone: Zone) -> String {
        let day = zone.day(of: instant)
        return CivilMoment(day: day).instant(in: zone) == instant ? day.description : instant.description
    }
}

extension AlertRules {
    fileprivate var shown: YAML {
        .mapping(of: AlertsKey.self) { key in
            switch key {
            case .uncharged:
                .mapping(of: UnchargedKey.self) { key in
                    switch key {
                    case .for: .plain(uncharged.after.setting)
                    case .raise: .plain("\(uncharged.raise)%")
                    }
                }
            case .expiry: .list(expiry.map { .plain($0.setting) })
            case .low:
                .mapping(of: LowKey.self) { key in
                    switch key {
                    case .below: low.below?.shown
                    case .runway: low.runway.map { .plain("\($0)d") }
                    }
                }
            case .quota: .list(caps.map(\.shown)).unlessEmpty
            case .drift: .only(DriftKey.tolerance, drift.tolerance.shown)
            case .reminders: .list(reminders.map { .plain($0.setting) })
            }
        }
    }
}

extension AlertRules.Low.Threshold {
    fileprivate var shown: YAML {
        switch self {
        case .percent(let percent): .plain("\(percent)%")
        case .tokens(let tokens): .plain("\(tokens) \(tokens == Tokens(1) ? "token" : "tokens")")
        }
    }
}

extension Cap {
    fileprivate var shown: YAML {
        .mapping(of: QuotaKey.self) { key in
            switch key {
            case .api: .text(api.text)
            case .tokens: .plain(tokens.description)
            case .from: .plain(from.description)
            }
        }
    }
}
