package import VermilionDomain
package import VermilionFormats

/// Usage of an enterprise contract by month, as `GET /usage/{n}/summary` of the Token Flex Usage Data API tells it.
package struct UsageSummary {
    package struct Month: Hashable {
        /// The first day.
        let day: CivilDate
        let contractYear: String
        let category: String
        /// Negative for an adjustment in the user's favour.
        package let tokens: Tokens
    }

    package let months: [Month]

    package init(_ document: JSON, file: String) throws(Diagnostic) {
        guard let elements = document.elements else {
            throw Diagnostic(at: Diagnostic.Place(file: file), "the answer is not a list of months")
        }
        var months: [Month] = []
        for element in elements {
            months.append(
                Month(
                    day: try element.moment("usageMonth", in: file).day.startOfMonth,
                    contractYear: try element.text("contractYear", in: file),
                    category: try element.text("usageCategory", in: file),
                    tokens: try element.tokens("tokensConsumed", in: file)))
        }
        self.months = months
    }
}
