package import VermilionDomain

/// Where the fields of usage are in a JSON document that nobody has described.
///
/// A field without a pointer is looked for under the names that are obvious.
package struct UsageMap: Hashable, Sendable {
    /// `rows`, `next` and `balance` are named from the document, the others from a row.
    package enum Field: String, Hashable, Sendable, CaseIterable {
        case rows, day, app, api, tokens, next, uncharged, id, balance
        /// What was used, where a document does not count tokens.
        case jobs, hours, seconds, photos, megabytes
    }

    private let stated: [Field: JSONPointer]
    private let rates: RateTable

    /// - Parameter rates: what is used costs so much, where a document does not count tokens.
    package init(_ stated: [Field: JSONPointer], rates: RateTable = RateTable([])) {
        (self.stated, self.rates) = (stated, rates)
    }

    /// Reads one document, which may be one page of several.
    ///
    /// - Parameter file: how messages call the document.
    /// - Throws: a diagnostic that shows the keys it found when a list, a day or tokens cannot be recognised: that is
    ///   never "no usage". An empty list is.
    package func page(_ document: JSON, file: String) throws(Diagnostic) -> UsagePage {
        let unknown = UnknownDocument(file: file)
        let (list, rows) = try rows(of: document, unknown)
        var problems = RowProblems(list: list, file: file)
        let next = checked(in: &problems) { () throws(RowMistake) in try self.next(of: document) }
        let balance = checked(in: &problems) { () throws(RowMistake) in try self.balance(of: document) }
        var page = UsagePage(next: next ?? nil, balance: balance ?? nil)
        if !rows.isEmpty {
            let measured = measured(in: rows)
            let fields = RowFields(
                day: try required(.day, in: rows, unknown),
                tokens: measured.isEmpty ? try required(.tokens, in: rows, unknown) : stated[.tokens],
                measured: measured, rates: rates,
                app: stated[.app] ?? guess(.app, in: rows), api: stated[.api] ?? guess(.api, in: rows),
                uncharged: stated[.uncharged] ?? guess(.uncharged, in: rows),
                id: stated[.id] ?? guess(.id, in: rows))
            for (index, row) in rows.enumerated() {
                do {
                    page.rows.append(try fields.row(row))
                } catch {
                    problems.append(error, row: index)
                }
            }
        }
        page.problems = problems.diagnostics
        return page
    }

    private func rows(
        of document: JSON, _ unknown: UnknownDocument
    ) throws(Diagnostic) -> (list: String, rows: [JSON]) {
        if let pointer = stated[.rows] {
            guard case .array(let rows)? = pointer.value(in: document) else {
                throw unknown.error("there is no list at \(pointer.text.cell)", document)
            }
            return (pointer.text, rows)
        }
        if case .array(let rows) = document { return ("", rows) }
        guard case .object(let members) = document else { throw unknown.error("there is no list of rows", document) }
        var empty: String?
        for name in Self.obvious(.rows) {
            for (key, value) in members where key.plainKey == name {
                guard case .array(let rows) = value else { continue }
                let list = JSONPointer.member(key).text
                // An empty list beside one that holds something is something else.
                if !rows.isEmpty { return (list, rows) }
                empty = empty ?? list
            }
        }
        guard let empty else { throw unknown.error("there is no list of rows", document) }
        return (empty, [])
    }

    private func required(
        _ field: Field, in rows: [JSON], _ unknown: UnknownDocument
    ) throws(Diagnostic) -> JSONPointer {
        let pointer = stated[field] ?? guess(field, in: rows)
        if let pointer, rows.contains(where: { pointer.value(in: $0) != nil }) { return pointer }
        let place = stated[field].map { " at \($0.text.cell)" } ?? ""
        throw unknown.error("no row has \(field == .day ? "a day" : field.rawValue)\(place)", rows[0])
    }

    /// Where a row says what was used instead of what it cost: where it is stated, or when nothing looks like tokens.
    private func measured(in rows: [JSON]) -> [RowFields.Measured] {
        let fields = [Field.jobs, .hours, .seconds, .photos, .megabytes]
        let isStated = fields.contains { stated[$0] != nil }
        guard isStated || stated[.tokens] == nil && guess(.tokens, in: rows) == nil else { return [] }
        return fields.compactMap { field in
            let pointer = stated[field] ?? (isStated ? nil : guess(field, in: rows))
            guard let pointer, let unit = RowFields.Measured.Unit(field) else { return nil }
            return RowFields.Measured(unit: unit, pointer: pointer)
        }
    }

    /// The first obvious name under which any row has a value.
    private func guess(_ field: Field, in rows: [JSON]) -> JSONPointer? {
        var keys: [String: String] = [:]
        for case .object(let members) in rows {
            for (key, value) in members {
                if case .null = value { continue }
                if keys[key.plainKey] == nil { keys[key.plainKey] = key }
            }
        }
        return Self.obvious(field).lazy.compactMap { keys[$0] }.first.map(JSONPointer.member)
    }

    private func next(of document: JSON) throws(RowMistake) -> String? {
        let pointers =
            stated[.next].map { [$0] } ?? ["/pagination/nextUrl", "/nextUrl", "/next"].compactMap(JSONPointer.init)
        for pointer in pointers {
            switch pointer.value(in: document) {
            case .string(let url): return url.isEmpty ? nil : url
            case nil, .null: continue
            default: throw RowMistake("\(pointer.text.cell) is not the address of the next page")
            }
        }
        return nil
    }

    private func balance(of document: JSON) throws(RowMistake) -> Tokens? {
        guard let pointer = stated[.balance] else { return nil }
        guard let value = pointer.value(in: document) else {
            throw RowMistake("there is no balance at \(pointer.text.cell)")
        }
        return try Tokens(stated: value, "balance")
    }

    private func checked<Value>(
        in problems: inout RowProblems, _ read: () throws(RowMistake) -> Value
    ) -> Value? {
        do {
            return try read()
        } catch {
            problems.append(error, row: nil)
            return nil
        }
    }

    /// In lower case without `_`, `-` and blanks; the first that is there counts, so names come before numbers.
    private static func obvious(_ field: Field) -> [String] {
        switch field {
        case .rows: ["results", "data", "usage", "usages", "rows", "items"]
        case .day: ["day", "date", "usagedate", "dayused", "usageday", "time", "timestamp"]
        case .app:
            ["app", "appname", "clientname", "application", "applicationname", "appid", "clientid", "applicationid"]
        case .api: ["api", "apiname", "featurename", "feature", "featureid", "service", "servicename", "serviceid"]
        case .tokens: ["tokens", "tokensused", "tokensconsumed", "tokenconsumed", "flextokens", "totaltokens"]
        case .uncharged: ["uncharged", "unchargedtokens", "tokensuncharged"]
        case .id: ["id", "usageid", "rowid"]
        case .jobs: ["jobs", "jobcount", "numberofjobs"]
        case .hours: ["hours", "processinghours"]
        case .seconds: ["seconds", "processingseconds"]
        case .photos: ["photos", "photocount"]
        case .megabytes: ["megabytes", "mb"]
        case .next, .balance: []
        }
    }
}

/// What a document without a known shape is told to the user as.
private struct UnknownDocument {
    let file: String

    func error(_ what: String, _ value: JSON) -> Diagnostic {
        let found: String
        switch value {
        case .object(let members):
            let most = 20
            let keys = members.prefix(most).map { $0.0.cell } + (members.count > most ? ["…"] : [])
            found = members.isEmpty ? "it is an empty object" : "it has \(keys.joined(separator: ", "))"
        case .array: found = "it is a list"
        default: found = "it is a single value"
        }
        return Diagnostic(
            .error, at: Diagnostic.Place(file: file), "unknown layout: \(what)",
            hint: "\(found); look at it with `vermilion fetch` and name the fields in `map`")
    }
}

extension String {
    fileprivate var plainKey: String {
        var plain = ""
        for scalar in lowercased().unicodeScalars where scalar != "_" && scalar != "-" && scalar != " " {
            plain.unicodeScalars.append(scalar)
        }
        return plain
    }
}
