import ArgumentParser
import Foundation

@main struct FuzzCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vermilion-fuzz",
        abstract: "Give what reads from outside inputs that nobody wrote, and see that it keeps its promises.",
        discussion: """
            Targets: \(FuzzTarget.all.map(\.name).joined(separator: ", ")). Input NUMBER of a seed is always the same; the one \
            that a run ends with is kept in a file.
            """)

    @Argument(help: "A target, or all.") var target = "all"
    @Option(help: "Inputs, shared among the targets.") var count = 60_000
    @Option(help: "Where all inputs follow from.") var seed: UInt64 = 1
    @Option(help: "The number of the first input.") var from: UInt64 = 0
    @Option(help: "Bytes that an input has at most; other sizes make other inputs.") var size = Mutator.largest
    @Option(help: "Run this file and nothing else.") var input: String?
    @Option(help: "Where the input goes that is found.") var keep = "fuzz-input"
    @Option(help: "Megabytes of address space.") var memory = 256

    func validate() throws {
        guard !targets.isEmpty else { throw ValidationError("there is no target \(target)") }
        guard (1...Mutator.largest).contains(size) else {
            throw ValidationError("--size must be from 1 to \(Mutator.largest)")
        }
        guard count >= targets.count else { throw ValidationError("--count must be at least one for each target") }
    }

    func run() throws {
        Watch.begin(megabytes: memory, keeping: keep)
        if let input {
            guard let data = FileManager.default.contents(atPath: input), data.count <= Mutator.largest else {
                throw ValidationError("\(input): cannot be read, or is larger than \(Mutator.largest) bytes")
            }
            for target in targets { _ = try run(Array(data), of: target, as: input) }
            return
        }
        for target in targets { try run(target, count: UInt64(count / targets.count)) }
    }

    private var targets: [FuzzTarget] { FuzzTarget.all.filter { target == "all" || $0.name == target } }

    private func run(_ target: FuzzTarget, count: UInt64) throws {
        let clock = ContinuousClock()
        let (start, before) = (clock.now, Watch.peakMegabytes)
        var (taken, slowest): (Int, (took: UInt64, number: UInt64)) = (0, (0, 0))
        for number in from..<from + count {
            let input = target.mutator.input(seed: seed, number: number, size: size)
            let (isTaken, took) = try run(
                input, of: target, as: "--seed \(seed) --from \(number) --count 1 --size \(size)")
            if isTaken { taken += 1 }
            if took > slowest.took { slowest = (took, number) }
        }
        let seconds = Double((clock.now - start) / .milliseconds(1)) / 1_000
        let line =
            "\(target.name): \(count) inputs, \(taken) taken, \(Int(Double(count) / max(seconds, 0.001))) a second, "
            + "slowest \(slowest.took / 1_000_000) ms (number \(slowest.number)), "
            + "peak memory \(before) MB before and \(Watch.peakMegabytes) MB after\n"
        FileHandle.standardOutput.write(Data(line.utf8))
    }

    private func run(_ input: [UInt8], of target: FuzzTarget, as name: String) throws -> (isTaken: Bool, took: UInt64) {
        Watch.note("\(target.name) \(name)", input)
        do {
            let isTaken = try target.check(input)
            return (isTaken, Watch.rest())
        } catch {
            Watch.keep()
            FileHandle.standardError.write(Data("vermilion-fuzz: \(target.name) \(name): \(error)\n".utf8))
            throw ExitCode.failure
        }
    }
}
