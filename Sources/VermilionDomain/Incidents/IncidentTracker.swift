/// Follows one condition of one subject over time and says what is worth telling.
///
/// Loaded from the store, fed one observation, committed with the reading that caused it:
/// an incident that was opened was therefore always announced, also across a crash.
package struct IncidentTracker: Hashable, Sendable {
    /// What a reading says of the subject.
    package struct Observation: Hashable, Sendable {
        /// Nil when the condition is not true.
        package let condition: Condition?
        /// Whether the absence of the condition can be believed: silence is never recovery.
        package let isFresh: Bool
        /// Whether the reading changed earlier days.
        package let isCorrection: Bool
        /// Whether another incident of the team already says it: it is followed, but nothing is told.
        package let isSilenced: Bool

        package init(condition: Condition?, isFresh: Bool, isCorrection: Bool = false, isSilenced: Bool = false) {
            self.condition = condition
            self.isFresh = isFresh
            self.isCorrection = isCorrection
            self.isSilenced = isSilenced
        }
    }

    package private(set) var incident: Incident
    private let rules: AlertRules

    package init(_ incident: Incident, rules: AlertRules) {
        self.incident = incident
        self.rules = rules
    }

    /// What to tell, if anything. A pending incident that passes is closed without a word.
    package mutating func observe(_ observation: Observation, at now: Instant) -> Notice.Kind? {
        guard let condition = observation.condition else { return observation.isFresh ? close(at: now) : nil }
        defer { incident.amount = condition.amount }
        guard !observation.isSilenced else { return nil }
        switch incident.phase {
        case .pending: return open(condition, at: now)
        case .open: return follow(condition, isCorrection: observation.isCorrection, at: now)
        case .closed: return nil
        }
    }

    private var holdOff: Duration { incident.kind == .uncharged ? rules.uncharged.after : .zero }

    private mutating func open(_ condition: Condition, at now: Instant) -> Notice.Kind? {
        incident.severity = condition.severity
        incident.stage = condition.stage
        // An instant in the future means that the clock was put back; it counts as now.
        incident.since = min(incident.since, now)
        guard now - incident.since >= holdOff else { return nil }
        incident.phase = .open
        incident.opened = now
        return tell(.opened, condition, at: now)
    }

    private mutating func follow(_ condition: Condition, isCorrection: Bool, at now: Instant) -> Notice.Kind? {
        // Downwards too, so that the next rise counts from where the condition is now.
        defer { (incident.severity, incident.stage) = (condition.severity, condition.stage) }
        if condition.severity > incident.severity || condition.stage > incident.stage {
            return tell(.raised, condition, at: now)
        }
        if incident.kind == .uncharged, let told = incident.toldAmount, let amount = condition.amount {
            // A fall that leaves usage uncharged: a purchase that was not enough, or a correction.
            let fell = incident.amount.map { amount < $0 } ?? false
            if fell || (isCorrection && amount != told) { return tell(.corrected, condition, at: now) }
            if amount.exceeds(told, byPercent: rules.uncharged.raise) { return tell(.raised, condition, at: now) }
        }
        if let due = incident.nextReminder, due <= now {
            incident.reminders += 1
            return tell(.reminder, condition, at: now)
        }
        return nil
    }

    private mutating func tell(_ kind: Notice.Kind, _ condition: Condition, at now: Instant) -> Notice.Kind {
        incident.stage = condition.stage
        incident.toldAmount = condition.amount
        incident.notices += 1
        incident.nextReminder = nextReminder(after: now)
        return kind
    }

    private func nextReminder(after now: Instant) -> Instant? {
        guard incident.acknowledged == nil, remindsItself, let last = rules.reminders.last else { return nil }
        let wait = incident.reminders < rules.reminders.count ? rules.reminders[incident.reminders] : last
        return now + wait
    }

    /// An expiry comes back at each of its stages; what is only for information does not come back.
    private var remindsItself: Bool { incident.kind != .expiry && incident.severity > .info }

    private mutating func close(at now: Instant) -> Notice.Kind? {
        let wasTold = incident.phase == .open
        guard incident.phase != .closed else { return nil }
        incident.phase = .closed
        incident.closed = now
        incident.nextReminder = nil
        guard wasTold else { return nil }
        incident.notices += 1
        return .closed
    }
}

extension Tokens {
    /// Whether self ≥ other × (100 + percent) / 100 and more than other, exactly.
    fileprivate func exceeds(_ other: Tokens, byPercent percent: Int) -> Bool {
        self > other && Int128(micro) * 100 >= Int128(other.micro) * Int128(100 + percent)
    }
}
