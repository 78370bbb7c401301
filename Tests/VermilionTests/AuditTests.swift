import Foundation
import Testing
import VermilionTestSupport

/// `docs/audit.sql` comes to the same figures by another way, in SQLite.
@Suite struct `The audit query` {
    /// Loads the two files as text, runs the query, and prints what it comes to in the shape of `statement`.
    private static let audit = """
        import csv, json, sqlite3, sys
        database = sqlite3.connect(":memory:")
        for table in ("usage", "lots"):
            with open(table + ".csv", newline="", encoding="utf-8") as file:
                head, *rows = csv.reader(file)
            database.execute(f"CREATE TABLE {table} ({', '.join(name + ' TEXT' for name in head)})")
            database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(head))})", rows)
        database.execute("CREATE TABLE as_of AS SELECT ? AS moment", [sys.argv[2]])
        database.executescript(open(sys.argv[1], encoding="utf-8").read())
        def shown(value):
            if not isinstance(value, int): return value
            text = f"{value // 1000000}.{value % 1000000:06}"
            return text.rstrip("0").rstrip(".")
        teams = {}
        for name in ("usage", "lots"):
            cursor = database.execute(f"SELECT * FROM audit_{name}")
            for team, *values in cursor:
                columns = [column[0] for column in cursor.description][1:]
                row = dict(zip(columns, map(shown, values)))
                teams.setdefault(team, {"usage": [], "lots": []})[name].append(row)
        print(json.dumps(teams))
        """

    /// Teams over which coincident instants, equal expiries, exact payments and leap days are strewn.
    private func random(seed: UInt64, team: String, usage: inout String, lots: inout String) {
        var dice = SplitMix64(seed: seed)
        let days = dice.pick([
            ["2024-02-27", "2024-02-28", "2024-02-29", "2024-03-01"],
            ["2025-07-01", "2025-07-02", "2025-07-03", "2025-07-04", "2025-07-05"],
        ])
        let hours = ["", "", "T00:00:00Z", "T09:00Z", "T09:00:00.5Z", "T23:59:59Z"]
        let amounts = dice.pick([["1", "2", "3"], ["0.1", "0.5", "2.5"], ["0.000001", "0.333333", "7", "0"]])
        for number in 0..<dice.draw(0...14) {
            let id = dice.pick(["", "", "r\(number)", "#\(number)"])
            let row =
                [
                    team, dice.pick(days) + dice.pick(hours), dice.pick(["B", "A", "a", "é"]), dice.pick(["q", "p"]),
                    dice.pick(amounts), id,
                ].joined(separator: ",") + "\n"
            // A row with an id that is there twice counts once.
            usage += id.isEmpty || !dice.happens(percent: 10) ? row : row + row
        }
        for number in 0..<dice.draw(0...6) {
            let start = dice.draw(0..<days.count - 1)
            let expires = dice.draw((start + 1)...days.count)
            let end = expires == days.count ? "" : days[expires] + dice.pick(["", "", "T09:00:00Z"])
            lots +=
                [team, "L\(number)", dice.pick(amounts.filter { $0 != "0" } + ["10"]), days[start], end].joined(
                    separator: ",") + "\n"
        }
    }

    @Test(arguments: [
        "2024-02-29", "2024-03-01T09:00:00Z", "2025-02-28", "2025-03-01", "2025-07-03T09:00:00Z", "2026-07-05",
    ])
    func `splits as the program does`(asOf: String) throws {
        let folder = try Folder()
        var usage = "team,time,app,api,tokens,id\n"
        var lots = "team,id,tokens,start,expires\n"
        for seed in 0..<UInt64(120) { random(seed: seed, team: "t\(seed)", usage: &usage, lots: &lots) }
        try folder.write(usage, to: "usage.csv")
        try folder.write(lots, to: "lots.csv")
        try folder.write(Self.audit, to: "audit.py")
        let query = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../docs/audit.sql").standardizedFileURL.path
        let audit = try folder.run(["/usr/bin/python3", "audit.py", query, asOf])
        #expect(audit.status == 0, "\(audit.errors)")
        let audited = try #require(try audit.json() as? [String: NSDictionary])
        let result = try Program.run(
            "statement", "--usage", "usage.csv", "--lots", "lots.csv", "--as-of", asOf, "--format", "json", in: folder)
        #expect(result.status == 0, "\(result.errors)")
        let statements = try #require(try result.json() as? [[String: Any]])
        #expect(statements.count > 100)
        for statement in statements {
            let team = try #require(statement["team"] as? String)
            for part in ["usage", "lots"] {
                let wanted = try #require(statement[part] as? NSArray)
                let given = audited[team]?[part] as? NSArray ?? []
                #expect(given == wanted, "\(part) of \(team)")
            }
        }
    }
}
