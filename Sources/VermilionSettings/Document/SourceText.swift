import VermilionDomain

/// The text of a configuration file, by lines and columns as YAML counts them.
struct SourceText {
    /// A position as libyaml gives it: both from 1, the column in Unicode scalars.
    struct Position: Hashable {
        let line: Int
        let column: Int
    }

    let file: String
    private(set) var scalars: [Unicode.Scalar]
    /// Indices into `scalars`.
    private let lineStarts: [Int]

    /// The error says what is wrong with the text as a text.
    init(_ bytes: [UInt8], file: String) throws(Diagnostic) {
        self.file = file
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw Diagnostic(at: .init(file: file, line: 1, column: 1), "this is UTF-16", hint: "save it as UTF-8")
        }
        // A byte order mark says nothing in UTF-8, and libyaml would take it for a control character.
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        var scalars: [Unicode.Scalar] = []
        var starts = [0]
        var parser = Unicode.UTF8.ForwardParser()
        var input = content.makeIterator()
        decoding: while true {
            switch parser.parseScalar(from: &input) {
            case .valid(let encoded):
                let scalar = Unicode.UTF8.decode(encoded)
                if scalar == "\n", scalars.last == "\r" { starts.removeLast() }
                scalars.append(scalar)
                if Self.endsLine(scalar) { starts.append(scalars.count) }
            case .emptyInput:
                break decoding
            case .error:
                let place = Diagnostic.Place(
                    file: file, line: starts.count, column: scalars.count - (starts.last ?? 0) + 1)
                throw Diagnostic(at: place, "this byte is not UTF-8", hint: "save the file as UTF-8")
            }
        }
        self.scalars = scalars
        lineStarts = starts
        try refuseControlCharacters()
    }

    /// YAML 1.1 §4.1.1; NEL, LS and PS end lines too.
    private static func endsLine(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    /// What YAML 1.1 §4.1.1 does not allow, with its place, which libyaml does not tell.
    private func refuseControlCharacters() throws(Diagnostic) {
        let wrong = scalars.firstIndex { scalar in
            switch scalar {
            case "\t", "\n", "\r", "\u{85}": false
            case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FEFF}", "\u{FFFE}", "\u{FFFF}": true
            default: false
            }
        }
        guard let wrong else { return }
        let line = lineStarts.lastIndex { $0 <= wrong } ?? 0
        let code = String(scalars[wrong].value, radix: 16, uppercase: true)
        throw Diagnostic(
            at: place(of: Position(line: line + 1, column: wrong - lineStarts[line] + 1)),
            "there is an invisible control character here: U+" + String(repeating: "0", count: 4 - code.count) + code,
            hint: "delete it")
    }

    var text: String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    /// Where the scalar with so many before it stands.
    func position(atScalar offset: Int) -> Position {
        let line = (lineStarts.lastIndex { $0 <= offset } ?? 0) + 1
        return Position(line: line, column: offset - lineStarts[line - 1] + 1)
    }

    func scalars(ofLine line: Int) -> ArraySlice<Unicode.Scalar> {
        guard lineStarts.indices.contains(line - 1) else { return [] }
        let end = lineStarts.indices.contains(line) ? lineStarts[line] : scalars.count
        let content = scalars[lineStarts[line - 1]..<end]
        return content.prefix(content.count - content.reversed().prefix(while: Self.endsLine).count)
    }

    /// Positions behind the end become the end.
    private func within(_ position: Position) -> Position {
        position.line <= lineStarts.count
            ? position : Position(line: lineStarts.count, column: scalars(ofLine: lineStarts.count).count + 1)
    }

    /// The place as people count: columns in characters.
    func place(of position: Position) -> Diagnostic.Place {
        let position = within(position)
        let before = scalars(ofLine: position.line).prefix(max(0, position.column - 1))
        var text = String.UnicodeScalarView()
        text.append(contentsOf: before)
        return Diagnostic.Place(file: file, line: position.line, column: String(text).count + 1)
    }

    /// The line, unless it is too long to show or may hold a secret.
    func excerpt(at position: Position) -> String? {
        let line = scalars(ofLine: within(position).line)
        guard line.count <= 200 else { return nil }
        var text = String.UnicodeScalarView()
        for scalar in line { text.append(Self.disturbsCaret(scalar) ? " " : scalar) }
        let excerpt = String(text)
        return LiteralSecret.mayStand(in: excerpt) ? nil : excerpt
    }

    /// Tabs, and what turns the reading direction around.
    private static func disturbsCaret(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\t", "\u{200E}", "\u{200F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": true
        default: false
        }
    }

    /// The scalar at a position, nil behind the end of its line.
    func scalar(at position: Position) -> Unicode.Scalar? { index(of: position).map { scalars[$0] } }

    /// The same text with one scalar exchanged, so that every position stays what it was.
    mutating func replaceScalar(at position: Position, with scalar: Unicode.Scalar) {
        if let index = index(of: position) { scalars[index] = scalar }
    }

    private func index(of position: Position) -> Int? {
        let line = scalars(ofLine: position.line)
        let index = line.startIndex + position.column - 1
        return line.indices.contains(index) ? index : nil
    }
}
