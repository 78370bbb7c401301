import VermilionDomain

enum TeamKey: String, ConfigurationKey {
    case name, language, regime, sources, lots, alerts, notify
}

struct TeamsReader {
    let zone: Zone
    let language: Language
    let staleAfter: Duration
    /// All that are configured.
    let channels: [ChannelName]
    /// Those that take no digests.
    let incidentChannels: Set<ChannelName>
    let accounts: KnownAccounts

    func read(_ value: Value?) -> [Settings.Team] {
        guard let value, let items = value.list(of: "teams") else { return [] }
        if items.isEmpty { value.reject("there must be at least one team") }
        var lines: [TeamName: Int] = [:]
        return items.compactMap { item in
            guard let section = item.named("team").section(TeamKey.self) else { return nil }
            return read(section, lines: &lines)
        }
    }

    /// Reads every part before giving up, so that all mistakes come out at once.
    private func read(_ section: Section<TeamKey>, lines: inout [TeamName: Int]) -> Settings.Team? {
        let name = readName(section, lines: &lines)
        let language = section[.language].map { $0.choice(Language.self) } ?? language
        let regime = section[.regime].map { $0.choice(Regime.self) } ?? .negative
        let sources = SourcesReader(accounts: accounts).read(section.require(.sources, hint: "where usage comes from"))
        let (lots, lotFiles) = section[.lots].map { LotsReader(zone: zone).read($0) } ?? ([], [])
        var rules = section[.alerts].map { AlertsReader(value: $0).read() } ?? AlertRules()
        rules.staleAfter = staleAfter
        rules.regime = regime ?? .negative
        let notify =
            section[.notify].map { RoutesReader(channels: channels, incidentChannels: incidentChannels).read($0) }
            ?? channels.map { Route($0) }
        guard let name, let language, let regime else { return nil }
        return Settings.Team(
            name: name, language: language, regime: regime, sources: sources, lots: lots,
            lotFiles: lotFiles, rules: rules, notify: notify)
    }

    private func readName(_ section: Section<TeamKey>, lines: inout [TeamName: Int]) -> TeamName? {
        guard let value = section.require(.name), let text = value.text("the name of a team") else { return nil }
        guard !text.trimmed.isEmpty, text.trimmed == text, text.utf8.count <= 200,
            !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            value.reject(
                "\(quoted(text)) cannot be the name of a team",
                hint: "1 to 200 bytes without control characters or spaces at the ends")
            return nil
        }
        let name = TeamName(text)
        if let line = lines[name] {
            value.reject("there are two teams \(quoted(text))", hint: "the first is in line \(line)")
            return nil
        }
        lines[name] = value.position.line
        return name
    }
}
