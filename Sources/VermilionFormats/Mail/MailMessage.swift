package import VermilionDomain

/// A mail as it goes over the wire: the same values give the same bytes.
///
/// All lines end in CRLF and are ASCII of at most 76 characters (an address or a message id that is longer stays
/// whole), so that no server has a reason to change anything.
package struct MailMessage: Hashable, Sendable {
    package let bytes: [UInt8]

    /// - Parameter messageID: the same in every attempt; without angle brackets.
    /// - Parameter references: the ids of all earlier mails of the thread, oldest first.
    /// - Parameter headers: further fields. The names are the program's own, the values any text.
    package init(
        from: Mailbox, to: [Mailbox], cc: [Mailbox] = [], replyTo: Mailbox? = nil, subject: String, date: Instant,
        zone: Zone, messageID: String,
        references: [String], headers: [(name: String, value: String)], text: String, html: String
    ) {
        let id = MessageID(messageID)
        let earlier = references.map(MessageID.init)
        let boundary = "=_\(id.fingerprint)"
        var fields = [
            HeaderField("Date", text: date.mailDate(in: zone)),
            HeaderField("From", mailboxes: [from]),
            HeaderField("To", mailboxes: to),
        ]
        if !cc.isEmpty { fields.append(HeaderField("Cc", mailboxes: cc)) }
        if let replyTo { fields.append(HeaderField("Reply-To", mailboxes: [replyTo])) }
        fields += [
            HeaderField("Subject", text: subject),
            HeaderField("Message-ID", messageIDs: [id]),
        ]
        if let parent = earlier.last {
            fields.append(HeaderField("In-Reply-To", messageIDs: [parent]))
            fields.append(HeaderField("References", messageIDs: MailMessage.kept(of: earlier)))
        }
        fields += [
            // RFC 3834; Exchange looks at the second: nobody's absence is answered to us.
            HeaderField("Auto-Submitted", text: "auto-generated"),
            HeaderField("X-Auto-Response-Suppress", text: "All"),
        ]
        fields += headers.map { HeaderField($0.name, text: $0.value) }
        fields += [
            HeaderField("MIME-Version", text: "1.0"),
            HeaderField("Content-Type", token: "multipart/alternative", parameter: "boundary=\"\(boundary)\""),
        ]
        let parts = [MailPart(type: "text/plain", text: text), MailPart(type: "text/html", text: html)]
        let lines =
            fields.flatMap(\.lines).map { Array($0.utf8) } + [[]]
            + parts.flatMap { [Array("--\(boundary)".utf8)] + $0.head + [[]] + $0.lines }
            + [Array("--\(boundary)--".utf8)]
        bytes = lines.flatMap { $0 + [13, 10] }
    }

    /// The root and the last nine: enough for every reader to find the thread, and a head that does not grow.
    private static func kept(of ids: [MessageID]) -> [MessageID] {
        ids.count <= 10 ? ids : [ids[0]] + ids.suffix(9)
    }
}

extension MailPart {
    fileprivate var head: [[UInt8]] {
        let fields = [
            HeaderField("Content-Type", token: type, parameter: "charset=utf-8"),
            HeaderField("Content-Transfer-Encoding", text: encoding.rawValue),
        ]
        return fields.flatMap(\.lines).map { Array($0.utf8) }
    }
}
