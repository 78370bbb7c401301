import GRDB
import Glibc
import Testing
import VermilionDomain
import VermilionTestSupport

@testable import VermilionStore

/// States of earlier versions, as those versions made them.
@Suite struct `An earlier state` {
    private let directory: TemporaryDirectory
    private let start: Instant

    init() throws {
        directory = try TemporaryDirectory()
        start = try .at("2025-07-24")
    }

    /// The file of a version, with a team that was polled once and had two lots in its configuration.
    private func make(version: Int) throws {
        let database = try DatabaseQueue(path: directory.path + "/" + Store.fileName)
        try database.writeWithoutTransaction { db in try Schema.migrate(db, upTo: version) }
        try database.write { db in
            let poll = start.microseconds
            try db.execute(
                sql: """
                    INSERT INTO source (id, team, name, first_seen, last_poll, last_good)
                        VALUES (1, 'Acme', 'csv', \(poll), \(poll), \(poll));
                    INSERT INTO usage VALUES (1, 20291, 'App', 'API', '', \((start - .days(2)).microseconds), 3000000, \(poll));
                    """)
            for lot in try lots {
                try db.execute(
                    sql: "INSERT INTO lot (team, id, tokens, start, expires) VALUES ('Acme', ?, ?, ?, ?)",
                    arguments: [lot.id.text, lot.tokens.micro, lot.start.microseconds, lot.expires.microseconds])
            }
        }
        try database.close()
        chmod(directory.path + "/" + Store.fileName, 0o600)
    }

    private var lots: [Lot] {
        get throws { [try Lot.from("2025-07-01", "2", id: "a"), try .from("2025-07-01", "4", id: "b")] }
    }

    @Test(arguments: 1..<Schema.version)
    func `of any version becomes one of this version, and goes on`(version: Int) async throws {
        try make(version: version)
        let store = try Store.open(directory: directory.path)
        let seen = ObservedBalance(at: start, available: Tokens(1))
        #expect(try await store.books(of: .of("Acme", lots: lots)).observations == [])
        #expect(try await store.observe(["Acme": [seen]], author: "ann", at: start) == 1)
        let decision = try await store.take([], of: .of("Acme", lots: lots), at: start + .hours(1))
        #expect(decision.notices.map(\.incident.kind) == [.drift])
        #expect(decision.statement.balance == Tokens(3))
    }

    @Test func `of version 1 keeps its rows, and its lots are known as those of the configuration`() async throws {
        try make(version: 1)
        #expect(try Programs.rows("PRAGMA user_version", in: directory.path + "/" + Store.fileName) == ["1"])
        let store = try Store.open(directory: directory.path)
        let version = try Programs.rows("PRAGMA user_version", in: directory.path + "/" + Store.fileName)
        #expect(version == ["\(Schema.version)"])
        #expect(try await store.books(of: .of("Acme", lots: lots)).usage.map(\.tokens) == [Tokens(3)])
        #expect(
            try Programs.rows("SELECT id, origin FROM lot", in: directory.path + "/" + Store.fileName)
                == ["a|configuration", "b|configuration"])
        let same = try await store.take([], of: .of("Acme", lots: lots), at: start + .hours(1))
        #expect(same.lotChanges.isEmpty)
        let fewer = try await store.take([], of: .of("Acme", lots: [lots[0]]), at: start + .hours(2))
        #expect(fewer.lotChanges == [LotChange(from: try lots[1], to: nil)])
        #expect(fewer.notices.map(\.kind) == [.opened])
        #expect(fewer.notices.map(\.bookChanges) == [fewer.lotChanges], "a removal that makes usage uncharged is told")
    }

    @Test func `of version 3 has its rows summed, and those that cannot be are left to themselves`() async throws {
        try make(version: 3)
        let file = directory.path + "/" + Store.fileName
        let database = try DatabaseQueue(path: file)
        try await database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO source VALUES (2, 'Acme', 'http', 0, 0, 0, NULL);
                    INSERT INTO usage VALUES (1, 20291, 'App', 'API', 'a', 7, 5, 0), (1, 20291, 'App', 'API', 'b', 5, 0, 0),
                        (1, 20291, 'App', 'Other', '', 9, 0, 0), (2, 20291, 'App', 'API', '', 8, 1, 0),
                        (2, 20292, 'App', 'API', 'a', 8, \(Int64.max), 0), (2, 20292, 'App', 'API', 'b', 9, 1, 0),
                        (2, 20293, 'App', 'API', 'a', 8, \(Int64.max - 1), 0), (2, 20293, 'App', 'API', 'b', 9, 1, 0),
                        (2, 20294, 'App', 'API', 'a', 8, -1, 0), (2, 20294, 'App', 'API', 'b', 9, 2, 0),
                        (2, 20295, 'App', 'API', '', 8, \(Int64.max), 0), (2, 20295, 'App', 'Other', '', 9, 1, 0);
                    """)
        }
        try database.close()
        _ = try Store.open(directory: directory.path)
        let poll = (start - .days(2)).microseconds
        let sums = try Programs.rows("SELECT * FROM usage_sum ORDER BY source, day, app, api", in: file)
        #expect(
            sums == [
                "1|20291|App|API|3000005|5|\(poll)|7", "1|20291|App|Other|0|9|9|", "2|20291|App|API|1|8|8|8",
                "2|20292|App|API||8|9|8", "2|20293|App|API|\(Int64.max)|8|9|8", "2|20294|App|API||8|9|9",
                "2|20295|App|API|\(Int64.max)|8|8|8", "2|20295|App|Other|1|9|9|9",
            ])
        let days = try Programs.rows("SELECT * FROM usage_day ORDER BY source, day", in: file)
        #expect(
            days == [
                "1|20291|3000005|5|\(poll)", "2|20291|1|8|8", "2|20292||8|9", "2|20293|\(Int64.max)|8|9",
                "2|20294||8|9",
                "2|20295||8|9",
            ])
    }

    @Test func `is asked without being changed`() async throws {
        try make(version: 3)
        let store = try Store.opening(stateIn: directory.path)
        let explanations = try await store.explanations(
            of: UsageSelection(), watch: .of("Acme", lots: lots), asOf: start)
        #expect(explanations.map(\.split.tokens) == [Tokens(3)])
        #expect(try Programs.rows("PRAGMA user_version", in: directory.path + "/" + Store.fileName) == ["3"])
    }
}
