import Synchronization
import Testing
import VermilionDomain
import VermilionEngine
import VermilionStore
import VermilionTestSupport

@testable import VermilionDaemon

/// What the daemon tells of itself, by a real state and a real engine.
@Suite struct `The vitals` {
    private let directory: TemporaryDirectory
    private let store: Store
    private let start: Instant
    private let elapsed = Elapsed()

    init() throws {
        directory = try TemporaryDirectory()
        store = try Store.open(directory: directory.path)
        start = try .at("2025-07-24")
    }

    private final class Elapsed: Sendable {
        private let passed = Mutex(Duration.zero)
        var now: Duration { passed.withLock { $0 } }
        func advance(by step: Duration) { passed.withLock { $0 += step } }
    }

    private func team(
        _ name: TeamName, _ source: any Source, channels: [any Channel] = [], lots: [Lot] = []
    ) -> WatchedTeam {
        var rules = AlertRules()
        rules.low.below = nil
        return WatchedTeam(
            watch: Watch(
                team: name, rules: rules, zone: .utc, sources: [source.id], lots: lots,
                channels: Set(channels.map(\.name))),
            sources: [source], channels: channels, reader: Reader(language: .english, zone: .utc))
    }

    /// One that answers the same each time.
    private func source(_ reading: Reading) -> ScriptedSource { ScriptedSource(id: "csv") { _ in reading } }

    private func vitals(_ teams: [WatchedTeam], channels: [ChannelName] = []) -> Vitals {
        let vitals = Vitals(version: "1.2.3", store: store, startedAt: start) { [elapsed] in elapsed.now }
        watch(teams, channels: channels, by: vitals)
        return vitals
    }

    private func watch(_ teams: [WatchedTeam], channels: [ChannelName] = [], by vitals: Vitals) {
        vitals.watch(
            teams: teams, channels: channels,
            schedule: PollSchedule(every: .hours(1), jitter: 10, deadline: .minutes(1)))
    }

    private func engine(_ teams: [WatchedTeam], at now: Instant) -> Engine<ContinuousClock> {
        Engine(
            teams: teams, channels: teams.flatMap(\.channels),
            schedule: PollSchedule(every: .hours(1), jitter: 0, deadline: .minutes(1)), store: store, worker: "test",
            time: TimeSource(clock: ContinuousClock(), now: { now }))
    }

    /// Polls and delivers once, and tells the vitals as the running engine does.
    private func work(_ teams: [WatchedTeam], at now: Instant, telling vitals: Vitals) async throws {
        for poll in try await engine(teams, at: now).pollAll() {
            vitals.record(Engine<ContinuousClock>.Event.polled(poll))
        }
        for delivery in try await engine(teams, at: now).deliverDue() {
            vitals.record(Engine<ContinuousClock>.Event.attempted(delivery))
        }
    }

    private func lines(_ vitals: Vitals, _ prefix: String, at now: Instant) async -> [String] {
        await vitals.metrics(at: now).split(separator: "\n").map(String.init).filter { $0.hasPrefix(prefix) }
    }

