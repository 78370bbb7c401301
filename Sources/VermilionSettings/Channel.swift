package import VermilionDomain

extension Settings {
    /// Where notices go.
    package struct Channel: Sendable {
        package enum Kind: Sendable {
            case email(Email)
            case webhook(Webhook)
            case slack(url: Secret)
            /// A directory, absolute.
            case maildir(path: String)
            /// Nil picks what suits standard error.
            case log(format: LogFormat?)
        }

        /// Letters, digits, `.`, `_` and `-`: it becomes a part of ids.
        package let name: ChannelName
        package let kind: Kind
    }

    package enum LogFormat: String, Hashable, Sendable, CaseIterable {
        case text
        case json
        case journal
    }
}
