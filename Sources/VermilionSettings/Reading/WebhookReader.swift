enum WebhookKey: String, ConfigurationKey {
    case url, secret, bearer, headers
    case cloudEvents = "cloudevents"
    case caFile = "ca-file"
    case allowHTTP = "allow-http"
}

struct WebhookReader {
    let value: Value

    /// Beginnings of names of headers that the program writes itself.
    static let reserved = ["webhook-", "ce-", "content-", "host", "transfer-encoding"]

    func read() -> Settings.Webhook? {
        guard let section = value.section(WebhookKey.self) else { return nil }
        let allowsHTTP = section[.allowHTTP]?.boolean() ?? false
        let url = section.require(.url).flatMap { SecretReader(value: $0).readAddress(allowsHTTP: allowsHTTP) }
        let secret = section[.secret].flatMap { SecretReader(value: $0).read() }
        let bearer = section[.bearer].flatMap { SecretReader(value: $0).read() }
        let reserved = Self.reserved + (section[.bearer] == nil ? [] : ["authorization"])
        let headers = section[.headers].map { HeadersReader(value: $0, reserved: reserved).read() } ?? []
        let cloudEvents = section[.cloudEvents].flatMap(readCloudEvents)
        let caFile = section[.caFile].flatMap { $0.path() }
        guard let url else { return nil }
        return Settings.Webhook(
            url: url, secret: secret, bearer: bearer, headers: headers, cloudEvents: cloudEvents, caFile: caFile)
    }

    /// `true` is structured, which more receivers know.
    private func readCloudEvents(_ value: Value) -> Settings.Webhook.CloudEvents? {
        switch value.choice(CloudEventsKey.self) {
        case .yes, .structured: .structured
        case .binary: .binary
        case .no, nil: nil
        }
    }
}

enum CloudEventsKey: String, CaseIterable {
    case yes = "true"
    case no = "false"
    case structured, binary
}
