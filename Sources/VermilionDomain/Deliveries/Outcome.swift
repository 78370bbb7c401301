/// How an attempt to deliver ended.
package enum Outcome: Hashable, Sendable {
    /// The server took it; what it said.
    case delivered(reply: String)
    /// It may work later; `after` is what the server asked to wait.
    case retry(reason: String, after: Duration?)
    /// It will never work.
    case refused(reason: String)
    /// It will not work before a person changes the settings.
    case misconfigured(reason: String, hint: String)

    package enum Kind: String, Hashable, Sendable {
        case delivered, retry, refused, misconfigured
    }

    package var kind: Kind {
        switch self {
        case .delivered: .delivered
        case .retry: .retry
        case .refused: .refused
        case .misconfigured: .misconfigured
        }
    }

    /// What happened, in one line.
    package var words: String {
        switch self {
        case .delivered(let reply): reply
        case .retry(let reason, _), .refused(let reason): reason
        case .misconfigured(let reason, let hint): "\(reason) (\(hint))"
        }
    }
}
