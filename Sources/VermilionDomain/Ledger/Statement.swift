/// What a ledger comes to: totals, lots, and usage by day, app and API.
package struct Statement: Hashable, Sendable {
    package struct LotLine: Hashable, Sendable {
        package let lot: Lot
        /// Paid at once.
        package var consumed: Tokens
        /// Paid later, for usage before the lot started.
        package var settled: Tokens
        package let lapsed: Tokens
        /// Transferred to other teams.
        package let departed: Tokens
        package let remaining: Tokens
    }

    /// Usage of one app and API on one day. Blue = charged + settled, vermilion = uncharged.
    package struct Cell: Hashable, Sendable {
        package let day: CivilDate
        package let app: AppName
        package let api: APIName
        package var split: Split
    }

    /// An amount of usage by how it is paid.
    package struct Split: Hashable, Sendable {
        package var tokens: Tokens
        package var charged: Tokens
        package var settled: Tokens

        package static let zero = Split(tokens: .zero, charged: .zero, settled: .zero)

        /// What charts draw in blue.
        package var paid: Tokens { charged + settled }
        /// What charts draw in vermilion.
        package var uncharged: Tokens { tokens - charged - settled }

        package static func += (a: inout Split, b: Split) {
            a.tokens += b.tokens
            a.charged += b.charged
            a.settled += b.settled
        }
    }

    package let team: TeamName
    package let asOf: Instant
    package let available: Tokens
    package let uncharged: Tokens
    package let purchased: Tokens
    package let used: Tokens
    package let settled: Tokens
    package let lapsed: Tokens
    /// Transferred to other teams.
    package let departed: Tokens
    /// In the order of consumption.
    package let lots: [LotLine]
    /// Lots that start later, in the order of consumption.
    package let upcoming: [Lot]
    /// In the order of day, app, API.
    package let usage: [Cell]

    /// Available − uncharged; negative = short.
    package var balance: Tokens { available - uncharged }

    package init(of ledger: Ledger, team: TeamName) {
        self.init(of: ledger, team: team, cells: Statement.cells(of: ledger))
    }

    /// Of a team without lots and usage.
    package static func empty(of team: TeamName, asOf: Instant) throws(Ledger.Failure) -> Statement {
        Statement(of: try Ledger(lots: [], usage: [], asOf: asOf), team: team)
    }

    /// - Parameter cells: what the rows of the ledger come to.
    init(of ledger: Ledger, team: TeamName, cells: [CellKey: Split]) {
        self.init(
            of: ledger, team: team,
            cells: cells.sorted { $0.key < $1.key }
                .map { Cell(day: $0.key.day, app: $0.key.app, api: $0.key.api, split: $0.value) })
    }

    /// - Parameter cells: in the order of day, app, API.
    private init(of ledger: Ledger, team: TeamName, cells: [Cell]) {
        self.team = team
        asOf = ledger.asOf
        var lots = ledger.lots.indices.map {
            LotLine(
                lot: ledger.lots[$0], consumed: .zero, settled: .zero, lapsed: ledger.lapsed[$0],
                departed: ledger.departures[$0].reduce(.zero, +), remaining: ledger.remaining[$0])
        }
        for segment in ledger.segments {
            switch segment.payment {
            case .charged: lots[segment.lot].consumed += segment.tokens
            case .settled: lots[segment.lot].settled += segment.tokens
            }
        }
        self.lots = lots
        upcoming = ledger.upcoming
        usage = cells
        available = ledger.available
        uncharged = ledger.uncharged
        used = ledger.used
        purchased = lots.reduce(.zero) { $0 + $1.lot.tokens }
        settled = lots.reduce(.zero) { $0 + $1.settled }
        lapsed = lots.reduce(.zero) { $0 + $1.lapsed }
        departed = lots.reduce(.zero) { $0 + $1.departed }
    }

    /// What rows of one cell have in common.
    struct CellKey: Hashable, Comparable {
        let day: CivilDate
        let app: AppName
        let api: APIName

        init(_ key: Usage.Key) { (day, app, api) = (key.day, key.app, key.api) }

        init(_ group: NameTable.Group) { (day, app, api) = (group.day, group.app, group.api) }

        init(_ cell: Cell) { (day, app, api) = (cell.day, cell.app, cell.api) }

        static func < (a: CellKey, b: CellKey) -> Bool { (a.day, a.app, a.api) < (b.day, b.app, b.api) }
    }

    /// In the order of day, app, API.
    private static func cells(of ledger: Ledger) -> [Cell] {
        let groups = ledger.roll.names.groups
        var splits = Array(repeating: Split.zero, count: groups.count)
        var hasRows = Array(repeating: false, count: groups.count)
        // Rows of one group mostly follow each other.
        var (latest, sum) = (0, Split.zero)
        ledger.forEachRow { row, split in
            if latest != row.group {
                splits[latest] += sum
                (latest, sum) = (Int(row.group), .zero)
                hasRows[latest] = true
            }
            sum += split
        }
        if let first = ledger.roll.blocks.first?.rows.first {
            hasRows[Int(first.group)] = true
            splits[latest] += sum
        }
        let apps = groups.map(\.app).ranks()
        let apis = groups.map(\.api).ranks()
        let order = groups.indices.filter { hasRows[$0] }
            .map { (day: groups[$0].day.daysSince1970, consumer: apps[$0] << 32 | apis[$0], group: $0) }
            .sorted { $0.day != $1.day ? $0.day < $1.day : $0.consumer < $1.consumer }
        var cells: [Cell] = []
        for (place, next) in order.enumerated() {
            // Groups of several sources fall into one cell.
            if place > 0, order[place - 1].day == next.day, order[place - 1].consumer == next.consumer {
                cells[cells.count - 1].split += splits[next.group]
            } else {
                let group = groups[next.group]
                cells.append(Cell(day: group.day, app: group.app, api: group.api, split: splits[next.group]))
            }
        }
        return cells
    }
}

extension Statement {
    /// What the valid lots held when they were bought.
    package var held: Tokens {
        lots.reduce(.zero) { sum, line in line.lot.isValid(at: asOf) ? sum + line.lot.tokens : sum }
    }

    /// Usage by day, oldest first; only days with usage.
    package var days: [(day: CivilDate, split: Split)] {
        sums { $0.day }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Usage by app and API, the largest uncharged amount first, then the largest used.
    package var consumers: [(app: AppName, api: APIName, split: Split)] {
        struct Consumer: Hashable {
            let app: AppName
            let api: APIName
        }
        return sums { Consumer(app: $0.app, api: $0.api) }
            .sorted {
                if $0.value.uncharged != $1.value.uncharged { return $0.value.uncharged > $1.value.uncharged }
                if $0.value.tokens != $1.value.tokens { return $0.value.tokens > $1.value.tokens }
                return ($0.key.app, $0.key.api) < ($1.key.app, $1.key.api)
            }
            .map { ($0.key.app, $0.key.api, $0.value) }
    }

    private func sums<Key: Hashable>(by key: (Cell) -> Key) -> [Key: Split] {
        usage.reduce(into: [:]) { $0[key($1), default: .zero] += $1.split }
    }
}
