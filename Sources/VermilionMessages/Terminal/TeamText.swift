package import VermilionDomain
import VermilionFormats

/// The state of a team after a check, for people and for monitoring.
package struct TeamState: Hashable, Sendable {
    /// As monitoring plugins name it: OK, WARNING, CRITICAL, UNKNOWN.
    package enum Status: String, Hashable, Sendable, CaseIterable {
        case ok = "OK"
        case warning = "WARNING"
        case critical = "CRITICAL"
        case unknown = "UNKNOWN"
    }

    package let status: Status
    package let statement: Statement
    /// Open ones.
    package let incidents: [Incident]
    package let sources: [SourceHealth]
    /// What was held against the state.
    package let rules: AlertRules
    /// Nil with too little history.
    package let forecast: Forecast?

    package init(
        status: Status, statement: Statement, incidents: [Incident], sources: [SourceHealth],
        rules: AlertRules, zone: Zone
    ) {
        self.status = status
        self.statement = statement
        self.incidents = incidents
        self.sources = sources
        self.rules = rules
        forecast = statement.forecast(in: zone)
    }

    /// What `vermilion check` prints of one team. Ends in a line end.
    ///
    /// - Parameter deliveries: those of the team's notices that were tried or wait.
    package func text(_ style: TerminalStyle, deliveries: [Delivery] = []) -> String {
        let palette = style.palette
        let short = statement.uncharged > .zero
        var lines = ["\(palette.paint(status.rawValue.padded(to: 8), status.tone)) \(statement.heading(style))"]
        lines.append(
            "  Balance \(statement.balance)   available \(statement.available)   "
                + palette.paint("uncharged \(statement.uncharged)", short ? .uncharged : .faint)
                + "   used \(statement.used)   settled \(statement.settled)")
        lines += incidents.map { "  " + $0.line(style).cut(to: style.width - 2) }
        if short {
            lines += statement.consumers.prefix(3).filter { $0.split.uncharged > .zero }.map { consumer in
                "  Used by \(consumer.app.shown), \(consumer.api.shown): \(consumer.split.uncharged)".cut(
                    to: style.width)
            }
            let purchase = Purchase(toSettle: statement.uncharged)
            lines.append("  Buy at least \(purchase.tokens) tokens at \(autodeskAccount)")
        }
        lines += sources.filter { $0.problem != nil }.flatMap { source in
            source.line(at: statement.asOf, style).wrapped(to: style.width - 4).enumerated()
                .map { ($0.offset == 0 ? "  " : "    ") + $0.element }
        }
        lines += deliveries.map { "  " + $0.line(style).cut(to: style.width - 2) }
        if !statement.usage.isEmpty {
            let chart = DayChart(of: statement, most: 14)
            lines += ["", chart.text(width: style.width, palette: palette, words: style.words)]
            if let day = sources.compactMap(\.report.provisionalFrom).min() {
                lines += style.words.provisional(from: day).wrapped(to: style.width)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension TeamState.Status {
    var tone: Palette.Tone {
        switch self {
        case .ok: .good
        case .warning, .unknown: .warning
        case .critical: .uncharged
        }
    }
}

extension Incident {
    /// `k3f9q2-12 critical: 3.5 tokens uncharged, open since 2026-07-24 09:00`.
    fileprivate func line(_ style: TerminalStyle) -> String {
        let state = acknowledged == nil ? "since" : "acknowledged, since"
        return "\(id) \(severity.rawValue): \(matter(style)), \(state) \((opened ?? since).shown(style))"
    }

    func matter(_ style: TerminalStyle) -> String {
        let amount = amount.map { style.words.tokens($0) } ?? ""
        switch kind {
        case .uncharged: return "\(amount) uncharged"
        case .expiry: return "\(amount) of lot \(subject.text.singleLine) expire or lapsed"
        case .low: return "\(amount) left"
        case .stale: return "no reading of \(subject.text.singleLine)"
        case .drift: return "the observed balance differs by \(amount)"
        case .suspended: return "access is suspended"
        case .quota: return "\(amount) used of the cap of \(subject.text.singleLine)"
        case .undelivered: return "messages do not get through channel \(subject.text.singleLine)"
        case .login: return "account \(subject.text.singleLine) is not let in, or soon will not be"
        }
    }
}

extension SourceHealth {
    fileprivate func line(at now: Instant, _ style: TerminalStyle) -> String {
        let age = lastGood.map { "last read well \(style.words.length(now - $0)) ago" } ?? "never read well"
        return "\(id.text.singleLine): \(age); \(problem?.description.singleLine ?? "")"
    }
}
