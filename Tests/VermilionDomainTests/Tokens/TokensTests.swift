import Testing
import VermilionDomain

@Suite struct `An amount` {
    @Test(arguments: [
        ("0", 0), ("-0", 0), ("1", 1_000_000), ("+1", 1_000_000), ("1.", 1_000_000), (".5", 500_000),
        ("1030.25", 1_030_250_000), ("-3", -3_000_000), ("007", 7_000_000), ("0.000001", 1),
        // Half-even at the seventh decimal.
        ("0.0000005", 0), ("0.0000015", 2), ("0.0000025", 2), ("0.00000251", 3), ("0.0000024999", 2),
        ("-0.0000015", -2), ("-0.0000025", -2), ("0.00000050000000000000000000001", 1),
        ("0.00000049999999999999999999999", 0), ("0.00000005", 0), ("0.0000000000000000000000000000001", 0),
        ("1e3", 1_000_000_000), ("1.2E-05", 12), ("1.25e-6", 1), ("5e-7", 0), ("1.5e-6", 2), ("1E+2", 100_000_000),
        ("0e9999", 0), ("1e-9999", 0), ("0.000000000000000000000000000001e30", 1_000_000),
        ("9223372036854.775807", Int64.max), ("-9223372036854.775808", Int64.min),
        ("9223372036854.7758074", Int64.max), ("9223372036854775807e-6", Int64.max),
    ]) func `is read exactly, and finer ones are rounded half-even`(text: String, micro: Int64) throws {
        #expect(try Tokens(decimal: text).micro == micro)
    }

    @Test(arguments: [
        "9223372036854.775808", "-9223372036854.775809", "9223372036854.7758075", "1e13", "1e9999",
        "99999999999999999999999999", "18446744073709.5516155", "18446744073709.551616", "-18446744073709.5516155",
        "0." + String(repeating: "0", count: 500) + "1",
    ]) func `that does not fit is too large`(text: String) {
        #expect(throws: AmountError.tooLarge) { try Tokens(decimal: text) }
    }

    @Test(arguments: [
        "", " ", "-", "+", ".", "-.", "e5", ".e5", "1e", "1e+", "1e5.", "1.2.3", "1,5", "1 000", "--1", "+-1", "1-",
        "0x10", "NaN", "inf", "１", "1\u{0}", " 1", "1 ",
    ]) func `that is not a decimal is refused`(text: String) {
        #expect(throws: AmountError.notANumber) { try Tokens(decimal: text) }
    }

    @Test(arguments: [
        (0, "0"), (1, "0.000001"), (-1, "-0.000001"), (3_500_000, "3.5"), (-3_500_000, "-3.5"),
        (1_000_000, "1"), (-1_000_000, "-1"), (100_000_000, "100"), (10, "0.00001"), (1_030_250_000, "1030.25"),
        (Int64.max, "9223372036854.775807"), (Int64.min, "-9223372036854.775808"),
    ]) func `is written without trailing zeros, and read back the same`(micro: Int64, text: String) throws {
        #expect("\(Tokens(micro: micro))" == text)
        #expect(try Tokens(decimal: text) == Tokens(micro: micro))
    }

    @Test func `adds up with notice of overflow`() {
        #expect(Tokens(micro: .max).adding(Tokens(micro: 1)) == nil)
        #expect(Tokens(micro: .min).adding(Tokens(micro: -1)) == nil)
        #expect(Tokens(micro: .max - 1).adding(Tokens(micro: 1)) == Tokens(micro: .max))
    }
}
