import Foundation
import Glibc
import Testing

/// A state in which each of ten thousand teams has an incident open, of which each was told.
@Suite struct `Ten thousand open incidents` {
    private static let count = 10_000
    /// Sources that are due at the start; the others were polled a moment ago.
    private static let due = 200

    /// Makes the state of many teams out of that of one.
    private static let multiply = """
        import sqlite3, sys

        path, count, due, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
        database = sqlite3.connect(path)
        first = {}
        for table in ["source", "usage", "usage_sum", "usage_day", "incident", "delivery", "message", "attempt", "watched_team"]:
            cursor = database.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in cursor.description]
            first[table] = (names, cursor.fetchone())
            database.execute(f"PRAGMA foreign_keys = OFF")
        def copies(table, changes):
            names, row = first[table]
            place = f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})"
            def rows():
                for number in range(2, count + 1):
                    known = dict(zip(names, row))
                    known.update(changes(number, known))
                    yield [known[name] for name in names]
            database.executemany(place, rows())
        hour = 3_600_000_000
        copies("source", lambda n, row: {"id": n, "team": f"T{n}", "name": f"csv:{folder}/u/{n}.csv",
            "last_poll": row["last_poll"] - (hour * 2 if n <= due else 0)})
        for table in ["usage", "usage_sum", "usage_day"]:
            copies(table, lambda n, row: {"source": n})
        copies("incident", lambda n, row: {"number": n, "team": f"T{n}", "subject": f"T{n}", "code": f"code{n}"})
        for table in ["delivery", "message", "attempt"]:
            copies(table, lambda n, row: {"incident": n})
        copies("watched_team", lambda n, row: {"team": f"T{n}"})
        database.execute("UPDATE installation SET next_incident = ?", [count + 1])
        database.execute("UPDATE source SET last_poll = last_poll - ? WHERE id = 1", [2 * hour])
        database.commit()
        print(1, flush=True)
        """

    @Test func `are begun with, listed, reloaded and left, each told once, in little memory`() async throws {
        let folder = try Folder()
        func configure(_ count: Int) throws {
            let teams = (1...count).map { "  - { name: T\($0), sources: [{ csv: u/\($0).csv }], lots: [] }\n" }
            try folder.write(
                """
                state: state
                poll: { every: 1h, jitter: 0% }
                teams:
                \(teams.joined())channels:
                  box: { maildir: mail }
                """, to: "vermilion.yaml")
        }
        for number in 1...Self.due {
            try folder.write("team,day,app,api,tokens\nT\(number),2025-07-22,Viewer,md,2\n", to: "u/\(number).csv")
        }
        try configure(1)
        #expect(try Program.run("check", in: folder).status == 2)
        #expect(folder.mails.count == 1)
        _ = try PythonServer(
            Self.multiply, folder.path + "/state/vermilion.sqlite", "\(Self.count)", "\(Self.due)", folder.path,
            in: folder)
        try configure(Self.count)

        let daemon = try Daemon(in: folder)
        #expect(try daemon.said().contains("STATUS=watching 10000 teams; 10000 uncharged"))
        try await daemon.eventually("the sources that are due were not polled") { daemon in
            try daemon.log.components(separatedBy: " polled").count - 1 >= Self.due
        }
        let list = try Program.run("incidents", in: folder)
        #expect(list.status == 0 && list.output.split(separator: "\n").count >= Self.count)
        #expect(try Program.run("reload", in: folder).status == 0)
        // What one of them tells goes out between all the others.
        try folder.write("team,day,app,api,tokens\nT7,2025-07-22,Viewer,md,9\n", to: "u/7.csv")
        #expect(try Program.run("check", "--config", configuration(of: 7, in: folder), in: folder).status == 2)
        try await daemon.eventually("the rise was not told") { $0.mails.count == 2 }
        // 110 MB with optimisation; without it, the stacks of tasks are larger.
        let memory = try daemon.residentKiB
        #expect(memory < 300_000, "\(memory) KiB")
        try daemon.expectPromptEnd()
        #expect(daemon.mails.count == 2)
        #expect(try !daemon.log.contains("could not be") && !daemon.log.contains("incident opened"))
    }

    /// That team alone, as a second configuration on the state.
    private func configuration(of team: Int, in folder: Folder) throws -> String {
        try folder.write(
            """
            state: state
            teams: [{ name: T\(team), sources: [{ csv: u/\(team).csv }], lots: [] }]
            channels: { box: { maildir: mail } }
            """, to: "one.yaml")
        return "one.yaml"
    }
}
