import VermilionDomain
package import VermilionFormats

extension Settings {
    /// The configuration that says the same with nothing left to defaults, and paths in full. Only what depends on the
    /// machine is left out when it was: the name in EHLO, and how a log suits standard error.
    ///
    /// It reads as the same settings, unless a secret stood in the configuration itself: that is hidden.
    /// - Parameter state: where the state is, when the configuration leaves that to the environment.
    package func shown(state: String?) -> YAML {
        .mapping(of: SettingsKey.self) { key in
            switch key {
            case .state: (self.state ?? state).map { .text($0) }
            case .poll: poll.shown
            case .zone: .text(zone.identifier)
            case .language: .plain(language.rawValue)
            case .listen: listen.map { .text($0.written) }
            case .heartbeat: heartbeat?.shown
            case .accounts: .mapping(accounts.map { ($0.name.text, $0.shown) }).unlessEmpty
            case .rates: .list(rates.map(\.shown)).unlessEmpty
            case .teams: .list(teams.map { $0.shown(zone: zone) })
            case .channels: .mapping(channels.map { ($0.name.text, $0.shown) })
            case .unprovenAfter: .plain(unprovenAfter.setting)
            }
        }
    }
}

extension YAML {
    /// In the order of the reader's keys. A switch over all of them: one that is not shown does not compile.
    ///
    /// - Parameter value: nil leaves the key out.
    static func mapping<Key: ConfigurationKey>(of keys: Key.Type, _ value: (Key) -> YAML?) -> YAML {
        .mapping(Key.allCases.compactMap { key in value(key).map { (key.rawValue, $0) } })
    }

    /// A choice: one key and its value.
    static func only<Key: ConfigurationKey>(_ key: Key, _ value: YAML) -> YAML { .mapping([(key.rawValue, value)]) }

    static func bool(_ value: Bool) -> YAML { .plain(value ? "true" : "false") }

    static func texts(_ texts: [String]) -> YAML { .list(texts.map { .text($0) }) }

    /// Nil for what would say nothing.
    var unlessEmpty: YAML? {
        switch self {
        case .text, .plain: self
        case .list(let items): items.isEmpty ? nil : self
        case .mapping(let entries): entries.isEmpty ? nil : self
        }
    }
}

extension Settings.Poll {
    fileprivate var shown: YAML {
        .mapping(of: PollKey.self) { key in
            switch key {
            case .every: .plain(every.setting)
            case .jitter: .plain("\(jitter)%")
            case .staleAfter: .plain(staleAfter.setting)
            case .window: .plain(window.setting)
            case .deadline: .plain(deadline.setting)
            }
        }
    }
}

extension Rate {
    fileprivate var shown: YAML {
        .mapping(of: RateKey.self) { key in
            switch key {
            case .api: .text(api.text)
            case .tokens: .plain(tokens.description)
            case .per: .plain(per == 1 ? String(measure.rawValue.dropLast()) : "\(per) \(measure.rawValue)")
            case .from: .plain(from.description)
            case .until: until.map { .plain($0.description) }
            }
        }
    }
}

extension Settings.Listen {
    /// As the configuration has it.
    fileprivate var written: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
