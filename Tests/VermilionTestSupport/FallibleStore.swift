import Synchronization
package import VermilionDomain
package import VermilionEngine

/// A store in front of another, which ends the process, as it were, at one of its effects: before it or after it.
package final class FallibleStore: LedgerStore {
    package enum Effect: Hashable, CaseIterable { case commit, turn }

    /// Whether an effect was made when the process ended.
    package enum Fault: Hashable, CaseIterable { case before, after }

    package struct Killed: Error {}

    private let store: any LedgerStore
    private let plan: @Sendable (Effect, Int) -> Fault?
    private let log = Mutex<[Effect]>([])
    private let looked = Atomic(0)

    /// - Parameter plan: from an effect and its number, from 0.
    package init(_ store: any LedgerStore, plan: @escaping @Sendable (Effect, Int) -> Fault? = { _, _ in nil }) {
        self.store = store
        self.plan = plan
    }

    package var effects: [Effect] { log.withLock { $0 } }

    /// How often somebody asked when the next delivery is due.
    package var looks: Int { looked.load(ordering: .sequentiallyConsistent) }

    private func perform<Value>(_ effect: Effect, _ body: () async throws -> Value) async throws -> Value {
        let number = log.withLock { log in
            log.append(effect)
            return log.count - 1
        }
        let fault = plan(effect, number)
        if fault == .before { throw Killed() }
        let value = try await body()
        if fault == .after { throw Killed() }
        return value
    }

    package func commit(
        _ reading: Reading, of watch: Watch, at now: Instant,
        decide: @escaping @Sendable (Books, Changes) throws -> (Decision, [Delivery])
    ) async throws -> Decision {
        try await perform(.commit) { try await store.commit(reading, of: watch, at: now, decide: decide) }
    }

    package func watch(
        _ teams: Set<TeamName>, under configuration: String, at now: Instant,
        retire: @escaping @Sendable (TeamName, [Incident], ChannelsTold) throws -> (Retirement, [Delivery])
    ) async throws -> [Retirement] {
        try await store.watch(teams, under: configuration, at: now, retire: retire)
    }

    package func health(of source: SourceID, team: TeamName) async throws -> SourceHealth? {
        try await store.health(of: source, team: team)
    }

    package func take(_ turn: Turn, at now: Instant) async throws -> [Delivery] {
        try await perform(.turn) { try await store.take(turn, at: now) }
    }

    package func nextAttempt(from channel: ChannelName, tempo: Tempo, at now: Instant) async throws -> Instant? {
        looked.add(1, ordering: .sequentiallyConsistent)
        return try await store.nextAttempt(from: channel, tempo: tempo, at: now)
    }
}
