import Testing
import VermilionDomain
import VermilionFormats
import VermilionMessages
import VermilionTestSupport

@Suite struct `Another program's mail reader` {
    private struct Read: Decodable {
        let subject: String
        let from: String
        let address: String
        let references: String
        let defects: Int
        let types: [String]
        let text: String
        let html: String
    }

    /// The strict policy raises on every defect that the parser knows.
    private static let script = """
        import base64, email, email.policy, json, sys
        answers = []
        for line in sys.stdin:
            mail = email.message_from_bytes(base64.b64decode(line), policy=email.policy.strict)
            parts = list(mail.iter_parts())
            sender = mail["From"].addresses[0]
            headers = [mail, *parts]
            answers.append({
                "subject": mail["Subject"], "from": sender.display_name, "address": sender.addr_spec,
                "references": mail["References"] or "",
                "defects": sum(len(h.defects) for part in headers for h in part.values()) + len(mail.defects),
                "types": [mail.get_content_type()] + [part.get_content_type() for part in parts],
                "text": parts[0].get_content(), "html": parts[1].get_content(),
            })
        json.dump(answers, sys.stdout)
        """

    @Test func `reads every message without a defect and as it was written`() throws {
        let teams: [TeamName] = ["Acme Design", "株式会社アクメ設計 東京本社 \"ビューアー\" 👩‍👧‍👦"]
        let written = try teams.flatMap { team in
            try Story.all(team: team).flatMap { notice in
                [Reader.english, .japanese].map { (team, notice, Message(of: notice, for: $0), $0) }
            }
        }
        let mails = written.map { team, notice, message, reader in
            MailMessage(
                from: Mailbox(name: team.text, address: "vermilion@example.com"),
                to: [Mailbox(name: nil, address: "ops@example.com")], subject: message.subject, date: notice.at,
                zone: reader.zone, messageID: "\(notice.id)@example.com",
                references: (1..<notice.id.number).map { "k3f9q2-12-\($0)@example.com" }, headers: [],
                text: message.text, html: message.html)
        }
        let answers: [Read] = try PythonReader.run(Self.script, on: mails.map(\.bytes))
        #expect(answers.count == written.count)
        for (read, (team, notice, message, _)) in zip(answers, written) {
            #expect(read.subject == message.subject)
            #expect(read.from.unspaced == team.text.unspaced && read.address == "vermilion@example.com")
            #expect(read.defects == 0)
            #expect(read.types == ["multipart/alternative", "text/plain", "text/html"])
            #expect(read.text.replacing("\r\n", with: "\n") == message.text)
            // The last line end of a part belongs to the boundary, but some parsers add one.
            #expect(read.html.replacing("\r\n", with: "\n").trimmingSuffix("\n") == message.html.trimmingSuffix("\n"))
            #expect(read.references.split(separator: " ").count == notice.id.number - 1)
        }
    }

    @Test func `finds the names of an attacker in no field but their own`() throws {
        let mails = HostileNames.all.map { name in
            MailMessage(
                from: Mailbox(name: name, address: "vermilion@example.com"),
                to: [Mailbox(name: name, address: "ops@example.com")], subject: name, date: Story.start, zone: .utc,
                messageID: "1@example.com", references: [], headers: [("X-Vermilion-Incident", name)], text: name,
                html: "<p></p>")
        }
        let answers: [Read] = try PythonReader.run(Self.script, on: mails.map(\.bytes))
        for (read, name) in zip(answers, HostileNames.all) {
            #expect(read.subject == name.singleLine)
            #expect(read.from.unspaced == name.singleLine.unspaced)
            #expect(read.address == "vermilion@example.com")
        }
    }
}

extension String {
    /// Python's parser puts a space between the encoded-words of a display name, which RFC 2047, 6.2 takes out.
    fileprivate var unspaced: String { filter { $0 != " " } }

    fileprivate func trimmingSuffix(_ suffix: Character) -> String {
        var text = self
        while text.last == suffix { text.removeLast() }
        return text
    }
}
