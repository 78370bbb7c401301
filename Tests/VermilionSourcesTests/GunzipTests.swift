import Foundation
import Testing
import VermilionDomain
import VermilionFormats
import VermilionTestSupport

@testable import VermilionSources

@Suite struct `A packed export` {
    private let folder: TemporaryDirectory
    private static let rows = (1...9).map { "Acme,2025-07-0\($0),V,md,\($0),a\n" }

    init() throws { folder = try TemporaryDirectory() }

    private func gzip(_ text: String) throws -> [UInt8] {
        let plain = folder.path + "/plain"
        try Data(text.utf8).write(to: URL(fileURLWithPath: plain))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/gzip")
        process.arguments = ["--force", "--no-name", plain]
        try process.run()
        _ = process.status()
        return Array(try Data(contentsOf: URL(fileURLWithPath: plain + ".gz")))
    }

    private func read(_ bytes: [UInt8]) async throws -> Reading {
        try Data(bytes).write(to: URL(fileURLWithPath: folder.path + "/u.csv.gz"))
        let source = CSVSource(
            id: "csv:test", team: "Acme", path: folder.path + "/*.csv.gz", allowsPartialFiles: false, zone: .utc,
            configuredTeams: ["Acme"])
        return await source.read(at: Instant(seconds: 0))
    }

    private func tokens(_ reading: Reading) -> Tokens { reading.usage.reduce(.zero) { $0 + $1.tokens } }

    private var text: String { "team,day,app,api,tokens,id\n" + Self.rows.joined() }

    @Test func `is read as the plain one`() async throws {
        let reading = try await read(gzip(text))
        #expect(reading.isGood, "\(reading.failures)")
        #expect(tokens(reading) == Tokens(45))
    }

    @Test func `may be several, one behind the other`() async throws {
        let parts = [Self.rows.prefix(4).joined(), Self.rows.dropFirst(4).joined()]
        let reading = try await read(gzip("team,day,app,api,tokens,id\n") + parts.flatMap { try gzip($0) } + gzip(""))
        #expect(reading.isGood, "\(reading.failures)")
        #expect(tokens(reading) == Tokens(45))
    }

    @Test func `that is cut off anywhere is one error that names the file, and nothing of it counts`() async throws {
        let whole = try gzip(text)
        for length in 0..<whole.count {
            let reading = try await read(Array(whole.prefix(length)))
            #expect(reading.usage.isEmpty)
            #expect(reading.failures.count == 1)
            #expect(
                reading.failures[0].description.contains("u.csv.gz: is cut off"), "at \(length): \(reading.failures)")
        }
    }

    @Test func `with a wrong byte is one error that names the file, or the same usage`() async throws {
        let whole = try gzip(text)
        for place in whole.indices {
            var bytes = whole
            bytes[place] ^= 0x11
            let reading = try await read(bytes)
            guard !reading.isGood else {
                #expect(tokens(reading) == Tokens(45), "at \(place)")
                #expect(place < 10, "only its head says nothing about what is in it")
                continue
            }
            #expect(reading.usage.isEmpty)
            #expect(reading.failures.count == 1)
            #expect(reading.failures[0].place?.file.hasSuffix("u.csv.gz") == true, "at \(place): \(reading.failures)")
        }
        let plain = try await read(Array(text.utf8))
        #expect(plain.failures[0].description.contains("is damaged or no gzip file"))
    }

    /// A little input gives more than one piece can hold.
    @Test(arguments: [1, 255, 256, 257, 1_000, 3_000]) func `is whole where it unpacks to many times its size`(
        kibibytes: Int
    ) throws {
        let text = String(repeating: "0123456789abcdef", count: kibibytes * 64)
        var rest = try gzip(text)[...]
        let gunzip = try Gunzip(
            {
                // Small pieces, so that each of them is taken in whole.
                defer { rest = rest.dropFirst(64) }
                return Array(rest.prefix(64))
            }, largest: 1 << 30, place: Diagnostic.Place(file: "u.csv.gz"))
        var unpacked: [UInt8] = []
        while true {
            let piece = try gunzip.next()
            if piece.isEmpty { break }
            unpacked += piece
        }
        #expect(unpacked == Array(text.utf8))
    }

    @Test func `that unpacks to more than it may is stopped there`() throws {
        let bomb = try gzip(String(repeating: "0", count: 5 << 20))
        var rest = bomb
        var unpacked = 0
        let gunzip = try Gunzip(
            {
                defer { rest = [] }
                return rest
            }, largest: 1 << 20, place: Diagnostic.Place(file: "u.csv.gz"))
        let problem = #expect(throws: Diagnostic.self) {
            while true {
                let piece = try gunzip.next()
                if piece.isEmpty { break }
                unpacked += piece.count
            }
        }
        #expect(problem?.description == "u.csv.gz: unpacks to more than 1 GiB (split the export)")
        #expect(unpacked == 1 << 20)
    }
}
