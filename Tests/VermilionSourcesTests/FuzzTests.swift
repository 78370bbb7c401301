import Testing

@testable import vermilion_fuzz

/// A few of the inputs that `scripts/fuzz` gives by the million.
@Suite struct `What reads from outside` {
    private static let size = 1_024

    @Test(arguments: FuzzTarget.all.map(\.name), 1..<UInt64(5))
    func `keeps its promises, whatever it is given`(name: String, seed: UInt64) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        var taken = 0
        let numbers = 0..<UInt64(500)
        for number in numbers {
            do {
                if try target.check(target.mutator.input(seed: seed, number: number, size: Self.size)) { taken += 1 }
            } catch {
                Issue.record(
                    "vermilion-fuzz \(name) --seed \(seed) --from \(number) --count 1 --size \(Self.size): \(error)")
            }
        }
        // Both: inputs that are all refused at the door try nothing behind it.
        #expect(taken > 10 && taken < numbers.count - 10)
    }

    @Test(arguments: FuzzTarget.all.map(\.name))
    func `takes the inputs that mutation begins with`(name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        #expect(try target.mutator.seeds.contains { try target.check($0) })
    }

    @Test(arguments: 0..<UInt64(300))
    func `is given inputs of bounded size that follow from their numbers`(number: UInt64) throws {
        let mutator = try #require(FuzzTarget.all.first).mutator
        let input = mutator.input(seed: 7, number: number, size: Self.size)
        #expect(input.count <= Self.size)
        #expect(input == mutator.input(seed: 7, number: number, size: Self.size))
    }
}
