import Foundation
import Glibc
import Synchronization
import VermilionChannels
package import VermilionDomain
import VermilionEngine
package import VermilionMessages
import VermilionSettings
import VermilionStore

/// Plays a team's story with real parts on sample data: a configuration, an export and a state in a directory of
/// their own, the channels `maildir` and `log`, and a clock that jumps from scene to scene.
package struct Demo {
    private let directory: DemoDirectory
    private let style: TerminalStyle

    /// - Parameter directory: kept after the demo; nil for a temporary one that is removed.
    package init(directory: String?, style: TerminalStyle) throws(Diagnostic) {
        self.style = style
        self.directory = try DemoDirectory(directory)
    }

    package func play() async throws {
        defer { directory.removeUnlessKept() }
        say(Story.opening)
        let clock = VirtualTime()
        var mails: Set<String> = []
        for scene in Story.scenes {
            clock.move(to: scene.at)
            say("\n\(style.heading(scene.heading))\n\(scene.tells)\n")
            try write(scene)
            let report = try await check(at: clock)
            let arrived = try newMails(since: &mails)
            if report.news.isEmpty { say("    Nothing new: nothing is sent.\n") }
            for news in report.news where scene.showsMail(of: news.notice) {
                say("    The mail that arrives:\n")
                say(
                    Message(of: news.notice, for: news.reader).text.split(
                        separator: "\n", omittingEmptySubsequences: false
                    )
                    .map { "    │ \($0)\n" }.joined())
            }
            if !arrived.isEmpty { say("    In the maildir: \(arrived.joined(separator: ", "))\n") }
            if scene.showsStatement, let team = report.teams.first { say("\n\(team.statement.text(style))\n") }
        }
        say(Story.ending(kept: directory.kept))
    }

    /// A whole `vermilion check`, as a timer would run it.
    private func check(at clock: VirtualTime) async throws -> CheckReport {
        let installation = try Installation(configuration: directory.path + "/vermilion.yaml", environment: [:])
        let time = TimeSource(clock: ContinuousClock(), now: { clock.now })
        let assembly = installation.assembly(
            transports: Transports(), output: LogOutput(file: STDOUT_FILENO, format: .text), time: time)
        return try await Check(assembly, store: try installation.store(), time: time).run(delivers: true)
    }

    private func write(_ scene: Story.Scene) throws {
        try directory.write(scene.configuration, to: "vermilion.yaml")
        try directory.write(scene.export, to: "usage.csv")
    }

    private func newMails(since known: inout Set<String>) throws -> [String] {
        let folder = directory.path + "/mail/new"
        let all = Set((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        defer { known = all }
        return all.subtracting(known).sorted()
    }

    private func say(_ text: String) { DemoDirectory.say(text) }
}

/// A time of day that jumps.
private final class VirtualTime: Sendable {
    private let instant = Mutex(Instant.distantPast)
    var now: Instant { instant.withLock { $0 } }
    func move(to next: Instant) { instant.withLock { $0 = next } }
}
