import VermilionDomain
package import VermilionFormats
import VermilionMessages

/// How a notice becomes a mail: who it is from and for, and its place in its thread.
package struct Mail: Hashable, Sendable {
    package let from: Mailbox
    package let to: [Mailbox]

    package init(from: Mailbox, to: [Mailbox]) { (self.from, self.to) = (from, to) }

    /// Without configured addresses, for mails that stay on this machine.
    static let local = Mail(
        from: Mailbox(name: "Vermilion", address: "vermilion@vermilion.invalid"),
        to: [Mailbox(name: nil, address: "team@vermilion.invalid")])

    /// The same bytes for the same notice: a retry repeats the mail, it does not make another.
    func message(of notice: Notice, for reader: Reader) -> MailMessage {
        let words = Message(of: notice, for: reader)
        let domain = from.address.split(separator: "@").last.map(String.init) ?? "vermilion.invalid"
        let earlier = (1..<max(1, notice.id.number)).map {
            "\(NoticeID(incident: notice.incident.id, number: $0))@\(domain)"
        }
        return MailMessage(
            from: from, to: to, subject: words.subject, date: notice.at, zone: reader.zone,
            messageID: "\(notice.id)@\(domain)", references: earlier,
            headers: [
                ("X-Vermilion-Incident", notice.incident.id.description), ("X-Vermilion-Notice", notice.kind.rawValue),
                ("X-Vermilion-Kind", notice.incident.kind.rawValue),
                ("X-Vermilion-Severity", notice.incident.severity.rawValue),
            ], text: words.text, html: words.html)
    }
}
