import Foundation
import Testing

@Suite struct `An explanation from two files` {
    private func books() throws -> Folder {
        let folder = try Folder()
        try folder.write(
            """
            team,time,app,api,tokens,id
            A,2025-07-22,Viewer,md,1.5,u1
            A,2025-07-23,Viewer,md,2,u2
            A,2025-07-23,Nightly,da,1,u3
            B,2025-07-23,Viewer,md,9,u4

            """, to: "u.csv")
        try folder.write("team,id,tokens,start,expires\nA,L,2,2025-07-01,2025-08-01\n", to: "l.csv")
        return folder
    }

    private func run(_ arguments: String..., in folder: Folder) throws -> Program.Result {
        try Program.run(
            arguments + ["--usage", "u.csv", "--lots", "l.csv", "--as-of", "2025-07-25"], in: folder)
    }

    @Test func `says which lot paid, what is short and what to buy`() throws {
        let result = try run(
            "explain", "--team", "A", "--day", "2025-07-23", "--app", "Viewer", "--format", "json", in: books())
        #expect(result.status == 0 && result.errors.isEmpty)
        let wanted: NSArray = [
            [
                "team": "A", "day": "2025-07-23", "app": "Viewer", "api": "md", "tokens": "2", "charged": "0",
                "settled": "0", "uncharged": "2", "paidBy": [],
                "reasons": [["reason": "exhausted", "tokens": "2"]], "buy": "100",
            ]
        ]
        #expect(try result.json() as? NSArray == wanted)
        let row = try run("explain", "--team", "A", "--row", "u3", in: books())
        #expect(row.output.contains("0.5  charged at once") && row.output.contains("0.5  uncharged: exhausted"))
    }

    @Test func `is the same from the state that was read from them`() throws {
        let folder = try books()
        try folder.write(
            """
            state: state
            teams:
              - name: A
                sources: [{ csv: u.csv }]
                lots: [{ id: L, tokens: 2, start: 2025-07-01, expires: 2025-08-01 }]
                notify: [box]
            channels:
              box: { maildir: mail }
            """, to: "vermilion.yaml")
        #expect(try Program.run("check", in: folder).status == 2)
        let asOf = ["--team", "A", "--as-of", "2025-07-25"]
        for selection in [[], ["--day", "2025-07-23"], ["--app", "Viewer"], ["--api", "da"], ["--row", "u2"]] {
            for format in ["text", "json"] {
                let arguments = ["explain"] + asOf + selection + ["--format", format]
                let state = try Program.run(arguments, in: folder)
                let files = try Program.run(arguments + ["--usage", "u.csv", "--lots", "l.csv"], in: folder)
                #expect(state.status == 0 && state.output == files.output && state.output.contains("exhausted"))
            }
        }
        for format in ["text", "json", "csv"] {
            let arguments = ["statement"] + asOf + ["--format", format]
            let sums = try Program.run(arguments, in: folder)
            let rows = try Program.run(arguments + ["--verify"], in: folder)
            #expect(sums.status == 0 && sums.output == rows.output && !sums.output.isEmpty)
        }
        let verified = try Program.run("statement", "--verify", "--as-of", "2025-07-25", in: folder)
        #expect(verified.status == 0 && verified.errors == "verified: 3 rows, 1 lots agree\n")
    }

    @Test func `refuses an unknown team and what is no day`() throws {
        let unknown = try run("explain", "--team", "C", in: books())
        #expect(unknown.status == 64 && unknown.errors.contains("there are: A, B"))
        for day in ["2025-02-30", "2025-07-23T10:00:00", "yesterday"] {
            #expect(try run("explain", "--team", "A", "--day", day, in: books()).status == 64)
        }
        #expect(try run("explain", in: books()).status == 64)
    }

    @Test func `follows a statement that two engines agree on`() throws {
        let plain = try run("statement", "--format", "csv", in: books())
        let verified = try run("statement", "--verify", "--format", "csv", in: books())
        #expect(verified.status == 0 && verified.output == plain.output)
        #expect(plain.errors.isEmpty && verified.errors == "verified: 4 rows, 1 lots agree\n")
    }
}
