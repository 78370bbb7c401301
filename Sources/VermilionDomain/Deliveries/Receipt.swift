/// What a server said when it took a message.
package struct Receipt: Hashable, Sendable {
    package let reply: String
    /// What the service calls the message, where later ones can be joined to it.
    package let reference: String?
    /// Those of several recipients who did not get it.
    package let missed: [Missed]

    package struct Missed: Hashable, Sendable {
        package let recipient: String
        /// Never `delivered`.
        package let outcome: Outcome

        package init(_ recipient: String, _ outcome: Outcome) { (self.recipient, self.outcome) = (recipient, outcome) }
    }

    package init(reply: String, reference: String? = nil, missed: [Missed] = []) {
        self.reply = reply
        self.reference = reference
        self.missed = missed
    }
}
