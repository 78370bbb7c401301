import Testing
import VermilionDomain
import VermilionFormats
import VermilionTestSupport

@Suite struct `Rows of a usage table` {
    private static func table(_ rows: String...) throws -> UsageTable {
        try UsageTable.read(Array((["team,time,app,api,tokens,id"] + rows).joined(separator: "\n").utf8), file: "u.csv")
    }

    private static func usage(_ table: UsageTable, zone: Zone = .utc) -> (usage: [Usage], conflicts: [Diagnostic]) {
        table.usage(of: "T", source: "s", zone: zone)
    }

    @Test func `without an id are numbered within team, app, API and day`() throws {
        let table = try Self.table(
            "T,2025-07-01,A,P,1,", "T,2025-07-01,A,P,1,", "T,2025-07-01T09:00,A,P,2,", "T,2025-07-02,A,P,1,",
            "T,2025-07-01,B,P,1,", "T,2025-07-01,A,Q,1,", "U,2025-07-01,A,P,1,", "T,2025-07-01,A,P,3,")
        #expect(table.rows.map(\.id) == ["", "#2", "#3", "", "", "", "", "#4"])
        let (usage, conflicts) = Self.usage(table)
        #expect(usage.map(\.tokens).reduce(.zero, +) == Tokens(10))
        #expect(Set(usage.map(\.key)).count == 7)
        #expect(conflicts == [])
    }

    @Test func `keep their id, told apart from generated ones`() throws {
        let table = try Self.table(
            "T,2025-07-01,A,P,1,#2", "T,2025-07-01,A,P,2,", "T,2025-07-01,A,P,3,", "T,2025-07-01,A,P,4,##2",
            "T,2025-07-01,A,P,5,#", "T,2025-07-01,A,P,6, r1 ")
        #expect(table.rows.map(\.id) == ["##2", "", "#2", "###2", "##", " r1 "])
        #expect(table.rows.map(\.id.generatedNumber) == [nil, 1, 2, nil, nil, nil])
        #expect(Self.usage(table).usage.count == 6)
    }

    @Test func `with one id and the same content are one row`() throws {
        let table = try Self.table(
            "T,2025-07-01,A,P,1,r", "T,2025-07-01,A,P,1.0,r", "U,2025-07-01,A,P,9,r", "T,2025-07-02,A,P,9,r",
            "T,2025-07-01,B,P,9,r", "T,2025-07-01,A,Q,9,r")
        let (usage, conflicts) = Self.usage(table)
        #expect(usage.map(\.tokens) == [Tokens(1), Tokens(9), Tokens(9), Tokens(9)])
        #expect(conflicts == [] && table.problems == [])
    }

