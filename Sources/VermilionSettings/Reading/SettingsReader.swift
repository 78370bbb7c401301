import VermilionDomain
import VermilionFormats

enum SettingsKey: String, ConfigurationKey {
    case state, poll, zone, language, listen, heartbeat, accounts, rates, teams, channels
    case unprovenAfter = "unproven-after"
}

/// Reads the whole configuration.
struct SettingsReader {
    let report: Report
    let zones: ZoneDatabase

    /// Nil, or not to be used, when the report has errors.
    func read() -> Settings? {
        let root = Value(node: report.document.root, name: "configuration", report: report)
        guard root.isMapping else {
            root.reject("the configuration is not a mapping", hint: "begin with `teams:`")
            return nil
        }
        guard let section = root.section(SettingsKey.self) else { return nil }
        let state = section[.state].flatMap { $0.path() }
        let poll = section[.poll].map { PollReader(value: $0).read() } ?? Settings.Poll()
        let zone = section[.zone].flatMap(readZone) ?? .utc
        let language = section[.language].flatMap { $0.choice(Language.self) } ?? .english
        let listen = section[.listen].flatMap { ListenReader(value: $0).read() }
        let channels = readChannels(section)
        let unprovenAfter = section[.unprovenAfter].flatMap { $0.duration(atLeast: .days(1)) } ?? .days(90)
        let accounts = section[.accounts].map { AccountsReader(value: $0).read() } ?? KnownAccounts()
        let rates = section[.rates].map { RatesReader(value: $0).read() } ?? []
        let teams = TeamsReader(
            zone: zone, language: language, staleAfter: poll.staleAfter, channels: channels.names,
            incidentChannels: Set(channels.readable.filter(\.kind.keepsIncidents).map(\.name)), accounts: accounts
        ).read(section.require(.teams, hint: "who is watched"))
        let heartbeat = section[.heartbeat].flatMap { SecretReader(value: $0).readAddress() }
        return Settings(
            state: state, poll: poll, zone: zone, language: language, listen: listen, accounts: accounts.readable,
            rates: rates, teams: teams, channels: channels.readable, unprovenAfter: unprovenAfter, heartbeat: heartbeat,
            secrets: report.secrets, warnings: report.warnings)
    }

    /// The names include those of channels with mistakes: a reference to one is no second mistake.
    private func readChannels(_ section: Section<SettingsKey>) -> (readable: [Settings.Channel], names: [ChannelName]) {
        guard let value = section[.channels] else {
            if !section.hasStrangers {
                section.value.warn("there are no channels: nobody is told", hint: "add `channels`")
            }
            return ([], [])
        }
        guard let entries = value.entries() else { return ([], []) }
        if entries.isEmpty { value.warn("there are no channels: nobody is told") }
        let channels = entries.map { ChannelReader(key: $0.key, name: $0.name, value: $0.value).read() }
        return (channels.compactMap(\.self), entries.map { ChannelName($0.name) })
    }

    private func readZone(_ value: Value) -> Zone? {
        guard let name = value.text("the name of a time zone") else { return nil }
        do {
            return try zones.zone(named: name)
        } catch {
            switch error {
            case .notInstalled:
                value.reject(
                    "there are no time zones on this machine: \(zones.directory) is missing", hint: "install tzdata")
            case .unknown:
                value.reject("unknown time zone \(quoted(name))", hint: hint(forZone: name))
            }
        }
        return nil
    }

    private func hint(forZone name: String) -> String {
        let names = zones.names
        // A city alone is how people call it.
        let cities = names.filter { $0.split(separator: "/").last?.lowercased() == name.lowercased() }
        if let city = cities.first(where: { $0 != name }) { return "did you mean `\(city)`?" }
        if names.contains(name) { return "this old name may need the package tzdata-legacy" }
        return Suggestion.hint(for: name, among: names) ?? "write an IANA name such as Europe/Berlin"
    }
}
