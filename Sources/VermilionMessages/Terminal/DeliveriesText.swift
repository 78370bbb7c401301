import VermilionDomain
import VermilionFormats

extension Sequence<Delivery> {
    /// What `vermilion deliveries` prints: a line for each, its attempts below it. Ends in a line end.
    package func text(_ style: TerminalStyle) -> String {
        let deliveries = Array(self)
        guard !deliveries.isEmpty else { return "No deliveries.\n" }
        let lines = style.table(
            [
                TextTable.Column("Id", .mark), TextTable.Column("Notice", .mark), TextTable.Column("Channel", .name),
                TextTable.Column("State", .mark), TextTable.Column("Tries", .amount), TextTable.Column("Next", .mark),
            ],
            deliveries.map { delivery in
                [
                    delivery.id.description.singleLine, delivery.kind.rawValue, delivery.id.channel.shown,
                    delivery.state.rawValue, String(delivery.attempts.count), delivery.due?.shown(style) ?? "",
                ]
            })
        let rows = zip(deliveries, lines.dropFirst()).flatMap { delivery, line in
            // The last one in full: it says what to do.
            let attempts = delivery.attempts.suffix(5)
            let told =
                attempts.dropLast().map { $0.line(style).cut(to: style.width - 4) }
                + (attempts.last?.lines(style, width: style.width - 4) ?? [])
            return [line] + told.map { "    " + $0 }
        }
        return ([lines[0]] + rows).joined(separator: "\n") + "\n"
    }
}

extension Delivery.Attempt {
    func line(_ style: TerminalStyle) -> String { "\(at.shown(style))  \(words)" }

    /// The same, in full.
    func lines(_ style: TerminalStyle, width: Int) -> [String] {
        let start = "\(at.shown(style))  "
        let lines = words.wrapped(to: width - start.displayWidth)
        return lines.enumerated().map { index, line in
            (index == 0 ? start : String(repeating: " ", count: start.displayWidth)) + line
        }
    }

    private var words: String { "\(outcome.rawValue): \(reply.singleLine)" }
}

extension Delivery {
    /// How it stands, with the last answer: `mail: delivered (250 2.0.0 Ok)`.
    package func line(_ style: TerminalStyle) -> String {
        let reply = attempts.last.map { " (\($0.reply.singleLine))" } ?? ""
        let place = id.recipient.map { "\(id.channel.shown) to \($0)" } ?? id.channel.shown
        let matter = kind.isAboutIncident ? " of \(id.notice.incident)" : ""
        let what = "\(place): \(kind.rawValue)\(matter)"
        let line: String
        switch state {
        case .delivered: line = "\(what) delivered\(reply)"
        case .queued:
            let next = due.map { ", next try \($0.shown(style))" } ?? ""
            line = "\(what) waits\(next)\(reply)"
        case .dead: line = "\(what) is dead\(reply); send again: vermilion resend \(id)"
        }
        return line.singleLine
    }
}
