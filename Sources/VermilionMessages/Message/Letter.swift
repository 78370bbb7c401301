import VermilionDomain
import VermilionFormats

/// Everything that a message holds, in the reader's words but not yet laid out.
struct Letter: Sendable {
    let language: Language
    let team: String
    let words: any Words
    let mood: Mood
    var told: Told
    let facts: [Fact]
    let chart: DayChart?
    let corrections: Listing?
    let consumers: Listing?
    let lots: Listing?
    /// Whether to show where tokens are bought.
    let offersPurchase: Bool
    /// Nil where nobody reads one, or there is nothing to acknowledge.
    let acknowledgement: AcknowledgingMail?
    var footer: [String]

    static let mostRows = 20
    /// More than any message but a digest has.
    static let mostFacts = 50
    static let mostDays = 31

    init(_ notice: Notice, for reader: Reader) {
        let words = reader.language.words
        let news = News(notice, zone: reader.zone)
        let showsUsage = !notice.kind.isTrial && !notice.statement.usage.isEmpty
        self.words = words
        language = reader.language
        team = notice.statement.team.shown
        mood = Mood(notice)
        var told = words.told(news)
        if !notice.bookChanges.isEmpty { told.summary += words.booksChanged(notice.bookChanges, in: reader.zone) }
        self.told = told
        let facts = news.facts(in: words)
        self.facts =
            facts.count > Letter.mostFacts
            ? facts.prefix(Letter.mostFacts) + [Fact(label: "", value: words.more(facts.count - Letter.mostFacts))]
            : facts
        chart = showsUsage ? DayChart(of: notice.statement, most: Letter.mostDays) : nil
        corrections = .corrections(notice.corrections, most: Letter.mostRows, in: words)
        consumers = showsUsage ? .consumers(of: notice.statement, most: Letter.mostRows, in: words) : nil
        lots =
            notice.kind.isTrial || notice.statement.lots.isEmpty
            ? nil : .lots(of: notice.statement, most: Letter.mostRows, zone: reader.zone, in: words)
        offersPurchase =
            notice.kind != .closed && !notice.kind.isTrial && notice.digest == nil
            && [.uncharged, .low, .suspended].contains(notice.incident.kind)
        let reply = AcknowledgingMail(of: notice.incident, to: reader.acknowledgesTo)
        let canAcknowledge = notice.kind != .closed && notice.incident.nextReminder != nil && notice.isAboutIncident
        acknowledgement = canAcknowledge ? reply : nil
        footer = Letter.footer(of: notice, mail: acknowledgement, zone: reader.zone, in: words)
    }

    /// Usage by day as text; empty when there is none to show.
    var bars: String { chart?.text(width: TextLetter.width, palette: .plain, words: words) ?? "" }

    private static func footer(
        of notice: Notice, mail: AcknowledgingMail?, zone: Zone, in words: any Words
    ) -> [String] {
        let asOf = words.asOf(words.moment(notice.statement.asOf, in: zone))
        guard !notice.kind.isTrial else { return [words.sent(words.moment(notice.at, in: zone))] }
        if notice.digest != nil { return [asOf, words.acknowledgeOne] }
        var lines = [asOf] + Freshness(of: notice.sources, at: notice.at).lines(in: words, zone: zone)
        if let day = notice.sources.compactMap(\.report.provisionalFrom).min() {
            lines.append(words.provisional(from: day))
        }
        let incident = notice.incident
        if notice.kind != .closed {
            if let acknowledged = incident.acknowledged {
                lines.append(words.acknowledged(words.moment(acknowledged, in: zone)))
            } else if let next = incident.nextReminder {
                lines.append(words.nextReminder(words.moment(next, in: zone)))
                lines.append(words.acknowledge(incident.id))
                if let mail { lines.append(words.acknowledge(byMail: mail.subject, to: mail.address)) }
            }
        }
        return lines + [words.reference(incident.id, notice.id)]
    }
}

/// How much the figures can be trusted: which sources were not read well when the notice was made.
struct Freshness: Hashable, Sendable {
    private let old: [SourceHealth]
    private let at: Instant

    init(of sources: [SourceHealth], at: Instant) {
        self.at = at
        // Sources are polled by turns: what was read well a little while ago is as fresh as can be.
        old = sources.filter { $0.problem != nil || $0.lastGood.map { at - $0 > .hours(2) } ?? true }
            .sorted { ($0.lastGood ?? .distantPast, $0.id) < ($1.lastGood ?? .distantPast, $1.id) }
    }

    func lines(in words: any Words, zone: Zone) -> [String] {
        let shown = old.prefix(3).map { source in
            source.lastGood.map { words.verified(source.id.shown, words.length(at - $0), words.moment($0, in: zone)) }
                ?? words.neverRead(source.id.shown)
        }
        return old.count > 3 ? shown + [words.more(old.count - 3)] : shown
    }
}
