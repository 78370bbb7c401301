import Synchronization
import VermilionDomain
import VermilionEngine
import VermilionTransport

/// Tells systemd, and whoever waits for a heartbeat, how the daemon does: out of what its loops do, with no timer of its own.
final class Supervision: Sendable {
    fileprivate struct State {
        var status: ServiceStatus
        /// As it was told last.
        var told: String
        var alive: Rounds
        /// Only rounds in which the state could be written count.
        var well: Rounds
        /// How often all loops have gone round.
        var count = 0
    }

    private let notifier: ServiceNotifier
    private let state: Mutex<State>
    private let beats = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    init(_ status: ServiceStatus, loops: Set<EngineLoop>, notifier: ServiceNotifier) {
        self.notifier = notifier
        state = Mutex(State(status: status, told: status.text, alive: Rounds(of: loops), well: Rounds(of: loops)))
    }

    var text: String { state.withLock { $0.status.text } }

    /// An element whenever all loops have gone round, and could write what they had to.
    var rounds: AsyncStream<Void> { beats.stream }

    /// There will be no more of them.
    func end() { beats.continuation.finish() }

    func record(_ event: Engine<ContinuousClock>.Event) {
        let news = state.withLock { $0.record(event) }
        if news.areWell { beats.continuation.yield() }
        if news.areAlive { notifier.alive() }
        if news.isSettled { ProcessMemory.giveBack() }
        if let status = news.status { notifier.status(status) }
    }
}

extension Supervision.State {
    /// What an event makes known.
    fileprivate struct News {
        /// All loops have gone round.
        var areAlive = false
        /// All loops have gone round, and could write what they had to.
        var areWell = false
        /// All that was overdue at the start has been begun.
        var isSettled = false
        /// Nil when it is as it was told.
        var status: String?
    }

    fileprivate mutating func record(_ event: Engine<ContinuousClock>.Event) -> News {
        var news = News()
        switch event {
        case .polled(let poll):
            status.record(poll.decision.incidents, of: poll.team)
            news.status = statusToTell()
        case .planned(let next):
            status.plan(next)
            news.status = statusToTell()
        case .attempted: break
        case .pollNotKept: well.beginAnew()
        case .deliveryNotKept(let channel, _):
            // It cannot write, and a service that is started anew could not either.
            well.beginAnew()
            news.areAlive = alive.hear(.delivering(channel))
        case .wentRound(let loop):
            news.areWell = well.hear(loop)
            news.areAlive = alive.hear(loop)
        }
        if news.areAlive {
            count += 1
            news.isSettled = count == 2
        }
        return news
    }

    private mutating func statusToTell() -> String? {
        let text = status.text
        guard text != told else { return nil }
        told = text
        return text
    }
}
