import Foundation
import Testing

/// The published cases of the ledger, through files and the command line.
@Suite struct `A statement from two files` {
    private struct Case: Decodable {
        struct Lot: Decodable {
            let id: String
            let tokens: String
            let start: String
            let expires: String?
        }
        struct Row: Decodable {
            let id: String?
            let time: String
            let app: String
            let api: String
            let tokens: String
        }
        let name: String
        let asOf: String
        let lots: [Lot]
        let usage: [Row]
    }

    private static func cases() throws -> (data: Data, cases: [Case]) {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../VermilionDomainTests/Cases/cases.json")
        let data = try Data(contentsOf: file)
        return (data, try JSONDecoder().decode([Case].self, from: data))
    }

    private func quoted(_ text: String) -> String { "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\"" }

    @Test func `equals the published answer of every case`() throws {
        let (data, cases) = try Self.cases()
        let answers = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        #expect(cases.count == answers.count && cases.count > 10)
        let folder = try Folder()
        for (item, answer) in zip(cases, answers) {
            var usage = "team,time,app,api,tokens,id\n"
            for row in item.usage {
                usage +=
                    ["team", row.time, row.app, row.api, row.tokens, row.id ?? ""].map(quoted)
                    .joined(separator: ",") + "\n"
            }
            var lots = "team,id,tokens,start,expires\n"
            for lot in item.lots {
                lots +=
                    ["team", lot.id, lot.tokens, lot.start, lot.expires ?? ""].map(quoted)
                    .joined(separator: ",") + "\n"
            }
            try folder.write(usage, to: "usage.csv")
            try folder.write(lots, to: "lots.csv")
            let result = try Program.run(
                "statement", "--usage", "usage.csv", "--lots", "lots.csv", "--as-of", item.asOf, "--format", "json",
                in: folder)
            #expect(result.status == 0, "\(item.name): \(result.errors)")
            guard !item.usage.isEmpty || !item.lots.isEmpty else { continue }
            let wanted = try #require(answer["expected"] as? NSDictionary)
            let given = try #require(try result.json() as? [NSDictionary])
            #expect(given == [wanted], "\(item.name)")
        }
    }

    @Test func `shows blue and vermilion without a terminal, and as CSV`() throws {
        let folder = try Folder()
        try folder.write("team,day,app,api,tokens\nA,2025-07-22,Viewer,md,1.5\nA,2025-07-23,Viewer,md,2\n", to: "u.csv")
        try folder.write("team,id,tokens,start,expires\nA,L,2,2025-07-01,2025-08-01\n", to: "l.csv")
        let text = try Program.run(
            "statement", "--usage", "u.csv", "--lots", "l.csv", "--as-of", "2025-07-25", in: folder)
        #expect(text.status == 0)
        #expect(text.output.contains("2025-07-23"))
        #expect(text.output.contains("1.5"))
        #expect(!text.output.contains("\u{1B}"), "no colour when not on a terminal")
        let csv = try Program.run(
            "statement", "--usage", "u.csv", "--lots", "l.csv", "--as-of", "2025-07-25", "--format", "csv", in: folder)
        #expect(
            csv.output == """
                team,day,app,api,tokens,charged,settled,uncharged
                A,2025-07-22,Viewer,md,1.5,1.5,0,0
                A,2025-07-23,Viewer,md,2,0.5,0,1.5

                """)
    }

    @Test func `comes with a forecast as text and in a check, but not in its JSON`() throws {
        let folder = try Folder()
        try folder.write("team,day,app,api,tokens\nA,2025-07-01,V,md,15\nA,2025-07-20,V,md,13\n", to: "u.csv")
        try folder.write("team,id,tokens,start,expires\nA,L,100,2025-07-01,2025-08-01\n", to: "l.csv")
        let text = try Program.run(
            "statement", "--usage", "u.csv", "--lots", "l.csv", "--as-of", "2025-07-29", in: folder)
        #expect(text.output.contains("Forecast  at 28 tokens in 28 days\nLasts until 2025-08-01 (3 days)\n"))
        #expect(text.output.contains("L            69  100  2025-08-01\n"), "\(text.output)")
        let json = try Program.run(
            "statement", "--usage", "u.csv", "--lots", "l.csv", "--as-of", "2025-07-29", "--format", "json", in: folder)
        #expect(!json.output.contains("forecast"))
        try folder.write(
            """
            state: state
            teams: [{ name: A, sources: [{ csv: u.csv }], lots: [{ id: L, tokens: 100, start: 2025-07-01, expires: 2999-01-01 }], notify: [box] }]
            channels: { box: { maildir: mail } }
            """, to: "vermilion.yaml")
        let check = try Program.run("check", "--format", "json", in: folder)
        let report = try #require(try check.json() as? [String: Any])
        let team = try #require((report["teams"] as? [[String: Any]])?.first)
        let lots = try #require((team["forecast"] as? [String: Any])?["lots"] as? [[String: Any]])
        // Nothing was used lately: all that is left lapses.
        #expect(lots.first?["lapses"] as? String == "72")
    }
}
