/// Whom a mail is from and for, as the servers on its way see it; what readers see stands in the message.
package struct Envelope: Hashable, Sendable {
    /// `local@domain`; gets the mail back when it cannot be delivered.
    package let from: String
    package let to: [String]

    package init(from: String, to: [String]) {
        self.from = from
        self.to = to
    }
}
