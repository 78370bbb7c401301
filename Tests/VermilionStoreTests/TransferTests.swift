import Testing
import VermilionDomain
import VermilionEngine
import VermilionStore
import VermilionTestSupport

/// Tokens that one team gives another.
@Suite struct `A transfer` {
    private let state: TemporaryState
    private var start: Instant { state.start }
    private var store: Store { state.store }

    init() throws { state = try TemporaryState() }

    private func giver(_ lots: [Lot]? = nil) throws -> Watch {
        .of("Giver", lots: try lots ?? [.from("2025-07-01", "100", id: "P", until: "2025-12-01")])
    }

    private func receiver(_ lots: [Lot] = []) -> Watch { .of("Receiver", lots: lots) }

    @discardableResult
    private func give(
        _ tokens: Int?, to other: Watch? = nil, as id: LotID = "P", at day: String = "2025-07-20"
    ) async throws -> Transfer {
        try await store.transfer(
            tokens.map { Tokens($0) }, of: "P", from: giver(), to: other ?? receiver(), as: id, at: try .at(day),
            author: "ann", now: start)
    }

    private func statement(of watch: Watch) async throws -> Statement {
        try await store.statement(of: watch, asOf: start)
    }

    @Test func `moves all that is left, to a lot that starts then and expires with the first`() async throws {
        try await store.take([try .on("2025-07-10", "30"), try .on("2025-07-20", "1")], of: giver(), at: start)
        try await store.take([try .on("2025-07-22", "8")], of: receiver(), at: start)
        let transfer = try await give(nil)
        #expect(transfer.received.tokens == Tokens(70))
        let (gave, got) = (try await statement(of: giver()), try await statement(of: receiver()))
        #expect(gave.lots.map(\.departed) == [Tokens(70)] && gave.available == .zero && gave.uncharged == Tokens(1))
        #expect(
            got.lots.map(\.lot)
                == [try .from("2025-07-20", "70", id: "P", until: "2025-12-01")])
        #expect(got.available == Tokens(62))
    }

    @Test func `is told to each team once, as a change of its books`() async throws {
        try await store.take([try .on("2025-07-10", "30")], of: giver(), at: start)
        let short = try await store.take([try .on("2025-07-22", "8")], of: receiver(), at: start)
        #expect(short.notices.map(\.kind) == [.opened])
        try await give(50)
        let later = start + .hours(1)
        let gave = try await store.take([try .on("2025-07-10", "30")], of: giver(), at: later)
        #expect(gave.lotChanges.map { $0.after?.departures.map(\.tokens) } == [[Tokens(50)]])
        #expect(gave.lotChanges.map(\.before?.departures) == [[]])
        let got = try await store.take([try .on("2025-07-22", "8")], of: receiver(), at: later)
        #expect(got.notices.map(\.kind) == [.closed])
        #expect(got.notices[0].payers == [Notice.Payer(lot: "P", tokens: Tokens(8))])
        for watch in [try giver(), receiver()] {
            #expect(try await store.take([], of: watch, at: later + .hours(1)).lotChanges.isEmpty)
        }
    }

    @Test func `of more than is left, or of nothing, changes nothing`() async throws {
        try await store.take([try .on("2025-07-10", "30")], of: giver(), at: start)
        let pack = try #require(try giver().lots.first)
        let at = try Instant.at("2025-07-20")
        for tokens in [71, 100, 500, 0] {
            await #expect(throws: TransferRefusal.notEnough(pack, left: Tokens(70), at: at)) { try await give(tokens) }
        }
        try await give(70)
        let given = pack.with(departures: [try departure(70)])
        await #expect(throws: TransferRefusal.notEnough(given, left: .zero, at: at)) {
            try await give(nil, as: "Q")
        }
        #expect(try state.rows("SELECT count(*) FROM lot_transfer") == ["1"])
    }

    private func departure(_ tokens: Int, at day: String = "2025-07-20") throws -> Departure {
        Departure(at: try .at(day), tokens: Tokens(tokens), to: "Receiver")
    }

    @Test func `must not take what a later one needs`() async throws {
        try await store.take([try .on("2025-07-10", "30")], of: giver(), at: start)
        try await give(60, at: "2025-07-22")
        let pack = try #require(try giver().lots.first).with(departures: [try departure(60, at: "2025-07-22")])
        await #expect(throws: TransferRefusal.laterLacks(pack, missing: Tokens(1))) { try await give(11, as: "Q") }
        try await give(10, as: "Q")
        #expect(try await statement(of: giver()).available == .zero)
        #expect(try await statement(of: receiver()).available == Tokens(70))
    }

    @Test func `is refused outside the time of the lot, for an unknown lot, and for an id that is taken`() async throws
    {
        let pack = try #require(try giver().lots.first)
        for day in ["2025-06-30", "2025-12-01"] {
            await #expect(throws: TransferRefusal.notValid(pack, at: try .at(day))) { try await give(1, at: day) }
        }
        await #expect(throws: TransferRefusal.noSuchLot("X")) {
            try await store.transfer(
                nil, of: "X", from: giver(), to: receiver(), as: "X", at: start, author: "ann", now: start)
        }
        let theirs = try Lot.from("2025-07-01", "5", id: "P")
        await #expect(throws: TransferRefusal.received(StatedLot(theirs, from: .configuration))) {
            try await give(1, to: receiver([theirs]))
        }
        #expect(try state.rows("SELECT count(*) FROM lot_transfer") == ["0"])
    }

    @Test func `that is taken back leaves the lot whole and is kept`() async throws {
        try await store.take([try .on("2025-07-10", "30")], of: giver(), at: start)
        try await give(50)
        let removed = try await store.removeLot("P", of: receiver(), author: "bob", at: start + .hours(1))
        #expect(removed.origin == .transfer(from: "Giver"))
        #expect(try await statement(of: giver()).available == Tokens(70))
        #expect(try await statement(of: receiver()).lots.isEmpty)
        let kept = try await store.allTransfers(of: "Giver")
        #expect(kept.map(\.voided) == [LotByHand.Voiding(at: start + .hours(1), author: "bob")])
        try await give(20)
        #expect(try await store.allTransfers(of: "Receiver").map(\.received.tokens) == [Tokens(50), Tokens(20)])
    }

    @Test func `is not taken back while the tokens went on to a third team`() async throws {
        let first = try await give(50)
        let third = Watch.of("Third")
        let second = try await store.transfer(
            nil, of: "P", from: receiver(), to: third, as: "P", at: try .at("2025-07-21"), author: "ann", now: start)
        #expect(second.received.tokens == Tokens(50) && second.received.expires == first.received.expires)
        await #expect(throws: LotRefusal.given(second)) {
            try await store.removeLot("P", of: receiver(), author: "bob", at: start)
        }
        #expect(try await statement(of: third).available == Tokens(50))
    }

    @Test func `stands in the way of a lot by hand with its id, and of changing it`() async throws {
        let transfer = try await give(50)
        let stated = StatedLot(transfer.received, from: .transfer(from: "Giver"))
        await #expect(throws: LotRefusal.stated(stated)) {
            try await store.addLot(try .from("2025-07-01", "5", id: "P"), of: receiver(), author: "ann", at: start)
        }
        await #expect(throws: LotRefusal.notByHand("P", statedBy: stated.origin)) {
            try await store.changeLot("P", of: receiver(), author: "ann", at: start) { $0 }
        }
    }

    @Test func `of a lot that is no longer in the books is a problem`() async throws {
        try await give(50)
        let decision = try await store.take([], of: giver([]), at: start)
        #expect(decision.lotProblems.map(\.message).first?.contains("lot P of Giver is in the books no more") == true)
    }

    @Test func `of more than was left, by what became known later, is told and takes what was`() async throws {
        try await store.take([try .on("2025-07-10", "30")], of: giver(), at: start)
        try await give(nil)
        let decision = try await store.take(
            [try .on("2025-07-10", "30"), try .on("2025-07-11", "5")], of: giver(), at: start + .hours(1))
        #expect(decision.shortages.map(\.missing) == [Tokens(5)])
        #expect(decision.statement.lots.map(\.departed) == [Tokens(65)] && decision.statement.uncharged == .zero)
    }

    @Test func `is known from when it was entered`() async throws {
        try await store.take([], of: giver(), at: start - .hours(1))
        try await give(50)
        try await store.take([], of: giver(), at: start + .hours(1))
        let (before, after) = (start, start + .hours(1))
        #expect(try await store.books(of: giver(), knownAt: before).lots.map(\.departures.count) == [0])
        #expect(try await store.books(of: giver(), knownAt: after).lots.map(\.departures.count) == [1])
    }
}
