/// The rows of a file while it is read: kept in pieces, so that taking in another one never moves the others, and what
/// has been handed on can go.
struct EntryLog: Sendable {
    private static let pieceBits = 12
    private static let pieceSize = 1 << pieceBits

    private var full: [[UsageTable.Entry]] = []
    private var last: [UsageTable.Entry] = []

    var count: Int { full.count << Self.pieceBits + last.count }

    subscript(number: Int) -> UsageTable.Entry {
        let piece = number >> Self.pieceBits
        return (piece < full.count ? full[piece] : last)[number & (Self.pieceSize - 1)]
    }

    mutating func append(_ entry: UsageTable.Entry) {
        if last.count == Self.pieceSize {
            full.append(last)
            last = []
        }
        if last.isEmpty { last.reserveCapacity(Self.pieceSize) }
        last.append(entry)
    }

    /// All entries with their numbers, in the order of the file.
    func visit(_ body: (Int, UsageTable.Entry) -> Void) {
        var number = 0
        for piece in full + [last] {
            for entry in piece {
                body(number, entry)
                number += 1
            }
        }
    }

    /// The same, and each piece goes when it has been handed on; nothing is left.
    mutating func drain(_ body: (Int, UsageTable.Entry) -> Void) {
        var number = 0
        full.append(last)
        last = []
        for piece in full.indices {
            for entry in full[piece] {
                body(number, entry)
                number += 1
            }
            full[piece] = []
        }
        full = []
    }
}
