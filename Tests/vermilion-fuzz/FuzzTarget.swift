/// Something that reads bytes from outside, and what it promises whatever they are.
struct FuzzTarget: Sendable {
    let name: String
    let mutator: Mutator
    private let look: @Sendable ([UInt8]) throws(Flaw) -> Bool

    /// - Parameter seeds: inputs that are sound; mutation begins with one of them.
    /// - Parameter words: what the format is made of.
    /// - Parameter demand: throws a broken promise; tells whether the input was taken.
    init<Reading: Equatable & SendableMetatype>(
        _ name: String, seeds: [String], words: [String], read: @escaping @Sendable ([UInt8]) -> Reading,
        demand: @escaping @Sendable (Reading) throws(Flaw) -> Bool
    ) {
        self.name = name
        mutator = Mutator(seeds: seeds, words: words)
        look = { (input) throws(Flaw) in
            let reading = read(input)
            guard reading == read(input) else { throw Flaw("two readings of the same input differ") }
            return try demand(reading)
        }
    }

    /// - Returns: whether the input was taken, not refused.
    @discardableResult
    func check(_ input: [UInt8]) throws(Flaw) -> Bool { try look(input) }

    static let all = [json, query, token, accountFile, usageCSV, lotsCSV]
}
