import VermilionFormats

extension AddressKey {
    static let required: Set<AddressKey> = [.url]

    var schema: Schema {
        switch self {
        case .url: .address.described("Whoever knows it can post: keep it as a secret.")
        }
    }
}

extension TrustedAddressKey {
    static let required: Set<TrustedAddressKey> = [.url]
    static let rules: [SchemaRule<TrustedAddressKey>] = [.httpOnly(if: .allowHTTP, .url, .address)]

    var schema: Schema {
        switch self {
        case .url: .anyAddress.described("Whoever knows it can post: keep it as a secret.")
        case .allowHTTP: .allowsHTTP
        case .caFile: .trust
        }
    }
}

extension TelegramKey {
    static let required: Set<TelegramKey> = [.token, .chat]

    var schema: Schema {
        switch self {
        case .token: .secret.described("The token of the bot.")
        case .chat:
            .text("^([+-]?[0-9]{1,19}|@[A-Za-z0-9_]+)$", "a whole number such as -1001234567890, or '@name'")
                .described("The number of a chat, or '@name' of a public channel.")
        case .endpoint:
            .endpoint.described("Where the Bot API is.").usually("https://api.telegram.org")
        }
    }
}

extension ChatworkKey {
    static let required: Set<ChatworkKey> = [.token, .room]

    var schema: Schema {
        switch self {
        case .token: .secret.described("An API token.")
        case .room:
            .text("^[0-9]{1,20}$", "the digits behind #!rid in the browser's address").adding("minimum", .integer(0))
                .described("The number of the room.")
        case .endpoint: .endpoint.described("Where the API is.").usually("https://api.chatwork.com")
        }
    }
}

extension NtfyKey {
    static let required: Set<NtfyKey> = [.topic]
    static let rules: [SchemaRule<NtfyKey>] = [.httpOnly(if: .allowHTTP, .url, .address)]

    var schema: Schema {
        switch self {
        case .topic: .any(.word(beside: "_-"), .secret).described("The topic, or where it is kept as a secret.")
        case .url: .anyAddress.described("The root of the server.").usually("https://ntfy.sh")
        case .token: .secret.described("An access token.")
        case .allowHTTP: .allowsHTTP
        case .caFile: .trust
        }
    }
}

extension PagerDutyKey {
    static let required: Set<PagerDutyKey> = [.routingKey]

    var schema: Schema {
        switch self {
        case .routingKey: .secret.described("The integration key of an Events API v2 integration.")
        case .endpoint:
            .endpoint.described("https://events.eu.pagerduty.com in Europe.").usually("https://events.pagerduty.com")
        }
    }
}

extension AlertmanagerKey {
    static let required: Set<AlertmanagerKey> = [.url]
    static let rules: [SchemaRule<AlertmanagerKey>] = [.httpOnly(if: .allowHTTP, .url, .address)]

    var schema: Schema {
        switch self {
        case .url: .anyAddress.described("Where Alertmanager is, such as http://localhost:9093.")
        case .bearer: .secret.described("Sent as Authorization: Bearer …")
        case .allowHTTP: .allowsHTTP
        case .caFile: .trust
        }
    }
}

extension MatrixKey {
    static let required: Set<MatrixKey> = [.homeserver, .room, .token]
    static let rules: [SchemaRule<MatrixKey>] = [.httpOnly(if: .allowHTTP, .homeserver, .endpoint)]

    var schema: Schema {
        switch self {
        case .homeserver: .anyEndpoint.described("The homeserver, such as https://matrix.example.com.")
        case .room:
            .wording("^![!-~]{0,254}$", "the id of a room begins with !").described("The id of the room, in quotes.")
        case .token: .secret.described("An access token of one long-lived device.")
        case .allowHTTP: .allowsHTTP
        case .caFile: .trust
        }
    }
}
