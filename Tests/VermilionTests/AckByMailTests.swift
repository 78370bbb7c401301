import Foundation
import Testing

@Suite struct `Acknowledging by mail` {
    private func story() throws -> (folder: Folder, subject: String) {
        let folder = try Folder()
        let mail = try PythonServer.mail(into: "mails", in: folder)
        try folder.write("team,day,app,api,tokens\nAcme,2025-07-22,Viewer,MD,3.5\n", to: "usage.csv")
        try folder.write(
            """
            state: state
            teams: [{ name: Acme, sources: [{ csv: usage.csv }] }]
            channels:
              mail:
                email:
                  server: smtp://127.0.0.1:\(mail.port)
                  tls: none
                  from: v@example.com
                  to: [ops@example.com]
                  acknowledge: acks@example.com
            """, to: "vermilion.yaml")
        #expect(try Program.run("check", in: folder).status == 2)
        let sent = try folder.read("mails/" + folder.files(in: "mails")[0]).replacing("=\r\n", with: "")
        let match = try #require(sent.firstMatch(of: /with the subject:\s+(ack\s[a-z0-9]+-1\s[a-z0-9]{12})/))
        return (folder, String(match.1.replacing("\r\n", with: " ")))
    }

    private func acknowledge(_ mail: String, in folder: Folder) throws -> Program.Result {
        try folder.write(mail, to: "answer.eml")
        return try Program.run("ack", "--mail", in: folder, input: "answer.eml")
    }

    @Test func `takes the subject that the mail names, also folded and encoded`() throws {
        let (folder, subject) = try story()
        let words = subject.split(separator: " ")
        let encoded = Data(subject.utf8).base64EncodedString()
        for line in [
            "Subject: \(subject)", "subject: Re:\r\n \(words[0])\r\n\t\(words[1]) \(words[2])",
            "Subject: =?utf-8?B?\(encoded)?=", "Subject: =?UTF-8?Q?\(words.joined(separator: "_"))?=",
        ] {
            let mail = "From: ops@example.com\r\n\(line)\r\nTo: acks@example.com\r\n\r\nthanks\r\n"
            let result = try acknowledge(mail, in: folder)
            #expect(result.status == 0, "\(line): \(result.errors)")
            #expect(result.output.contains("no more reminders"))
        }
        #expect(try Program.run("incidents", in: folder).output.contains("acknowledged"))
    }

    @Test func `changes nothing without the code`() throws {
        let (folder, subject) = try story()
        let wrong = subject.dropLast(12) + "aaaaaaaaaaaa"
        for mail in [
            "Subject: \(wrong)\r\n\r\n", "Subject: \(subject.dropLast(13))\r\n\r\n", "\r\n\r\nSubject: \(subject)\r\n",
            "From: x\r\n\r\nSubject: \(subject)\r\n", "",
        ] {
            let result = try acknowledge(mail, in: folder)
            #expect(result.status == 64, "\(mail)")
            #expect(!result.errors.isEmpty)
        }
        #expect(try !Program.run("incidents", in: folder).output.contains("acknowledged"))
    }
}
