/// All usage of a team in the order in which it is paid, laid out for large books: 24 bytes a row beside the names.
///
/// Rows lie in blocks that know where on the tape they begin, so that finding a place is a binary search over blocks
/// and within one, and a late row moves one block only. Sums are checked: the end of the tape fits 64 bits.
package struct UsageRoll: Sendable {
    /// What a row takes in memory.
    package struct Row: Sendable {
        let time: Instant
        let tokens: Tokens
        let group: UInt32
        let id: UInt32

        /// - Parameters:
        ///   - group: its number in a `NameTable`.
        ///   - id: likewise.
        package init(time: Instant, tokens: Tokens, group: UInt32, id: UInt32) {
            self.time = time
            self.tokens = tokens
            self.group = group
            self.id = id
        }
    }

    struct Block: Sendable {
        /// Never empty.
        var rows: [Row]
        /// Where its first row begins on the tape.
        var start: Int64
        /// Of its rows.
        var sum: Int64

        var end: Int64 { start + sum }
    }

    private(set) var blocks: [Block] = []
    private(set) var names = NameTable()
    private(set) var count = 0

    /// Half of what a block holds at most.
    private let blockSize: Int

    /// - Parameter blockSize: rows; as it is, the sums over a block and its shift stay within microseconds.
    init(blockSize: Int = 2_048) { self.blockSize = blockSize }

    /// - Parameter usage: in any order; up to `asOf`, what is later is left out.
    init(_ usage: some Sequence<Usage>, upTo asOf: Instant) throws(Ledger.Failure) {
        self.init()
        var rows: [Row] = []
        rows.reserveCapacity(usage.underestimatedCount)
        for row in usage where row.time <= asOf { rows.append(pack(row)) }
        let order = PaymentOrder(names)
        rows.sort(by: order.isPaidBefore)
        for row in rows { try append(row) }
    }

    /// An empty roll for rows that are numbered already.
    package init(_ names: NameTable) {
        self.init()
        self.names = names
    }

    /// The end of all usage, in micro-tokens.
    var end: Int64 { blocks.last?.end ?? 0 }

    /// The row that is paid last.
    var last: Row? { blocks.last?.rows.last }

    private mutating func pack(_ row: Usage) -> Row {
        Row(time: row.time, tokens: row.tokens, group: names.number(of: row.key), id: names.number(of: row.key.id))
    }

    func usage(_ row: Row) -> Usage {
        Usage(key: names.key(group: row.group, id: row.id), time: row.time, tokens: row.tokens)
    }

    private func check(_ row: Row) throws(Ledger.Failure) {
        guard row.tokens >= .zero else { throw .negativeUsage(usage(row).key) }
        guard Tokens(micro: end).adding(row.tokens) != nil else { throw .usageOverflows(usage(row).key) }
    }

    /// Takes in a row that is paid after all others.
    package mutating func append(_ row: Row) throws(Ledger.Failure) {
        try check(row)
        if blocks.last.map({ $0.rows.count >= blockSize }) ?? true {
            blocks.append(Block(rows: [], start: end, sum: 0))
            blocks[blocks.count - 1].rows.reserveCapacity(blockSize)
        }
        blocks[blocks.count - 1].rows.append(row)
        blocks[blocks.count - 1].sum += row.tokens.micro
        count += 1
    }
}

// MARK: - Changing

extension UsageRoll {
    /// Takes one row in where it belongs: at the end at once, earlier at the cost of a block.
    mutating func insert(_ usage: Usage) throws(Ledger.Failure) {
        let row = pack(usage)
        guard let last, Usage.isPaidBefore(usage, self.usage(last)) else {
            return try append(row)
        }
        try check(row)
        // The last row is paid after this one, so a place is found.
        let block = firstBlock { !Usage.isPaidBefore(self.usage($0), usage) }
        let place = partition(blocks[block].rows) { Usage.isPaidBefore(self.usage($0), usage) }
        blocks[block].rows.insert(row, at: place)
        count += 1
        moved(block, by: row.tokens.micro)
        if blocks[block].rows.count >= 2 * blockSize { split(block) }
    }

