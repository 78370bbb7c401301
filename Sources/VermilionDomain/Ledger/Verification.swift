/// Both engines on the same entries, and where they come to different figures.
package struct Verification: Sendable {
    /// What the tape and the plain replay say differently.
    package struct Disagreement: Hashable, Sendable {
        package enum Place: Hashable, Sendable {
            case lot(LotID)
            case row(Usage.Key)
            case cell(CivilDate, AppName, APIName)
            case total
        }

        package enum Figure: String, Hashable, Sendable {
            case tokens, charged, consumed, settled, lapsed, departed, remaining, available, uncharged
        }

        package let place: Place
        package let figure: Figure
        /// Nil when it has no such lot, row or cell.
        package let tape: Tokens?
        package let replay: Tokens?

        package init(place: Place, figure: Figure, tape: Tokens?, replay: Tokens?) {
            (self.place, self.figure, self.tape, self.replay) = (place, figure, tape, replay)
        }
    }

    package let rows: Int
    package let lots: Int
    package private(set) var disagreements: [Disagreement] = []

    /// - Parameters:
    ///   - ledger: made from the entries by the tape.
    ///   - statement: of that ledger.
    package init(_ ledger: Ledger, _ statement: Statement, against entries: Entries) {
        let replay = Replay(entries, asOf: ledger.asOf)
        rows = replay.rows.count
        lots = replay.lots.count
        compareLots(statement, replay)
        compareRows(ledger, replay)
        compareCells(statement, replay)
        compare(
            .total,
            [
                (.available, statement.available, replay.lots.reduce(.zero) { $0 + $1.remaining }),
                (.uncharged, statement.uncharged, replay.rows.reduce(.zero) { $0 + $1.owed }),
            ])
    }

    private mutating func compareLots(_ statement: Statement, _ replay: Replay) {
        let tape = Dictionary(statement.lots.map { ($0.lot.id, $0) }) { first, _ in first }
        let plain = Dictionary(replay.lots.map { ($0.lot.id, $0) }) { first, _ in first }
        for id in Set(tape.keys).union(plain.keys).sorted() {
            let (ours, theirs) = (tape[id], plain[id])
            compare(
                .lot(id),
                [
                    (.tokens, ours?.lot.tokens, theirs?.lot.tokens), (.consumed, ours?.consumed, theirs?.consumed),
                    (.settled, ours?.settled, theirs?.settled), (.lapsed, ours?.lapsed, theirs?.lapsed),
                    (.departed, ours?.departed, theirs?.departed), (.remaining, ours?.remaining, theirs?.remaining),
                ])
        }
    }

    /// Both have the rows in the order in which they are paid. From the first that is another row there is nothing to
    /// compare any more.
    private mutating func compareRows(_ ledger: Ledger, _ replay: Replay) {
        var plain = replay.rows.makeIterator()
        for (row, range) in ledger.roll.rows {
            let ours = ledger.roll.usage(row)
            let theirs = plain.next()
            guard let theirs, ours.key == theirs.row.key else {
                compare(.row(ours.key), [(.tokens, ours.tokens, nil)])
                if let theirs { compare(.row(theirs.row.key), [(.tokens, nil, theirs.row.tokens)]) }
                return
            }
            let split = ledger.split(of: range)
            compare(
                .row(ours.key),
                [
                    (.tokens, ours.tokens, theirs.row.tokens), (.charged, split.charged, theirs.charged),
                    (.settled, split.settled, theirs.settled),
                ])
        }
        if let missing = plain.next() { compare(.row(missing.row.key), [(.tokens, nil, missing.row.tokens)]) }
    }

    private mutating func compareCells(_ statement: Statement, _ replay: Replay) {
        var plain: [Statement.CellKey: Statement.Split] = [:]
        for account in replay.rows {
            plain[Statement.CellKey(account.row.key), default: .zero] += Statement.Split(
                tokens: account.row.tokens, charged: account.charged, settled: account.settled)
        }
        let tape = Dictionary(statement.usage.map { (Statement.CellKey($0), $0.split) }) { first, _ in first }
        for cell in Set(tape.keys).union(plain.keys).sorted() {
            let (ours, theirs) = (tape[cell], plain[cell])
            compare(
                .cell(cell.day, cell.app, cell.api),
                [
                    (.tokens, ours?.tokens, theirs?.tokens), (.charged, ours?.charged, theirs?.charged),
                    (.settled, ours?.settled, theirs?.settled),
                ])
        }
    }

    private mutating func compare(
        _ place: Disagreement.Place, _ figures: [(Disagreement.Figure, Tokens?, Tokens?)]
    ) {
        for (figure, tape, replay) in figures where tape != replay {
            disagreements.append(Disagreement(place: place, figure: figure, tape: tape, replay: replay))
        }
    }
}
