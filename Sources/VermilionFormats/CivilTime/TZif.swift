package import VermilionDomain

extension Zone {
    /// Reads a compiled time zone, as in `/usr/share/zoneinfo` (RFC 8536, versions 1 to 4).
    ///
    /// Nil when the bytes are damaged, or when the file counts leap seconds: instants do not.
    package init?(identifier: String, tzif: [UInt8]) {
        var input = TZifInput(tzif[...])
        guard var header = TZifHeader(&input) else { return nil }
        var width = 4
        if header.version >= UInt8(ascii: "2") {
            // The first block holds the same in 32 bits, for old readers.
            guard input.skip(header.size(width: 4)), let second = TZifHeader(&input) else { return nil }
            header = second
            width = 8
        }
        guard let block = TZifBlock(&input, header: header, width: width) else { return nil }
        var afterwards: YearlyRule?
        if width == 8 {
            guard let footer = input.footer() else { return nil }
            if !footer.isEmpty {
                guard let rule = YearlyRule(posix: footer) else { return nil }
                afterwards = rule
            }
        }
        self.init(
            identifier: identifier, initialOffset: block.initialOffset, transitions: block.transitions,
            afterwards: afterwards)
    }
}

/// The six counts in front of a block (RFC 8536 §3.1).
private struct TZifHeader {
    let version: UInt8
    let utcIndicators: Int
    let standardIndicators: Int
    let leapSeconds: Int
    let transitions: Int
    let types: Int
    let characters: Int

    init?(_ input: inout TZifInput) {
        guard input.bytes(4).map({ $0.elementsEqual("TZif".utf8) }) == true, let version = input.bytes(1)?.first,
            input.skip(15), let utcIndicators = input.count(), let standardIndicators = input.count(),
            let leapSeconds = input.count(), let transitions = input.count(), let types = input.count(),
            let characters = input.count()
        else { return nil }
        guard leapSeconds == 0, types > 0, types <= 256, characters > 0,
            utcIndicators == 0 || utcIndicators == types, standardIndicators == 0 || standardIndicators == types
        else { return nil }
        self.version = version
        self.utcIndicators = utcIndicators
        self.standardIndicators = standardIndicators
        self.leapSeconds = leapSeconds
        self.transitions = transitions
        self.types = types
        self.characters = characters
    }

    /// Bytes of the block; times take `width` bytes each.
    func size(width: Int) -> Int {
        transitions * (width + 1) + types * 6 + trailer
    }

    /// Bytes behind the types: abbreviations and indicators, which say nothing about offsets.
    var trailer: Int { characters + standardIndicators + utcIndicators }
}

/// Transitions and the types of local time between them (RFC 8536 §3.2).
private struct TZifBlock {
    let initialOffset: Int
    let transitions: [Zone.Transition]

    init?(_ input: inout TZifInput, header: TZifHeader, width: Int) {
        guard let times = input.bytes(header.transitions * width), let kinds = input.bytes(header.transitions),
            let types = input.bytes(header.types * 6), input.skip(header.trailer)
        else { return nil }
        var offsets: [Int] = []
        for type in 0..<header.types {
            let offset = TZifInput.signed(types.dropFirst(type * 6).prefix(4))
            // RFC 8536 §3.2: within a day and a bit, so that a 32-bit sum cannot overflow.
            guard (-89_999...93_599).contains(offset) else { return nil }
            offsets.append(Int(offset))
        }
        var transitions: [Zone.Transition] = []
        transitions.reserveCapacity(header.transitions)
        for (number, kind) in kinds.enumerated() {
            let time = TZifInput.signed(times.dropFirst(number * width).prefix(width))
            guard offsets.indices.contains(Int(kind)), transitions.last.map({ $0.at < time }) ?? true else {
                return nil
            }
            transitions.append(Zone.Transition(at: time, offset: offsets[Int(kind)]))
        }
        initialOffset = offsets[0]
        self.transitions = transitions
    }
}

/// Reads big-endian numbers off the front of a file, never past its end.
private struct TZifInput {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func skip(_ count: Int) -> Bool { bytes(count) != nil }

    mutating func count() -> Int? {
        bytes(4).map { Int($0.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }) }
    }

    /// The text between the two line feeds that end the file.
    func footer() -> ArraySlice<UInt8>? {
        guard rest.first == UInt8(ascii: "\n") else { return nil }
        let text = rest.dropFirst()
        guard let end = text.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        return text[..<end]
    }

    /// A two's complement number of four or eight bytes.
    static func signed(_ bytes: ArraySlice<UInt8>) -> Int64 {
        let value = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return bytes.count == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
    }
}
