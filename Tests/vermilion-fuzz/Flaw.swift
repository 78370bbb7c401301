import VermilionDomain

/// A promise that a reading did not keep.
struct Flaw: Error, CustomStringConvertible {
    let description: String

    init(_ words: String) { description = words }
}

func demand(_ holds: Bool, _ words: @autoclosure () -> String) throws(Flaw) {
    guard holds else { throw Flaw(words()) }
}

extension Diagnostic {
    /// Unicode scalars; what no list of problems and no terminal should be filled with.
    private static let longest = 3_000

    /// Each part is of bounded length and on one line, whatever the input.
    func demandIsSound() throws(Flaw) {
        for part in [message, hint ?? "", excerpt ?? ""] {
            let scalars = part.unicodeScalars
            try demand(
                scalars.count <= Self.longest, "a diagnostic of \(scalars.count) characters: \(part.prefix(200))…")
            for scalar in scalars where !scalar.isInOneLine {
                throw Flaw(
                    "a diagnostic with U+\(String(scalar.value, radix: 16)): \(part.prefix(200).debugDescription)")
            }
        }
    }
}

extension Unicode.Scalar {
    /// Neither ends a line nor turns the direction of reading.
    fileprivate var isInOneLine: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: false
        default: !(0x202A...0x202E).contains(value)
        }
    }
}

extension Sequence<Diagnostic> {
    func demandAreSound() throws(Flaw) {
        for diagnostic in self { try diagnostic.demandIsSound() }
    }
}

extension Result where Failure == Diagnostic {
    /// What was read, if it was; a refusal must be a sound one.
    func demandIsSound() throws(Flaw) -> Success? {
        switch self {
        case .success(let value): return value
        case .failure(let diagnostic):
            try diagnostic.demandIsSound()
            return nil
        }
    }
}

extension [Usage] {
    /// Each key once, nothing negative, in the order in which it is paid.
    func demandIsSound() throws(Flaw) {
        var keys: Set<Usage.Key> = []
        for (index, row) in enumerated() {
            try demand(row.tokens >= .zero, "negative usage: \(row.tokens)")
            try demand(keys.insert(row.key).inserted, "a key twice: \(row.key)")
            try demand(
                index == 0 || !Usage.isPaidBefore(row, self[index - 1]), "row \(index) is paid before the one in front")
        }
    }
}

extension [Lot] {
    /// Each id once, and none without tokens or time.
    func demandIsSound() throws(Flaw) {
        var ids: Set<LotID> = []
        for lot in self {
            try demand(ids.insert(lot.id).inserted, "a lot twice: \(lot.id)")
            try demand(lot.tokens > .zero && lot.start < lot.expires, "a lot of nothing: \(lot.id)")
        }
    }
}
