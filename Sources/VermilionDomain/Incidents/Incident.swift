/// A condition over time, with one stable id.
package struct Incident: Hashable, Sendable {
    package enum Phase: String, Hashable, Sendable {
        /// True, but not yet for as long as the rules ask.
        case pending
        case open
        case closed
    }

    package let id: IncidentID
    package let team: TeamName
    package let kind: Condition.Kind
    package let subject: Condition.Subject
    package internal(set) var phase: Phase
    package internal(set) var severity: Severity
    package internal(set) var stage: Int
    /// The amount at the last observation.
    package internal(set) var amount: Tokens?
    /// The amount that the last notice told.
    package internal(set) var toldAmount: Tokens?
    /// When the condition was first seen.
    package internal(set) var since: Instant
    package internal(set) var opened: Instant?
    package internal(set) var closed: Instant?
    package internal(set) var acknowledged: Instant?
    /// When the next reminder is due; nil when none will come.
    package internal(set) var nextReminder: Instant?
    package internal(set) var reminders: Int
    /// Notices so far; numbers them within the incident.
    package internal(set) var notices: Int
    /// Who knows it may acknowledge the incident by mail; nil in incidents from before there were codes.
    package internal(set) var code: String?
    /// Usage that was uncharged at some time during the incident, to tell what paid for it in the end.
    package internal(set) var unpaid: ClosedRange<Instant>?

    package init(
        id: IncidentID, team: TeamName, kind: Condition.Kind, subject: Condition.Subject, phase: Phase,
        severity: Severity, stage: Int, amount: Tokens?, toldAmount: Tokens?, since: Instant, opened: Instant?,
        closed: Instant?, acknowledged: Instant?, nextReminder: Instant?, reminders: Int, notices: Int,
        unpaid: ClosedRange<Instant>?, code: String? = nil
    ) {
        self.id = id
        self.team = team
        self.kind = kind
        self.subject = subject
        self.phase = phase
        self.severity = severity
        self.stage = stage
        self.amount = amount
        self.toldAmount = toldAmount
        self.since = since
        self.opened = opened
        self.closed = closed
        self.acknowledged = acknowledged
        self.nextReminder = nextReminder
        self.reminders = reminders
        self.notices = notices
        self.unpaid = unpaid
        self.code = code
    }

    /// A condition that was not there before.
    init(id: IncidentID, team: TeamName, condition: Condition, code: String?, at now: Instant) {
        self.init(
            id: id, team: team, kind: condition.kind, subject: condition.subject, phase: .pending,
            severity: condition.severity, stage: condition.stage, amount: condition.amount, toldAmount: nil,
            since: now, opened: nil, closed: nil, acknowledged: nil, nextReminder: nil, reminders: 0, notices: 0,
            unpaid: nil, code: code)
    }

    /// Stops reminders; a rise and the closing are still told.
    package mutating func acknowledge(at now: Instant) {
        guard phase != .closed, acknowledged == nil else { return }
        acknowledged = now
        nextReminder = nil
    }
}

/// Names an incident for ever and everywhere: `k3f9q2-12` is the twelfth of the installation k3f9q2. Messages about none,
/// as drills, are counted under `k3f9q2-0`.
package struct IncidentID: Hashable, Sendable, CustomStringConvertible {
    /// Drawn at random when the state is made; lower-case letters and digits.
    package let installation: String
    package let number: Int64

    package init(installation: String, number: Int64) { (self.installation, self.number) = (installation, number) }

    package init?(_ text: String) {
        self.init(orNone: text)
        if isNone { return nil }
    }

    /// Also that of messages about no incident.
    init?(orNone text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let number = Int64(parts[1]), number >= 0 else { return nil }
        self.init(installation: String(parts[0]), number: number)
    }

    package var isNone: Bool { number == 0 }

    package var description: String { "\(installation)-\(number)" }
}
