package import VermilionDomain

/// Reads CSV record by record, exactly as RFC 4180 says, in one pass over the bytes.
///
/// The file comes in pieces; only the current record and what follows it in the same piece are in memory.
///
/// UTF-8, with or without a byte order mark. A line ends with CRLF, LF, or a lone CR (as old spreadsheets write);
/// inside quotes line ends belong to the field. Blank lines are skipped. A record with a mistake in its quoting is
/// reported, and reading goes on behind the end of the line on which the mistake was found.
package struct CSVReader {
    package enum Step {
        /// The next record is in `fields`.
        case record
        /// The next record cannot be told apart into fields.
        case malformed(Diagnostic)
        case end
    }

    /// Hands out the bytes of a file, a piece at each call; none at the end.
    package typealias Pieces = () throws(Diagnostic) -> [UInt8]

    package let file: String
    /// Off, problems are not put into words: they are only counted.
    var tellsProblems = true
    private let pieces: Pieces
    /// The current record, and what follows it as far as it has been taken from the file.
    private(set) var bytes: [UInt8] = []
    /// Whether the file has nothing more behind `bytes`.
    private var isWhole = false
    /// Up to here `bytes` is UTF-8.
    private var validEnd = 0
    /// The fields of the current record, as places in `bytes`.
    package private(set) var fields: [CSVField] = []
    /// The line of the file on which the current record begins, from 1.
    package private(set) var recordLine = 1
    private(set) var recordStart = 0
    /// Behind the last byte of the current record, without its line end.
    private(set) var recordEnd = 0
    private var position = 0
    private var line = 1
    private var fault: Fault?

    /// A longer record is none: a quote is missing somewhere, or the file is no CSV. It bounds what is in memory.
    private static let longestRecord = 1 << 20

    /// - Throws: what `pieces` throws, or a diagnostic at a byte that is not UTF-8.
    package init(_ pieces: @escaping Pieces, file: String) throws(Diagnostic) {
        self.pieces = pieces
        self.file = file
        while bytes.count < 3, !isWhole { try takePiece() }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        recordStart = position
        recordEnd = position
        try validate()
    }

    /// Reads a file that is in memory already.
    package init(_ bytes: [UInt8], file: String) throws(Diagnostic) {
        var rest = bytes
        try self.init(
            { () throws(Diagnostic) in
                defer { rest = [] }
                return rest
            }, file: file)
    }

    /// Moves to the next record that is not a blank line.
    ///
    /// - Throws: what the file's pieces throw; a diagnostic at a byte that is not UTF-8, and at a quote that is never
    ///   closed: nobody can tell what follows it.
    package mutating func advance() throws(Diagnostic) -> Step {
        while true {
            if let step = try readRecord() { return step }
            // The record goes on in the next piece: it is read from its start when that is there.
            position = recordStart
            line = recordLine
            try dropWhatIsRead()
            try takePiece()
            try validate()
        }
    }

    /// Nil when the record may go on behind `bytes`.
    private mutating func readRecord() throws(Diagnostic) -> Step? {
        fields.removeAll(keepingCapacity: true)
        fault = nil
        while knowsLineEnd, skipLineEnd() {}
        recordStart = position
        recordEnd = position
        recordLine = line
        guard knowsLineEnd else { return nil }
        guard position < bytes.count else { return .end }
        repeat {
            if position < bytes.count, bytes[position] == .quote { try readQuoted() } else { readUnquoted() }
        } while skipComma()
        guard knowsLineEnd else { return nil }
        recordEnd = position
        _ = skipLineEnd()
        return fault.map { .malformed(diagnostic(of: $0)) } ?? .record
    }

    /// Whether a line end at the position can be told: the LF of a CRLF may be in the next piece.
    private var knowsLineEnd: Bool { position + 1 < bytes.count || isWhole }

    private mutating func dropWhatIsRead() throws(Diagnostic) {
        bytes.removeSubrange(..<recordStart)
        validEnd -= recordStart
        (position, recordStart, recordEnd) = (0, 0, 0)
        guard bytes.count < Self.longestRecord else {
            throw problem(
                at: 0, "a row is longer than 1 MiB",
                hint: "close the quote that is open in it; a file that is no CSV cannot be read")
        }
    }

    private mutating func takePiece() throws(Diagnostic) {
        let piece = try pieces()
        if piece.isEmpty { isWhole = true } else { bytes += piece }
    }

    private mutating func validate() throws(Diagnostic) {
        do {
            _ = try UTF8Span(validating: bytes.span.extracting(validEnd..<bytes.count))
            validEnd = bytes.count
        } catch {
            validEnd += error.byteOffsets.lowerBound
            // The rest of a character may be in the next piece.
            if error.kind == .truncatedScalar, bytes.count - validEnd == error.byteOffsets.count, !isWhole { return }
            throw problem(at: validEnd, "is not UTF-8", hint: "save or export the file again as UTF-8")
        }
    }

    private mutating func readUnquoted() {
        let start = position
        var index = start
        scan: while index < bytes.count {
            let byte = bytes[index]
            // Every byte that means something is a comma or below it in ASCII.
            if byte <= .comma {
                switch byte {
                case .comma, .lineFeed, .carriageReturn: break scan
                case .quote:
                    note(.strayQuote, at: index)
                    index = endOfLine(from: index)
                    break scan
                case 0: note(.nul, at: index)
                default: break
                }
            }
            index += 1
        }
        position = index
        fields.append(CSVField(start: start, end: index))
    }

    private mutating func readQuoted() throws(Diagnostic) {
        let opening = position
        var hasDoubledQuotes = false
        var index = opening + 1
        while true {
            guard index < bytes.count else {
                position = index
                if !isWhole { return }
                throw diagnostic(of: Fault(kind: .neverClosed, offset: opening))
            }
            let byte = bytes[index]
            if byte <= .quote {
                switch byte {
                case .quote:
                    guard index + 1 < bytes.count, bytes[index + 1] == .quote else {
                        fields.append(CSVField(opening: opening, closing: index, hasDoubledQuotes: hasDoubledQuotes))
                        return close(behind: index, opening: opening)
                    }
                    hasDoubledQuotes = true
                    index += 1
                case 0: note(.nul, at: index)
                default: if endsLine(at: index) { line += 1 }
                }
            }
            index += 1
        }
    }

    /// Behind a closing quote there is a comma, a line end, or nothing.
    private mutating func close(behind closing: Int, opening: Int) {
        position = closing + 1
        guard position < bytes.count else { return }
        switch bytes[position] {
        case .comma, .lineFeed, .carriageReturn: break
        default:
            note(.textBehindQuote(opening: opening), at: position)
            position = endOfLine(from: position)
        }
    }

    private mutating func skipComma() -> Bool {
        guard position < bytes.count, bytes[position] == .comma else { return false }
        position += 1
        return true
    }

    private mutating func skipLineEnd() -> Bool {
        guard position < bytes.count, bytes[position] == .lineFeed || bytes[position] == .carriageReturn else {
            return false
        }
        if !endsLine(at: position) { position += 1 }
        position += 1
        line += 1
        return true
    }

    private func endOfLine(from start: Int) -> Int {
        bytes[start...].firstIndex { $0 == .lineFeed || $0 == .carriageReturn } ?? bytes.count
    }

    /// Whether a line ends with this byte; the CR of a CRLF does not end it yet.
    func endsLine(at index: Int) -> Bool {
        switch bytes[index] {
        case .lineFeed: true
        case .carriageReturn: index + 1 == bytes.count || bytes[index + 1] != .lineFeed
        default: false
        }
    }

    /// Only the first mistake of a record is told: the others often follow from it.
    private mutating func note(_ kind: Fault.Kind, at offset: Int) {
        if fault == nil { fault = Fault(kind: kind, offset: offset) }
    }
}

extension CSVReader {
    fileprivate struct Fault {
        enum Kind {
            case strayQuote
            case textBehindQuote(opening: Int)
            case nul
            case neverClosed
        }

        let kind: Kind
        let offset: Int
    }

    fileprivate func diagnostic(of fault: Fault) -> Diagnostic {
        switch fault.kind {
        case .strayQuote:
            problem(
                at: fault.offset, "a quote stands inside a field that is not quoted",
                hint: #"quote the whole field and double the quotes in it: "19"" rack""#)
        case .textBehindQuote(let opening):
            problem(
                at: fault.offset, "text follows the closing quote of a field",
                hint: "the field opens at \(place(ofByte: opening)); double the quotes that belong to it")
        case .nul:
            problem(at: fault.offset, "there is a NUL byte", hint: "save or export the file again as UTF-8")
        case .neverClosed:
            problem(
                at: fault.offset, "this quote is never closed",
                hint: "close the field with a quote; if the file was cut off, export it again")
        }
    }
}

extension UInt8 {
    static let quote = UInt8(ascii: "\"")
    static let comma = UInt8(ascii: ",")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
}
