import Foundation
import Testing

/// A pack that moves from one team to another, with the real program.
@Suite struct `Tokens that move to another team` {
    private let folder: Folder

    init() throws {
        folder = try Folder()
        try folder.write(
            "team,day,app,api,tokens\nAcme,2025-07-22,V,md,30\nBorealis,2025-07-25,V,md,8\n", to: "usage.csv")
        try folder.write(
            """
            state: state
            teams:
              - name: Acme
                sources: [{ csv: usage.csv }]
                lots: [{ id: P, tokens: 100, start: 2025-07-01, expires: 2999-01-01 }]
                alerts: { low: {} }
              - { name: Borealis, sources: [{ csv: usage.csv }], alerts: { low: {} } }
            channels:
              box: { maildir: mail }
            """, to: "vermilion.yaml")
    }

    private func transfer(_ options: String...) throws -> Program.Result {
        try Program.run(
            ["lots", "transfer", "--team", "Acme", "--id", "P", "--to", "Borealis"] + options, in: folder,
            environment: ["USER": "ann"])
    }

    @Test func `pay what the other owed, and both are told`() throws {
        #expect(try Program.run("check", in: folder).status == 2)
        let moved = try transfer("--at", "2025-07-24")
        #expect(moved.status == 0)
        #expect(moved.output.contains("70 tokens of lot P of Acme are lot P of Borealis from 2025-07-24T00:00:00Z"))
        let check = try Program.run("check", in: folder)
        #expect(check.status == 0, "\(check.output)")
        #expect(check.output.contains("Acme: 70 tokens of lot P moved to Borealis on 2025-07-24."))
        #expect(check.output.contains("Borealis: lot P (70 tokens) was added to the books."))
        let subjects = try folder.files(in: "mail/new").map { try folder.read("mail/new/\($0)") }
        #expect(subjects.count { $0.contains("Subject: Uncharged usage for your Autodesk team: Borealis") } == 1)
        #expect(subjects.count == 2, "opened, and over")

        let statements = try #require(
            try Program.run("statement", "--verify", "--format", "json", in: folder).json() as? [[String: Any]])
        let lots = try statements.map { try #require(($0["lots"] as? [[String: Any]])?.first) }
        #expect(lots.map { $0["transferred"] as? String } == ["70", nil])
        #expect(lots.map { $0["remaining"] as? String } == ["0", "62"])
    }

    @Test func `are refused beyond what is left, and nothing changes`() throws {
        #expect(try Program.run("check", in: folder).status == 2)
        let before = try Program.run("statement", "--format", "json", in: folder).output
        for (options, words) in [
            (["--tokens", "70.000001"], "only 70 tokens were left in lot P of Acme"),
            (["--at", "2999-01-01"], "is still to come"), (["--at", "2025-06-30"], "is not valid at"),
            (["--id", "Q"], "Acme has no lot Q"), (["--to", "Acme"], "cannot transfer to itself"),
            (["--to", "Nobody"], "there is no team \"Nobody\""),
        ] {
            let refused = try Program.run(
                ["lots", "transfer", "--team", "Acme"] + (options.contains("--id") ? [] : ["--id", "P"])
                    + (options.contains("--to") ? [] : ["--to", "Borealis"]) + options, in: folder)
            #expect(refused.status == 65 && refused.errors.contains(words), "\(options): \(refused.errors)")
        }
        #expect(try Program.run("statement", "--format", "json", in: folder).output == before)
    }

    @Test func `come back when the transfer is taken back, and all of it is kept`() throws {
        #expect(try Program.run("check", in: folder).status == 2)
        #expect(try transfer("--tokens", "50", "--as", "FROM-ACME").status == 0)
        let given = try Program.run("lots", "remove", "--team", "Acme", "--id", "P", in: folder)
        #expect(given.status == 65 && given.errors.contains("take that back first"))
        let back = try Program.run("lots", "remove", "--team", "Borealis", "--id", "FROM-ACME", in: folder)
        #expect(back.status == 0 && back.output.contains("Acme has them again"))
        let all = try #require(
            try Program.run("lots", "list", "--all", "--format", "json", in: folder).json() as? [[String: Any]])
        let received = try #require(all.first { $0["id"] as? String == "FROM-ACME" })
        #expect(received["origin"] as? String == "transfer from Acme" && received["enteredBy"] as? String == "ann")
        #expect(received["endedAt"] is String)
    }
}
