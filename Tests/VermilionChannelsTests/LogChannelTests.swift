import Foundation
import Glibc
import Testing
import VermilionDomain
import VermilionFormats
import VermilionTestSupport
import VermilionTransport

@testable import VermilionChannels

@Suite struct `A log` {
    /// What comes out at standard error of a delivery, however its payload came to be.
    private func logged(
        _ notice: Notice, as format: LogChannel.Format, composedAs other: LogChannel.Format? = nil,
        payload: String? = nil
    ) async throws -> String {
        let pipe = Pipe()
        let channel = LogChannel(
            name: "journal", format: format, output: pipe.fileHandleForWriting.fileDescriptor,
            journal: DatagramSocket("/nonexistent/socket"))
        let outcome = await channel.deliver(
            delivery(of: notice, as: other ?? format, payload: payload), at: Instant(seconds: 0))
        #expect(outcome.kind == .delivered && outcome.words.hasPrefix("written"))
        #expect(outcome.words.contains("no journal: No such file or directory") == (format == .journal))
        try pipe.fileHandleForWriting.close()
        return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    private func delivery(of notice: Notice, as format: LogChannel.Format, payload: String? = nil) -> Delivery {
        let bytes = LogChannel(name: "journal", format: format).compose(notice, for: Samples.reader)
        return Delivery(
            id: DeliveryID(notice: notice.id, channel: "journal"), kind: notice.kind,
            payload: payload.map { Array($0.utf8) } ?? bytes, created: notice.at)
    }

    @Test func `for the journal begins with its priority where no journal listens`() async throws {
        let line = try await logged(try Samples.opened(), as: .journal)
        #expect(
            line.hasPrefix("<2>vermilion: Uncharged usage for your Autodesk team: Acme, 3 tokens [opened k3f9q2-1]"))
        #expect(try await logged(try Samples.closed(), as: .journal).hasPrefix("<5>vermilion: "))
        #expect(try await logged(try Samples.opened(), as: .text) == String(line.dropFirst(3)))
    }

    @Test func `is one line, whatever the names`() async throws {
        for format in [LogChannel.Format.journal, .text, .json] {
            let text = try await logged(try Samples.opened(team: "A\r\n<0>kernel: panic\u{1B}[2J"), as: format)
            #expect(text.filter(\.isNewline).count == 1 && text.hasSuffix("\n"))
            #expect(!text.contains("\u{1B}"))
        }
    }

