enum WebhookKey: String, SettingKey {
    case url, secret
    case caFile = "ca-file"
}

struct WebhookReader {
    let value: Value

    func read() -> Settings.Webhook? {
        guard let section = value.section(WebhookKey.self) else { return nil }
        let url = section.require(.url).flatMap { SecretReader(value: $0).readAddress() }
        let secret = section[.secret].flatMap { SecretReader(value: $0).read() }
        let caFile = section[.caFile].flatMap { $0.path() }
        guard let url else { return nil }
        return Settings.Webhook(url: url, secret: secret, caFile: caFile)
    }
}
