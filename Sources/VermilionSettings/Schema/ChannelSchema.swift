import VermilionDomain
import VermilionFormats

extension ChannelKey {
    static let rules: [SchemaRule<ChannelKey>] = [.exactlyOne(allCases.filter { $0 != .templates && $0 != .limit })]

    var schema: Schema {
        switch self {
        case .email: .mapping(EmailKey.self).described("Mails by SMTP.")
        case .webhook: .mapping(WebhookKey.self).described("JSON by HTTP POST, signed as Standard Webhooks.")
        case .slack: .mapping(AddressKey.self).described("An incoming webhook of Slack.")
        case .teams: .mapping(AddressKey.self).described("A workflow of Microsoft Teams.")
        case .discord: .mapping(AddressKey.self).described("A webhook of Discord.")
        case .googleChat: .mapping(AddressKey.self).described("A webhook of a Google Chat space.")
        case .lineWorks: .mapping(AddressKey.self).described("An incoming webhook of LINE WORKS.")
        case .mattermost: .mapping(TrustedAddressKey.self).described("An incoming webhook of Mattermost.")
        case .telegram: .mapping(TelegramKey.self).described("A bot of Telegram.")
        case .chatwork: .mapping(ChatworkKey.self).described("A room of Chatwork.")
        case .ntfy: .mapping(NtfyKey.self).described("A topic of ntfy.")
        case .pagerduty: .mapping(PagerDutyKey.self).described("A service of PagerDuty.")
        case .alertmanager: .mapping(AlertmanagerKey.self).described("Prometheus Alertmanager.")
        case .matrix: .mapping(MatrixKey.self).described("A room of Matrix.")
        case .exec:
            .program.described("A program that reads each notice as JSON, and its arguments; no shell looks at them.")
        case .maildir: .path.described("A folder of messages as files: needs no server.")
        case .log: .mapping(LogKey.self).described("A line on standard error, or an entry of the journal.")
        case .templates:
            .mapping(Templates.Part.self).described(
                "Words of its own, in Mustache (docs/templates.md); `text` and `html` are for mail alone.")
        case .limit:
            .wording("^0*[1-9][0-9]{0,4}/0*([1-9][0-9]*[smh]|1d)$", "how many messages in what time: 30/1m")
                .described(
                    "How many messages go through in what time; each service has a limit of its own to begin with.")
        }
    }
}

extension LogKey {
    var schema: Schema {
        switch self {
        case .format: .choice(Settings.LogFormat.self).described("Without it, what suits standard error.")
        }
    }
}

extension Templates.Part {
    var schema: Schema {
        let words =
            switch self {
            case .subject: "The subject of a mail, the title elsewhere."
            case .headline: "The first line."
            case .summary: "What follows it."
            case .text: "The whole text of a mail."
            case .html: "The whole page of a mail."
            }
        return .any(.text(), .mapping(TemplateFileKey.self)).described("\(words) A text, or { file: PATH }.")
    }
}

extension TemplateFileKey {
    static let required: Set<TemplateFileKey> = [.file]

    var schema: Schema {
        switch self {
        case .file: .path.described("A file that holds the template.")
        }
    }
}

extension WebhookKey {
    static let required: Set<WebhookKey> = [.url]
    static let rules: [SchemaRule<WebhookKey>] = [.httpOnly(if: .allowHTTP, .url, .address)]

    var schema: Schema {
        switch self {
        case .url: .anyAddress.described("https, or http to this machine; or a secret.")
        case .secret: .secret.described("Signs each request: whsec_ and Base64.")
        case .bearer: .secret.described("Sent as Authorization: Bearer …")
        case .headers: .headers(except: WebhookReader.reserved).described("Further headers; each value is a secret.")
        case .cloudEvents:
            .choice(CloudEventsKey.self).described(
                "Whether requests are CloudEvents, and in which mode; true is structured."
            )
            .usually(.bool(false))
        case .allowHTTP: .allowsHTTP
        case .caFile: .trust
        }
    }
}
