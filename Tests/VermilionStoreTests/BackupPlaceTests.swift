import Foundation
import Testing
import VermilionDomain
import VermilionTestSupport

@testable import VermilionStore

/// Names that are no place for a backup, or that are none.
@Suite struct `The file of a backup` {
    private let directory: TemporaryDirectory
    private var path: String { directory.path + "/state" }
    private var state: String { path + "/" + Store.fileName }

    init() async throws {
        directory = try TemporaryDirectory()
        try await Store.open(directory: path).take(
            [try .on("2025-07-22", "3.5")], of: .of("Acme"), at: try .at("2025-07-24"))
    }

    private func backUp(to file: String) throws { _ = try Store.backUp(stateIn: path, to: file, replacing: true) }

    private func restore(_ file: String) throws { _ = try Store.restore(file, to: path, keeping: "then") }

    /// Also when there is none of that name at the moment: SQLite would take it for its own.
    @Test(arguments: ["", "-wal", "-shm", "-journal"]) func `is not one of the state's own`(suffix: String) throws {
        #expect(throws: StoreFailure.itself(path: state + suffix)) { try backUp(to: state + suffix) }
        #expect(throws: StoreFailure.itself(path: state + suffix)) { try restore(state + suffix) }
        #expect(try Programs.rows("SELECT COUNT(*) FROM incident", in: state) == ["1"])
    }

    @Test func `is not the state under another name`() throws {
        let (link, hardLink) = (directory.path + "/link", directory.path + "/hard-link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: state)
        try FileManager.default.linkItem(atPath: state, toPath: hardLink)
        for name in [link, hardLink, directory.path + "/state/../state/" + Store.fileName] {
            let failure = #expect(throws: StoreFailure.self) { try backUp(to: name) }
            #expect(failure == .itself(path: name))
            #expect(failure?.description.contains("this is the state itself") == true)
        }
        try backUp(to: directory.path + "/" + Store.fileName)
    }

    /// A device that was replaced would be missed by the whole machine.
    @Test func `takes the place of no directory, pipe or device`() throws {
        let (folder, pipe, device) = (directory.path + "/folder", directory.path + "/pipe", directory.path + "/device")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        #expect(mkfifo(pipe, 0o600) == 0)
        try FileManager.default.createSymbolicLink(atPath: device, withDestinationPath: "/dev/full")
        for place in [folder, pipe, device] {
            let failure = #expect(throws: StoreFailure.self) { try backUp(to: place) }
            #expect(failure == .cannotWrite(path: place, reason: "what is there is no file"))
            #expect(throws: StoreFailure.noBackup(path: place, reason: "it is no file")) { try restore(place) }
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
        #expect(names == ["device", "folder", "pipe", "state"])
    }
}
