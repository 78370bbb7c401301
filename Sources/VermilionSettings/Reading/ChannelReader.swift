import VermilionDomain

enum ChannelKey: String, SettingKey {
    case email, webhook, slack, maildir, log

    static func unavailable(_ key: String) -> Unavailable? {
        let later = [
            "teams", "discord", "google-chat", "mattermost", "matrix", "telegram", "line-works", "chatwork", "ntfy",
            "pagerduty", "alertmanager", "exec",
        ]
        guard later.contains(key) else { return nil }
        return Unavailable(subject: "`\(key)` channels are", instead: "use email, slack or a webhook")
    }
}

enum SlackKey: String, SettingKey {
    case url
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
        guard let choice = value.section(ChannelKey.self)?.choice("the kind of the channel") else { return nil }
        guard let kind = read(choice.key, choice.value), isNamed else { return nil }
        return Settings.Channel(name: ChannelName(name), kind: kind)
    }

    private func read(_ key: ChannelKey, _ value: Value) -> Settings.Channel.Kind? {
        switch key {
        case .email: EmailReader(value: value).read().map { .email($0) }
        case .webhook: WebhookReader(value: value).read().map { .webhook($0) }
        case .slack: readSlack(value).map { .slack(url: $0) }
        case .maildir: value.path().map { .maildir(path: $0) }
        case .log: readLog(value)
        }
    }

    private func readSlack(_ value: Value) -> Secret? {
        guard let url = value.section(SlackKey.self)?.require(.url) else { return nil }
        let secret = SecretReader(value: url).readAddress()
        if case .literal? = secret?.origin {
            url.warn("the address is a secret", hint: "keep it in a file: url: { file: PATH }")
        }
        return secret
    }

    private func readLog(_ value: Value) -> Settings.Channel.Kind? {
        guard let section = value.section(LogKey.self) else { return nil }
        guard let format = section[.format] else { return .log(format: nil) }
        return format.choice(Settings.LogFormat.self).map { .log(format: $0) }
    }
}
