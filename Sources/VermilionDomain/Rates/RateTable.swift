/// What an API costs while a rate is in force.
package struct Rate: Hashable, Sendable {
    package let api: APIName
    package let measure: Measure
    package let tokens: Tokens
    /// For so many of the measure: 1 token for 50 photos. More than zero.
    package let per: Int64
    /// The first day on which it holds.
    package let from: CivilDate
    /// The first day on which it holds no more; nil when it has no end.
    package let until: CivilDate?

    package init(
        api: APIName, measure: Measure, tokens: Tokens, per: Int64 = 1, from: CivilDate, until: CivilDate? = nil
    ) {
        precondition(per > 0, "a rate is for something")
        self.api = api
        self.measure = measure
        self.tokens = tokens
        self.per = per
        self.from = from
        self.until = until
    }
}

/// Turns what was used into tokens, at the rate of the day.
package struct RateTable: Hashable, Sendable {
    package enum Failure: Error, Hashable, Sendable {
        /// Nobody knows what it cost on that day: a guess would be a figure that nobody can prove.
        case noRate(APIName, Measure, CivilDate)
        case tooLarge
    }

    private let rates: [Rate]

    package init(_ rates: [Rate]) { self.rates = rates }

    /// Exact, and then rounded half-even to a millionth of a token.
    package func tokens(for quantity: Quantity, of api: APIName, on day: CivilDate) throws(Failure) -> Tokens {
        let rate = rates.filter {
            $0.api == api && $0.measure == quantity.measure && $0.from <= day && $0.until.map { day < $0 } ?? true
        }.max { $0.from < $1.from }
        guard let rate else { throw .noRate(api, quantity.measure, day) }
        let product = Int128(quantity.micro).multipliedReportingOverflow(by: Int128(rate.tokens.micro))
        let (divisor, isTooFine) = (Int128(1_000_000) * Int128(quantity.divisor))
            .multipliedReportingOverflow(by: Int128(rate.per))
        guard !product.overflow, !isTooFine,
            let micro = Int64(exactly: product.partialValue.dividedHalfEven(by: divisor))
        else { throw .tooLarge }
        return Tokens(micro: micro)
    }
}

extension Int128 {
    /// - Parameter divisor: more than zero.
    fileprivate func dividedHalfEven(by divisor: Int128) -> Int128 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        // Compared with what is missing to the next, because its double might not fit.
        let (part, missing) = (abs(remainder), divisor - abs(remainder))
        let isUp = part > missing || (part == missing && quotient % 2 != 0)
        return isUp ? quotient + (self < 0 ? -1 : 1) : quotient
    }
}

extension RateTable {
    /// The published rates of November 2022 to 2025-12-07. Those of later days are not public, so none is assumed.
    package static let legacy: [Rate] = {
        guard let from = CivilDate(year: 2022, month: 11, day: 1), let until = CivilDate(year: 2025, month: 12, day: 8)
        else { return [] }
        func rate(_ api: APIName, _ measure: Measure, _ tokens: Tokens, per count: Int64 = 1) -> Rate {
            Rate(api: api, measure: measure, tokens: tokens, per: count, from: from, until: until)
        }
        return [
            rate("Automation", .hours, Tokens(2)),
            rate("Model Derivative complex job", .jobs, Tokens(micro: 500_000)),
            rate("Model Derivative simple job", .jobs, Tokens(micro: 100_000)),
            rate("Reality Capture photo", .photos, Tokens(1), per: 50),
        ]
    }()
}
