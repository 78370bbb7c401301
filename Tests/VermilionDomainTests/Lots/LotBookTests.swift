import Testing
import VermilionTestSupport

@testable import VermilionDomain

@Suite struct `A book of lots` {
    private static let origins: [LotOrigin] = [.configuration, .file("lots:a"), .file("lots:b"), .hand]

    /// What four places say, with few ids and few contents, so that they often meet.
    private static func stated(_ random: inout SplitMix64) throws -> [StatedLot] {
        var stated: [StatedLot] = []
        for origin in origins {
            for id in ["a", "b", "c", "d"] where random.draw(0..<2) == 0 {
                stated.append(StatedLot(try .from("2025-07-01", "\(random.draw(1...2))", id: LotID(id)), from: origin))
            }
        }
        return stated
    }

    @Test(arguments: 0..<UInt64(400))
    func `has each id once, and no lot that places disagree about unless it was known`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let stated = try Self.stated(&random)
        let known = try random.draw(0..<2) == 0 ? [] : LotBook(stated: Self.stated(&random), known: [], team: "T").lots
        let book = LotBook(stated: stated, known: known, team: "T")
        #expect(Set(book.lots.map(\.lot.id)).count == book.lots.count)
        let contents = Dictionary(grouping: stated, by: \.lot.id).mapValues { Set($0.map(\.lot)) }
        for (id, contents) in contents {
            let lot = book.lots.first { $0.lot.id == id }
            if contents.count == 1 {
                #expect(lot?.lot == contents.first)
            } else {
                #expect(lot == known.first { $0.lot.id == id })
            }
        }
        #expect(Set(book.lots.map(\.lot.id)).isSubset(of: contents.keys), "nothing comes back that no place states")
        #expect(book.problems.count == contents.values.count { $0.count > 1 })
    }

    @Test(arguments: 0..<UInt64(200))
    func `does not depend on the order of the places, but for the origin`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let stated = try Self.stated(&random)
        let book = LotBook(stated: stated, known: [], team: "T")
        let reversed = LotBook(stated: stated.reversed(), known: [], team: "T")
        #expect(book.lots.map(\.lot) == reversed.lots.map(\.lot))
        #expect(book.problems.count == reversed.problems.count)
    }

    @Test(arguments: 0..<UInt64(200))
    func `turns into another by its changes, and by no fewer`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let before = LotBook(stated: try Self.stated(&random), known: [], team: "T").lots.map(\.lot)
        let after = LotBook(stated: try Self.stated(&random), known: [], team: "T").lots.map(\.lot)
        let changes = LotChange.all(from: before, to: after)
        var lots = Dictionary(before.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
        for change in changes {
            #expect(change.before == lots[change.id] && change.before != change.after)
            lots[change.id] = change.after
        }
        #expect(lots.values.sorted { $0.id < $1.id } == after)
    }
}

@Suite struct `A change of the books` {
    private let start: Instant
    private var team = TeamOnPaper()

    init() throws {
        start = try .at("2025-07-24")
        team.usage = [try .on("2025-07-22", "10")]
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let before: [String]
        let after: [String]
        let told: Notice.Kind?
        var testDescription: String { "\(before) → \(after)" }
    }

    /// Ten tokens were used; lots by their tokens, all valid throughout.
    @Test(arguments: [
        Case(before: ["4", "5"], after: ["4"], told: .corrected), Case(before: ["8"], after: ["7"], told: .corrected),
        Case(before: ["7"], after: ["8"], told: .corrected), Case(before: ["20"], after: ["9"], told: .opened),
        Case(before: ["9"], after: ["20"], told: .closed), Case(before: ["20"], after: ["15"], told: nil),
        Case(before: ["8"], after: ["8"], told: nil), Case(before: ["9"], after: [], told: .corrected),
    ])
    func `is told with the incident that it moves`(_ example: Case) throws {
        var team = team
        func lots(_ amounts: [String]) throws -> [Lot] {
            try amounts.enumerated().map { try .from("2025-07-01", $1, id: LotID("\($0)")) }
        }
        team.lots = try lots(example.before)
        try team.poll(at: start)
        team.lots = try lots(example.after)
        let notices = try team.poll(at: start + .hours(1))
        #expect(notices.map(\.kind) == [example.told].compactMap(\.self))
        for notice in notices {
            #expect(notice.bookChanges == LotChange.all(from: try lots(example.before), to: try lots(example.after)))
        }
        #expect(try team.told(at: start + .hours(2)) == [])
    }

    @Test mutating func `that was a purchase is told as what settled, and not twice`() throws {
        try team.poll(at: start)
        team.lots = [try .from("2025-07-24", "100", id: "FLEX")]
        let closed = try team.poll(at: start + .hours(1))
        #expect(closed.map(\.kind) == [.closed])
        #expect(closed[0].payers.map(\.lot) == ["FLEX"] && closed[0].bookChanges.isEmpty)
    }

    @Test mutating func `is not blamed for what usage did`() throws {
        team.lots = [try .from("2023-07-01", "5", id: "old")]
        try team.poll(at: start)
        team.lots = []
        team.usage.append(try .on("2025-07-23", "100"))
        let raised = try team.poll(at: start + .hours(1))
        #expect(raised.map(\.kind) == [.raised] && raised[0].bookChanges.isEmpty)
    }

    @Test mutating func `that leaves little is told with what is low`() throws {
        team.rules.low.below = .tokens(Tokens(20))
        team.lots = [try .from("2025-07-01", "100", id: "a"), try .from("2025-07-01", "15", id: "b")]
        #expect(try team.told(at: start) == [])
        team.lots.removeFirst()
        let low = try team.poll(at: start + .hours(1))
        #expect(low.map(\.incident.kind) == [.low] && low[0].bookChanges.map(\.id) == ["a"])
    }
}
