import Foundation
import Testing
import VermilionTestSupport

/// Lots of all places, with the real program.
@Suite struct `The lots` {
    private func configure(_ folder: Folder, lots: String) throws {
        try folder.write(
            "team,day,app,api,tokens\nAcme,2025-07-22,V,md,1.5\nAcme,2025-07-23,V,md,2\n", to: "usage.csv")
        try folder.write(
            """
            state: state
            teams:
              - { name: Acme, sources: [{ csv: usage.csv }], lots: [\(lots)], notify: [box], alerts: { low: {} } }
            channels:
              box: { maildir: mail }
            """, to: "vermilion.yaml")
    }

    private func mails(_ folder: Folder) throws -> [String] {
        try folder.files(in: "mail/new").map { try folder.read("mail/new/\($0)") }
    }

    private func add(_ id: String, _ tokens: String, in folder: Folder) throws -> Program.Result {
        try Program.run(
            "lots", "add", "--team", "Acme", "--id", id, "--tokens", tokens, "--start", "2025-07-24", "--expires",
            "2999-01-01", in: folder, environment: ["USER": "ann"])
    }

    @Test func `are entered, changed and removed by hand, and all of it is kept`() throws {
        let folder = try Folder()
        try configure(folder, lots: "")
        #expect(try Program.run("check", in: folder).status == 2)
        #expect(try add("FLEX-2", "100", in: folder).status == 0)
        let settled = try Program.run("check", in: folder)
        #expect(settled.status == 0, "\(settled.output)")
        #expect(settled.output.contains("96.5"))

        let change = try Program.run(
            "lots", "change", "--team", "Acme", "--id", "FLEX-2", "--tokens", "2", in: folder,
            environment: ["SUDO_USER": "bob", "USER": "root"])
        #expect(change.output.contains("changed from 100 to 2 tokens"))
        let short = try Program.run("check", in: folder)
        #expect(short.status == 2)
        #expect(short.output.contains("Acme: lot FLEX-2 was changed from 100 to 2 tokens."))

        #expect(try Program.run("lots", "remove", "--team", "Acme", "--id", "FLEX-2", in: folder).status == 0)
        #expect(try Program.run("check", in: folder).output.contains("FLEX-2 (2 tokens) was removed from the books"))
        #expect(try mails(folder).count == 4, "opened, settled, opened again, corrected")

        let now = try Program.run("lots", "list", "--format", "json", in: folder).json()
        #expect((now as? [Any])?.isEmpty == true)
        let all = try #require(
            try Program.run("lots", "list", "--all", "--format", "json", in: folder).json() as? [[String: Any]])
        #expect(all.map { $0["tokens"] as? String } == ["100", "2"])
        #expect(all.map { $0["enteredBy"] as? String } == ["ann", "bob"])
        #expect(all.first?["endedBy"] as? String == "bob")
        #expect(all.allSatisfy { $0["endedAt"] is String })
        #expect(try Program.run("lots", "list", "--all", in: folder).output.contains("hand"))
    }

    @Test func `that leave the configuration are told as a change of the books, in the thread of the incident`() throws
    {
        let folder = try Folder()
        let lots = ["a", "b"].map { "{ id: \($0), tokens: 1, start: 2025-07-01, expires: 2999-01-01 }" }
        try configure(folder, lots: lots.joined(separator: ", "))
        #expect(try Program.run("check", in: folder).status == 2)
        try configure(folder, lots: lots[0])
        let corrected = try Program.run("check", in: folder)
        #expect(corrected.status == 2)
        #expect(corrected.output.contains("Acme: lot b (1 token) was removed from the books."))
        let mails = try mails(folder)
        #expect(mails.count == 2)
        let correction = try #require(mails.first { $0.contains("corrected from 1.5") })
        #expect(correction.contains("The books changed"))
        let json = try #require(
            try Program.run("lots", "list", "--all", "--format", "json", in: folder).json() as? [[String: Any]])
        #expect(json.map { $0["id"] as? String } == ["a", "b"])
        #expect(json.map { $0["endedAt"] is String } == [false, true])
        #expect(try Program.run("check", in: folder).output.contains("books") == false, "a change is told once")
    }

    @Test func `come from a file that is read each time, and a bad one changes nothing`() throws {
        let folder = try Folder()
        try configure(folder, lots: "{ csv: lots.csv }")
        let never = try Program.run("check", in: folder)
        #expect(never.status == 3, "nobody knows what is short before the lots were ever read")
        #expect(never.errors.contains("lots.csv: ") && never.errors.contains("there is no such file"))
        try folder.write("team,id,tokens,start,expires\nAcme,F,3,2025-07-01,2999-01-01\n", to: "lots.csv")
        let short = try Program.run("check", in: folder)
        #expect(short.status == 2)
        #expect(short.output.contains("0.5"))
        try folder.write("team,id,tokens,start,expires\nAcme,F,many,2025-07-01,2999-01-01\n", to: "lots.csv")
        let bad = try Program.run("check", in: folder)
        #expect(bad.errors.contains("lots.csv:2:8"))
        #expect(bad.errors.contains("count as they were last known"))
        #expect(bad.output.contains("0.5") && bad.status == 2)
        #expect(try mails(folder).count == 1)
        try folder.write("team,id,tokens,start,expires\nAcme,F,30,2025-07-01,2999-01-01\n", to: "lots.csv")
        #expect(try Program.run("check", in: folder).status == 0)
        #expect(try Program.run("statement", in: folder).output.contains("26.5"))
        let list = try Program.run("lots", "list", "--format", "json", in: folder).json() as? [[String: Any]]
        #expect(list?.first?["origin"] as? String == "lots:\(folder.path)/lots.csv")
    }

    @Test func `of one id and different content in two places are an error that names both`() throws {
        let folder = try Folder()
        try configure(folder, lots: "{ id: F, tokens: 3, start: 2025-07-24, expires: 2999-01-01 }")
        let refused = try add("F", "4", in: folder)
        #expect(refused.status == 65)
        #expect(refused.errors.contains("lot F of Acme stands in the configuration, with 3 tokens"))
        try configure(folder, lots: "")
        #expect(try add("F", "4", in: folder).status == 0)
        #expect(try Program.run("check", in: folder).status == 0)
        try configure(folder, lots: "{ id: F, tokens: 3, start: 2025-07-24, expires: 2999-01-01 }")
        let both = try Program.run("check", in: folder)
        #expect(both.status == 3)
        #expect(both.errors.contains("the configuration") && both.errors.contains("vermilion lots add"))
        #expect(both.output.contains("available 0.5"))
    }

    @Test(arguments: [
        (["add", "--team", "Acme", "--id", "x", "--tokens", "1,5", "--start", "2025-07-24"], 64, "--tokens"),
        (["add", "--team", "Acme", "--id", "x", "--tokens", "5", "--start", "24.7.2025"], 64, "--start"),
        (["add", "--team", "Acme", "--id", "x", "--tokens", "0", "--start", "2025-07-24"], 65, "more than 0"),
        (["add", "--team", "Acme", "--id", "x", "--tokens", "5", "--start", "9999-07-24"], 65, "--expires"),
        (
            [
                "add", "--team", "Acme", "--id", "x", "--tokens", "5", "--start", "2025-07-24", "--expires",
                "2025-07-24",
            ],
            65, "expires before it starts"
        ),
        (["add", "--team", "Beta", "--id", "x", "--tokens", "5", "--start", "2025-07-24"], 65, "there are: Acme"),
        (["change", "--team", "Acme", "--id", "x"], 64, "--tokens, --expires, or both"),
        (["change", "--team", "Acme", "--id", "x", "--tokens", "5"], 65, "no lot x that was entered by hand"),
        (["remove", "--team", "Acme", "--id", "x"], 65, "no lot x that was entered by hand"),
        (["list", "--team", "Beta"], 65, "there are: Acme"),
    ])
    func `that cannot be are refused with what to do`(arguments: [String], status: Int32, words: String) throws {
        let folder = try Folder()
        try configure(folder, lots: "")
        let process = Program.process(["lots"] + arguments, in: folder)
        let errors = Pipe()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(process.status() == status, "\(text)")
        #expect(text.contains(words), "\(text)")
    }
}
