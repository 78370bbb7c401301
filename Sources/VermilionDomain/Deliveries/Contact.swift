/// What came of asking a server whether it is there and lets us in, without leaving anything with it.
package enum Contact: Hashable, Sendable {
    /// In words: where, and how far.
    case made(String)
    /// It is not there now; nothing says that a setting is wrong.
    case missed(String)
    /// It will not work before a person changes the settings.
    case wrong(String, hint: String?)

    /// What an attempt to deliver would have come to.
    package init(_ outcome: Outcome) {
        self =
            switch outcome {
            case .delivered(let receipt): .made(receipt.reply)
            case .retry(let reason, _): .missed(reason)
            case .refused(let reason): .wrong(reason, hint: nil)
            case .misconfigured(let reason, let hint): .wrong(reason, hint: hint)
            }
    }

    package init(_ diagnostic: Diagnostic) { self = .wrong(diagnostic.message, hint: diagnostic.hint) }
}
