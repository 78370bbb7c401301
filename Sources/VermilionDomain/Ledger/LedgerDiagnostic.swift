extension Diagnostic {
    /// Why rows cannot be taken into the books.
    package init(_ failure: Ledger.Failure) {
        switch failure {
        case .usageOverflows(let key):
            self.init(
                at: Place(file: key.source.text),
                "usage up to the row \(key.day), \(key.app), \(key.api) comes to more tokens than can be counted",
                hint: "nothing of this reading was taken; the largest sum is 9,223,372,036,854 tokens")
        case .lotsOverflow(let lot):
            self.init("the lots up to \(lot) come to more tokens than can be counted", hint: "check their amounts")
        case .negativeUsage(let key):
            self.init(
                at: Place(file: key.source.text),
                "the row \(key.day), \(key.app), \(key.api) has negative usage",
                hint: "correct the earlier row instead")
        }
    }
}
