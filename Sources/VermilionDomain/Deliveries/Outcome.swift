/// How an attempt to deliver ended.
package enum Outcome: Hashable, Sendable {
    /// The server took it; what it said.
    case delivered(Receipt)
    /// It may work later; `after` is what the server asked to wait.
    case retry(reason: String, after: Duration?)
    /// It will never work.
    case refused(reason: String)
    /// It will not work before a person changes the settings.
    case misconfigured(reason: String, hint: String)

    package static func delivered(reply: String) -> Outcome { .delivered(Receipt(reply: reply)) }

    package enum Kind: String, CaseIterable, Hashable, Sendable {
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

    /// For how long the server asked to be left alone.
    package var pause: Duration? {
        if case .retry(_, let after) = self { after } else { nil }
    }

    /// What happened, in one line.
    package var words: String {
        switch self {
        case .delivered(let receipt): receipt.reply
        case .retry(let reason, _), .refused(let reason): reason
        case .misconfigured(let reason, let hint): "\(reason) (\(hint))"
        }
    }
}
