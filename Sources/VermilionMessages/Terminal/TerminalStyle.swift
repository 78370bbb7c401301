package import VermilionDomain

/// How text for people is laid out.
package struct TerminalStyle: Hashable, Sendable {
    /// Columns; at least 60.
    package let width: Int
    package let palette: Palette
    /// Days and times are told in this zone.
    package let zone: Zone

    package init(width: Int, palette: Palette, zone: Zone) {
        self.width = max(60, width)
        self.palette = palette
        self.zone = zone
    }

    var words: English { English() }

    func moment(_ instant: Instant) -> String { words.moment(instant, in: zone) }

    package func heading(_ title: String) -> String { palette.paint(title, .strong) }

    func table(_ columns: [TextTable.Column], _ rows: [[String]]) -> [String] {
        TextTable(columns: columns, rows: rows).lines(width: width, palette: palette)
    }
}