    @Test func `writes in its own format what was composed for another`() async throws {
        let notice = try Samples.opened()
        let line = try await logged(notice, as: .text)
        for format in [LogChannel.Format.text, .json] {
            #expect(try await logged(notice, as: format, composedAs: .journal) == line)
            #expect(
                try await logged(notice, as: format, payload: "<2>vermilion: of before") == "vermilion: of before\n")
        }
        #expect(try await logged(notice, as: .journal, composedAs: .text) == "<2>" + line)
        #expect(
            try await logged(notice, as: .journal, payload: "<4>vermilion: of before") == "<4>vermilion: of before\n")
        let json = try await logged(notice, as: .json)
        #expect(try Payload(Array(json.utf8)).text("type") == "incident.opened")
        #expect(try await logged(notice, as: .text, composedAs: .json) == json)
    }

    @Test func `in the journal is an entry with fields`() async throws {
        let journal = try Listener()
        let channel = LogChannel(name: "journal", format: .journal, output: -1, journal: journal.socket)
        let notice = try Samples.opened(team: "Acme\nPRIORITY=0", tokens: 12)
        for _ in 0..<2 {
            let outcome = await channel.deliver(delivery(of: notice, as: .journal), at: notice.at)
            #expect(outcome == .delivered(reply: "in the journal"))
            let entry = try #require(JournalEntry(try journal.hear()))
            #expect(entry.fields.map(\.name).count == Set(entry.fields.map(\.name)).count)
            let fields = Dictionary(entry.fields.map { ($0.name, $0.value) }) { $1 }
            #expect(
                fields["MESSAGE"]?.hasPrefix("Uncharged usage for your Autodesk team: Acme PRIORITY=0, 12 tokens")
                    == true)
            let expected = [
                "PRIORITY": "2", "MESSAGE_ID": "2ae4ed1959f048129ec8c050a0b9837d", "SYSLOG_IDENTIFIER": "vermilion",
                "VERMILION_DELIVERY": "k3f9q2-1-1-journal", "VERMILION_INCIDENT": "k3f9q2-1",
                "VERMILION_NOTICE": "opened", "VERMILION_TEAM": "Acme\nPRIORITY=0", "VERMILION_KIND": "uncharged",
                "VERMILION_SEVERITY": "critical", "VERMILION_AMOUNT": "12", "VERMILION_SUBJECT": "Acme\nPRIORITY=0",
            ]
            for (name, value) in expected { #expect(fields[name] == value, "\(name)") }
        }
    }

    @Test(arguments: [
        ("<4>vermilion: of before", "of before", "4"),
        ("{\"type\":\"incident.opened\"}", "{\"type\":\"incident.opened\"}", "5"),
        ("<9>x", "<9>x", "5"), ("", "", "5"),
    ])
    func `in the journal takes what was composed before there were entries`(
        payload: String, message: String, priority: String
    ) async throws {
        let journal = try Listener()
        let channel = LogChannel(name: "journal", format: .journal, output: -1, journal: journal.socket)
        let notice = try Samples.opened()
        let outcome = await channel.deliver(delivery(of: notice, as: .text, payload: payload), at: notice.at)
        #expect(outcome.kind == .delivered)
        let entry = try #require(JournalEntry(try journal.hear()))
        #expect(entry["MESSAGE"] == message && entry["PRIORITY"] == priority)
        #expect(entry["MESSAGE_ID"] == LoggedNotice.messageID && entry["VERMILION_NOTICE"] == "opened")
        #expect(entry["VERMILION_DELIVERY"] == "k3f9q2-1-1-journal")
    }

    @Test func `in the journal tells of no incident in what is about none`() async throws {
        let journal = try Listener()
        let channel = LogChannel(name: "journal", format: .journal, output: -1, journal: journal.socket)
        let opened = try Samples.opened()
        let entries = [Digest.Entry(opened, words: "3 tokens uncharged", language: .english)]
        let id = NoticeID(incident: IncidentID(installation: "k3f9q2", number: 0), number: 7)
        let digest = try Notice.digest(Digest(entries), id: id, at: opened.at)
        #expect(await channel.deliver(delivery(of: digest, as: .journal), at: opened.at).kind == .delivered)
        let entry = try #require(JournalEntry(try journal.hear()))
        #expect(entry["VERMILION_NOTICE"] == "digest" && entry["VERMILION_TEAM"] == "Acme")
        #expect(entry["VERMILION_DELIVERY"] == "k3f9q2-0-7-journal" && entry["PRIORITY"] == "2")
        #expect(entry["MESSAGE"]?.contains("[digest k3f9q2-0-7]") == true)
        for name in ["INCIDENT", "KIND", "SUBJECT"] { #expect(entry["VERMILION_" + name] == nil) }
    }

    @Test(arguments: 0..<UInt64(60))
    func `in the journal is never too large for a datagram, nor has a field too many`(seed: UInt64) async throws {
        let journal = try Listener()
        let channel = LogChannel(name: "journal", format: .journal, output: -1, journal: journal.socket)
        var notice = try Samples.nasty(seed: seed)
        if seed == 0 { notice = try Samples.opened(team: TeamName(String(repeating: "\n設", count: 100_000))) }
        #expect(await channel.deliver(delivery(of: notice, as: .journal), at: notice.at).kind == .delivered)
        let bytes = try journal.hear()
        let entry = try #require(JournalEntry(bytes))
        #expect(bytes.count < 20_000 && (11...12).contains(entry.fields.count))
        #expect(entry["MESSAGE"]?.contains { $0.isNewline } == false)
    }

    @Test func `for a journal that does not keep up waits`() async throws {
        let journal = try Listener()
        let channel = LogChannel(name: "journal", format: .journal, output: -1, journal: journal.socket)
        let delivery = delivery(of: try Samples.opened(), as: .journal)
        var outcome = Outcome.delivered(reply: "")
        for _ in 0..<10_000 where outcome.kind == .delivered {
            outcome = await channel.deliver(delivery, at: Instant(seconds: 0))
        }
        #expect(outcome == .retry(reason: "the journal is busy", after: nil))
        _ = try journal.hear()
        #expect(await channel.deliver(delivery, at: Instant(seconds: 0)).kind == .delivered)
    }

    @Test func `that can be written nowhere is tried again`() async throws {
        let channel = LogChannel(name: "journal", format: .journal, output: -1, journal: DatagramSocket("/nonexistent"))
        let outcome = await channel.deliver(delivery(of: try Samples.opened(), as: .journal), at: Instant(seconds: 0))
        #expect(outcome.kind == .retry && outcome.words.contains("Bad file descriptor"))
    }
}

/// A socket where journald's would be.
private final class Listener {
    let socket: DatagramSocket
    private let folder: TemporaryDirectory
    private let file: Int32

    struct Failure: Error { let code: Int32 }

    init() throws {
        folder = try TemporaryDirectory()
        socket = DatagramSocket(folder.path + "/socket")
        file = try bindUnix(SOCK_DGRAM, to: socket.address)
    }

    /// The datagram that came; fails when none did.
    func hear() throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 300_000)
        let count = recv(file, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        guard count >= 0 else { throw Failure(code: errno) }
        return Array(buffer[..<count])
    }

    deinit { close(file) }
}
