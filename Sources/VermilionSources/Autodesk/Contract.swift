package import VermilionDomain
package import VermilionFormats

/// An enterprise contract as `GET /contract/{n}` of the Token Flex Usage Data API tells it.
package struct Contract: Hashable {
    package struct Year: Hashable {
        let number: String
        let start: CivilDate
        /// The last day on which its tokens are valid.
        let end: CivilDate
        package let provisioned: Tokens
        /// A snapshot; negative when more was used than provisioned.
        let remaining: Tokens
    }

    let number: String
    package let years: [Year]

    package init(_ document: JSON, file: String) throws(Diagnostic) {
        number = try document.text("contractNumber", in: file)
        var years: [Year] = []
        for year in try document.list("contractYears", in: file) {
            years.append(
                Year(
                    number: try year.text("year", in: file), start: try year.moment("startDate", in: file).day,
                    end: try year.moment("endDate", in: file).day,
                    provisioned: try year.tokens("provisionedTokens", in: file),
                    remaining: try year.tokens("remainingTokens", in: file)))
        }
        self.years = years
        let numbers = years.map(\.number)
        guard Set(numbers).count == numbers.count else {
            throw Diagnostic(
                at: Diagnostic.Place(file: file), "the answer has a year of the contract twice",
                hint: "look at it with `vermilion fetch`; nobody can tell which of them is right")
        }
    }

    /// One lot for each year that has tokens. The end is inclusive, so a lot expires with the day after.
    package func lots(zone: Zone, file: String) throws(Diagnostic) -> [Lot] {
        var lots: [Lot] = []
        for year in years where year.provisioned > .zero {
            do {
                lots.append(
                    try Lot(
                        id: LotID("\(number)-\(year.number)"), tokens: year.provisioned,
                        start: zone.startOfDay(year.start), expires: zone.startOfDay(year.end.adding(days: 1))))
            } catch {
                throw Diagnostic(
                    at: Diagnostic.Place(file: file),
                    "year \(year.number.singleLine(atMost: 40)) of the contract ends on \(year.end), before it starts")
            }
        }
        return lots
    }

    /// What remains of the year in which `now` lies; nil outside the contract.
    package func balance(at now: Instant, zone: Zone) -> ObservedBalance? {
        years.first { zone.startOfDay($0.start) <= now && now < zone.startOfDay($0.end.adding(days: 1)) }
            .map { ObservedBalance(at: now, available: $0.remaining) }
    }
}
