import VermilionDomain

/// What is wrong with one row, as words that follow its place.
struct RowMistake: Error {
    let words: String

    init(_ words: String) { self.words = words }
}

/// Where the fields of one document's rows are.
struct RowFields {
    /// Where a row says how much was used of something that has a rate.
    struct Measured {
        enum Unit: String {
            case jobs, hours, seconds, photos, megabytes
        }

        let unit: Unit
        let pointer: JSONPointer
    }

    let day: JSONPointer
    /// Nil when rows do not count tokens.
    let tokens: JSONPointer?
    let measured: [Measured]
    let rates: RateTable
    let app: JSONPointer?
    let api: JSONPointer?
    let uncharged: JSONPointer?
    let id: JSONPointer?

    func row(_ row: JSON) throws(RowMistake) -> UsagePage.Row {
        guard case .object = row else { throw RowMistake("is not an object") }
        guard let moment = day.value(in: row) else { throw RowMistake("has no day at \(day.text.cell)") }
        let (when, what) = (try CivilMoment(stated: moment), APIName(try text(api, of: row, "api")))
        let used = try tokens(of: row, what, on: when.day)
        guard used >= .zero else {
            throw RowMistake("its tokens are negative: \(used)")
        }
        return UsagePage.Row(
            moment: when, app: AppName(try text(app, of: row, "app")), api: what, tokens: used,
            uncharged: try uncharged(of: row, used), id: try text(id, of: row, "id"))
    }

    private func tokens(of row: JSON, _ api: APIName, on day: CivilDate) throws(RowMistake) -> Tokens {
        if let value = tokens?.value(in: row) { return try Tokens(stated: value, "tokens") }
        for measured in measured {
            guard let value = measured.pointer.value(in: row) else { continue }
            if case .null = value { continue }
            let unit = measured.unit
            let quantity = unit.quantity(micro: try Tokens(stated: value, unit.rawValue).micro)
            do {
                return try rates.tokens(for: quantity, of: api, on: day)
            } catch {
                switch error {
                case .noRate:
                    throw RowMistake(
                        "nobody knows what \(quantity.measure) of \(api.text.cell) cost on \(day): write it under `rates`"
                    )
                case .tooLarge: throw RowMistake("its \(unit.rawValue) are too many to be counted")
                }
            }
        }
        let places = ([tokens].compactMap(\.self) + measured.map(\.pointer)).map(\.text.cell)
        throw RowMistake("has no tokens at \(places.joined(separator: " or "))")
    }

    /// Empty where the row says nothing.
    private func text(_ pointer: JSONPointer?, of row: JSON, _ field: String) throws(RowMistake) -> String {
        switch pointer?.value(in: row) {
        case nil, .null: return ""
        case .string(let text): return text
        case .number(let digits): return digits
        case .integer(let number): return String(number)
        default: throw RowMistake("its \(field) is neither a text nor a number")
        }
    }

    private func uncharged(of row: JSON, _ used: Tokens) throws(RowMistake) -> Tokens? {
        switch uncharged?.value(in: row) {
        case nil, .null: return nil
        case .bool(let isAll): return isAll ? used : .zero
        case let value?: return try Tokens(stated: value, "uncharged tokens")
        }
    }
}

extension RowFields.Measured.Unit {
    init?(_ field: UsageMap.Field) { self.init(rawValue: field.rawValue) }

    func quantity(micro: Int64) -> Quantity {
        switch self {
        case .jobs: Quantity(micro: micro, of: .jobs)
        case .hours: Quantity(micro: micro, of: .hours)
        case .seconds: .seconds(micro: micro)
        case .photos: Quantity(micro: micro, of: .photos)
        case .megabytes: Quantity(micro: micro, of: .megabytes)
        }
    }
}

extension Tokens {
    /// A number or a decimal in a text.
    init(stated value: JSON, _ field: String) throws(RowMistake) {
        let digits: String
        switch value {
        case .number(let text), .string(let text): digits = text
        case .integer(let number): digits = String(number)
        default: throw RowMistake("its \(field) are not an amount")
        }
        do {
            try self.init(decimal: digits)
        } catch {
            throw RowMistake(
                "its \(field) are not an amount: \(digits.cell)\(error == .tooLarge ? " is too large" : "")")
        }
    }
}

extension CivilMoment {
    /// ISO 8601 in a text, or whole seconds since 1970.
    init(stated value: JSON) throws(RowMistake) {
        switch value {
        case .string(let text):
            guard let moment = CivilMoment(text) else {
                throw RowMistake("\(text.cell) is not a date (2025-07-24 is one)")
            }
            self = moment
        case .number(let digits):
            // Other numbers are more likely milliseconds, or 20250724, than days before 2000 or after 2100.
            guard let seconds = Int64(digits), (946_684_800..<4_102_444_800).contains(seconds) else {
                throw RowMistake("\(digits.cell) is not a date in seconds since 1970")
            }
            let (days, rest) = seconds.flooredDivision(by: 86_400)
            self.init(
                day: CivilDate(daysSince1970: days), microsecondsSinceMidnight: rest * 1_000_000, offset: 0)
        default: throw RowMistake("its day is neither a date nor a number")
        }
    }
}

/// The first mistakes word for word, the others as a number: a page may have thousands.
struct RowProblems {
    private let list: String
    private let place: Diagnostic.Place
    private var told: [Diagnostic] = []
    private var untold = 0

    init(list: String, file: String) {
        self.list = list.singleLine(atMost: 60)
        place = Diagnostic.Place(file: file)
    }

    /// - Parameter row: from 0; nil for the document.
    mutating func append(_ mistake: RowMistake, row: Int?) {
        guard told.count < 20 else {
            untold += 1
            return
        }
        let start = row.map { "row \(list)/\($0): " } ?? ""
        told.append(Diagnostic(.error, at: place, start + mistake.words))
    }

    var diagnostics: [Diagnostic] {
        guard untold > 0 else { return told }
        return told + [Diagnostic(.error, at: place, "and \(untold) more rows like these")]
    }
}
