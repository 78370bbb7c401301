import VermilionDomain
import VermilionFormats
import VermilionMessages

/// A notice as the log has it: an entry of the journal, and the line that stands for it elsewhere.
struct LoggedNotice {
    let entry: JournalEntry
    /// What it is when it was never an entry: a line, or JSON.
    private let plain: String?

    /// Of all notices: `journalctl MESSAGE_ID=…` shows them and nothing else.
    static let messageID = "2ae4ed1959f048129ec8c050a0b9837d"

    init(_ notice: Notice, says message: Message, by channel: ChannelName) {
        let incident = notice.incident
        let text =
            "\(message.subject) [\(notice.kind.rawValue) \(notice.thread)]: \(message.summary)"
            + (message.failure.map { " \($0)" } ?? "")
        var fields = [("TEAM", incident.team.text), ("SEVERITY", incident.severity.rawValue)]
        if notice.isAboutIncident {
            fields += [("KIND", incident.kind.rawValue), ("SUBJECT", incident.subject.text)]
        }
        if let amount = incident.amount { fields.append(("AMOUNT", amount.description)) }
        entry = JournalEntry(
            message: Self.rules.fit(text.singleLine, most: 8_000), priority: notice.priority,
            Self.fields(of: DeliveryID(notice: notice.id, channel: channel), notice.kind)
                + fields.map { .init("VERMILION_\($0.0)", Self.rules.fit($0.1, most: 2_000)) })
        plain = nil
    }

    /// As the outbox has it, perhaps from before there were entries: `<2>vermilion: …` or JSON.
    init(_ delivery: Delivery) {
        if let entry = JournalEntry(delivery.payload) {
            (self.entry, plain) = (entry, nil)
            return
        }
        var text = String(decoding: delivery.payload, as: UTF8.self)
        var priority = 5
        if let sign = text.wholeMatch(of: /<([0-7])>(.*)/.dotMatchesNewlines()) {
            (priority, text) = (Int(sign.1) ?? priority, String(sign.2))
        }
        plain = text
        let message = text.hasPrefix(Self.prefix) ? String(text.dropFirst(Self.prefix.count)) : text
        entry = JournalEntry(
            message: message, priority: priority, Self.fields(of: delivery.id, delivery.kind))
    }

    var line: String { plain ?? Self.prefix + (entry["MESSAGE"] ?? "") }

    /// sd-daemon(3).
    var lineWithPriority: String { "<\(entry["PRIORITY"] ?? "5")>\(line)" }

    private static let prefix = "vermilion: "
    private static let rules = TextRules(.utf8)

    private static func fields(of delivery: DeliveryID, _ kind: Notice.Kind) -> [JournalEntry.Field] {
        return [
            .init("MESSAGE_ID", messageID), .init("SYSLOG_IDENTIFIER", "vermilion"),
            .init("VERMILION_DELIVERY", delivery.description), .init("VERMILION_NOTICE", kind.rawValue),
        ] + (!kind.isAboutIncident ? [] : [.init("VERMILION_INCIDENT", delivery.notice.incident.description)])
    }
}

extension Notice {
    /// syslog(3): 2 critical, 4 warning, 5 notice, 6 informational.
    fileprivate var priority: Int {
        if kind == .closed { return 5 }
        switch incident.severity {
        case .critical: return 2
        case .warning: return 4
        case .info: return 6
        }
    }
}
