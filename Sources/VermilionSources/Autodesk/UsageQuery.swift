package import VermilionDomain
package import VermilionFormats

/// What a query of the Token Flex or the Business Success Plan API has come to.
package enum UsageQuery {
    case underway(id: String)
    /// - Parameter total: rows of all pages, where the answer tells.
    case done(page: UsagePage, givenBack: [GivenBack], count: Int, total: Int?)

    /// A row with negative tokens, as adjustments may be: no usage.
    package struct GivenBack: Hashable {
        package let day: String
        package let what: String
        package let tokens: String
    }

    /// - Parameter map: where in a row, by the names of columns, the fields of usage are.
    package init(_ document: JSON, map: UsageMap, file: String) throws(Diagnostic) {
        let status = try document.text("status", in: file)
        switch status.uppercased() {
        case "QUEUED", "PROCESSING", "SUBMITTED", "RUNNING":
            self = .underway(id: try document.text("id", in: file))
        case "DONE", "COMPLETED":
            // One API puts the table beside the status, the other into `result`.
            let result = document.member("result") ?? document
            let rows = try Self.objects(result, file: file)
            let total = (result.member("total") ?? document.member("pagination")?.member("totalResults"))?.text
            let used = rows.filter { GivenBack($0) == nil }
            self = .done(
                page: try map.page(.array(used), file: file), givenBack: rows.compactMap { GivenBack($0) },
                count: rows.count, total: total.flatMap { Int($0) })
        default:
            throw Diagnostic(
                at: Diagnostic.Place(file: file), "the query ended as \(status.singleLine(atMost: 40))",
                hint: "it is asked again at the next poll")
        }
    }

    /// The rows as objects, by the names of their columns.
    private static func objects(_ result: JSON, file: String) throws(Diagnostic) -> [JSON] {
        var names: [String] = []
        for column in try result.list("columns", in: file) {
            guard let name = column.text ?? column.member("name")?.text else {
                throw Diagnostic(at: Diagnostic.Place(file: file), "a column of the answer has no name")
            }
            names.append(name)
        }
        var objects: [JSON] = []
        for (index, row) in try result.list("rows", in: file).enumerated() {
            guard let cells = row.elements, cells.count == names.count else {
                throw Diagnostic(
                    at: Diagnostic.Place(file: file), "row \(index) of the answer does not have \(names.count) columns")
            }
            objects.append(.object(Array(zip(names, cells))))
        }
        return objects
    }
}

extension UsageQuery.GivenBack {
    fileprivate init?(_ row: JSON) {
        guard let tokens = row.member("tokensConsumed")?.text, tokens.hasPrefix("-") else { return nil }
        self.init(
            day: row.member("usageDate")?.text ?? "", what: row.member("usageCategory")?.text ?? "", tokens: tokens)
    }
}
