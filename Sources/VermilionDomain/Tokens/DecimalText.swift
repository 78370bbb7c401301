/// Why a text is not an amount of tokens.
package enum AmountError: Error, Hashable, Sendable {
    case notANumber
    /// More than 9,223,372,036,854.775807 tokens.
    case tooLarge
}

extension Tokens {
    /// Reads a decimal, e.g. `1030.25`, `-3`, `1.2E-05`; amounts finer than a micro-token are rounded half-even.
    ///
    /// Thousands separators are a matter of file formats and not read here.
    package init(decimal text: some Sequence<UInt8>) throws(AmountError) {
        var number = DecimalText()
        for byte in text { try number.take(byte) }
        self.init(micro: try number.micro())
    }

    package init(decimal text: String) throws(AmountError) {
        try self.init(decimal: text.utf8)
    }
}

/// A decimal number read byte by byte: sign, digits, point, exponent.
private struct DecimalText {
    private enum Part { case sign, whole, fraction, exponentSign, exponent }

    private var part = Part.sign
    private var negative = false
    private var digits: [UInt8] = []
    private var sawDigit = false
    private var fractionDigits = 0
    private var exponentNegative = false
    private var exponent = 0
    private var sawExponentDigit = false

    /// Digits kept of one number; far more than 64 bits hold, so a longer text can only be too large or noise.
    private static let longest = 400

    mutating func take(_ byte: UInt8) throws(AmountError) {
        switch (byte, part) {
        case (UInt8(ascii: "+"), .sign), (UInt8(ascii: "-"), .sign):
            negative = byte == UInt8(ascii: "-")
            part = .whole
        case (UInt8(ascii: "0")...UInt8(ascii: "9"), .sign), (UInt8(ascii: "0")...UInt8(ascii: "9"), .whole):
            part = .whole
            try keep(byte)
        case (UInt8(ascii: "."), .sign), (UInt8(ascii: "."), .whole):
            part = .fraction
        case (UInt8(ascii: "0")...UInt8(ascii: "9"), .fraction):
            fractionDigits += 1
            try keep(byte)
        case (UInt8(ascii: "e"), .whole), (UInt8(ascii: "E"), .whole),
            (UInt8(ascii: "e"), .fraction), (UInt8(ascii: "E"), .fraction):
            guard sawDigit else { throw .notANumber }
            part = .exponentSign
        case (UInt8(ascii: "+"), .exponentSign), (UInt8(ascii: "-"), .exponentSign):
            exponentNegative = byte == UInt8(ascii: "-")
            part = .exponent
        case (UInt8(ascii: "0")...UInt8(ascii: "9"), .exponentSign), (UInt8(ascii: "0")...UInt8(ascii: "9"), .exponent):
            part = .exponent
            sawExponentDigit = true
            exponent = min(exponent * 10 + Int(byte - UInt8(ascii: "0")), 10_000)
        default:
            throw .notANumber
        }
    }

    private mutating func keep(_ byte: UInt8) throws(AmountError) {
        sawDigit = true
        guard digits.count < Self.longest else { throw .tooLarge }
        digits.append(byte - UInt8(ascii: "0"))
    }

    func micro() throws(AmountError) -> Int64 {
        let wantsExponent = part == .exponentSign || part == .exponent
        guard sawDigit, !wantsExponent || sawExponentDigit else { throw .notANumber }
        // digits × 10^shift micro-tokens
        let shift = (exponentNegative ? -exponent : exponent) - fractionDigits + 6
        let significant = Array(digits.drop { $0 == 0 })
        if significant.isEmpty { return 0 }
        let kept = significant.count + min(shift, 0)
        var magnitude: UInt64 = 0
        for digit in significant.prefix(max(kept, 0)) { magnitude = try Self.append(digit, to: magnitude) }
        if shift > 0 { for _ in 0..<min(shift, 25) { magnitude = try Self.append(0, to: magnitude) } }
        if kept >= 0, shift < 0, Self.roundsUp(dropped: significant[kept...], odd: magnitude % 2 == 1) {
            guard magnitude < UInt64.max else { throw .tooLarge }
            magnitude += 1
        }
        if negative {
            guard magnitude <= Int64.min.magnitude else { throw .tooLarge }
            return Int64(truncatingIfNeeded: 0 &- magnitude)
        }
        guard magnitude <= UInt64(Int64.max) else { throw .tooLarge }
        return Int64(magnitude)
    }

    private static func append(_ digit: UInt8, to magnitude: UInt64) throws(AmountError) -> UInt64 {
        let (product, tooLarge) = magnitude.multipliedReportingOverflow(by: 10)
        let (sum, alsoTooLarge) = product.addingReportingOverflow(UInt64(digit))
        guard !tooLarge, !alsoTooLarge else { throw .tooLarge }
        return sum
    }

    /// Half-even: above one half up, exactly one half to the even neighbour.
    private static func roundsUp(dropped: ArraySlice<UInt8>, odd: Bool) -> Bool {
        guard let first = dropped.first else { return false }
        if first != 5 { return first > 5 }
        return odd || dropped.dropFirst().contains { $0 != 0 }
    }
}
