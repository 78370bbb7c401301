/// A table for a fixed-width font.
struct TextTable: Hashable, Sendable {
    struct Column: Hashable, Sendable {
        enum Kind: Hashable, Sendable {
            /// Left-aligned; cut when the table is too wide.
            case name
            /// Left-aligned, never cut: times, ids.
            case mark
            /// Decimals, point below point.
            case amount
            /// Decimals that are bad unless they are zero.
            case debt
        }

        let title: String
        let kind: Kind

        init(_ title: String, _ kind: Kind) { (self.title, self.kind) = (title, kind) }
    }

    let columns: [Column]
    let rows: [[String]]

    /// Names are cut evenly until all fits, but not below a readable rest.
    func lines(width: Int, palette: Palette) -> [String] {
        var texts = columns.indices.map { index in rows.map { $0[index] } }
        var titles = columns.map(\.title)
        for index in columns.indices where columns[index].isNumeric {
            let numbers = Numbers(texts: texts[index], title: titles[index])
            texts[index] = texts[index].map(numbers.text(of:))
            titles[index] = numbers.title
        }
        let widths = fitted(
            zip(titles, texts).map { max($0.displayWidth, $1.map(\.displayWidth).max() ?? 0) }, to: width)
        let head = line(titles, widths: widths) { text, _ in palette.paint(text, .faint) }
        return [head]
            + rows.indices.map { row in
                line(columns.indices.map { texts[$0][row] }, widths: widths) { text, index in
                    columns[index].kind == .debt && rows[row][index] != "0" ? palette.paint(text, .uncharged) : text
                }
            }
    }

    private func line(_ cells: [String], widths: [Int], paint: (String, Int) -> String) -> String {
        cells.indices.map { index in
            let cell = cells[index].cut(to: widths[index])
            return paint(index == cells.count - 1 ? cell.withoutTrailingSpace : cell.padded(to: widths[index]), index)
        }.joined(separator: TextTable.gap).withoutTrailingSpace
    }

    private static let gap = "  "
    private static let leastName = 8

    private func fitted(_ widths: [Int], to width: Int) -> [Int] {
        var widths = widths
        var excess = widths.reduce(0, +) + TextTable.gap.count * (widths.count - 1) - width
        let names = columns.indices.filter { columns[$0].kind == .name }
        while excess > 0, let widest = names.max(by: { widths[$0] < widths[$1] }), widths[widest] > TextTable.leastName
        {
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }
}

extension TextTable.Column {
    var isNumeric: Bool { kind == .amount || kind == .debt }
}
