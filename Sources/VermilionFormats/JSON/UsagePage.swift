package import VermilionDomain

/// The usage in one JSON document.
package struct UsagePage: Sendable {
    package struct Row: Hashable, Sendable {
        package let moment: CivilMoment
        /// Empty when the document does not tell apps.
        package let app: AppName
        package let api: APIName
        /// Never negative.
        package let tokens: Tokens
        /// What of it was not charged, when the document tells.
        package let uncharged: Tokens?
        /// Empty for none.
        package let id: String

        package init(
            moment: CivilMoment, app: AppName, api: APIName, tokens: Tokens, uncharged: Tokens? = nil, id: String = ""
        ) {
            (self.moment, self.app, self.api) = (moment, app, api)
            (self.tokens, self.uncharged, self.id) = (tokens, uncharged, id)
        }
    }

    package internal(set) var rows: [Row] = []
    /// What is wrong with the other rows.
    package internal(set) var problems: [Diagnostic] = []
    /// Where the next page is, as the document writes it: it may be relative, and may lead anywhere.
    package let next: String?
    /// May be negative.
    package let balance: Tokens?

    init(next: String?, balance: Tokens?) { (self.next, self.balance) = (next, balance) }
}

extension [UsagePage.Row] {
    /// The rows of all pages as usage, each key once, in the order in which it is paid.
    ///
    /// As in a file: rows without an id are numbered within app, API and day; rows with the same id and the same
    /// content are one; where their content differs, none of them counts.
    /// - Parameter zone: for days without an offset.
    /// - Parameter place: how messages call where the rows come from.
    package func usage(
        source: SourceID, zone: Zone, place: String
    ) -> (usage: [Usage], conflicts: [Diagnostic]) {
        var unnamed: [Cell: Int] = [:]
        var known: [Usage.Key: Usage] = [:]
        var contested: Set<Usage.Key> = []
        for row in self {
            let id: RowID
            if row.id.isEmpty {
                let cell = Cell(app: row.app, api: row.api, day: row.moment.day)
                unnamed[cell, default: 0] += 1
                id = .generated(unnamed[cell, default: 1])
            } else {
                id = RowID(row.id.utf8.first == UInt8(ascii: "#") ? "#" + row.id : row.id)
            }
            let key = Usage.Key(source: source, app: row.app, api: row.api, day: row.moment.day, id: id)
            let usage = Usage(key: key, time: row.moment.instant(in: zone), tokens: row.tokens)
            if let first = known.updateValue(usage, forKey: key), first != usage { contested.insert(key) }
        }
        let conflicts = contested.sorted { ($0.day, $0.id) < ($1.day, $1.id) }.prefix(20).map { key in
            Diagnostic(
                .error, at: Diagnostic.Place(file: place),
                "the id \(key.id.text.cell) on \(key.day) stands for rows that differ; none of them counts")
        }
        return (known.values.filter { !contested.contains($0.key) }.sorted(by: Usage.isPaidBefore), conflicts)
    }
}

/// Within which rows without an id are numbered.
private struct Cell: Hashable {
    let app: AppName
    let api: APIName
    let day: CivilDate
}
