extension String {
    /// The text on lines of at most so many columns: broken at spaces, between East Asian characters, and elsewhere
    /// only within words that are longer than a line.
    func wrapped(to width: Int) -> [String] {
        let room = max(2, width)
        var lines: [String] = []
        var line = ""
        for piece in pieces {
            let isFirst = line.isEmpty
            let text = isFirst ? piece.text : piece.isSpaced ? " \(piece.text)" : piece.text
            if line.displayWidth + text.displayWidth <= room {
                line += text
                continue
            }
            if !isFirst { lines.append(line) }
            line = ""
            for character in piece.text {
                if line.displayWidth + character.displayWidth > room {
                    lines.append(line)
                    line = ""
                }
                line.append(character)
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// What stays together on a line, and whether a space stands before it.
    private var pieces: [(text: String, isSpaced: Bool)] {
        var pieces: [(text: String, isSpaced: Bool)] = []
        for word in split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            var piece = ""
            var isSpaced = true
            for character in word {
                if let last = piece.last, last.displayWidth == 2 || character.displayWidth == 2,
                    !character.mustNotBegin, !last.mustNotEnd, !(last.isKatakana && character.isKatakana)
                {
                    pieces.append((piece, isSpaced))
                    (piece, isSpaced) = ("", false)
                }
                piece.append(character)
            }
            pieces.append((piece, isSpaced))
        }
        return pieces
    }
}

extension Character {
    /// What Japanese typesetting keeps off the start of a line.
    fileprivate var mustNotBegin: Bool { "、。，．）」』】〉》！？ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ・：；,.)!?:;".contains(self) }
    /// …and off its end.
    fileprivate var mustNotEnd: Bool { "（「『【〈《(".contains(self) }
    /// Foreign words are in katakana; they are not broken.
    fileprivate var isKatakana: Bool { unicodeScalars.allSatisfy { (0x30A0...0x30FF).contains($0.value) } }
}
