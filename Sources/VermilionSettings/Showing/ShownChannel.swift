import VermilionDomain
import VermilionFormats

extension Settings.Channel {
    var shown: YAML {
        let (kindKey, settings) = kind.shown
        return .mapping(of: ChannelKey.self) { key in
            switch key {
            case kindKey: settings
            case .templates:
                YAML.mapping(of: Templates.Part.self) { part in templates[part].map { .text($0) } }.unlessEmpty
            case .limit: limit.map { .plain("\($0.count)/\($0.period.setting)") }
            default: nil
            }
        }
    }
}

extension Settings.Channel.Kind {
    fileprivate var shown: (ChannelKey, YAML) {
        switch self {
        case .email(let email): (.email, email.shown)
        case .webhook(let webhook): (.webhook, webhook.shown)
        case .slack(let url): (.slack, .only(AddressKey.url, url.shown))
        case .teams(let url): (.teams, .only(AddressKey.url, url.shown))
        case .discord(let url): (.discord, .only(AddressKey.url, url.shown))
        case .googleChat(let url): (.googleChat, .only(AddressKey.url, url.shown))
        case .lineWorks(let url): (.lineWorks, .only(AddressKey.url, url.shown))
        case .mattermost(let url, let caFile):
            (
                .mattermost,
                .mapping(of: TrustedAddressKey.self) { key in
                    switch key {
                    case .url: url.shown
                    case .allowHTTP: .bool(url.allowsHTTP == true)
                    case .caFile: caFile.map { .text($0) }
                    }
                }
            )
        case .telegram(let chat): (.telegram, chat.shown)
        case .chatwork(let chat): (.chatwork, chat.shown)
        case .ntfy(let ntfy): (.ntfy, ntfy.shown)
        case .pagerduty(let service): (.pagerduty, service.shown)
        case .alertmanager(let manager): (.alertmanager, manager.shown)
        case .matrix(let matrix): (.matrix, matrix.shown)
        case .exec(let exec): (.exec, exec.shown)
        case .maildir(let path): (.maildir, .text(path))
        case .log(let format):
            (.log, .mapping(of: LogKey.self) { _ in format.map { .plain($0.rawValue) } })
        }
    }
}

extension Settings.Webhook {
    fileprivate var shown: YAML {
        .mapping(of: WebhookKey.self) { key in
            switch key {
            case .url: url.shown
            case .secret: secret?.shown
            case .bearer: bearer?.shown
            case .headers: headers.shown
            case .cloudEvents: .plain(cloudEvents?.rawValue ?? "false")
            case .allowHTTP: .bool(url.allowsHTTP == true)
            case .caFile: caFile.map { .text($0) }
            }
        }
    }
}
