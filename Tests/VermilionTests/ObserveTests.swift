import Foundation
import Testing

/// Observed balances, with the real program.
@Suite struct `An observation` {
    private func folder(drift: String = "{}") throws -> Folder {
        let folder = try Folder()
        try folder.write(
            "team,day,app,api,tokens\nAcme,2025-07-22,V,md,1.5\nAcme,2025-07-23,V,md,2\n", to: "usage.csv")
        try folder.write(
            """
            state: state
            teams:
              - name: Acme
                sources: [{ csv: usage.csv }]
                lots: [{ id: F, tokens: 100, start: 2025-07-01, expires: 2999-01-01 }]
                notify: [box]
                alerts: { drift: \(drift) }
            channels:
              box: { maildir: mail }
            """, to: "vermilion.yaml")
        return folder
    }

    @Test func `that differs opens drift, and one that agrees closes it in the same thread`() throws {
        let folder = try folder()
        let early = try Program.run("observe", "--team", "Acme", "--available", "96", in: folder)
        #expect(early.status == 0 && early.output.contains("Nothing is known of its usage yet"), "\(early.errors)")
        #expect(try Program.run("check", in: folder).status == 0, "half a token is within the tolerance")
        let observed = try Program.run(
            "observe", "--team", "Acme", "--available", "-3.5", "--at", "2025-07-24T09:00", in: folder)
        #expect(observed.output.contains("Acme: -3.5 tokens at 2025-07-24 09:00 UTC, 100 tokens less than the ledger"))
        #expect(try Program.run("check", in: folder).status == 0, "a later observation agrees")

        #expect(try Program.run("observe", "--team", "Acme", "--available", "196.5", in: folder).status == 0)
        let drift = try Program.run("check", in: folder)
        #expect(drift.status == 1, "\(drift.output)")
        #expect(drift.output.contains("the observed balance differs by 100 tokens"))
        #expect(drift.output.contains("Balance 96.5"), "the ledger stays as it is")
        let nagios = try Program.run("check", "--format", "nagios", in: folder)
        #expect(nagios.output.hasPrefix("VERMILION WARNING - Acme: the observed balance differs by 100 tokens |"))
        let mail = try #require(folder.files(in: "mail/new").first)
        let text = try folder.read("mail/new/\(mail)")
        #expect(text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains("vermilion lots add"))

        _ = try Program.run(
            "lots", "add", "--team", "Acme", "--id", "G", "--tokens", "100", "--start", "2025-07-01", "--expires",
            "2999-01-01", in: folder)
        let over = try Program.run("check", in: folder)
        #expect(over.status == 0, "\(over.output)")
        #expect(folder.files(in: "mail/new").count == 2)
        let incidents = try #require(
            try Program.run("incidents", "--all", "--format", "json", in: folder).json() as? [[String: Any]])
        #expect(incidents.map { $0["kind"] as? String } == ["drift"])
        #expect(incidents.map { $0["phase"] as? String } == ["closed"])
    }

    @Test func `may differ by as much as the team allows`() throws {
        let folder = try folder(drift: "{ tolerance: 5% }")
        _ = try Program.run("observe", "--team", "Acme", "--available", "92", in: folder)
        #expect(try Program.run("check", in: folder).status == 0)
        _ = try Program.run("observe", "--team", "Acme", "--available", "91", in: folder)
        #expect(try Program.run("check", in: folder).status == 1)
    }

    @Test func `comes from files too, all of a file or nothing of it`() throws {
        let folder = try folder()
        _ = try Program.run("check", in: folder)
        try folder.write(
            "team,time,available\nAcme,2025-07-23T12:00,96.5\nBeta,2025-07-24,1\nAcme,2999-01-01,5\nAcme,x,5\n",
            to: "seen.csv")
        let bad = try Program.run("observe", "--file", "seen.csv", in: folder)
        #expect(bad.status == 65)
        for words in ["seen.csv:3:1", "there are: Acme", "seen.csv:4:6", "yet to come", "seen.csv:5:6"] {
            #expect(bad.errors.contains(words), "\(bad.errors)")
        }
        try folder.write("team,time,available\nAcme,2025-07-22T12:00,98.5\nAcme,2025-07-24,90\n", to: "seen.csv")
        let good = try Program.run("observe", "--file", "seen.csv", in: folder)
        #expect(good.output.contains("2 balances are new."), "nothing of the bad file was kept: \(good.errors)")
        #expect(good.output.contains("6.5 tokens less than the ledger"))
        #expect(try Program.run("observe", "--file", "seen.csv", in: folder).output.contains("0 balances are new."))
        let dry = try Program.run("check", "--dry-run", in: folder)
        #expect(dry.output.contains("2025-07-22 12:00 UTC") && dry.output.contains("2025-07-24 00:00 UTC"))
    }

    @Test func `that cannot be is refused with what to do`() throws {
        let folder = try folder()
        let cases: [(result: Program.Result, status: Int32, words: String)] = [
            (try Program.run("observe", "--team", "Acme", in: folder), 64, "--team and --available, or --file"),
            (
                try Program.run("observe", "--team", "Acme", "--available", "1,5", in: folder), 64, "--available"
            ),
            (
                try Program.run("observe", "--file", "f", "--team", "Acme", in: folder), 64, "--file stands alone"
            ),
            (try Program.run("observe", "--team", "Beta", "--available", "1", in: folder), 65, "there are: Acme"),
            (
                try Program.run(
                    "observe", "--team", "Acme", "--available", "1", "--at", "2999-01-01", in: folder), 65,
                "yet to come"
            ),
            (try Program.run("observe", "--file", "none.csv", in: folder), 65, "there is no such file"),
        ]
        for (result, status, words) in cases {
            #expect(result.status == status && result.errors.contains(words), "\(words): \(result.errors)")
        }
    }
}