    @Test func `tell what a poll found, in exact numbers`() async throws {
        let source = self.source(.good("csv", [try .on("2025-07-22", "3.000001")]))
        let teams = [team("Acme \"1\"", source, lots: [try .from("2024-07-20", "2", id: "old")])]
        let vitals = vitals(teams)
        try await work(teams, at: start, telling: vitals)
        let label = #"{team="Acme \"1\""}"#
        #expect(
            await lines(vitals, "vermilion_team_", at: start + .minutes(5)) == [
                "vermilion_team_available_tokens\(label) 0", "vermilion_team_uncharged_tokens\(label) 3.000001",
                "vermilion_team_balance_tokens\(label) -3.000001", "vermilion_team_used_tokens\(label) 3.000001",
                "vermilion_team_lapsed_tokens\(label) 2", "vermilion_team_lapsing_tokens\(label) 0",
                "vermilion_team_figures_timestamp_seconds\(label) 1753315200",
            ])
        #expect(
            await lines(vitals, "vermilion_incidents_open", at: start)
                == [
                    #"vermilion_incidents_open{team="Acme \"1\"",kind="uncharged",severity="critical"} 1"#
                ])
        let labels = #"team="Acme \"1\"",source="csv""#
        #expect(
            await lines(vitals, "vermilion_source_", at: start) == [
                "vermilion_source_last_good_timestamp_seconds{\(labels)} 1753315200",
                "vermilion_source_last_poll_timestamp_seconds{\(labels)} 1753315200",
                "vermilion_source_stale_after_seconds{\(labels)} 21600",
                "vermilion_source_polls_total{\(labels),outcome=\"good\"} 1",
                "vermilion_source_polls_total{\(labels),outcome=\"failed\"} 0",
                "vermilion_source_polls_total{\(labels),outcome=\"not_kept\"} 0",
            ])
    }

    @Test func `tell how long the tokens last, and what lapses`() async throws {
        // One token a day for 28 days, and 40 left in a pack that ends in 20 days.
        let usage = try (1...28).map { try Usage.on("\((start - .days($0)).description.prefix(10))", "1") }
        let lots = [
            try Lot.from("2024-08-13", "68", id: "a"), try .from("2025-06-01", "5", id: "b"),
        ]
        let teams = [team("Acme", source(.good("csv", usage)), lots: lots)]
        let vitals = vitals(teams)
        try await work(teams, at: start, telling: vitals)
        #expect(
            await lines(vitals, "vermilion_team_lapsing", at: start) == [
                "vermilion_team_lapsing_tokens{team=\"Acme\"} 20"
            ])
        // 20 days from the first pack, and 5 from the other.
        #expect(
            await lines(vitals, "vermilion_team_runway", at: start) == [
                "vermilion_team_runway_seconds{team=\"Acme\"} \(25 * 86_400)"
            ])
        // It goes on running out between polls.
        #expect(
            await lines(vitals, "vermilion_team_runway", at: start + .hours(1)) == [
                "vermilion_team_runway_seconds{team=\"Acme\"} \(25 * 86_400 - 3_600)"
            ])
        #expect(
            await lines(vitals, "vermilion_team_runway", at: start + .days(90)) == [
                "vermilion_team_runway_seconds{team=\"Acme\"} 0"
            ])
    }

    @Test func `ask the state for what no poll has told since the start`() async throws {
        let teams = try (1...3).map {
            team("T\($0)", source(.good("csv", [try .on("2025-07-22", "\($0)")])))
        }
        try await work(teams, at: start, telling: vitals(teams))
        let afterwards = vitals(teams)
        #expect(
            await lines(afterwards, "vermilion_team_uncharged_tokens", at: start + .hours(1))
                == (1...3).map {
                    "vermilion_team_uncharged_tokens{team=\"T\($0)\"} \($0)"
                })
        #expect(await lines(afterwards, "vermilion_incidents_open", at: start).count == 3)
        #expect(await lines(afterwards, "vermilion_source_last_good", at: start).count == 3)
        #expect(await lines(afterwards, "vermilion_teams_unknown", at: start) == ["vermilion_teams_unknown 0"])
    }

    @Test func `ask for no more than a part of many teams at a time`() async throws {
        let source = self.source(.good("csv", []))
        let vitals = vitals((1...1_200).map { team("T\($0)", source) })
        for unknown in [700, 200, 0, 0] {
            #expect(
                await lines(vitals, "vermilion_teams_unknown", at: start) == ["vermilion_teams_unknown \(unknown)"])
        }
    }

    @Test func `say nothing of tokens before a source was ever read well`() async throws {
        let teams = [team("Acme", source(.failed("csv", [])))]
        let vitals = vitals(teams)
        #expect(await lines(vitals, "vermilion_team_", at: start).isEmpty)
        try await work(teams, at: start, telling: vitals)
        #expect(await lines(vitals, "vermilion_team_", at: start).isEmpty)
        #expect(await lines(vitals, "vermilion_source_last_good", at: start).isEmpty)
        #expect(
            await lines(vitals, "vermilion_source_polls_total", at: start).contains {
                $0.hasSuffix("outcome=\"failed\"} 1")
            })
    }

    @Test func `count attempts by why they failed, and tell what waits`() async throws {
        let channel = ScriptedChannel("mail") { _, number in
            number == 0 ? .retry(reason: "a server's long \"story\"", after: .hours(1)) : .refused(reason: "550")
        }
        let teams = try ["A", "B"].map {
            team(
                TeamName($0), source(.good("csv", [try .on("2025-07-22", "1")])),
                channels: [channel])
        }
        let vitals = vitals(teams, channels: ["mail", "idle"])
        for one in teams { try await work([one], at: start, telling: vitals) }
        let attempts = await lines(vitals, "vermilion_delivery_attempts_total", at: start)
        #expect(attempts.count == 8)
        #expect(
            attempts.filter { !$0.hasSuffix(" 0") } == [
                #"vermilion_delivery_attempts_total{channel="mail",outcome="failed",reason="retry"} 1"#,
                #"vermilion_delivery_attempts_total{channel="mail",outcome="failed",reason="refused"} 1"#,
            ])
        #expect(
            await lines(vitals, "vermilion_outbox_", at: start + .minutes(30)) == [
                #"vermilion_outbox_deliveries{channel="mail",state="queued"} 1"#,
                #"vermilion_outbox_deliveries{channel="mail",state="dead"} 1"#,
                #"vermilion_outbox_deliveries{channel="idle",state="queued"} 0"#,
                #"vermilion_outbox_deliveries{channel="idle",state="dead"} 0"#,
                #"vermilion_outbox_oldest_due_age_seconds{channel="mail"} 1800"#,
                #"vermilion_outbox_oldest_due_age_seconds{channel="idle"} 0"#,
            ])
        #expect(!(await vitals.metrics(at: start)).contains("story"))
    }

    @Test func `forget what a reload takes out, and keep the rest`() async throws {
        let teams = try ["A", "B"].map {
            team(TeamName($0), source(.good("csv", [try .on("2025-07-22", "1")])))
        }
        let vitals = vitals(teams, channels: ["mail", "chat"])
        try await work(teams, at: start, telling: vitals)
        vitals.reloaded(success: false, at: start + .hours(1))
        #expect(
            await lines(vitals, "vermilion_config", at: start) == [
                "vermilion_config_last_reload_successful 0",
                "vermilion_config_last_reload_success_timestamp_seconds 1753315200",
            ])
        watch([teams[1]], channels: ["chat"], by: vitals)
        vitals.reloaded(success: true, at: start + .hours(2))
        #expect(
            await lines(vitals, "vermilion_config", at: start) == [
                "vermilion_config_last_reload_successful 1",
                "vermilion_config_last_reload_success_timestamp_seconds 1753322400",
            ])
        // A poll that was under way.
        try await work(teams, at: start + .hours(2), telling: vitals)
        let text = await vitals.metrics(at: start)
        #expect(!text.contains("team=\"A\"") && !text.contains("channel=\"mail\""), "\(text)")
        #expect(text.contains("vermilion_team_uncharged_tokens{team=\"B\"} 1"))
        #expect(text.contains(#"vermilion_source_polls_total{team="B",source="csv",outcome="good"} 2"#))
    }

    @Test func `keep nothing of teams that are gone`() {
        var signs = VitalSigns(startedAt: start, uptime: .zero)
        let schedule = PollSchedule(every: .hours(1), jitter: 0, deadline: .minutes(1))
        for names in [["A", "B"], ["B", "C"]] as [[TeamName]] {
            signs.watch(teams: names.map { team($0, source(.good("csv"))) }, channels: [], schedule: schedule)
            #expect(Set(signs.teams.keys) == Set(names))
        }
    }

    @Test func `name each sample once`() async throws {
        let teams = try ["A", "B"].map {
            team(TeamName($0), source(.good("csv", [try .on("2025-07-22", "1")])))
        }
        let vitals = vitals(teams, channels: ["mail", "chat"])
        try await work(teams, at: start, telling: vitals)
        let samples = await vitals.metrics(at: start).split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: " ").dropLast().joined(separator: " ") }
        #expect(Set(samples).count == samples.count)
        for name in ["process_resident_memory_bytes", "process_open_fds", "process_cpu_seconds_total"] {
            #expect(samples.contains(name))
        }
    }

    @Test func `are not ready while the state cannot be written, and find out when it can`() async throws {
        struct Full: Error, CustomStringConvertible { let description = "no space\nleft" }
        let vitals = vitals([])
        #expect(await vitals.unready() == [])
        // The state is well here, so the next question finds it so.
        vitals.record(Engine<ContinuousClock>.Event.deliveryNotKept("mail", Full()))
        #expect(await vitals.unready() == [])
        #expect(
            await lines(vitals, "vermilion_state_failures_total", at: start) == [
                #"vermilion_state_failures_total{during="poll"} 0"#,
                #"vermilion_state_failures_total{during="delivery"} 1"#,
                #"vermilion_state_failures_total{during="scrape"} 0"#,
            ])
    }

    @Test func `take a failure of the state as lasting until something was written`() throws {
        struct Full: Error, CustomStringConvertible { let description = "no space\nleft" }
        var signs = VitalSigns(startedAt: start, uptime: .zero)
        signs.record(Engine<ContinuousClock>.Event.pollNotKept("A", "csv", Full()), uptime: .zero)
        #expect(signs.unready(uptime: .zero) == ["the state cannot be written: no space left"])
        // One tries at a time.
        var trials = [signs.beginTrial(), signs.beginTrial()]
        signs.endTrial(isWell: false)
        #expect(signs.unready(uptime: .zero).count == 1)
        trials.append(signs.beginTrial())
        signs.endTrial(isWell: true)
        #expect(signs.unready(uptime: .zero) == [])
        trials.append(signs.beginTrial())
        #expect(trials == [true, false, true, false])
    }

    @Test func `are not ready when no poll ends in the time that polls have`() async throws {
        let teams = [team("A", source(.good("csv", [])))]
        let vitals = vitals(teams)
        // An hour, a tenth of it, the deadline, and a minute.
        elapsed.advance(by: .minutes(68))
        #expect(await vitals.unready() == [])
        elapsed.advance(by: .seconds(1))
        #expect(
            await vitals.unready() == [
                "polling stands still: no poll has ended for 68 min, and each source is due every 3600 s"
            ])
        #expect(await lines(vitals, "vermilion_ready", at: start) == ["vermilion_ready 0"])
        try await work(teams, at: start, telling: vitals)
        #expect(await vitals.unready() == [])
        // A source that cannot be read is told of, and no lack of readiness.
        let broken = [team("A", source(.failed("csv", [])))]
        elapsed.advance(by: .minutes(60))
        try await work(broken, at: start + .hours(1), telling: vitals)
        elapsed.advance(by: .minutes(60))
        #expect(await vitals.unready() == [])
    }
}
