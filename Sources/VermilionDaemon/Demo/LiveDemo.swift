import Foundation
package import VermilionDomain
import VermilionEngine
import VermilionFormats
package import VermilionMessages
import VermilionStore

/// Runs the daemon's parts against a simulated Autodesk for a year that is put forward, over real connections.
package struct LiveDemo {
    private let directory: DemoDirectory
    private let simulator: String
    private let style: TerminalStyle

    /// - Parameter directory: kept after the demo; nil for a temporary one that is removed.
    package init(directory: String?, style: TerminalStyle) throws(Diagnostic) {
        self.style = style
        simulator = try Self.simulator()
        self.directory = try DemoDirectory(directory)
    }

    package func play() async throws {
        defer { directory.removeUnlessKept() }
        DemoDirectory.say(LiveStory.opening + "\n")
        try directory.write(LiveStory.scenario, to: "scenario.yaml")
        try directory.write(LiveStory.lotsHeader, to: "lots.csv")
        try directory.write(LiveStory.secret, to: "secret", isSecret: true)
        let world = try await SimulatedWorld(simulator: simulator, scenario: directory.path + "/scenario.yaml")
        try directory.write(LiveStory.configuration(url: world.url), to: "vermilion.yaml")
        let installation = try Installation(configuration: directory.path + "/vermilion.yaml", environment: [:])
        let store = try installation.store()
        let assembly = installation.assembly(
            transports: Transports(), output: .standardError([:]), sourceTime: world.sourceTime)
        let check = Check(assembly, store: store, time: world.time)
        var (lots, purchases) = (LiveStory.lotsHeader, LiveStory.purchases[...])
        var (polls, failed, sent) = (0, 0, 0)
        let end = world.now + .days(358)
        while world.now < end {
            try await world.putForward(by: .hours(12))
            let today = Zone.utc.day(of: world.now)
            while let next = purchases.first, next.day <= "\(today)" {
                lots += next.lot
                try directory.write(lots, to: "lots.csv")
                purchases = purchases.dropFirst()
            }
            let report = try await check.run(delivers: true)
            polls += 1
            failed += report.problems.isEmpty ? 0 : 1
            sent += report.news.count
            for news in report.news {
                DemoDirectory.say("  \(today)  \(Message(of: news.notice, for: news.reader).subject)\n")
            }
        }
        try await conclude(world, assembly, store, polls: polls, failed: failed, sent: sent)
    }

    /// Whether the ledger has come to what the simulator's own books say.
    private func conclude(
        _ world: SimulatedWorld, _ assembly: Assembly, _ store: Store, polls: Int, failed: Int, sent: Int
    ) async throws {
        guard let team = assembly.teams.first else { return }
        let mine = try await store.statement(of: team.watch, asOf: world.now)
        let theirs = try SimulatorBooks(try await world.look(at: "books"), url: world.url)
        DemoDirectory.say(
            """

            \(polls) polls, \(failed) of them met a fault, \(sent) messages. The year in the ledger, and in the simulator's
            own books:

              used \(mine.used) and \(theirs.used), settled \(mine.settled) and \(theirs.settled), uncharged \
            \(mine.uncharged) and \(theirs.uncharged), balance \(mine.balance) and \(theirs.balance)


            """)
        guard theirs.agrees(with: mine) else { throw Diagnostic("the ledger differs from the simulator's books") }
        DemoDirectory.say("They agree to the last millionth.\n\(directory.farewell)")
    }

    /// Beside this program, or where programs are looked for.
    private static func simulator() throws(Diagnostic) -> String {
        let name = "vermilion-simulator"
        let here = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
        let places = [here] + (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        guard let place = places.first(where: { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }) else {
            throw Diagnostic(
                "\(name) is neither in \(here) nor in PATH", hint: "build it: swift build --product \(name)")
        }
        return "\(place)/\(name)"
    }
}

/// A team's ledger as the simulator keeps it.
private struct SimulatorBooks {
    let used: String
    let settled: String
    let uncharged: String
    let balance: String

    init(_ bytes: [UInt8], url: String) throws(Diagnostic) {
        let document = try JSON.read(bytes, file: url, depth: 8, size: 64 << 20)
        func member(_ value: JSON?, _ key: String) -> JSON? {
            guard case .object(let members)? = value else { return nil }
            return members.first { $0.0 == key }?.1
        }
        guard case .array(let teams)? = member(document, "teams"), let ledger = member(teams.first, "ledger") else {
            throw Diagnostic("\(url) tells no books", hint: "see docs/simulator.md")
        }
        func text(_ key: String) -> String {
            if case .string(let text)? = member(ledger, key) { return text }
            return "unknown"
        }
        (used, settled, uncharged, balance) = (text("used"), text("settled"), text("uncharged"), text("balance"))
    }

    func agrees(with statement: Statement) -> Bool {
        [used, settled, uncharged, balance]
            == ["\(statement.used)", "\(statement.settled)", "\(statement.uncharged)", "\(statement.balance)"]
    }
}
