import VermilionDomain

/// The first record of a file: what its columns are called.
///
/// Names are matched ignoring case, spaces and underscores, in any order.
struct CSVHeader {
    /// As the file writes them.
    let names: [String]
    private let columns: [String: [Int]]
    private let place: Diagnostic.Place

    /// Reads the header off the front of a file.
    ///
    /// - Parameter layout: what the header should be, for the hint of an empty file.
    init(_ reader: inout CSVReader, layout: String) throws(Diagnostic) {
        switch try reader.advance() {
        case .record: break
        case .malformed(let diagnostic): throw diagnostic
        case .end:
            throw Diagnostic(
                .error, at: Diagnostic.Place(file: reader.file), "is empty",
                hint: "the first line names the columns: \(layout)")
        }
        names = reader.texts
        columns = Dictionary(grouping: names.indices) { [names] in Self.plain(names[$0]) }
        place = Diagnostic.Place(file: reader.file, line: reader.recordLine, column: 1)
    }

    /// The column with the first of these names that the file has. Names in lower case, without spaces.
    func column(_ names: String...) -> Int? {
        names.lazy.compactMap { columns[$0]?.first }.first
    }

    /// - Throws: a diagnostic when one of the columns that count stands there twice: neither can be trusted.
    func refuseDuplicates(among known: Set<String>) throws(Diagnostic) {
        let twice = known.compactMap { columns[$0] }.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
        guard !twice.isEmpty else { return }
        throw Diagnostic(
            .error, at: place,
            "unknown layout: columns of the same name: \(Self.list(twice.joined().map { names[$0] }))",
            hint: "keep one of each")
    }

    func unknownLayout(missing: [String], layout: String) -> Diagnostic {
        var hint = "it has \(Self.list(names)); write \(layout)"
        if names.count == 1, names[0].utf8.contains(where: { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "\t") }) {
            hint = "separate the columns by commas; " + hint
        }
        return Diagnostic(
            .error, at: place,
            "unknown layout: there is no column \(missing.map { "\"\($0)\"" }.joined(separator: ", "))", hint: hint)
    }

    /// The first of them and how many more there are: a file that is no CSV may have thousands.
    private static func list(_ names: [String]) -> String {
        let most = 20
        let more = names.count > most ? ["and \(names.count - most) more"] : []
        return (names.prefix(most).map(\.cell) + more).joined(separator: ", ")
    }

    private static func plain(_ name: String) -> String {
        var plain = ""
        for scalar in name.lowercased().unicodeScalars where scalar != "_" && !scalar.properties.isWhitespace {
            plain.unicodeScalars.append(scalar)
        }
        return plain
    }
}

extension String {
    /// The contents of a cell as messages quote them: on one line, and not without end.
    var cell: String { "\"\(singleLine(atMost: 60))\"" }
}
