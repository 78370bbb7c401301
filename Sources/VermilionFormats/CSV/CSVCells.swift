import VermilionDomain

// What tables read out of a cell, or what to tell about it.
extension CSVReader {
    /// - Parameter column: what the file calls it, for an empty cell.
    func tokens(_ field: CSVField, column: String) throws(Diagnostic) -> Tokens {
        do {
            return try Tokens(stated: value(field))
        } catch {
            throw problem(of: error, at: field, column: column)
        }
    }

    private func problem(of mistake: StatedAmountMistake, at field: CSVField, column: String) -> Diagnostic {
        switch mistake {
        case .empty: isEmpty(field, column: column, hint: "write an amount, 0 if there is none")
        case .notANumber:
            problem(at: field, "\(text(field).cell) is not an amount", hint: "write a decimal such as 1030.25")
        case .decimalComma(let better):
            problem(
                at: field, "\(text(field).cell) is not an amount: the comma does not separate thousands",
                hint: "write \(better)")
        case .tooLarge:
            problem(
                at: field, "\(text(field).cell) is too large",
                hint: "the most is 9,223,372,036,854.775807 tokens: check the amount")
        }
    }

    func moment(_ field: CSVField, column: String) throws(Diagnostic) -> CivilMoment {
        let cell = value(field).trimmed
        if let moment = CivilMoment(utf8: cell) { return moment }
        throw cell.isEmpty
            ? isEmpty(field, column: column, hint: "write a date such as 2025-07-24")
            : problem(
                at: field, "\(text(field).cell) is not a date",
                hint: "write 2025-07-24, or with a time 2025-07-24T09:30:00+09:00")
    }

    func isEmpty(_ field: CSVField, column: String, hint: String) -> Diagnostic {
        problem(at: field, "\(column.cell) is empty", hint: hint)
    }

    /// Nil when the current record has as many fields as the header.
    func wrongWidth(_ header: CSVHeader) -> Diagnostic? {
        let (found, wanted) = (fields.count, header.names.count)
        guard found != wanted else { return nil }
        guard tellsProblems else { return problem(at: recordStart, "") }
        let message = "the row has \(found) \(found == 1 ? "field" : "fields"), the header \(wanted)"
        return found < wanted
            ? problem(at: recordEnd, message, hint: "\(header.names[found].cell) is missing")
            : problem(at: fields[wanted], message, hint: "quote fields that hold a comma")
    }
}
