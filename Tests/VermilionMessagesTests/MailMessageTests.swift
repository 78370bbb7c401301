import Testing
import VermilionDomain

@testable import VermilionFormats

@Suite struct `A mail` {
    private func mail(
        subject: String = "Tokens", fromName: String? = "Vermilion", text: String = "Hello\n",
        html: String = "<p>Hello</p>",
        references: [String] = []
    ) -> MailMessage {
        MailMessage(
            from: Mailbox(name: fromName, address: "vermilion@example.com"),
            to: [Mailbox(name: nil, address: "ops@example.com"), Mailbox(name: fromName, address: "cfo@example.com")],
            subject: subject, date: Instant(seconds: 1_795_392_753), zone: .fixed(offset: 9 * 3_600),
            messageID: "k3f9q2-12-1@example.com", references: references,
            headers: [("X-Vermilion-Incident", subject)], text: text, html: html)
    }

    private func head(_ mail: MailMessage) -> [String] {
        let text = String(decoding: mail.bytes, as: UTF8.self).replacing("\r\n", with: "\n")
        return text.split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.isEmpty }.map(String.init)
    }

    @Test func `is these bytes`() {
        let expected = """
            Date: Mon, 23 Nov 2026 09:12:33 +0900
            From: Vermilion <vermilion@example.com>
            To: ops@example.com, Vermilion <cfo@example.com>
            Subject: Tokens
            Message-ID: <k3f9q2-12-1@example.com>
            Auto-Submitted: auto-generated
            X-Auto-Response-Suppress: All
            X-Vermilion-Incident: Tokens
            MIME-Version: 1.0
            Content-Type: multipart/alternative; boundary="=_a0a8c3a03875c648"

            --=_a0a8c3a03875c648
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 7bit

            Hello

            --=_a0a8c3a03875c648
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: 7bit

            <p>Hello</p>
            --=_a0a8c3a03875c648--

            """
        #expect(String(decoding: mail().bytes, as: UTF8.self) == expected.replacing("\n", with: "\r\n"))
    }

    @Test(arguments: HostileNames.all) func `is ASCII on short lines that end in CRLF, whatever the names`(name: String)
    {
        let bytes = mail(subject: name, fromName: name, text: name, html: name).bytes
        #expect(bytes.allSatisfy { (32...126).contains($0) || $0 == 13 || $0 == 10 })
        var line = 0
        for (index, byte) in bytes.enumerated() {
            if byte == 10 { #expect(bytes[index - 1] == 13) }
            if byte == 13 { #expect(bytes[index + 1] == 10) }
            line = byte == 10 ? 0 : line + 1
            #expect(line <= 77)
        }
        #expect(bytes.suffix(2) == [13, 10])
    }

    @Test(arguments: HostileNames.all) func `has no field that a name brought in`(name: String) {
        let fields = head(mail(subject: name, fromName: name)).filter { !$0.hasPrefix(" ") }.map {
            $0.prefix { $0 != ":" }
        }
        #expect(
            fields == [
                "Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress",
                "X-Vermilion-Incident", "MIME-Version", "Content-Type",
            ])
    }

    @Test func `names the root and the last nine of a long thread, each on its line`() {
        let ids = (1...14).map { "k3f9q2-12-\($0)@example.com" }
        let lines = head(mail(references: ids))
        #expect(lines.contains("In-Reply-To: <k3f9q2-12-14@example.com>"))
        let first = lines.firstIndex(of: "References: <k3f9q2-12-1@example.com>")!
        #expect(lines[(first + 1)...(first + 9)].elementsEqual((6...14).map { " <k3f9q2-12-\($0)@example.com>" }))
    }

    @Test func `writes a long ASCII subject plainly, folded at spaces`() {
        let subject = (1...30).map { "word\($0)" }.joined(separator: " ")
        let lines = head(mail(subject: subject)).drop { !$0.hasPrefix("Subject:") }.prefix {
            !$0.hasPrefix("Message-ID")
        }
        #expect(lines.count > 2 && lines.allSatisfy { $0.utf8.count <= 76 })
        #expect(lines.joined() == "Subject: " + subject)
    }

    @Test func `encodes Japanese in words of 39 and then 45 bytes`() {
        let lines = head(mail(subject: String(repeating: "未", count: 40))).drop { !$0.hasPrefix("Subject:") }.prefix(3)
        #expect(lines.map(\.utf8.count) == [9 + 12 + 52, 1 + 12 + 60, 1 + 12 + 48])
    }

    @Test func `quotes a name with specials and encodes what quotes cannot hold`() {
        #expect(head(mail(fromName: "Acme, \"Inc\""))[1] == #"From: "Acme, \"Inc\"" <vermilion@example.com>"#)
        #expect(head(mail(fromName: "設計"))[1] == "From: =?UTF-8?B?6Kit6KiI?= <vermilion@example.com>")
        #expect(head(mail(fromName: "=?UTF-8?B?QWNtZQ==?="))[1].contains("=?UTF-8?B?PT9VVEYtOD"))
    }

    @Test(arguments: [
        ("plain text\n", MailPart.Encoding.asIs), ("caf\u{E9}\n", .quotedPrintable), ("日本語のとても長い文章です\n", .base64),
        (".dot\n", .quotedPrintable), ("From here\n", .quotedPrintable), ("ends in a space \n", .quotedPrintable),
        (String(repeating: "a", count: 76), .asIs), (String(repeating: "a", count: 77), .quotedPrintable), ("", .asIs),
    ]) func `carries each text in the plainest encoding that survives`(text: String, encoding: MailPart.Encoding) {
        #expect(MailPart(type: "text/plain", text: text).encoding == encoding)
    }

    @Test func `hides dots and From at the start of lines`() {
        let part = MailPart(type: "text/plain", text: ".\nFrom é = \n" + String(repeating: "x", count: 75) + ".y")
        let lines = part.lines.map { String(decoding: $0, as: UTF8.self) }
        #expect(lines == ["=2E", "=46rom =C3=A9 =3D=20", String(repeating: "x", count: 75) + "=", "=2Ey"])
    }

    @Test(arguments: [
        (0, 0, "Thu, 1 Jan 1970 00:00:00 +0000"), (1_795_392_753, -9_000, "Sun, 22 Nov 2026 21:42:33 -0230"),
        (1_795_392_753, 20_700, "Mon, 23 Nov 2026 05:57:33 +0545"),
    ]) func `tells its date with the distance from UTC`(seconds: Int64, offset: Int, text: String) {
        #expect(Instant(seconds: seconds).mailDate(in: .fixed(offset: offset)) == text)
    }
}

@Suite struct `A mailbox` {
    @Test(
        arguments: [
            ("ops@example.com", nil, "ops@example.com"), ("Vermilion <v@example.com>", "Vermilion", "v@example.com"),
            ("\"Acme, Inc\" <v@example.com>", "Acme, Inc", "v@example.com"), ("<v@example.com>", nil, "v@example.com"),
        ] as [(String, String?, String)]) func `is read with and without a name`(
            text: String, name: String?, address: String
        )
    {
        #expect(Mailbox(parsing: text) == Mailbox(name: name, address: address))
    }

    @Test(arguments: [
        "", "ops", "@example.com", "ops@", "a b@example.com", "a@b@c", "a..b@example.com", "ops@exa_mple.com",
        "ops@example.com>", "ops@example.com\r\nBcc: x@y", "é@example.com",
        String(repeating: "a", count: 65) + "@example.com",
    ]) func `needs a sound address`(text: String) {
        #expect(Mailbox(parsing: text) == nil)
        #expect(!Mailbox.isAddress(text))
    }
}
