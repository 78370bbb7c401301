enum AddressKey: String, ConfigurationKey {
    case url
}

enum TrustedAddressKey: String, ConfigurationKey {
    case url
    case caFile = "ca-file"
    case allowHTTP = "allow-http"
}

enum TelegramKey: String, ConfigurationKey {
    case token, chat, endpoint
}

enum ChatworkKey: String, ConfigurationKey {
    case token, room, endpoint
}

enum NtfyKey: String, ConfigurationKey {
    case topic, url, token
    case caFile = "ca-file"
    case allowHTTP = "allow-http"
}

enum PagerDutyKey: String, ConfigurationKey {
    case routingKey = "routing-key"
    case endpoint
}

enum AlertmanagerKey: String, ConfigurationKey {
    case url, bearer
    case caFile = "ca-file"
    case allowHTTP = "allow-http"
}

enum MatrixKey: String, ConfigurationKey {
    case homeserver, room, token
    case caFile = "ca-file"
    case allowHTTP = "allow-http"
}

/// Reads the channels that are services on the web.
struct ChatReader {
    let value: Value

    /// Of a service whose address is all there is to know, and a secret.
    func readAddress() -> Secret? {
        value.section(AddressKey.self)?.require(.url).flatMap { readSecretAddress($0, allowsHTTP: nil) }
    }

    func readMattermost() -> Settings.Channel.Kind? {
        guard let section = value.section(TrustedAddressKey.self) else { return nil }
        let caFile = section[.caFile].flatMap { $0.path() }
        let allowsHTTP = section[.allowHTTP]?.boolean() ?? false
        return section.require(.url).flatMap { readSecretAddress($0, allowsHTTP: allowsHTTP) }
            .map { .mattermost(url: $0, caFile: caFile) }
    }

    func readTelegram() -> Settings.Telegram? {
        guard let section = value.section(TelegramKey.self) else { return nil }
        let endpoint = readEndpoint(section[.endpoint], usual: "https://api.telegram.org")
        let token = section.require(.token).flatMap { SecretReader(value: $0).read() }
        let chat = section.require(.chat).flatMap(readChat)
        guard let endpoint, let token, let chat else { return nil }
        return Settings.Telegram(endpoint: endpoint, token: token, chat: chat)
    }

    func readChatwork() -> Settings.Chatwork? {
        guard let section = value.section(ChatworkKey.self) else { return nil }
        let endpoint = readEndpoint(section[.endpoint], usual: "https://api.chatwork.com")
        let token = section.require(.token).flatMap { SecretReader(value: $0).read() }
        let room = section.require(.room).flatMap { value in
            readText(value, "the number of a room", hint: "the digits behind #!rid in the browser's address") {
                (1...20).contains($0.utf8.count) && $0.utf8.allSatisfy { (48...57).contains($0) }
            }
        }
        guard let endpoint, let token, let room else { return nil }
        return Settings.Chatwork(endpoint: endpoint, token: token, room: room)
    }

    func readNtfy() -> Settings.Ntfy? {
        guard let section = value.section(NtfyKey.self) else { return nil }
        let allowsHTTP = section[.allowHTTP]?.boolean() ?? false
        let server =
            section[.url].map { SecretReader(value: $0).readAddress(allowsHTTP: allowsHTTP) }
            ?? Secret(.literal("https://ntfy.sh"))
        let topic = section.require(.topic).flatMap { value in
            value.isMapping
                ? SecretReader(value: value).read()
                : value.word("a topic", beside: "_-").map { Secret(.literal($0), at: value.place) }
        }
        let token = section[.token].flatMap { SecretReader(value: $0).read() }
        let caFile = section[.caFile].flatMap { $0.path() }
        guard let server, let topic else { return nil }
        return Settings.Ntfy(server: server, topic: topic, token: token, caFile: caFile)
    }

