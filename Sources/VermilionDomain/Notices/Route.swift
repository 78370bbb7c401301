/// Which of a team's notices go to a channel, and when.
package struct Route: Hashable, Sendable {
    package let channel: ChannelName
    /// Incidents of these kinds; empty for all.
    package var kinds: Set<Condition.Kind> = []
    /// Incidents that are at least as severe.
    package var severity: Severity = .info
    /// What is not critical waits for their end.
    package var quiet: QuietHours?
    /// What is not critical is gathered, and goes out in one message.
    package var digest: DigestTimes?
    /// Only incidents that are still open and not acknowledged so long after they opened.
    package var after: Duration = .zero

    package init(_ channel: ChannelName) { self.channel = channel }

    /// When a notice may go out, at the earliest; nil when it does not go this way.
    ///
    /// A channel that was told of an incident hears of it to its end, or an opening would be left without its closing.
    /// - Parameter isTold: whether the channel was told of the incident before.
    package func time(for notice: Notice, isTold: Bool, zone: Zone) -> Instant? {
        let incident = notice.incident
        // That it does not work is for others to tell.
        if incident.subject == .channel(channel) { return nil }
        var earliest = notice.at
        if !isTold {
            guard notice.kind != .closed, kinds.isEmpty || kinds.contains(incident.kind),
                incident.severity >= severity
            else { return nil }
            if after > .zero {
                guard incident.acknowledged == nil else { return nil }
                earliest = max(earliest, (incident.opened ?? notice.at) + after)
            }
        }
        guard incident.severity < .critical else { return earliest }
        if let quiet { earliest = quiet.end(from: earliest, zone: zone) }
        if let digest { earliest = digest.next(after: earliest, zone: zone) }
        return earliest
    }
}

/// When nobody wants to be disturbed by what can wait.
package struct QuietHours: Hashable, Sendable {
    private let span: Span?
    /// Quiet from midnight to midnight: 0 = Sunday … 6 = Saturday.
    package let weekdays: Set<Int>
    package let days: Set<CivilDate>

    /// From one time of day until another, which may be that of the next day.
    private struct Span: Hashable, Sendable {
        let from: TimeOfDay
        let until: TimeOfDay
    }

    package var hours: (from: TimeOfDay, until: TimeOfDay)? { span.map { ($0.from, $0.until) } }

    /// - Parameter hours: nil for none; a span that ends when it begins is none either.
    package init(hours: (from: TimeOfDay, until: TimeOfDay)?, weekdays: Set<Int>, days: Set<CivilDate>) {
        span = hours.flatMap {
            $0.from == $0.until ? nil : Span(from: $0.from, until: $0.until)
        }
        self.weekdays = weekdays
        self.days = days
    }

    /// The same instant when it is not quiet then; else the first at which it is quiet no more.
    package func end(from instant: Instant, zone: Zone) -> Instant {
        var instant = instant
        // Quiet days that follow each other, and the nights between; more than a year of them is a mistake.
        for _ in 0..<800 {
            guard let end = step(from: instant, zone: zone) else { return instant }
            instant = end
        }
        return instant
    }

    private func step(from instant: Instant, zone: Zone) -> Instant? {
        let day = zone.day(of: instant)
        let midnight = zone.startOfDay(day.adding(days: 1))
        if days.contains(day) || weekdays.contains(day.weekday) { return midnight }
        guard let span else { return nil }
        let (from, until) = (zone.instant(of: day, at: span.from), zone.instant(of: day, at: span.until))
        // By the clock: an hour that is left out would turn what is quiet within a day into a night.
        if span.from.secondsSinceMidnight < span.until.secondsSinceMidnight {
            return from <= instant && instant < until ? until : nil
        }
        if instant < until { return until }
        return instant >= from ? midnight : nil
    }
}
