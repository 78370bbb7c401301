import Foundation
import Glibc
import Testing
import VermilionDomain
import VermilionTestSupport

@testable import VermilionSources

@Suite struct `A CSV source` {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func source(_ pattern: String, partial: Bool = false, teams: Set<TeamName> = ["Acme", "Beta"]) -> CSVSource
    {
        CSVSource(
            id: "csv:test", team: "Acme", path: folder.path + "/" + pattern, allowsPartialFiles: partial, zone: .utc,
            configuredTeams: teams)
    }

    /// - Parameter age: in seconds; a younger file is the newer export.
    private func write(_ rows: String..., to name: String, age: Int = 0) throws {
        let text = "team,day,app,api,tokens,id\n" + rows.map { $0 + "\n" }.joined()
        let file = folder.path + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        let changed = Date(timeIntervalSince1970: 1_700_000_000 - Double(age))
        try FileManager.default.setAttributes([.modificationDate: changed], ofItemAtPath: file)
    }

    private func read(_ source: CSVSource) async -> Reading { await source.read(at: Instant(seconds: 0)) }

    private func tokens(_ reading: Reading) -> Tokens { reading.usage.reduce(.zero) { $0 + $1.tokens } }

    @Test func `takes the rows of its own team, and reports those of a team nobody watches`() async throws {
        try write("Acme,2025-07-22,V,md,1,a", "Beta,2025-07-22,V,md,2,a", "Gamma,2025-07-22,V,md,4,a", to: "u.csv")
        let reading = await read(source("u.csv"))
        #expect(reading.isGood)
        #expect(tokens(reading) == Tokens(1))
        #expect(reading.warnings.count == 1)
        #expect(reading.warnings[0].description.contains("Gamma"))
        #expect(reading.warnings[0].place?.line == 4)
    }

    @Test func `adds up the files of a folder`() async throws {
        try write("Acme,2025-07-22,V,md,1,a", to: "a.csv")
        try write("Acme,2025-07-23,V,md,2,a", to: "b.csv")
        try write("Acme,2025-07-24,V,md,4,a", to: "c.txt")
        #expect(tokens(await read(source("*.csv"))) == Tokens(3))
    }

    @Test func `lets a newer export restate an older one, whatever the files are called`() async throws {
        try write("Acme,2025-07-22,V,md,1,a", to: "z.csv", age: 100)
        try write("Acme,2025-07-22,V,md,5,a", to: "a.csv", age: 10)
        #expect(tokens(await read(source("*.csv"))) == Tokens(5))
    }

    @Test func `counts a day that two exports tell only once, also when its rows have no id`() async throws {
        try write(
            "Acme,2025-07-22,V,md,1,", "Acme,2025-07-22,V,md,1,", "Acme,2025-07-22,V,md,1,", to: "a.csv", age: 100)
        try write("Acme,2025-07-22,V,md,2,", "Acme,2025-07-22,V,md,2,", "Acme,2025-07-23,V,md,8,", to: "b.csv", age: 10)
        #expect(tokens(await read(source("*.csv"))) == Tokens(12))
    }

    @Test func `uses nothing of a file with a bad row, unless partial files are allowed`() async throws {
        try write("Acme,2025-07-22,V,md,1,a", "Acme,2025-07-23,V,md,lots,b", to: "u.csv")
        let strict = await read(source("u.csv"))
        #expect(!strict.isGood)
        #expect(strict.usage.isEmpty)
        #expect(strict.failures[0].place?.line == 3)
        let partial = await read(source("u.csv", partial: true))
        #expect(partial.isGood)
        #expect(tokens(partial) == Tokens(1))
        #expect(partial.warnings.contains { $0.place?.line == 3 })
    }

    @Test func `keeps the sound files of a folder when another is bad, but is no good reading`() async throws {
        try write("Acme,2025-07-22,V,md,1,a", to: "a.csv")
        try Data("nonsense".utf8).write(to: URL(fileURLWithPath: folder.path + "/b.csv"))
        let reading = await read(source("*.csv"))
        #expect(!reading.isGood)
        #expect(tokens(reading) == Tokens(1))
        #expect(reading.failures.allSatisfy { $0.place?.file.hasSuffix("/b.csv") == true })
    }

    @Test func `tells all there is from the first day of its one file on, but not for a folder`() async throws {
        try write("Acme,2025-07-22,V,md,1,a", "Beta,2025-07-20,V,md,2,a", to: "u.csv")
        let first = try #require(CivilDate(year: 2025, month: 7, day: 20))
        #expect(await read(source("u.csv")).covers == first...CivilDate.latest)
        #expect(await read(source("*.csv")).covers == nil)
        try write("Acme,2025-07-22,V,md,1,a", "Acme,2025-07-23,V,md,lots,b", to: "u.csv")
        #expect(await read(source("u.csv", partial: true)).covers == nil, "a bad row may be the missing one")
        try write(to: "u.csv")
        #expect(await read(source("u.csv")).covers == nil)
    }

    @Test(arguments: [("gone.csv", "no such file"), ("*.csv", "no file matches"), ("", "not a file")])
    func `says what is missing`(pattern: String, words: String) async throws {
        let reading = await read(source(pattern))
        #expect(!reading.isGood)
        #expect(reading.failures[0].description.contains(words), "\(reading.failures)")
    }

    @Test func `warns of a file without a row of its team`() async throws {
        try write("Beta,2025-07-22,V,md,1,a", to: "u.csv")
        let reading = await read(source("u.csv"))
        #expect(reading.isGood)
        #expect(reading.warnings.contains { $0.description.contains("Acme") })
    }

    @Test(arguments: [".part", ".tmp", ".crdownload"])
    func `leaves a download alone until it has its name`(suffix: String) async throws {
        try write("Acme,2025-07-22,V,md,1,a", to: "u.csv" + suffix)
        #expect(await read(source("u.csv" + suffix)).failures[0].description.contains("still being written"))
    }

    @Test func `does not read a file that another program is writing`() async throws {
        try write("Acme,2025-07-22,V,md,1,a", to: "u.csv")
        // Programs that other tests start at the same time must not inherit it.
        let writer = open(folder.path + "/u.csv", O_WRONLY | O_CLOEXEC)
        #expect(await read(source("u.csv")).failures[0].description.contains("still being written"))
        close(writer)
        #expect(await read(source("u.csv")).isGood)
    }

    /// A pipe would hold up a reader for ever.
    @Test func `refuses what is not a file`() async throws {
        mkfifo(folder.path + "/u.csv", 0o600)
        #expect(await read(source("u.csv")).failures[0].description.contains("not a file"))
    }
}
