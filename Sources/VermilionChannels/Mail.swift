import VermilionDomain
package import VermilionFormats
import VermilionMessages
import VermilionTransport

/// How a notice becomes a mail: who it is from and for, and its place in its thread.
package struct Mail: Hashable, Sendable {
    package let from: Mailbox
    package let to: [Mailbox]
    package let cc: [Mailbox]
    /// Get the mail without being named in it.
    package let bcc: [Mailbox]
    package let replyTo: Mailbox?
    /// Reads mails that acknowledge incidents.
    package let acknowledge: Mailbox?
    /// Whether each of `to` gets a mail of their own, and sees nobody else in it.
    package let isSeparate: Bool

    package init(
        from: Mailbox, to: [Mailbox], cc: [Mailbox] = [], bcc: [Mailbox] = [], replyTo: Mailbox? = nil,
        acknowledge: Mailbox? = nil, isSeparate: Bool = false
    ) {
        (self.from, self.to, self.cc, self.bcc, self.replyTo) = (from, to, cc, bcc, replyTo)
        self.acknowledge = acknowledge
        self.isSeparate = isSeparate
    }

    /// Without configured addresses, for mails that stay on this machine.
    static let local = Mail(
        from: Mailbox(name: "Vermilion", address: "vermilion@vermilion.invalid"),
        to: [Mailbox(name: nil, address: "team@vermilion.invalid")])

    func envelope(to recipients: [String]) -> Envelope { Envelope(from: from.address, to: recipients) }

    private var recipients: [String] { (to + cc + bcc).map(\.address) }

    /// Who gets a delivery now, and who gets it later, because an earlier message about the incident has not reached them.
    func recipients(of delivery: Delivery) -> (now: [String], later: [String]) {
        if let recipient = delivery.id.recipient { return ([recipient], []) }
        return (
            recipients.filter { !delivery.waiting.contains($0) }, recipients.filter { delivery.waiting.contains($0) }
        )
    }

    func to(_ mailbox: Mailbox) -> Mail { Mail(from: from, to: [mailbox], replyTo: replyTo, acknowledge: acknowledge) }

    private var domain: String { from.address.split(separator: "@").last.map(String.init) ?? "vermilion.invalid" }

    /// The same bytes for the same notice: a retry repeats the mail, it does not make another.
    func message(of notice: Notice, for reader: Reader) -> MailMessage {
        var reader = reader
        reader.acknowledgesTo = acknowledge?.address
        let words = Message(of: notice, for: reader)
        let earlier = (notice.isAboutIncident ? 1..<max(1, notice.id.number) : 1..<1).map {
            "\(NoticeID(incident: notice.incident.id, number: $0))@\(domain)"
        }
        return MailMessage(
            from: from, to: to, cc: cc, replyTo: replyTo, subject: words.subject, date: notice.at, zone: reader.zone,
            messageID: "\(notice.id)@\(domain)", references: earlier,
            headers: [
                // RFC 2919: what mail readers sort by.
                ("List-Id", "Vermilion <vermilion.\(domain)>"), ("X-Vermilion-Team", notice.incident.team.text),
                ("X-Vermilion-Notice", notice.kind.rawValue),
                ("X-Vermilion-Severity", notice.incident.severity.rawValue),
            ]
                + (notice.isAboutIncident
                    ? [
                        ("X-Vermilion-Incident", notice.incident.id.description),
                        ("X-Vermilion-Kind", notice.incident.kind.rawValue),
                    ] : []),
            text: words.text, html: words.html)
    }
}