    @Test func `with one id and other content are a conflict, and none of them counts`() throws {
        let table = try Self.table(
            "T,2025-07-01,A,P,1,r", "T,2025-07-01,A,P,7,ok", "T,2025-07-01,A,P,2,r", "T,2025-07-01T01:00,A,P,1,r",
            "T,2025-07-01,A,P,1,r", "U,2025-07-01,A,P,1,r")
        let (usage, conflicts) = Self.usage(table)
        #expect(usage.map(\.key.id) == ["ok"])
        #expect(
            conflicts.map(\.summary) == [
                #"4:20: id "r" has another amount or time than at u.csv:2"#,
                #"5:26: id "r" has another amount or time than at u.csv:2"#,
            ])
        #expect(table.usage(of: "U", source: "s", zone: .utc).usage.count == 1)
        #expect(table.usage(of: "U", source: "s", zone: .utc).conflicts == [])
    }

    @Test func `become usage at their instant, under the day as stated`() throws {
        let table = try Self.table(
            "T,2025-07-01,A,P,1,a", "T,2025-07-01T23:30:00.5-09:00,A,P,1,b", "T,2025-07-01 01:00,A,P,1,c")
        let usage = Self.usage(table, zone: .fixed(offset: 9 * 3_600)).usage
        #expect(
            usage.map(\.time.description) == [
                "2025-06-30T15:00:00Z", "2025-06-30T16:00:00Z", "2025-07-02T08:30:00.500000Z",
            ])
        #expect(Set(usage.map(\.key.day.description)) == ["2025-07-01"])
        #expect(Set(usage.map(\.key.source)) == ["s"])
    }

    @Test func `of a team that the file does not name are none`() throws {
        let (usage, conflicts) = try Self.table("T,2025-07-01,A,P,1,").usage(of: "t", source: "s", zone: .utc)
        #expect(usage == [] && conflicts == [])
    }

    @Test func `of names that only look the same are told apart`() throws {
        let table = try Self.table("é,2025-07-01,A,P,1,", "e\u{301},2025-07-01,A,P,1,")
        #expect(table.teams.count == 2)
        #expect(table.rows.map(\.id) == ["", ""])
    }

    @Test(arguments: 0..<UInt64(400)) func `become usage in the order in which it is paid`(seed: UInt64) throws {
        var dice = SplitMix64(seed: seed)
        let times = dice.pick([
            ["2025-07-01", "2025-07-02"],
            ["2025-07-01", "2025-07-01T09:00+09:00", "2025-06-30T15:00-09:00", "2025-07-01T00:00Z"],
        ])
        var lines = ["team,time,app,api,tokens,id"]
        for _ in 0..<dice.draw(0...40) {
            lines.append(
                [
                    "T", dice.pick(times), dice.pick(["A", "B", "é", "e\u{301}", ""]), dice.pick(["P", "Q"]), "1",
                    dice.pick(["", "", "#2", "r\(dice.draw(0...30))"]),
                ].joined(separator: ","))
        }
        if dice.happens(percent: 50) { lines = [lines[0]] + lines.dropFirst().sorted() }
        let table = try UsageTable.read(Array(lines.joined(separator: "\n").utf8), file: "u.csv")
        let usage = table.usage(of: "T", source: "s", zone: .utc).usage
        #expect(usage == usage.shuffled(using: &dice).sorted(by: Usage.isPaidBefore))
    }

    /// Every record is either a sound row or has a problem on its own lines, and every sound row is usage, a repetition or contested.
    @Test(arguments: 0..<UInt64(500))
    func `are never lost without a word`(seed: UInt64) throws {
        var dice = SplitMix64(seed: seed)
        var lines = [["team", "time", "app", "api", "tokens", "id"]]
        for _ in 0..<dice.draw(0...12) {
            lines.append([
                dice.pick(["T", "U"]), dice.pick(["2025-07-01", "2025-07-02T03:04Z", "x"]),
                dice.pick(["A", "a,b", ""]),
                dice.pick(["P", "\"Q\""]), dice.pick(["1", "0.5", "1,000", "-1", ""]), dice.pick(["", "", "r", "#2"]),
            ])
        }
        var bytes = Array(lines.map { CSVLine($0).description }.joined().utf8)
        for _ in 0..<dice.draw(0...3) {
            let header = 28
            let place = dice.draw(header...max(header, bytes.count))
            if place < bytes.count, dice.draw(0...1) == 0 { bytes.remove(at: place) }
            bytes.insert(dice.pick(Array("\",\n\0x1".utf8)), at: min(place, bytes.count))
        }
        guard let records = try? CSVRecords(bytes), let table = try? UsageTable.read(bytes, file: "u.csv") else {
            return
        }
        for (line, next) in zip(records.lines, records.lines.dropFirst() + [.max]).dropFirst() {
            let isSound = table.rows.contains { $0.line == line }
            let isReported = table.problems.contains { (line..<next).contains($0.place?.line ?? 0) }
            #expect(isSound != isReported, "line \(line)")
        }
        for team in table.teams {
            let (usage, conflicts) = table.usage(of: team, source: "s", zone: .utc)
            #expect(Set(usage.map(\.key)).count == usage.count)
            let rows = table.rows.filter { $0.team == team }
            #expect(usage.count == rows.count || rows.contains { $0.id == "r" || $0.id == "##2" })
            #expect(conflicts.count <= rows.count - usage.count)
        }
        #expect(try UsageTable.read(bytes, file: "u.csv").rows == table.rows)
    }
}
