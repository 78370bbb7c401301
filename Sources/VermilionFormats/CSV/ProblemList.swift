import VermilionDomain

/// What is wrong with a file: the first problems word for word, the others as a number.
///
/// A file that is no CSV has millions; nobody reads them, and the memory would not hold them.
struct ProblemList: Sendable {
    private static let most = 100

    private var told: [Diagnostic] = []
    private var untold = 0
    private var latestLine = 0

    var count: Int { told.count + untold }

    /// Further problems are only counted: there is no need to put them into words.
    var isFull: Bool { told.count == Self.most }

    /// - Parameter line: where the record begins that has the problem.
    mutating func append(_ problem: Diagnostic, line: Int) {
        latestLine = line
        if isFull { untold += 1 } else { told.append(problem) }
    }

    func diagnostics(file: String) -> [Diagnostic] {
        guard untold > 0 else { return told }
        let more = Diagnostic(
            .error, at: Diagnostic.Place(file: file, line: latestLine),
            "and \(untold) more \(untold == 1 ? "problem" : "problems") up to here",
            hint: "mend the first ones; the others may have the same cause")
        return told + [more]
    }
}
