/// An exact amount of tokens: integer micro-tokens in 64 bits, six decimals, never floating point.
///
/// Sums go through `adding(_:)`, which reports overflow. The operators trap instead and are for
/// parts of a total that was already summed that way.
package struct Tokens: Hashable, Sendable {
    /// Millionths of a token.
    package let micro: Int64

    package init(micro: Int64) { self.micro = micro }

    package init(_ whole: Int) { self.init(micro: Int64(whole) * Tokens.microPerToken) }

    package static let microPerToken: Int64 = 1_000_000
    package static let zero = Tokens(micro: 0)

    /// The sum, or nil when it does not fit 64 bits of micro-tokens.
    package func adding(_ other: Tokens) -> Tokens? {
        let (sum, overflow) = micro.addingReportingOverflow(other.micro)
        return overflow ? nil : Tokens(micro: sum)
    }

    package static func + (a: Tokens, b: Tokens) -> Tokens { Tokens(micro: a.micro + b.micro) }
    package static func - (a: Tokens, b: Tokens) -> Tokens { Tokens(micro: a.micro - b.micro) }
    package static func += (a: inout Tokens, b: Tokens) { a = a + b }
    package static func -= (a: inout Tokens, b: Tokens) { a = a - b }
}

extension Tokens: Comparable {
    package static func < (a: Tokens, b: Tokens) -> Bool { a.micro < b.micro }
}

extension Tokens: CustomStringConvertible {
    /// Plain decimal without trailing zeros: `3.5`, `-1`, `0.000001`.
    package var description: String {
        let magnitude = micro.magnitude
        let perToken = UInt64(Tokens.microPerToken)
        let whole = "\(micro < 0 ? "-" : "")\(magnitude / perToken)"
        var digits = String(magnitude % perToken)
        if digits == "0" { return whole }
        digits = String(repeating: "0", count: 6 - digits.count) + digits
        while digits.last == "0" { digits.removeLast() }
        return whole + "." + digits
    }
}
