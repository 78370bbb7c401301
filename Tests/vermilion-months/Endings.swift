import VermilionDomain
import VermilionEngine
import VermilionStore
import VermilionTestSupport

/// Fifty incidents that open, are raised and close, by a process that ends at one of its effects, and another one that goes on.
struct Endings {
    static let incidents = 50

    /// How many effects the story has when nothing happens.
    static func count() async throws -> Int { try await play(endingAt: .max, .before).effects }

    /// What is wrong when the process ended before or after an effect; none if all is well.
    static func violations(endingAt effect: Int, _ fault: FallibleStore.Fault) async throws -> [String] {
        let story = try await play(endingAt: effect, fault)
        var violations: [String] = []
        let kept = try await story.store.deliveries()
        if kept.count != incidents * story.posts.count * 3 { violations.append("\(kept.count) deliveries") }
        violations += kept.filter { $0.state != .delivered }.map { "\($0.id) is \($0.state)" }
        for post in story.posts {
            var told: [IncidentID: [Delivery]] = [:]
            for delivery in post.attempts.map(\.delivery) {
                let mine = told[delivery.id.notice.incident] ?? []
                if let known = mine.first(where: { $0.id == delivery.id }) {
                    if known.payload != delivery.payload { violations.append("\(delivery.id) changed") }
                    if known.id != mine.last?.id { violations.append("\(delivery.id) was repeated after a later one") }
                } else {
                    told[delivery.id.notice.incident] = mine + [delivery]
                }
            }
            if told.count != incidents { violations.append("\(post.name) heard of \(told.count) incidents") }
            for (id, mine) in told where mine.map(\.kind) != [.opened, .raised, .closed] {
                violations.append("\(post.name) heard of \(id): \(mine.map(\.kind))")
            }
            let repeats = post.attempts.count - incidents * 3
            if repeats > post.tempo.atOnce * 8 { violations.append("\(post.name) heard \(repeats) things twice") }
        }
        return violations
    }

    private struct Story {
        let store: Store
        let posts: [Post]
        let effects: Int
    }

    private static func play(endingAt effect: Int, _ fault: FallibleStore.Fault) async throws -> Story {
        let clock = ManualClock(start: try .at("2025-07-24"))
        let store = try Store.copy(ofStateIn: "/nonexistent")
        let posts = [
            Post("mail", seed: 0, clock: clock, tempo: Tempo(atOnce: 4)),
            Post("chat", seed: 0, clock: clock, tempo: Tempo()),
        ]
        let fallible = FallibleStore(store) { _, number in number == effect ? fault : nil }
        let first = [try Usage.on("2025-07-22", "3.5")]
        let second = first + [try .on("2025-07-23", "10")]
        let steps: [(usage: [Usage], lots: [Lot])] = [
            (first, []), (second, []), (second, [try .from("2025-07-24", "100")]),
        ]
        for (number, step) in steps.enumerated() {
            for life in 0..<2 {
                let teams = try (0..<incidents).map { try team($0, step.usage, step.lots, posts) }
                let engine = Engine(
                    teams: teams, channels: posts,
                    schedule: PollSchedule(every: .hours(1), jitter: 0, deadline: .minutes(1)), store: fallible,
                    worker: WorkerID("process \(number) \(life)"), time: .manual(clock))
                do {
                    _ = try await engine.pollAll()
                    _ = try await engine.deliverDue()
                    break
                } catch is FallibleStore.Killed {
                    // Past the leases of the process that is gone.
                    clock.advance(by: .minutes(1))
                }
            }
            clock.advance(by: .hours(1))
        }
        for post in posts {
            _ = try await Courier(channel: post, store: store, worker: "last", time: .manual(clock)).deliverDue()
        }
        return Story(store: store, posts: posts, effects: fallible.effects.count)
    }

    private static func team(_ number: Int, _ usage: [Usage], _ lots: [Lot], _ posts: [Post]) throws -> WatchedTeam {
        var rules = AlertRules()
        rules.low.below = nil
        return WatchedTeam(
            watch: Watch(
                team: TeamName("Team \(number)"), rules: rules, zone: .utc, sources: ["csv"], lots: lots, channels: []),
            sources: [ScriptedSource(id: "csv") { _ in .good("csv", usage) }], channels: posts,
            reader: Reader(language: .english, zone: .utc))
    }
}
