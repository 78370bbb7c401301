import Foundation
import Glibc
import Testing
import VermilionDomain
import VermilionEngine
import VermilionTestSupport
import VermilionTransport

@testable import VermilionChannels

/// A channel that stays on this machine, as the suite knows it.
struct Local: Sendable, CustomTestStringConvertible {
    let name: String
    /// - Parameter folder: where it writes.
    let channel: @Sendable (_ folder: String) -> any Channel
    var testDescription: String { name }

    static let all = [
        Local(name: "exec", channel: { exec($0) }),
        Local(name: "maildir", channel: { MaildirChannel(name: "box", directory: $0 + "/told") }),
        Local(name: "log, text", channel: { log($0, .text) }),
        Local(name: "log, JSON", channel: { log($0, .json) }),
        Local(name: "log, without a journal", channel: { log($0, .journal) }),
    ]

    private static func exec(_ folder: String) -> any Channel {
        let script = "mkdir -p \"$1\"/told && cat > \"$1\"/told/\"$VERMILION_DELIVERY\""
        return ExecChannel(
            name: "box", program: Program(path: "/bin/sh", arguments: ["-c", script, "tell", folder]),
            deadline: .seconds(60))
    }

    private static func log(_ folder: String, _ format: LogChannel.Format) -> any Channel {
        let file = open(folder + "/told", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        return LogChannel(name: "box", format: format, output: file, journal: DatagramSocket(folder + "/none"))
    }

    /// Everything that it wrote.
    func told(in folder: String) throws -> [String: String] {
        let root = folder + "/told"
        var texts: [String: String] = [:]
        let below = (try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? []
        for path in below.isEmpty ? [""] : below.map({ "/" + $0 }) {
            texts[path] = try? String(contentsOfFile: root + path, encoding: .utf8)
        }
        return texts
    }
}

@Suite struct `Every channel on this machine` {
    private func delivery(of notice: Notice, by channel: any Channel) -> Delivery {
        let payload = channel.compose(notice, for: Samples.reader)
        #expect(payload == channel.compose(notice, for: Samples.reader), "not the same bytes each time")
        return Delivery(
            id: DeliveryID(notice: notice.id, channel: "box"), kind: notice.kind, payload: payload, created: notice.at)
    }

    @Test(arguments: Local.all)
    func `tells the notice, and a repeat as the same`(_ local: Local) async throws {
        let folder = try TemporaryDirectory()
        let channel = local.channel(folder.path)
        let opened = delivery(of: try Samples.opened(team: "Acme 設計", tokens: 37), by: channel)
        #expect(await channel.deliver(opened, at: opened.created).kind == .delivered)
        let once = try local.told(in: folder.path)
        #expect(once.count == 1 && once.values.allSatisfy { $0.contains("37") })
        #expect(await channel.deliver(opened, at: opened.created + .minutes(1)).kind == .delivered)
        let twice = try local.told(in: folder.path)
        // A file that is replaced, or the same line again.
        #expect(twice == once || twice.mapValues { String($0.prefix($0.count / 2)) } == once)
        #expect(once.keys.first == "" || once.keys.first?.contains("k3f9q2-1-1-box") == true)
    }

    @Test(arguments: Local.all, 0..<UInt64(20))
    func `takes any name`(_ local: Local, seed: UInt64) async throws {
        let folder = try TemporaryDirectory()
        let channel = local.channel(folder.path)
        let delivery = delivery(of: try Samples.nasty(seed: seed), by: channel)
        let outcome = await channel.deliver(delivery, at: delivery.created)
        #expect(outcome.kind == .delivered && !outcome.words.contains { $0.isNewline })
        let told = try local.told(in: folder.path)
        #expect(told.count == 1)
        for text in told.values where local.name.hasPrefix("log") {
            #expect(text.filter(\.isNewline) == "\n", "more than a line: \(text)")
        }
        for text in told.values { #expect(!text.contains("\nevil-header:") && !text.contains("\u{1B}")) }
    }
}
