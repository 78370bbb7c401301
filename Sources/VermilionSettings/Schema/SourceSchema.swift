import VermilionFormats

extension SourceKey {
    static let rules: [SchemaRule<SourceKey>] = [.exactlyOne(allCases)]

    var schema: Schema {
        switch self {
        case .csv:
            .any(.path, .mapping(CSVKey.self)).described("Exports in files; patterns are allowed, also *.csv.gz.")
        case .applications:
            .mapping(ApplicationsKey.self).described("The Application Management API: usage per app, API and day.")
        case .tokenFlex:
            .mapping(TokenFlexKey.self).described(
                "The Token Flex Usage Data API: usage, lots and balance of a contract.")
        case .insights: .mapping(InsightsKey.self).described("The Business Success Plan Reporting API.")
        case .http: .mapping(HTTPUsageKey.self).described("Any JSON from a web server.")
        case .exec:
            .program.described("A program that prints JSON lines or CSV, and its arguments; no shell looks at them.")
        }
    }
}

extension CSVKey {
    static let required: Set<CSVKey> = [.path]

    var schema: Schema {
        switch self {
        case .path: .path.described("A file, or a pattern such as inbox/*.csv.")
        case .partial:
            .boolean.described("With a bad row in a file, let the rest of it count.").usually(.bool(false))
        }
    }
}

extension ApplicationsKey {
    static let required: Set<ApplicationsKey> = [.account]
    static let rules: [SchemaRule<ApplicationsKey>] = [.exactlyOne([.hub, .clients])]

    var schema: Schema {
        switch self {
        case .account: .text().described("The account that asks.")
        case .hub: .identifier.described("The id of a developer hub: usage of all its apps.")
        case .clients: .list(of: .identifier, atLeast: 1).described("Client ids of apps.")
        case .map: .of(.map).described("Where in the answer the fields are, if not under the obvious names.")
        }
    }
}

extension TokenFlexKey {
    static let required: Set<TokenFlexKey> = [.account, .contract]

    var schema: Schema {
        switch self {
        case .account: .text().described("The account that asks.")
        case .contract: .identifier.described("The number of the contract.")
        }
    }
}

extension InsightsKey {
    static let required: Set<InsightsKey> = [.account, .context]

    var schema: Schema {
        switch self {
        case .account: .text().described("The account that asks.")
        case .context: .identifier.described("The id of the team.")
        }
    }
}

extension HTTPUsageKey {
    static let required: Set<HTTPUsageKey> = [.url]
    static let rules: [SchemaRule<HTTPUsageKey>] = [
        .together(.clientCertificate, .clientKey), .httpOnly(if: .allowHTTP, .url, .address),
    ]

    var schema: Schema {
        switch self {
        case .url: .anyAddress.described("Where the usage is; https, or http to this machine; or a secret.")
        case .headers: .headers().described("Headers of the request; each value is a secret.")
        case .map: .of(.map).described("Where in the answer the fields are, if not under the obvious names.")
        case .proxy: .proxy.described("A proxy on the way to the server.")
        case .allowHTTP: .allowsHTTP
        case .caFile: .trust
        case .clientCertificate: .path.described("What is shown to a server that asks who connects, a PEM file.")
        case .clientKey: .path.described("The private key of `client-certificate`, a PEM file.")
        }
    }
}

extension FieldMapKey {
    var schema: Schema {
        let words =
            switch self {
            case .rows: "Where in the document the rows are."
            case .day: "The day or time of a row."
            case .app: "The app that used."
            case .api: "The API that was used."
            case .tokens: "How many tokens."
            case .next: "Where in the document the address of the next page is; of the same host."
            case .uncharged: "How much of it was not charged."
            case .id: "What tells a row from others of the same app, API and day."
            case .balance: "Where in the document the balance is."
            case .jobs: "How many jobs; `rates` says what they cost."
            case .hours: "How many hours; `rates` says what they cost."
            case .seconds: "How many seconds; `rates` says what an hour costs."
            case .photos: "How many photos; `rates` says what they cost."
            case .megabytes: "How many MB; `rates` says what they cost."
            }
        return .jsonPointer.described("\(words) A JSON Pointer.")
    }
}

extension Schema {
    /// - Parameter reserved: beginnings of names that the program writes itself, in lower case.
    static func headers(except reserved: [String] = []) -> Schema {
        var names = text("^[A-Za-z0-9_.-]+$", "the name of a header, such as Authorization")
        if !reserved.isEmpty {
            names = names.adding("not", .object([("pattern", .string("^(\(anyCase(reserved)))"))]))
        }
        return entries(named: names, of: secret)
    }
}
