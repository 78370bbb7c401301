import Glibc
package import VermilionDomain
import VermilionEngine
import VermilionFormats
package import VermilionTransport

/// Usage that a program prints: CSV as in a usage file, or JSON, one object a line.
package struct ExecSource: Source {
    package let id: SourceID
    private let team: TeamName
    private let program: Program
    private let zone: Zone
    private let rates: RateTable
    private let deadline: Duration
    private let limit: Int

    /// - Parameter deadline: the program is killed then, with all that it started.
    /// - Parameter limit: bytes that it may print.
    package init(
        id: SourceID, team: TeamName, program: Program, zone: Zone, rates: RateTable,
        deadline: Duration, limit: Int
    ) {
        self.id = id
        self.team = team
        self.program = program
        self.zone = zone
        self.rates = rates
        self.deadline = deadline
        self.limit = limit
    }

    package func read(at now: Instant) async -> Reading {
        await onOwnThread { isCancelled in
            do throws(Diagnostic) {
                return try reading(of: output(isCancelled))
            } catch {
                return Reading(source: id, usage: [], failures: [error])
            }
        }
    }

    private func output(_ isCancelled: () -> Bool) throws(Diagnostic) -> [UInt8] {
        let result: Program.Output
        do {
            result = try program.run(deadline: deadline, listening: .toAll(most: limit), isCancelled: isCancelled)
        } catch {
            throw failure(error)
        }
        let words = String(decoding: result.said, as: UTF8.self).singleLine.suffix(300)
        let said = words.isEmpty ? "" : " and says \"\(words)\""
        switch result.end {
        case .exited(0): break
        case .exited(let status): throw problem("ended with status \(status)\(said)")
        case .killed(let signal): throw problem("was killed by signal \(signal)\(said)")
        }
        guard result.printed.contains(where: { $0 > 0x20 }) else {
            throw problem("printed nothing\(said)", hint: "print the CSV header alone for no usage")
        }
        return result.printed
    }

    private func failure(_ failure: Program.Failure) -> Diagnostic {
        switch failure {
        case .notStarted(let code): problem("cannot be started: \(String(cString: strerror(code)))")
        case .tooSlow: problem("took longer than \(deadline) and was stopped")
        case .tooLarge: problem("printed more than \(limit) bytes and was stopped")
        case .cancelled: problem("was interrupted", hint: "it is asked again in time")
        }
    }

    private func problem(_ words: String, hint: String? = nil) -> Diagnostic {
        Diagnostic(.error, at: Diagnostic.Place(file: program.path), words, hint: hint)
    }

    private func reading(of output: [UInt8]) throws(Diagnostic) -> Reading {
        let isJSON = output.first { $0 > 0x20 } == UInt8(ascii: "{")
        let (usage, problems) = try isJSON ? lines(of: output) : table(of: output)
        // Beside bad rows, what is missing is no news: nothing of a bad output counts.
        guard problems.isEmpty else { return Reading(source: id, usage: [], failures: problems.sorted()) }
        return Reading(source: id, usage: usage, covers: usage.map(\.key.day).min().map { $0...CivilDate.latest })
    }

    private func table(of output: [UInt8]) throws(Diagnostic) -> (usage: [Usage], problems: [Diagnostic]) {
        let table = try UsageTable.read(output, file: program.path)
        let (usage, conflicts) = table.usage(of: team, source: id, zone: zone)
        return (usage, table.problems + conflicts)
    }

    private func lines(of output: [UInt8]) throws(Diagnostic) -> (usage: [Usage], problems: [Diagnostic]) {
        var rows: [JSON] = []
        for (number, line) in output.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
        where line.contains(where: { $0 > 0x20 }) {
            do {
                rows.append(try JSON.read(Array(line), file: program.path, depth: 64, size: 1 << 20))
            } catch {
                let place = Diagnostic.Place(file: program.path, line: number + 1, column: error.place?.column)
                throw Diagnostic(.error, at: place, error.message, hint: "print one JSON object a line")
            }
        }
        let page = try UsageMap([:], rates: rates).page(.array(rows), file: program.path)
        let (usage, conflicts) = page.rows.usage(source: id, zone: zone, place: program.path)
        return (usage, page.problems + conflicts)
    }
}
