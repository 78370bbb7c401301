/// What a server said when it took a mail.
package struct SMTPReceipt: Hashable, Sendable {
    /// The answer to the final dot: from here on the mail is the server's.
    package let final: SMTPReply
    /// Recipients that get nothing, each with its reason.
    package let refused: [Refusal]

    package struct Refusal: Hashable, Sendable {
        package let address: String
        package let reply: SMTPReply

        package init(address: String, reply: SMTPReply) {
            self.address = address
            self.reply = reply
        }
    }

    package init(final: SMTPReply, refused: [Refusal]) {
        self.final = final
        self.refused = refused
    }
}
