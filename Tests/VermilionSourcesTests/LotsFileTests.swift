import Foundation
import Testing
import VermilionDomain
import VermilionTestSupport

@testable import VermilionSources

@Suite struct `A lots file` {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func read(_ rows: String...) async throws -> LotsReading {
        let text = "team,id,tokens,start,expires\n" + rows.map { $0 + "\n" }.joined()
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path + "/lots.csv"))
        return await file.read()
    }

    private var file: LotsFile {
        LotsFile(path: folder.path + "/lots.csv", team: "Acme", zone: .utc, configuredTeams: ["Acme", "Beta"])
    }

    @Test func `holds the lots of its team, and reports those of a team nobody watches`() async throws {
        let reading = try await read(
            "Acme,a,500,2025-07-24,", "Beta,b,1,2025-07-24,2025-12-31", "Gamma,c,1,2025-07-24,")
        #expect(reading.lots == [try .from("2025-07-24", "500", id: "a")])
        #expect(reading.problem == nil)
        #expect(reading.warnings.map(\.place?.line) == [4])
        #expect(reading.warnings[0].message.contains("Gamma"))
    }

    @Test func `with one bad row is not trusted at all, and says so once`() async throws {
        let reading = try await read(
            "Acme,a,500,2025-07-24,", "Acme,b,many,2025-07-24,", "Acme,c,5,someday,", "Acme,d,5,2025-07-24,2025-07-01")
        #expect(reading.lots == nil)
        let problem = try #require(reading.problem)
        #expect(problem.place == Diagnostic.Place(file: folder.path + "/lots.csv", line: 3, column: 8))
        #expect(problem.description.contains("and 2 more problems in this file"))
        #expect(problem.description.contains("last known"))
    }

    @Test func `that is missing has lots nobody knows, not none`() async throws {
        let reading = await file.read()
        #expect(reading.lots == nil)
        #expect(reading.problem?.message == "there is no such file")
        #expect(reading.source == SourceID("lots:\(folder.path)/lots.csv"))
    }

    @Test func `that is empty but for its header holds none`() async throws {
        #expect(try await read().lots == [])
    }
}
