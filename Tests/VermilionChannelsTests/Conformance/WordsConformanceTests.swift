import Testing
import VermilionDomain
import VermilionEngine
import VermilionMessages
import VermilionTransport

@testable import VermilionChannels

/// A channel's own words, as every channel shows them.
@Suite struct `A channel with words of its own` {
    private static let words = Templates([
        .subject: "own subject for {{incident.team}}", .headline: "own headline, {{amount}}",
        .summary: "own summary\n{{#consumers}}{{app}} used {{tokens}}{{/consumers}}",
    ])

    private static var reader: Reader {
        var reader = Samples.reader
        reader.templates = words
        return reader
    }

    @Test(arguments: Conforming.all)
    func `shows them in place of the built-in ones`(_ conforming: Conforming) throws {
        let notice = try Samples.opened(tokens: 37)
        let built = Message(of: notice, for: Samples.reader)
        let payload = try Payload(conforming.service("http://127.0.0.1:9").compose(notice, for: Self.reader))
        try conforming.check(payload)
        let shown = payload.texts.joined(separator: "\n")
        #expect(shown.contains("own subject for Acme") || shown.contains("own headline, 37 tokens"))
        #expect(shown.contains("own summary") && shown.contains("Viewer used 37"))
        for words in [built.subject, built.headline, built.summary] { #expect(!shown.contains(words), "\(words)") }
    }

    @Test(arguments: Conforming.all, 0..<UInt64(12))
    func `keeps to the limits, and no name becomes markup`(_ conforming: Conforming, seed: UInt64) throws {
        let bytes = conforming.service("http://127.0.0.1:9").compose(try Samples.nasty(seed: seed), for: Self.reader)
        #expect(bytes.count <= conforming.mostBytes)
        try conforming.check(try Payload(bytes))
    }

    @Test(arguments: Conforming.all)
    func `says that a template failed, and shows the built-in words`(_ conforming: Conforming) throws {
        for language in Language.allCases {
            var reader = Reader(language: language, zone: .utc)
            let notice = try Samples.opened(tokens: 37)
            let built = Message(of: notice, for: reader)
            reader.templates = Templates([.headline: "own headline", .summary: "{{#is.closed}}over{{/is.closed}}"])
            let payload = try Payload(conforming.service("http://127.0.0.1:9").compose(notice, for: reader))
            try conforming.check(payload)
            let shown = payload.texts.joined(separator: "\n")
            #expect(shown.contains(built.headline) || shown.contains(built.subject))
            #expect(!shown.contains("own headline"))
            #expect(shown.contains(language == .english ? "nothing came of it" : "結果が空でした"))
        }
    }

    @Test func `is the channel that it was in everything else`() async throws {
        let plain = LogChannel(name: "journal", format: .text, output: -1)
        let channel = TailoredChannel(plain, templates: Self.words)
        let notice = try Samples.opened()
        #expect(channel.name == "journal")
        #expect(channel.compose(notice, for: Samples.reader) == plain.compose(notice, for: Self.reader))
        let delivery = Delivery(
            id: DeliveryID(notice: notice.id, channel: "journal"), kind: .opened, payload: [65], created: notice.at)
        #expect(await channel.deliver(delivery, at: notice.at) == plain.deliver(delivery, at: notice.at))
    }

    @Test func `writes them to logs and mails`() throws {
        let notice = try Samples.opened()
        for format in [LogChannel.Format.journal, .text, .json] {
            let channel = LogChannel(name: "journal", format: format)
            let line = String(decoding: channel.compose(notice, for: Self.reader), as: UTF8.self)
            #expect(line.contains("own subject for Acme") && line.contains("own summary"))
            var failing = Samples.reader
            failing.templates = Templates([.subject: "{{before}}"])
            let delivery = Delivery(
                id: DeliveryID(notice: notice.id, channel: "journal"), kind: .opened,
                payload: channel.compose(notice, for: failing), created: notice.at)
            let failed = LoggedNotice(delivery).line
            #expect(failed.contains("these are the built-in words") && failed.filter(\.isNewline).isEmpty)
        }
        var reader = Self.reader
        reader.templates = Templates([
            .subject: "own subject", .text: "own text {{amount}}", .html: "<b>{{amount}}</b>",
        ])
        let mail = MaildirChannel(name: "box", directory: "/nowhere").compose(notice, for: reader)
        let text = String(decoding: mail, as: UTF8.self)
        #expect(text.contains("\r\nSubject: own subject\r\n"))
        #expect(text.contains("\r\nown text 3 tokens\r\n") && text.contains("\r\n<b>3 tokens</b>\r\n"))
    }
}
