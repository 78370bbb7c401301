extension Settings {
    package struct Telegram: Sendable {
        /// Where the Bot API is, checked, without a slash at its end.
        package let endpoint: String
        package let token: Secret
        /// A number, or `@name`.
        package let chat: String
    }

    package struct Chatwork: Sendable {
        package let endpoint: String
        package let token: Secret
        /// Digits.
        package let room: String
    }

    package struct Ntfy: Sendable {
        /// The root of the server; `resolveURL(environment:)` gives it checked.
        package let server: Secret
        package let topic: Secret
        package let token: Secret?
        /// Certificates to trust instead of the system's, absolute path of a PEM file.
        package let caFile: String?
    }

    package struct PagerDuty: Sendable {
        package let endpoint: String
        package let routingKey: Secret
    }

    package struct Alertmanager: Sendable {
        package let server: Secret
        package let bearer: Secret?
        package let caFile: String?
    }

    package struct Matrix: Sendable {
        package let homeserver: String
        /// Whether that may be plain http to another machine.
        let allowsHTTP: Bool
        package let token: Secret
        /// `!…:…`
        package let room: String
        package let caFile: String?
    }
}
