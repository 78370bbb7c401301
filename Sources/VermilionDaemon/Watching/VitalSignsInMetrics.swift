import VermilionDomain
import VermilionFormats
import VermilionStore

extension VitalSigns {
    /// - Parameter depths: nil when the state cannot be read; then nothing is said of the outbox.
    func families(
        of version: String, isReady: Bool, depths: [ChannelName: OutboxDepth]?, at now: Instant
    ) -> [MetricFamily] {
        daemon(version, isReady: isReady) + teamFamilies(at: now) + sourceFamilies(at: now)
            + channelFamilies(depths, at: now)
    }

    private func daemon(_ version: String, isReady: Bool) -> [MetricFamily] {
        var failures = MetricFamily(
            "vermilion_state_failures_total", .counter,
            "How often the state could not be used, by what needed it; nothing is lost by it.")
        for work in Work.allCases { failures.add(MetricValue(stateFailures[work] ?? 0), ["during": work.rawValue]) }
        return [
            MetricFamily(
                "vermilion_build_info", .gauge, "Always 1; the version is the label.", MetricValue(1),
                ["version": version]),
            MetricFamily(
                "vermilion_ready", .gauge, "1 when the daemon does its work; /readyz says why not.",
                MetricValue(isReady)),
            MetricFamily("vermilion_teams", .gauge, "Teams in the configuration.", MetricValue(order.count)),
            MetricFamily(
                "vermilion_teams_unknown", .gauge,
                "Teams of which neither a poll nor the state has told yet; after a start the next scrapes bring them.",
                MetricValue(teams.values.count { !$0.isKnown })),
            MetricFamily(
                "vermilion_config_last_reload_successful", .gauge,
                "1 if the configuration in force is the one in the file, 0 if the last reload failed.",
                MetricValue(isReloadSuccessful)),
            MetricFamily(
                "vermilion_config_last_reload_success_timestamp_seconds", .gauge,
                "When a configuration was last taken, by a start or a reload.", MetricValue(lastReload)),
            failures,
        ]
    }

    private func teamFamilies(at now: Instant) -> [MetricFamily] {
        var incidents = MetricFamily(
            "vermilion_incidents_open", .gauge, "Open incidents; absent where there are none of a kind and severity.")
        for name in order {
            for open in teams[name]?.incidents ?? [] {
                incidents.add(
                    MetricValue(open.count),
                    ["team": name.text, "kind": open.kind.rawValue, "severity": open.severity.rawValue])
            }
        }
        return [
            ofTeams("available_tokens", "Tokens left in valid packs, at the last reading.") {
                MetricValue($0.available)
            },
            ofTeams("uncharged_tokens", "Usage that no pack has paid for, at the last reading.") {
                MetricValue($0.uncharged)
            },
            ofTeams("balance_tokens", "Available less uncharged; negative is short.") { MetricValue($0.balance) },
            ofTeams("used_tokens", "All usage that is known; falls when a source corrects itself.") {
                MetricValue($0.used)
            },
            ofTeams("lapsed_tokens", "What was left in packs when they expired, all together.") {
                MetricValue($0.lapsed)
            },
            ofTeams(
                "lapsing_tokens",
                "What lapses within 30 days: by the forecast, or without one all that is left in packs that expire."
            ) { MetricValue($0.lapsing) },
            ofTeams(
                "runway_seconds",
                "How long the tokens last at the rate of the last 28 days; absent without a forecast."
            ) { figures in figures.lastsUntil.map { MetricValue(max(.zero, $0 - now)) } },
            ofTeams("figures_timestamp_seconds", "When the figures of the team were made.") { MetricValue($0.asOf) },
            incidents,
        ]
    }

    /// One sample for each team that has a value.
    private func ofTeams(_ name: String, _ help: String, _ value: (TeamFigures) -> MetricValue?) -> MetricFamily {
        var family = MetricFamily("vermilion_team_\(name)", .gauge, help)
        for name in order {
            guard let value = teams[name]?.figures.flatMap(value) else { continue }
            family.add(value, ["team": name.text])
        }
        return family
    }

    private func sourceFamilies(at now: Instant) -> [MetricFamily] {
        var good = MetricFamily(
            "vermilion_source_last_good_timestamp_seconds", .gauge,
            "When the source was last read well; absent when it never was.")
        var polled = MetricFamily(
            "vermilion_source_last_poll_timestamp_seconds", .gauge, "When the source was last polled, well or not.")
        var limit = MetricFamily(
            "vermilion_source_stale_after_seconds", .gauge, "How long a source may go without a good reading.")
        var age = MetricFamily(
            "vermilion_source_data_age_seconds", .gauge,
            "How old the source's own data is; absent when it does not say.")
        var polls = MetricFamily(
            "vermilion_source_polls_total", .counter,
            "Polls since the start: good, failed, or not kept because the state could not be written.")
        for name in order {
            guard let team = teams[name] else { continue }
            for id in team.watch.sources {
                guard let source = team.sources[id] else { continue }
                let labels: KeyValuePairs = ["team": name.text, "source": id.text]
                limit.add(MetricValue(team.watch.rules.staleAfter), labels)
                if let last = source.health?.lastGood { good.add(MetricValue(last), labels) }
                if let last = source.health?.lastPoll { polled.add(MetricValue(last), labels) }
                if let end = source.health?.report.dataUntil { age.add(MetricValue(max(.zero, now - end)), labels) }
                guard let counts = source.polls else { continue }
                for outcome in PollOutcome.allCases {
                    polls.add(
                        MetricValue(counts[outcome] ?? 0),
                        ["team": name.text, "source": id.text, "outcome": outcome.rawValue])
                }
            }
        }
        return [good, polled, limit, age, polls]
    }

    private func channelFamilies(_ depths: [ChannelName: OutboxDepth]?, at now: Instant) -> [MetricFamily] {
        var tries = MetricFamily(
            "vermilion_delivery_attempts_total", .counter,
            "Attempts to deliver since the start, by whether they succeeded and why not.")
        var outbox = MetricFamily(
            "vermilion_outbox_deliveries", .gauge, "Messages that wait, or that were given up and can be resent.")
        var oldest = MetricFamily(
            "vermilion_outbox_oldest_due_age_seconds", .gauge,
            "For how long the oldest message that may go out has waited; 0 when none does.")
        for channel in channels {
            for kind in Outcome.Kind.allCases {
                tries.add(
                    MetricValue(attempts[channel]?[kind] ?? 0),
                    [
                        "channel": channel.text, "outcome": kind == .delivered ? "delivered" : "failed",
                        "reason": kind.rawValue,
                    ])
            }
            guard let depths else { continue }
            let depth = depths[channel] ?? OutboxDepth()
            outbox.add(MetricValue(depth.queued), ["channel": channel.text, "state": "queued"])
            outbox.add(MetricValue(depth.dead), ["channel": channel.text, "state": "dead"])
            oldest.add(
                MetricValue(depth.oldestDue.map { max(.zero, now - $0) } ?? .zero), ["channel": channel.text])
        }
        return [tries, outbox, oldest]
    }
}
