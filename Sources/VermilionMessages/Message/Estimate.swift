import VermilionDomain

extension Tokens {
    /// A forecast as it is told to people: in whole tokens from ten on, to a tenth below. A rate knows no more.
    var estimate: Tokens {
        let step = micro.magnitude >= 10 * Tokens.microPerToken.magnitude ? Tokens.microPerToken : 100_000
        let (steps, rest) = micro.flooredDivision(by: step)
        let rounded = (rest * 2 >= step ? steps + 1 : steps).multipliedReportingOverflow(by: step)
        return rounded.overflow ? self : Tokens(micro: rounded.partialValue)
    }
}
