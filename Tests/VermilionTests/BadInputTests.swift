import Foundation
import Glibc
import Testing
import VermilionTestSupport

/// Each gives one clear message that names the place, the right exit code, and loses nothing.
@Suite struct `Bad input` {
    private func configure(_ folder: Folder, lots: String = "", source: String = "usage.csv") throws {
        try folder.write(
            """
            state: state
            teams:
              - { name: Acme, sources: [{ csv: \(source) }], lots: [\(lots)], notify: [box] }
            channels:
              box: { maildir: mail }
            """, to: "vermilion.yaml")
    }

    private static let header = "team,day,app,api,tokens,id\n"

    struct Wrong: Sendable, CustomTestStringConvertible {
        let what: String
        let file: [UInt8]
        /// Where the message must point, after the file's name.
        let place: String
        let words: String
        var testDescription: String { what }

        init(_ what: String, _ text: String, at place: String, says words: String) {
            self.init(what, Array(text.utf8), at: place, says: words)
        }

        init(_ what: String, _ file: [UInt8], at place: String, says words: String) {
            (self.what, self.file, self.place, self.words) = (what, file, place, words)
        }
    }

    static let wrong: [Wrong] = [
        Wrong("an empty file", "", at: "", says: "empty"),
        Wrong("a layout without the needed columns", "team,day,app\nAcme,2025-07-22,V\n", at: ":1", says: "tokens"),
        Wrong("a bad date", header + "Acme,2025-02-30,V,md,1,a\n", at: ":2:6", says: "2025-02-30"),
        Wrong("a date nobody can tell", header + "Acme,07/08/2025,V,md,1,a\n", at: ":2:6", says: "07/08/2025"),
        Wrong("a bad amount", header + "Acme,2025-07-22,V,md,many,a\n", at: ":2:22", says: "many"),
        Wrong("a decimal comma", header + "Acme,2025-07-22,V,md,\"1,5\",a\n", at: ":2:22", says: "1.5"),
        Wrong("negative usage", header + "Acme,2025-07-22,V,md,-1,a\n", at: ":2:22", says: "negative"),
        Wrong(
            "bad UTF-8", Array((header + "Acme,2025-07-22,V").utf8) + [0xFF] + Array(",md,1,a\n".utf8), at: ":2:18",
            says: "UTF-8"),
        Wrong("an unterminated quote", header + "Acme,2025-07-22,\"V,md,1,a\n", at: ":2:17", says: "quote"),
        Wrong(
            "one row id with other content", header + "Acme,2025-07-22,V,md,1,a\nAcme,2025-07-22,V,md,2,a\n", at: ":3",
            says: "usage.csv:2"),
    ]

    @Test(arguments: wrong) func `in a file is named with file, line and column, and exits 3`(wrong: Wrong) throws {
        let folder = try Folder()
        try configure(folder)
        try folder.write(Data(wrong.file), to: "usage.csv")
        let result = try Program.run("check", in: folder)
        #expect(result.status == 3, "\(result.output)")
        #expect(result.errors.contains("usage.csv\(wrong.place)"), "\(result.errors)")
        #expect(result.errors.contains(wrong.words), "\(result.errors)")
        #expect(folder.files(in: "mail/new").isEmpty)

        let statement = try Program.run("statement", "--usage", "usage.csv", "--as-of", "2025-08-01", in: folder)
        #expect(statement.status == 65)
        #expect(statement.errors.contains("usage.csv\(wrong.place)"))
    }

    @Test func `never takes away what is known already`() throws {
        let folder = try Folder()
        try configure(folder)
        try folder.write(Self.header + "Acme,2025-07-22,V,md,3.5,a\n", to: "usage.csv")
        #expect(try Program.run("check", in: folder).status == 2)
        for wrong in Self.wrong {
            try folder.write(Data(wrong.file), to: "usage.csv")
            #expect(try Program.run("check", in: folder).status == 2, "critical before unknown: \(wrong.what)")
        }
        #expect(folder.files(in: "mail/new").count == 1, "silence is never recovery")
        let statement = try Program.run("statement", "--format", "json", in: folder).json() as? [[String: Any]]
        #expect(statement?.first?["uncharged"] as? String == "3.5")
    }

    @Test func `is a missing file`() throws {
        let folder = try Folder()
        try configure(folder)
        let result = try Program.run("check", in: folder)
        #expect(result.status == 3)
        #expect(result.errors.contains("usage.csv: ") && result.errors.contains("no such file"))
    }

    @Test func `is a file that is still being written`() throws {
        let folder = try Folder()
        try configure(folder)
        let file = try folder.write(Self.header + "Acme,2025-07-22,V,md,3.5,a\nAcme,2025-07-2", to: "usage.csv")
        let writer = try FileHandle(forWritingTo: file)
        let during = try Program.run("check", in: folder)
        #expect(during.status == 3)
        #expect(during.errors.contains("still being written"))
        try writer.seekToEnd()
        try writer.write(contentsOf: Data("3,V,md,1,b\n".utf8))
        try writer.close()
        let after = try Program.run("check", in: folder)
        #expect(after.status == 2)
        #expect(after.output.contains("4.5"))
    }

    @Test func `in lots is told with its place`() throws {
        let folder = try Folder()
        try folder.write(Self.header, to: "usage.csv")
        try configure(
            folder,
            lots:
                "{ id: A, tokens: 0, start: 2025-07-24 }, { id: B, tokens: 5, start: 2025-07-24, expires: 2025-07-24 }")
        let result = try Program.run("check", in: folder)
        #expect(result.status == 78)
        #expect(result.errors.components(separatedBy: "vermilion.yaml:3:").count == 3, "\(result.errors)")
        try folder.write(
            "team,id,tokens,start,expires\nAcme,A,0,2025-07-24,\nAcme,B,5,2025-07-24,2025-07-01\n", to: "lots.csv")
        let files = try Program.run("statement", "--lots", "lots.csv", in: folder)
        #expect(files.status == 65)
        #expect(files.errors.contains("lots.csv:2") && files.errors.contains("lots.csv:3"))
    }

    @Test func `in the configuration is told all at once, with exit 78`() throws {
        let folder = try Folder()
        try folder.write(
            """
            stat: here
            zone: Asia/Tokio
            teams:
              - name: Acme
                sources: [{ csv: usage.csv }]
                notify: [mial]
                alerts: { expiry: [90 days] }
            channels:
              mail: { maildir: mail }
            """, to: "vermilion.yaml")
        for arguments in [["check"], ["config", "check", "vermilion.yaml"], ["run"]] {
            let process = Program.process(arguments, in: folder)
            let errors = Pipe()
            process.standardError = errors
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            #expect(process.status() == 78)
            for place in ["vermilion.yaml:1:1", "vermilion.yaml:2:7", "vermilion.yaml:6:14", "vermilion.yaml:7:24"] {
                #expect(text.contains(place), "\(place) in \(text)")
            }
            #expect(text.contains("Asia/Tokyo") && text.contains("mail"))
        }
    }

    @Test func `on the command line exits 64`() throws {
        let folder = try Folder()
        #expect(try Program.run("check", "--formt", "json", in: folder).status == 64)
        #expect(try Program.run("statement", "--as-of", "yesterday", in: folder).status == 64)
        #expect(try Program.run("frobnicate", in: folder).status == 64)
    }
}
