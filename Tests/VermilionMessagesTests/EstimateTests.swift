import Testing
import VermilionDomain

@testable import VermilionMessages

@Suite struct `An estimate` {
    @Test(
        arguments: [
            ("460.026316", "460"), ("10.5", "11"), ("9.96", "10"), ("9.94", "9.9"), ("0.04", "0"), ("0.05", "0.1"),
            ("380", "380"), ("-10.6", "-11"),
        ])
    func `is told no finer than a rate can know`(exact: String, told: String) throws {
        #expect(try Tokens(decimal: exact).estimate.description == told)
    }

    @Test func `of the largest amount is that amount`() {
        #expect(Tokens(micro: .max).estimate == Tokens(micro: .max))
    }
}