    func readPagerDuty() -> Settings.PagerDuty? {
        guard let section = value.section(PagerDutyKey.self) else { return nil }
        let endpoint = readEndpoint(section[.endpoint], usual: "https://events.pagerduty.com")
        let key = section.require(.routingKey).flatMap { SecretReader(value: $0).read() }
        guard let endpoint, let key else { return nil }
        return Settings.PagerDuty(endpoint: endpoint, routingKey: key)
    }

    func readAlertmanager() -> Settings.Alertmanager? {
        guard let section = value.section(AlertmanagerKey.self) else { return nil }
        let allowsHTTP = section[.allowHTTP]?.boolean() ?? false
        let server = section.require(.url, hint: "such as http://localhost:9093").flatMap {
            SecretReader(value: $0).readAddress(allowsHTTP: allowsHTTP)
        }
        let bearer = section[.bearer].flatMap { SecretReader(value: $0).read() }
        let caFile = section[.caFile].flatMap { $0.path() }
        guard let server else { return nil }
        return Settings.Alertmanager(server: server, bearer: bearer, caFile: caFile)
    }

    func readMatrix() -> Settings.Matrix? {
        guard let section = value.section(MatrixKey.self) else { return nil }
        let allowsHTTP = section[.allowHTTP]?.boolean() ?? false
        let homeserver = section.require(.homeserver, hint: "such as https://matrix.example.com").flatMap {
            readEndpoint($0, usual: "https://matrix.example.com", allowsHTTP: allowsHTTP)
        }
        let token = section.require(.token).flatMap { SecretReader(value: $0).read() }
        let room = section.require(.room).flatMap { value in
            // Room ids of newer rooms have no server behind a colon.
            readText(value, "the id of a room", hint: "it begins with `!`; an alias with `#` will not do") {
                $0.hasPrefix("!") && $0.utf8.count <= 255 && $0.unicodeScalars.allSatisfy { $0 > " " && $0 < "\u{7F}" }
            }
        }
        let caFile = section[.caFile].flatMap { $0.path() }
        guard let homeserver, let token, let room else { return nil }
        return Settings.Matrix(
            homeserver: homeserver, allowsHTTP: allowsHTTP, token: token, room: room, caFile: caFile)
    }

    private func readSecretAddress(_ value: Value, allowsHTTP: Bool?) -> Secret? {
        let secret = SecretReader(value: value).readAddress(allowsHTTP: allowsHTTP)
        if case .literal? = secret?.origin {
            value.warn("the address is a secret", hint: "keep it in a file: url: { file: PATH }")
        }
        return secret
    }

    /// Groups have negative numbers.
    private func readChat(_ value: Value) -> String? {
        readText(value, "the number of a chat", hint: "a whole number such as -1001234567890, or '@name' of a channel")
        {
            guard $0.hasPrefix("@") else { return Int64($0) != nil }
            return $0.dropFirst().unicodeScalars.allSatisfy { $0.isASCIILetterOrDigit || $0 == "_" } && $0.count > 1
        }
    }

    private func readText(_ value: Value, _ what: String, hint: String, isRight: (String) -> Bool) -> String? {
        guard let text = value.characters(what) else { return nil }
        guard isRight(text) else {
            value.reject("\(quoted(text)) is not \(what)", hint: hint)
            return nil
        }
        return text
    }

    private func readEndpoint(_ value: Value?, usual: String, allowsHTTP: Bool? = nil) -> String? {
        guard let value else { return usual }
        guard let text = value.characters("an address such as \(usual)") else { return nil }
        do throws(Endpoint.Mistake) {
            try Endpoint.checkWeb(text, allowsHTTP: allowsHTTP)
            guard !text.contains(where: { "?#".contains($0) }) else {
                throw Endpoint.Mistake("the address has a query behind it", hint: "such as \(usual)")
            }
            return text.hasSuffix("/") ? String(text.dropLast()) : text
        } catch {
            value.reject(error.message, hint: error.hint)
            return nil
        }
    }
}
