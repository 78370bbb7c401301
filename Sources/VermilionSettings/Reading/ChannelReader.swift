import VermilionDomain

enum ChannelKey: String, ConfigurationKey {
    case email, webhook, slack, teams, discord, mattermost, telegram, chatwork, ntfy, pagerduty, alertmanager, matrix
    case googleChat = "google-chat"
    case lineWorks = "line-works"
    case exec, maildir, log
    /// Not a kind, but words for whichever it is.
    case templates
    /// How many messages go through it in what time.
    case limit
}

enum LogKey: String, ConfigurationKey {
    case format
}

struct ChannelReader {
    let key: Value
    let name: String
    let value: Value

    func read() -> Settings.Channel? {
        let isNamed = key.named("name of a channel").word("the name of a channel", beside: "._-") != nil
        guard let section = value.section(ChannelKey.self),
            let choice = section.choice("the kind of the channel", beside: [.templates, .limit])
        else { return nil }
        let isMail = choice.key == .email || choice.key == .maildir
        let templates = section[.templates].map { TemplatesReader(value: $0, isMail: isMail).read() } ?? Templates()
        let limit = section[.limit].flatMap(readLimit)
        guard let kind = read(choice.key, choice.value), let templates, isNamed else { return nil }
        return Settings.Channel(name: ChannelName(name), kind: kind, templates: templates, limit: limit)
    }

    private func read(_ key: ChannelKey, _ value: Value) -> Settings.Channel.Kind? {
        switch key {
        case .email: EmailReader(value: value).read().map { .email($0) }
        case .webhook: WebhookReader(value: value).read().map { .webhook($0) }
        case .slack: ChatReader(value: value).readAddress().map { .slack(url: $0) }
        case .teams: ChatReader(value: value).readAddress().map { .teams(url: $0) }
        case .discord: ChatReader(value: value).readAddress().map { .discord(url: $0) }
        case .googleChat: ChatReader(value: value).readAddress().map { .googleChat(url: $0) }
        case .lineWorks: ChatReader(value: value).readAddress().map { .lineWorks(url: $0) }
        case .mattermost: ChatReader(value: value).readMattermost()
        case .telegram: ChatReader(value: value).readTelegram().map { .telegram($0) }
        case .chatwork: ChatReader(value: value).readChatwork().map { .chatwork($0) }
        case .ntfy: ChatReader(value: value).readNtfy().map { .ntfy($0) }
        case .pagerduty: ChatReader(value: value).readPagerDuty().map { .pagerduty($0) }
        case .alertmanager: ChatReader(value: value).readAlertmanager().map { .alertmanager($0) }
        case .matrix: ChatReader(value: value).readMatrix().map { .matrix($0) }
        case .exec: ExecReader(value: value).read().map { .exec($0) }
        case .maildir: value.path().map { .maildir(path: $0) }
        case .log: readLog(value)
        case .templates, .limit: nil
        }
    }

    /// `30/1m`.
    private func readLimit(_ value: Value) -> Tempo.Limit? {
        guard let text = value.text("a limit such as 30/1m") else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let count = Int(parts[0]), (1...10_000).contains(count),
            let period = Duration(setting: parts[1]), period >= .seconds(1), period <= .days(1)
        else {
            value.reject(
                "\(quoted(text)) is no limit", hint: "write how many messages in what time, up to a day: 30/1m")
            return nil
        }
        return Tempo.Limit(count, in: period)
    }

    private func readLog(_ value: Value) -> Settings.Channel.Kind? {
        guard let section = value.section(LogKey.self) else { return nil }
        guard let format = section[.format] else { return .log(format: nil) }
        return format.choice(Settings.LogFormat.self).map { .log(format: $0) }
    }
}
