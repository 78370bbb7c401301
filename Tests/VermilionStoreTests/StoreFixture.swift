import Foundation
import VermilionDomain
import VermilionEngine
import VermilionStore
import VermilionTestSupport

extension Store {
    /// Takes a reading of a team into the books, with one delivery for each notice and channel.
    @discardableResult
    func take(
        _ usage: [Usage], of watch: Watch, at now: Instant, good: Bool = true, channels: [ChannelName] = ["mail"],
        source: SourceID? = nil
    ) async throws -> Decision {
        let source = source ?? usage.first?.key.source ?? watch.sources.first ?? "csv"
        let reading: Reading = good ? .good(source, usage) : .failed(source, usage)
        return try await commit(reading, of: watch, at: now) { books, changes in
            let decision = try Decision(
                books: books, reading: reading, changes: changes, watch: watch, at: now)
            let deliveries = decision.notices.flatMap { notice in
                channels.map { channel in
                    Delivery(
                        id: DeliveryID(notice: notice.id, channel: channel), kind: notice.kind,
                        payload: Array("\(notice.id) for \(channel)".utf8), created: now)
                }
            }
            return (decision, deliveries)
        }
    }

    /// An incident of its own for each team, with so many deliveries for each channel, all due at once.
    func queue(
        teams: [TeamName] = ["Acme"], notices: Int = 1, channels: [ChannelName] = ["mail"], at now: Instant
    ) async throws {
        for team in teams {
            let reading = Reading.good("csv", [try .on("2025-07-22", "3.5")])
            _ = try await commit(reading, of: .of(team), at: now) { books, changes in
                let decision = try Decision(
                    books: books, reading: reading, changes: changes, watch: .of(team), at: now)
                let deliveries = decision.incidents.flatMap { incident in
                    (1...notices).flatMap { number in
                        channels.map { channel in
                            let notice = NoticeID(incident: incident.id, number: number)
                            return Delivery(
                                id: DeliveryID(notice: notice, channel: channel),
                                kind: number == 1 ? .opened : .reminder, payload: [UInt8(number)], created: now)
                        }
                    }
                }
                return (decision, deliveries)
            }
        }
    }

    /// Everything that can be asked of the store.
    func everything(of watch: Watch) async throws -> Everything {
        let books = try await books(of: watch)
        return Everything(
            usage: books.usage.sorted(by: Usage.isPaidBefore), sources: books.sources,
            incidents: try await incidents(includingClosed: true), next: books.nextIncident,
            deliveries: try await deliveries())
    }
}

struct Everything: Hashable {
    let usage: [Usage]
    let sources: [SourceHealth]
    let incidents: [Incident]
    let next: IncidentID
    let deliveries: [Delivery]
}

extension Watch {
    /// A team that is told of uncharged usage only.
    static func of(_ team: TeamName, sources: [SourceID] = ["csv"], lots: [Lot] = [], channels: Set<ChannelName> = [])
        -> Watch
    {
        var rules = AlertRules()
        rules.low.below = nil
        return Watch(team: team, rules: rules, zone: .utc, sources: sources, lots: lots, channels: channels)
    }
}

extension Lease {
    static func of(_ worker: WorkerID, until: Instant) -> Lease { Lease(worker: worker, until: until) }
}

/// A state in a directory of its own.
struct TemporaryState {
    let directory: TemporaryDirectory
    let store: Store
    let start: Instant

    init(start day: String = "2025-07-24") throws {
        directory = try TemporaryDirectory()
        store = try Store.open(directory: directory.path)
        start = try .at(day)
    }

    var file: String { directory.path + "/" + Store.fileName }

    /// The state as another program sees it: rows of a query, fields separated by `|`.
    func rows(_ query: String) throws -> [String] { try Programs.rows(query, in: file) }
}

/// Other programs: a second, independent reader of the state among them.
enum Programs {
    struct Failure: Error { let status: Int32 }

    static func rows(_ query: String, in file: String) throws -> [String] {
        let program = """
            import sqlite3, sys
            for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]):
                print("|".join("" if field is None else str(field) for field in row))
            """
        return try run(["/usr/bin/python3", "-c", program, file, query]).split(separator: "\n").map(String.init)
    }

    /// Runs a program and returns what it prints.
    @discardableResult
    static func run(_ command: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        let status = process.status()
        guard status == 0 else { throw Failure(status: status) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