    /// False when there is no such row.
    mutating func remove(_ usage: Usage) -> Bool {
        let block = firstBlock { !Usage.isPaidBefore(self.usage($0), usage) }
        guard block < blocks.count else { return false }
        let place = partition(blocks[block].rows) { Usage.isPaidBefore(self.usage($0), usage) }
        guard self.usage(blocks[block].rows[place]) == usage else { return false }
        blocks[block].rows.remove(at: place)
        count -= 1
        moved(block, by: -usage.tokens.micro)
        if blocks[block].rows.isEmpty { blocks.remove(at: block) }
        return true
    }

    private mutating func moved(_ block: Int, by change: Int64) {
        blocks[block].sum += change
        for later in blocks.indices.dropFirst(block + 1) { blocks[later].start += change }
    }

    private mutating func split(_ block: Int) {
        let whole = blocks[block]
        let rest = Array(whole.rows[blockSize...])
        let sum = rest.reduce(0) { $0 + $1.tokens.micro }
        blocks[block] = Block(
            rows: Array(whole.rows[..<blockSize]), start: whole.start, sum: whole.sum - sum)
        blocks.insert(Block(rows: rest, start: whole.end - sum, sum: sum), at: block + 1)
    }

    /// The first block whose last row meets a condition that all later rows meet too; the number of blocks when none.
    private func firstBlock(whoseLast meets: (Row) -> Bool) -> Int {
        partition(blocks) { !meets($0.rows[$0.rows.count - 1]) }
    }
}

// MARK: - Finding

extension UsageRoll {
    /// The end of all usage before an instant.
    func position(before instant: Instant) -> Int64 { position { $0 < instant } }

    /// The end of all usage up to and at an instant.
    func position(through instant: Instant) -> Int64 { position { $0 <= instant } }

    private func position(ofRows isBefore: (Instant) -> Bool) -> Int64 {
        let block = firstBlock { !isBefore($0.time) }
        guard block < blocks.count else { return end }
        let rows = blocks[block].rows
        return rows[..<partition(rows) { isBefore($0.time) }].reduce(blocks[block].start) { $0 + $1.tokens.micro }
    }

    /// All of it as usage, in order.
    var usage: some Sequence<Usage> { rows.lazy.map { usage($0.row) } }

    /// Rows up to and at an instant.
    func prefix(upTo instant: Instant) -> UsageRoll {
        let block = firstBlock { $0.time > instant }
        guard block < blocks.count else { return self }
        var prefix = self
        prefix.blocks.removeSubrange(block...)
        let rows = blocks[block].rows[..<partition(blocks[block].rows) { $0.time <= instant }]
        if !rows.isEmpty {
            let sum = rows.reduce(0) { $0 + $1.tokens.micro }
            prefix.blocks.append(Block(rows: Array(rows), start: blocks[block].start, sum: sum))
        }
        prefix.count = prefix.blocks.reduce(0) { $0 + $1.rows.count }
        return prefix
    }

    /// Rows that end behind a position on the tape, in order.
    func rows(endingAfter position: Int64) -> Rows {
        Rows(of: blocks, from: partition(blocks) { $0.end <= position }, endingAfter: position)
    }

    /// All rows, in order.
    var rows: Rows { Rows(of: blocks, from: 0, endingAfter: -1) }

    struct Rows: Sequence, IteratorProtocol {
        private let blocks: [Block]
        private let least: Int64
        private var block: Int
        private var row = 0
        private var position: Int64

        fileprivate init(of blocks: [Block], from block: Int, endingAfter least: Int64) {
            self.blocks = blocks
            self.least = least
            self.block = block
            position = block < blocks.count ? blocks[block].start : 0
        }

        mutating func next() -> (row: Row, range: Range<Int64>)? {
            while block < blocks.count {
                while row < blocks[block].rows.count {
                    let next = blocks[block].rows[row]
                    let start = position
                    position += next.tokens.micro
                    row += 1
                    if position > least { return (next, start..<position) }
                }
                block += 1
                row = 0
            }
            return nil
        }
    }
}

/// How many elements at the start meet a condition that none behind them meets: binary search.
func partition<Element>(_ elements: [Element], _ isAtStart: (Element) -> Bool) -> Int {
    var low = 0
    var high = elements.count
    while low < high {
        let middle = (low + high) / 2
        if isAtStart(elements[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
}
