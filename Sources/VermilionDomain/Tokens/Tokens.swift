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
        let (whole, fraction) = micro.magnitude.quotientAndRemainder(dividingBy: UInt64(Tokens.microPerToken))
        let sign = micro < 0 ? "-" : ""
        if fraction == 0 { return sign + String(whole) }
        return sign + String(whole)
            + String(unsafeUninitializedCapacity: 7) { digits in
                digits[0] = UInt8(ascii: ".")
                var (rest, count) = (fraction, 1)
                for place in (1...6).reversed() {
                    digits[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                    // Zeros count only in front of another digit.
                    if count == 1, rest % 10 != 0 { count = place + 1 }
                    rest /= 10
                }
                return count
            }
    }
}
