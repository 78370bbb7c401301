package import VermilionDomain

extension Settings {
    /// Where notices go.
    package struct Channel: Sendable {
        package enum Kind: Sendable {
            case email(Email)
            case webhook(Webhook)
            case slack(url: Secret)
            case teams(url: Secret)
            case discord(url: Secret)
            case googleChat(url: Secret)
            case mattermost(url: Secret, caFile: String?)
            case telegram(Telegram)
            case lineWorks(url: Secret)
            case chatwork(Chatwork)
            case ntfy(Ntfy)
            case pagerduty(PagerDuty)
            case alertmanager(Alertmanager)
            case matrix(Matrix)
            case exec(Exec)
            /// A directory, absolute.
            case maildir(path: String)
            /// Nil picks what suits standard error.
            case log(format: LogFormat?)

            /// Whether the service has incidents of its own that open and close.
            package var keepsIncidents: Bool {
                switch self {
                case .pagerduty, .alertmanager: true
                default: false
                }
            }
        }

        /// Letters, digits, `.`, `_` and `-`: it becomes a part of ids.
        package let name: ChannelName
        package let kind: Kind
        package let templates: Templates
        /// Nil for that of the service.
        package let limit: Tempo.Limit?
    }

    package enum LogFormat: String, Hashable, Sendable, CaseIterable {
        case text
        case json
        case journal
    }
}
