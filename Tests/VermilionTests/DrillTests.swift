import Foundation
import Testing
import VermilionTestSupport

@Suite struct `A drill` {
    private func configuration(mail: Int, port: Int) -> String {
        """
        state: state
        unproven-after: 1d
        teams: [{ name: Acme Design, sources: [{ csv: usage.csv }] }]
        channels:
          mail: { email: { server: "smtp://127.0.0.1:\(mail)", tls: none, from: v@example.com, to: [ops@example.com] } }
          box: { maildir: box }
          gone: { webhook: { url: "http://127.0.0.1:\(port)/hook" } }
        """
    }

    @Test func `goes through every channel, by the outbox, and is recorded`() throws {
        let folder = try Folder()
        let mail = try PythonServer.mail(into: "mails", in: folder)
        try folder.write("team,day,app,api,tokens\n", to: "usage.csv")
        // Port 9 is discard, and nobody listens there.
        try folder.write(configuration(mail: mail.port, port: 9), to: "vermilion.yaml")

        let drill = try Program.run("drill", in: folder)
        #expect(drill.status == 1, "\(drill.output)\(drill.errors)")
        let lines = drill.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("mail: drill delivered (250 2.0.0 taken"))
        #expect(lines[1].hasPrefix("box: drill delivered"))
        #expect(lines[2].hasPrefix("gone: drill waits, next try"))
        let sent = try folder.read("mails/" + folder.files(in: "mails")[0])
        #expect(sent.contains("Subject: Drill from Vermilion"))
        #expect(!sent.contains("References:"))

        let kept = try Program.run("deliveries", "--format", "json", in: folder)
        let records = try #require(
            JSONSerialization.jsonObject(with: Data(kept.output.utf8)) as? [[String: Any]])
        #expect(records.compactMap { $0["channel"] as? String }.sorted() == ["box", "gone", "mail"])
        #expect(records.allSatisfy { ($0["notice"] as? [String: String])?["kind"] == "drill" })
        #expect(records.compactMap { $0["state"] as? String }.sorted() == ["delivered", "delivered", "queued"])

        let again = try Program.run("drill", in: folder)
        #expect(again.output.contains("mail: drill delivered"))
        #expect(folder.files(in: "mails").count == 2, "each drill is a message of its own")
    }

    @Test func `is asked for where nothing has got through a channel for too long`() throws {
        let folder = try Folder()
        let mail = try PythonServer.mail(into: "mails", in: folder)
        try folder.write("team,day,app,api,tokens\n", to: "usage.csv")
        try folder.write(configuration(mail: mail.port, port: 9), to: "vermilion.yaml")
        let fresh = try Program.run("check", in: folder)
        #expect(fresh.status == 0, "a new state accuses nobody: \(fresh.errors)")
        _ = try Program.run("drill", in: folder)

        try folder.age(by: 2 * 86_400)
        let check = try Program.run("check", "--format", "nagios", in: folder)
        #expect(check.status == 1)
        #expect(check.output.contains("nothing has ever got through the channel \"gone\""))
        #expect(check.output.contains("nothing has got through the channel \"mail\" since"))
        #expect(check.errors.isEmpty, "a plugin says all it says in its line")
        #expect(try Program.run("check", in: folder).errors.contains("vermilion drill"))
        #expect(try Program.run("check", "--format", "json", in: folder).output.contains("\"unproven\""))
        _ = try Program.run("drill", in: folder)
        #expect(try Program.run("check", "--format", "nagios", in: folder).output.contains("\"gone\""))
        #expect(try !Program.run("check", "--format", "nagios", in: folder).output.contains("\"mail\""))
    }
}

extension Folder {
    /// Puts all that the state knows back by so many seconds.
    fileprivate func age(by seconds: Int) throws {
        let back = seconds * 1_000_000
        try alterState(
            "UPDATE source SET first_seen = first_seen - \(back); UPDATE attempt SET at = at - \(back)")
    }
}
