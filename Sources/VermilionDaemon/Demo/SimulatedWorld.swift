import Foundation
import Synchronization
package import VermilionDomain
package import VermilionEngine
import VermilionFormats
package import VermilionSources
import VermilionTransport

/// A simulated Autodesk as a process of its own, and a time of day that is put forward on both sides.
package final class SimulatedWorld: Sendable {
    /// Where it is asked, such as `http://127.0.0.1:40123`.
    package let url: String
    private let process: SimulatorProcess
    private let client = HTTPClient()
    private let instant: Mutex<Instant>

    /// - Parameter scenario: a file whose clock stands until it is put forward.
    package init(simulator program: String, scenario: String) async throws {
        process = try SimulatorProcess(program, scenario: scenario)
        url = process.url
        instant = Mutex(.distantPast)
        let start = try now(try await client.send(.get(url + "/simulator/clock", headers: [], trust: TLSTrust())))
        instant.withLock { $0 = start }
    }

    package var now: Instant { instant.withLock { $0 } }

    /// Waiting for a server is over at once: the time is put forward by as much.
    package var sourceTime: SourceTime {
        SourceTime(
            now: { self.now },
            pause: { wait in
                try Task.checkCancellation()
                try await self.putForward(by: wait)
            })
    }

    /// Deadlines are those of the machine's clock, which the simulator and its answers live by.
    package var time: TimeSource<ContinuousClock> { TimeSource(clock: ContinuousClock(), now: { self.now }) }

    package func putForward(by step: Duration) async throws {
        let seconds = step.components.seconds + (step.components.attoseconds > 0 ? 1 : 0)
        let request = HTTPRequest.post(
            Array("advance=\(seconds)s".utf8), to: url + "/simulator/clock",
            headers: [("Content-Type", "application/x-www-form-urlencoded")], trust: TLSTrust())
        let reached = try now(try await client.send(request))
        instant.withLock { $0 = max($0, reached) }
    }

    /// What it answers to `/simulator/PATH`: its books, or its log.
    package func look(at path: String) async throws -> [UInt8] {
        try await client.send(
            HTTPRequest(
                .get, "\(url)/simulator/\(path)", headers: [], route: HTTPRoute(), deadlines: .standard,
                bodyLimit: 64 << 20)
        ).body
    }

    private func now(_ response: HTTPResponse) throws -> Instant {
        let document = try JSON.read(response.body, file: url, depth: 4, size: 1 << 16)
        guard case .object(let members) = document,
            case .string(let text)? = members.first(where: { $0.0 == "now" })?.1,
            let moment = CivilMoment(text)
        else { throw Diagnostic("\(url) is no simulated Autodesk", hint: "see docs/simulator.md") }
        return moment.instant(in: .utc)
    }
}

/// Ends with this object.
private final class SimulatorProcess: Sendable {
    let url: String
    private let process: Mutex<Process>

    init(_ program: String, scenario: String) throws {
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [scenario, "--port", "0"]
        process.standardOutput = output
        try process.run()
        var line: [UInt8] = []
        while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
            line.append(byte)
        }
        guard !line.isEmpty else {
            process.waitUntilExit()
            throw Diagnostic(
                "\(program) ended with status \(process.terminationStatus)", hint: "see what it said above")
        }
        url = String(decoding: line, as: UTF8.self)
        self.process = Mutex(process)
    }

    deinit {
        process.withLock {
            $0.terminate()
            $0.waitUntilExit()
        }
    }
}
