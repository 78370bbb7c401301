import VermilionDomain

enum ChannelKey: String, SettingKey {
    case email, webhook, slack, teams, discord, mattermost, telegram, chatwork, ntfy, pagerduty, alertmanager, matrix
    case googleChat = "google-chat"
    case lineWorks = "line-works"
    case exec, maildir, log
    /// Not a kind, but words for whichever it is.
    case templates
}

enum LogKey: String, SettingKey {
    case format
}

struct ChannelReader {
    let key: Value
    let name: String
    let value: Value

    func read() -> Settings.Channel? {
        let isNamed = key.named("name of a channel").word("the name of a channel", beside: "._-") != nil
        guard let section = value.section(ChannelKey.self),
            let choice = section.choice("the kind of the channel", beside: [.templates])
        else { return nil }
        let isMail = choice.key == .email || choice.key == .maildir
        let templates = section[.templates].map { TemplatesReader(value: $0, isMail: isMail).read() } ?? Templates()
        guard let kind = read(choice.key, choice.value), let templates, isNamed else { return nil }
        return Settings.Channel(name: ChannelName(name), kind: kind, templates: templates)
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
        case .templates: nil
        }
    }

    private func readLog(_ value: Value) -> Settings.Channel.Kind? {
        guard let section = value.section(LogKey.self) else { return nil }
        guard let format = section[.format] else { return .log(format: nil) }
        return format.choice(Settings.LogFormat.self).map { .log(format: $0) }
    }
}
