import VermilionDomain

/// Amounts in a column, point below point.
struct Numbers: Hashable, Sendable {
    let title: String
    let width: Int
    private let fraction: Int

    init(_ amounts: [Tokens], title: String) { self.init(texts: amounts.map(\.description), title: title) }

    init(texts: [String], title: String) {
        let split = texts.map(Numbers.parts)
        let fraction = split.map(\.fraction).max() ?? 0
        self.fraction = fraction
        width = max((split.map(\.whole).max() ?? 0) + fraction, title.displayWidth)
        self.title = String(repeating: " ", count: width - title.displayWidth) + title
    }

    func text(of amount: Tokens) -> String { text(of: amount.description) }

    func text(of amount: String) -> String {
        let aligned = amount + String(repeating: " ", count: max(0, fraction - Numbers.parts(amount).fraction))
        return String(repeating: " ", count: max(0, width - aligned.displayWidth)) + aligned
    }

    /// Columns before the point, and from the point on.
    private static func parts(_ amount: String) -> (whole: Int, fraction: Int) {
        guard let point = amount.firstIndex(of: ".") else { return (amount.displayWidth, 0) }
        return (amount[..<point].displayWidth, amount[point...].displayWidth)
    }
}
