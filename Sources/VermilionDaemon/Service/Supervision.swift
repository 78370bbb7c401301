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
        let (isAlive, status) = state.withLock { state in
            let isAlive = state.record(event, beat: beats.continuation)
            let text = state.status.text
            guard text != state.told else { return (isAlive, String?.none) }
            state.told = text
            return (isAlive, text)
        }
        if isAlive {
            notifier.alive()
            let count = state.withLock { state in
                state.count += 1
                return state.count
            }
            // All that was overdue at the start has been begun.
            if count == 2 { ProcessMemory.giveBack() }
        }
        if let status { notifier.status(status) }
    }
}

extension Supervision.State {
    /// - Returns: whether all loops have gone round.
    fileprivate mutating func record(
        _ event: Engine<ContinuousClock>.Event, beat: AsyncStream<Void>.Continuation
    ) -> Bool {
        switch event {
        case .polled(let poll): status.record(poll.decision.incidents, of: poll.team)
        case .planned(let next): status.plan(next)
        case .attempted: break
        case .pollNotKept: well.beginAnew()
        case .deliveryNotKept(let channel, _):
            // It cannot write, and a service that is started anew could not either.
            well.beginAnew()
            return alive.hear(.delivering(channel))
        case .wentRound(let loop):
            if well.hear(loop) { beat.yield() }
            return alive.hear(loop)
        }
        return false
    }
}
