import Foundation
import Glibc
import Testing
import VermilionDomain
import VermilionTestSupport
import VermilionTransport

@testable import VermilionChannels

@Suite struct `A real Alertmanager` {
    @Test func `has an incident as one alert, until it is closed`() async throws {
        let server = try await AlertmanagerServer()
        let channel = server.channel(at: "")

        // The alert is of now: one that ended long ago would be forgotten at once.
        let opened = try Samples.opened(team: "Büro \"Ä\"\r\n{x=~\".*\"} 👩‍👩‍👧‍👦").moved(to: Instant.now)
        for notice in [opened, Samples.later(.reminder, of: opened)] {
            try await deliver(notice, by: channel)
            let alerts = try await server.alerts()
            #expect(alerts.count == 1)
            #expect(alerts.first?.state == "active")
            #expect(alerts.first?.labels["incident"] == "k3f9q2-1")
            #expect(alerts.first?.labels["team"] == "Büro \"Ä\" {x=~\".*\"} 👩‍👩‍👧‍👦")
            #expect(alerts.first?.annotations["summary"]?.contains("3") == true)
            #expect(alerts.first?.annotations["notice"] == notice.kind.rawValue)
        }
        try await deliver(Samples.later(.closed, of: opened).moved(to: Instant.now), by: channel)
        #expect(try await server.alerts() == [])
    }

    @Test func `refuses what is no alert, in its own words`() async throws {
        let server = try await AlertmanagerServer()
        let channel = server.channel(at: "/")
        let delivery = Delivery(
            id: DeliveryID(notice: try Samples.opened().id, channel: "alerts"), kind: .opened,
            payload: Array(#"[{"labels":{}}]"#.utf8), created: Instant.now)
        let outcome = await channel.deliver(delivery, at: Instant.now)
        #expect(outcome.kind == .refused, "\(outcome.words)")
        #expect(outcome.words.contains("HTTP 400"))
        #expect(try await server.alerts().isEmpty)
    }

    private func deliver(_ notice: Notice, by channel: WebChannel) async throws {
        let delivery = Delivery(
            id: DeliveryID(notice: notice.id, channel: "alerts"), kind: notice.kind,
            payload: channel.compose(notice, for: Samples.reader), created: notice.at)
        let outcome = await channel.deliver(delivery, at: notice.at)
        #expect(outcome.kind == .delivered, "\(outcome.words)")
    }
}

extension Instant {
    fileprivate static var now: Instant { Instant(seconds: Int64(Date().timeIntervalSince1970)) }
}

extension Notice {
    /// The same at another time; its incident began ten minutes before.
    fileprivate func moved(to now: Instant) -> Notice {
        let old = incident
        let moved = Incident(
            id: old.id, team: old.team, kind: old.kind, subject: old.subject, phase: old.phase, severity: old.severity,
            stage: old.stage, amount: old.amount, toldAmount: old.toldAmount, since: now - .minutes(10),
            opened: now - .minutes(10), closed: kind == .closed ? now : nil, acknowledged: nil, nextReminder: nil,
            reminders: 0, notices: old.notices, unpaid: nil)
        return Notice(
            id: id, kind: kind, incident: moved, condition: condition, before: before, payers: payers,
            statement: statement, sources: sources, at: now)
    }
}

/// Debian's `prometheus-alertmanager` with nothing of its own kept; ends with this object or the test process.
private final class AlertmanagerServer {
    struct Alert: Equatable {
        let state: String
        let labels: [String: String]
        let annotations: [String: String]
    }

    struct Missing: Error {}

    let port: Int
    private let folder: TemporaryDirectory
    private let process = Process()
    private let lifeline: Int32

    init() async throws {
        folder = try TemporaryDirectory()
        port = try freePort()
        let program = "/usr/bin/prometheus-alertmanager"
        guard FileManager.default.isExecutableFile(atPath: program) else {
            Issue.record("\(program) is missing: this test needs Debian's prometheus-alertmanager")
            throw Missing()
        }
        let settings = folder.path + "/alertmanager.yml"
        try "route: { receiver: none }\nreceivers: [{ name: none }]\n".write(
            toFile: settings, atomically: true, encoding: .utf8)
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        lifeline = ends[1]
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        // `cat` ends when nobody holds the other end any more.
        process.arguments = [
            "-c", #""$@" & child=$!; cat >/dev/null; kill "$child"; wait "$child""#, "sh", program,
            "--config.file=\(settings)",
            "--storage.path=\(folder.path)/data", "--web.listen-address=127.0.0.1:\(port)", "--cluster.listen-address=",
        ]
        process.standardInput = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let deadline = ContinuousClock.now + .seconds(60)
        while !canConnect(to: port) {
            try #require(ContinuousClock.now < deadline && process.isRunning, "Alertmanager does not serve")
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    deinit {
        close(lifeline)
        _ = process.status()
    }

    func channel(at path: String) -> WebChannel {
        let url = "http://127.0.0.1:\(port)\(path)"
        return WebChannel(
            name: "alerts", client: HTTPClient(),
            service: Alertmanager(server: { () throws(Diagnostic) in url }, token: nil, trust: TLSTrust()))
    }

    /// Those that are not resolved.
    func alerts() async throws -> [Alert] {
        let response = try await HTTPClient().send(
            .get("http://127.0.0.1:\(port)/api/v2/alerts", headers: [], trust: TLSTrust()))
        let list = try JSONSerialization.jsonObject(with: Data(response.body)) as? [[String: Any]] ?? []
        return list.map { alert in
            Alert(
                state: (alert["status"] as? [String: Any])?["state"] as? String ?? "",
                labels: alert["labels"] as? [String: String] ?? [:],
                annotations: alert["annotations"] as? [String: String] ?? [:])
        }
    }
}
