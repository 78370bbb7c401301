import VermilionDomain
import VermilionFormats

extension FuzzTarget {
    static let usageCSV = FuzzTarget(
        "usage-csv",
        seeds: [
            """
            team,time,app,api,tokens,id
            T,2025-07-24,A,B,1030.25,r1
            T,2025-07-24T09:30:00+09:00,A,B,"1,030.25",r1
            U,2025-07-24,"A ""x"", y",B,0,
            U,2025-07-24,"A ""x"", y",B,0.5,#2

            """,
            """
            \u{FEFF}Team Name,Day Used,Product Name,Feature Name,Tokens Used,Other\r
            T,2025/7/24,AutoCAD,,3,x\r
            T,2025/7/25,AutoCAD,Render,2.000001,"a
            b"\r

            """,
            "team,day,app,api,tokens\nT,20250724,A,B,1\nT,2025-07-23,A,,2\nT,2025-07-24,A,B,1",
        ],
        words: [
            ",", "\"", "\n", "\r", "\r\n", ";", "team,", "id,", "tokens", "T,2025-07-24,A,B,1\n", "\"a\nb\"",
            "\"\"\"\"", "-1", " ",
            "\t",
        ],
        read: { TableReading($0) },
        demand: { (reading) throws(Flaw) in try reading.demandIsSound() })

    static let lotsCSV = FuzzTarget(
        "lots-csv",
        seeds: [
            """
            team,id,tokens,start,expires
            T,a,1000,2025-01-01,
            T,b,"1,000.5",2025-02-01T00:00Z,2026-02-01
            T,b,"1,000.5",2025-02-01T00:00Z,2026-02-01
            U,c,5,2024-02-29,2025-03-01T00:00+09:00

            """,
            "id,team,start,tokens\na,T,2025-01-01,1000\na,T,2025-01-01,1001\n",
        ],
        words: [",", "\"", "\n", "\r\n", ";", "team,", "id,", "T,a,1,2025-01-01,\n", "\"\"\"\"", "-1", " ", "\t"],
        read: { LotsFileReading($0) },
        demand: { (reading) throws(Flaw) in try reading.demandIsSound() })
}

/// Hands out the input in pieces so small that records are cut.
private func pieces(_ input: [UInt8]) -> CSVReader.Pieces {
    var rest = input[...]
    let size = max(1, input.count / 10)
    return { () throws(Diagnostic) in
        defer { rest = rest.dropFirst(size) }
        return Array(rest.prefix(size))
    }
}

private struct Usages: Equatable {
    let usage: [Usage]
    let conflicts: [Diagnostic]
}

private struct TableReading: Equatable {
    let rows: Result<[UsageTable.Row], Diagnostic>
    let inPieces: Result<[UsageTable.Row], Diagnostic>
    let problems: [Diagnostic]
    let problemsInPieces: [Diagnostic]
    let usage: [TeamName: Usages]
    /// Nil where the sum does not fit.
    let rolls: [TeamName: [Usage]?]
    let rollProblems: [Diagnostic]

    init(_ input: [UInt8]) {
        let table = Result { () throws(Diagnostic) in try UsageTable.read(input, file: "u.csv") }
        let other = Result { () throws(Diagnostic) in try UsageTable.read(pieces(input), file: "u.csv") }
        (rows, inPieces) = (table.map(\.rows), other.map(\.rows))
        let whole = try? table.get()
        problems = whole?.problems ?? []
        problemsInPieces = (try? other.get())?.problems ?? []
        var usage: [TeamName: Usages] = [:]
        for team in whole?.teams ?? [] {
            let (rows, conflicts) = whole?.usage(of: team, source: "s", zone: .berlin) ?? ([], [])
            usage[team] = Usages(usage: rows, conflicts: conflicts)
        }
        self.usage = usage
        let rolls = try? UsageRolls.read(pieces(input), file: "u.csv", source: "s", zone: .berlin)
        rollProblems = rolls?.problems ?? []
        // The offset of a row of the last day may carry it past the calendar.
        self.rolls = (rolls?.byTeam ?? [:]).mapValues { roll in
            (try? roll.get()).flatMap { try? Ledger(lots: [], roll: $0, asOf: .distantFuture + .days(2)) }.map {
                Array($0.rows)
            }
        }
    }

    func demandIsSound() throws(Flaw) -> Bool {
        try problems.demandAreSound()
        try problemsInPieces.demandAreSound()
        try demand(problems.count <= 101, "problems without end")
        _ = try inPieces.demandIsSound()
        guard let rows = try rows.demandIsSound() else {
            try demand((try? inPieces.get()) == nil, "refused as a whole, taken in pieces")
            return false
        }
        for row in rows { try demand(row.tokens >= .zero, "a row with negative tokens: \(row.tokens)") }
        try demand(inPieces == .success(rows), "other rows in pieces than as a whole")
        try demand(problemsInPieces == problems, "other problems in pieces than as a whole")
        try demand(Set(rolls.keys) == Set(usage.keys), "other teams in rolls than in rows")
        for (team, usage) in usage {
            try usage.usage.demandIsSound()
            try usage.conflicts.demandAreSound()
            if let roll = rolls[team] ?? nil { try demand(roll == usage.usage, "a roll differs from its rows") }
        }
        try demand(
            rollProblems.sorted() == (problems + usage.values.flatMap(\.conflicts)).sorted(),
            "other problems in rolls than in rows")
        return true
    }
}

private struct LotsFileReading: Equatable {
    let rows: Result<[LotsTable.Row], Diagnostic>
    let inPieces: Result<[LotsTable.Row], Diagnostic>
    let problems: [Diagnostic]
    let lots: [[Lot]]

    init(_ input: [UInt8]) {
        let table = Result { () throws(Diagnostic) in try LotsTable.read(input, file: "l.csv") }
        rows = table.map(\.rows)
        inPieces = Result { () throws(Diagnostic) in try LotsTable.read(pieces(input), file: "l.csv").rows }
        let whole = try? table.get()
        let byTeam = (whole?.teams ?? []).sorted().compactMap { whole?.lots(of: $0, zone: .berlin) }
        lots = byTeam.map(\.lots)
        problems = (whole?.problems ?? []) + byTeam.flatMap(\.problems)
    }

    func demandIsSound() throws(Flaw) -> Bool {
        try problems.demandAreSound()
        _ = try inPieces.demandIsSound()
        guard let rows = try rows.demandIsSound() else {
            try demand((try? inPieces.get()) == nil, "refused as a whole, taken in pieces")
            return false
        }
        try demand(inPieces == .success(rows), "other rows in pieces than as a whole")
        for lots in lots { try lots.demandIsSound() }
        return true
    }
}
