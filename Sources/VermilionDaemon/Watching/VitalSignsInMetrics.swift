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
        var build = MetricFamily("vermilion_build_info", .gauge, "Always 1; the version is the label.")
        build.add(MetricValue(1), ["version": version])
        var ready = MetricFamily("vermilion_ready", .gauge, "1 when the daemon does its work; /readyz says why not.")
        ready.add(MetricValue(isReady))
        var known = MetricFamily("vermilion_teams", .gauge, "Teams in the configuration.")
        known.add(MetricValue(order.count))
        var unknown = MetricFamily(
            "vermilion_teams_unknown", .gauge,
            "Teams of which neither a poll nor the state has told yet; after a start the next scrapes bring them.")
        unknown.add(MetricValue(teams.values.count { !$0.isKnown }))
        var reload = MetricFamily(
            "vermilion_config_last_reload_successful", .gauge,
            "1 if the configuration in force is the one in the file, 0 if the last reload failed.")
        reload.add(MetricValue(isReloadSuccessful))
        var reloaded = MetricFamily(
            "vermilion_config_last_reload_success_timestamp_seconds", .gauge,
            "When a configuration was last taken, by a start or a reload.")
        reloaded.add(MetricValue(lastReload))
        var failures = MetricFamily(
            "vermilion_state_failures_total", .counter,
            "How often the state could not be used, by what needed it; nothing is lost by it.")
        for work in Work.allCases { failures.add(MetricValue(stateFailures[work] ?? 0), ["during": work.rawValue]) }
        return [build, ready, known, unknown, reload, reloaded, failures]
    }

    private func teamFamilies(at now: Instant) -> [MetricFamily] {
        var available = MetricFamily(
            "vermilion_team_available_tokens", .gauge, "Tokens left in valid packs, at the last reading.")
        var uncharged = MetricFamily(
            "vermilion_team_uncharged_tokens", .gauge, "Usage that no pack has paid for, at the last reading.")
        var balance = MetricFamily(
            "vermilion_team_balance_tokens", .gauge, "Available less uncharged; negative is short.")
        var used = MetricFamily(
            "vermilion_team_used_tokens", .gauge, "All usage that is known; falls when a source corrects itself.")
        var lapsed = MetricFamily(
            "vermilion_team_lapsed_tokens", .gauge, "What was left in packs when they expired, all together.")
        var lapsing = MetricFamily(
            "vermilion_team_lapsing_tokens", .gauge,
            "What lapses within 30 days: by the forecast, or without one all that is left in packs that expire.")
        var runway = MetricFamily(
            "vermilion_team_runway_seconds", .gauge,
            "How long the tokens last at the rate of the last 28 days; absent without a forecast.")
        var asOf = MetricFamily(
            "vermilion_team_figures_timestamp_seconds", .gauge, "When the figures of the team were made.")
        var incidents = MetricFamily(
            "vermilion_incidents_open", .gauge, "Open incidents; absent where there are none of a kind and severity.")
        for name in order {
            let team = name.text
            for open in teams[name]?.incidents ?? [] {
                incidents.add(
                    MetricValue(open.count),
                    ["team": team, "kind": open.kind.rawValue, "severity": open.severity.rawValue])
            }
            guard let figures = teams[name]?.figures else { continue }
            available.add(MetricValue(figures.available), ["team": team])
            uncharged.add(MetricValue(figures.uncharged), ["team": team])
            balance.add(MetricValue(figures.balance), ["team": team])
            used.add(MetricValue(figures.used), ["team": team])
            lapsed.add(MetricValue(figures.lapsed), ["team": team])
            lapsing.add(MetricValue(figures.lapsing), ["team": team])
            if let end = figures.lastsUntil { runway.add(MetricValue(max(.zero, end - now)), ["team": team]) }
            asOf.add(MetricValue(figures.asOf), ["team": team])
        }
        return [available, uncharged, balance, used, lapsed, lapsing, runway, asOf, incidents]
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
            for kind in [Outcome.Kind.delivered, .retry, .refused, .misconfigured] {
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
