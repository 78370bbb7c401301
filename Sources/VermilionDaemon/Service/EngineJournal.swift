import Logging
import Synchronization
import VermilionDomain
import VermilionEngine

/// Writes what the engine does into the log: trouble once per change, one line for each notice and attempt.
final class EngineJournal: Sendable {
    private let logger: Logger
    /// The last trouble of each source, so that it is told once and not at each poll.
    private let troubles = Mutex<[SourceKey: [Diagnostic]]>([:])

    private struct SourceKey: Hashable {
        let team: TeamName
        let source: SourceID
    }

    init(logger: Logger) { self.logger = logger }

    func record<C: Clock>(_ event: Engine<C>.Event) where C.Duration == Duration {
        switch event {
        case .polled(let poll): record(poll)
        case .pollNotKept(let team, let source, let error):
            logger.error(
                "a reading could not be kept",
                metadata: ["team": "\(team)", "source.id": "\(source)", "error": "\(error)"])
        case .attempted(let delivery): record(delivery)
        case .deliveryNotKept(let channel, let error):
            logger.error(
                "the outbox could not be worked on", metadata: ["channel": "\(channel)", "error": "\(error)"])
        case .planned, .wentRound: break
        }
    }

    func record(_ retirements: [Retirement]) {
        for retirement in retirements {
            logger.notice("a team is no longer watched", metadata: ["team": "\(retirement.team)"])
            record(retirement.notices)
        }
    }

    private func record(_ poll: Poll) {
        let reading = poll.reading
        let source: Logger.Metadata = ["team": "\(poll.team)", "source.id": "\(reading.source)"]
        logger.debug("polled", metadata: source.merging(["rows": "\(reading.usage.count)"]) { $1 })
        let trouble = poll.failures + poll.warnings
        let before = troubles.withLock { known in
            known.updateValue(trouble, forKey: SourceKey(team: poll.team, source: reading.source)) ?? []
        }
        for problem in trouble where !before.contains(problem) {
            logger.warning("a source has a problem", metadata: source.merging(["problem": "\(problem)"]) { $1 })
        }
        if poll.failures.isEmpty, before.contains(where: { $0.severity == .error }) {
            logger.notice("a source is well again", metadata: source)
        }
        for change in poll.decision.lotChanges {
            logger.notice(
                "the books changed",
                metadata: [
                    "team": "\(poll.team)", "lot.id": "\(change.id)", "lot.before": "\(change.before.logged)",
                    "lot.after": "\(change.after.logged)",
                ])
        }
        record(poll.decision.notices)
    }

    private func record(_ notices: [Notice]) {
        for notice in notices {
            logger.notice(
                "incident \(notice.kind.rawValue)",
                metadata: [
                    "incident.id": "\(notice.incident.id)", "incident.kind": "\(notice.incident.kind.rawValue)",
                    "incident.severity": "\(notice.incident.severity.rawValue)", "team": "\(notice.incident.team)",
                    "amount": notice.incident.amount.map { "\($0)" } ?? "none",
                ])
        }
    }

    private func record(_ delivery: Delivery) {
        guard let attempt = delivery.attempts.last else { return }
        let metadata: Logger.Metadata = [
            "delivery.id": "\(delivery.id)", "delivery.state": "\(delivery.state.rawValue)",
            "delivery.attempt": "\(delivery.attempts.count)", "outcome": "\(attempt.outcome.rawValue)",
            "reply": "\(attempt.reply)",
        ]
        switch (delivery.state, attempt.outcome) {
        case (.dead, _): logger.error("a delivery is dead", metadata: metadata)
        case (_, .delivered): logger.info("delivered", metadata: metadata)
        default: logger.warning("a delivery waits", metadata: metadata)
        }
    }
}

extension Lot? {
    fileprivate var logged: String {
        map { "\($0.tokens) tokens from \($0.start) until \($0.expires)" } ?? "none"
    }
}
