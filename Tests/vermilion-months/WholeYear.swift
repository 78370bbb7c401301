import ArgumentParser

extension MonthsCommand {
    struct WholeYear: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "year",
            abstract: "Poll each hour for a year, and see that nothing is left out and nothing grows.")

        /// Of private memory, KiB over the second half of a year: 30 bytes for each of its 17,520 polls.
        private static let mostGrowth = 512.0

        @Option(help: "How many days it has.") var days = 365

        func run() async throws {
            let year = try Year(days: days)
            try await year.live()
            let counts = year.polls.values.sorted()
            let (first, second) = (
                year.prints.prefix(year.prints.count / 2), year.prints.dropFirst(year.prints.count / 2)
            )
            let growth = Footprint.growth(of: second)
            let descriptors = [first, second].map { $0.map(\.descriptors).max() ?? 0 }
            let memory = [first.first, second.first, second.last].map { Int($0?.privateKiB ?? 0) }
            print(
                """
                \(days) days: \(counts.count) sources, each polled \(counts.first ?? 0) to \(counts.last ?? 0) times of \
                \(year.due); \(year.messages) messages; private memory \(memory[0]) KiB at first, \(memory[1]) at half, \
                \(memory[2]) at last, a slope of \(Int(growth.rounded())) KiB over the second half; at most \
                \(descriptors[0]) descriptors in the first half, \(descriptors[1]) in the second
                """)
            var violations = year.failures
            if counts.contains(where: { $0 < year.due }) {
                violations.append("not every poll was made: \(year.polls)")
            }
            if growth > Self.mostGrowth { violations.append("private memory grows") }
            if descriptors[1] > descriptors[0] { violations.append("more descriptors are open") }
            guard violations.isEmpty else {
                complain("the year", violations)
                throw ExitCode.failure
            }
        }
    }
}
