import Foundation
import Testing
import VermilionDomain
import VermilionStore
import VermilionTestSupport

/// A state that no store has open, as a command finds it, and a place for its backup.
struct ClosedState {
    let directory: TemporaryDirectory
    let start: Instant

    init() throws {
        directory = try TemporaryDirectory()
        start = try .at("2025-07-24")
    }

    var path: String { directory.path + "/state" }
    var file: String { path + "/" + Store.fileName }
    var copy: String { directory.path + "/copy.sqlite" }

    var bytes: Data { get throws { try Data(contentsOf: URL(fileURLWithPath: file)) } }

    /// Makes it, with so many teams that have an open incident and two queued deliveries each.
    func make(teams: Int = 1) async throws {
        try await fill(Store.open(directory: path), teams: teams)
        untilClosed(file)
    }

    private func fill(_ store: Store, teams: Int) async throws {
        for number in 0..<teams {
            try await store.take(
                [try .on("2025-07-22", "3.5")], of: .of("Team \(number)"), at: start, channels: ["mail", "chat"])
        }
    }

    @discardableResult
    func backUp(replacing: Bool = false) throws -> StateSummary {
        try Store.backUp(stateIn: path, to: copy, replacing: replacing)
    }

    @discardableResult
    func restore(_ suffix: String = "then") throws -> RestoredState {
        untilClosed(file)
        return try Store.restore(copy, to: path, keeping: suffix)
    }
}

func permissions(of path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return try #require(attributes[.posixPermissions] as? NSNumber).intValue
}

func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

/// Kills this process at a moment that follows from the seed.
func killThisProcess(within microseconds: Int, seed: UInt64) {
    var chance = SplitMix64(seed: seed)
    let delay = UInt32(chance.draw(0...microseconds))
    Thread.detachNewThread {
        usleep(delay)
        kill(getpid(), SIGKILL)
    }
}

/// Waits until a store that this process let go of has closed its file, which it does a moment later.
func untilClosed(_ file: String) {
    func isOpen() -> Bool {
        let descriptors = (try? names(in: "/proc/self/fd")) ?? []
        return descriptors.contains { number in
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)")) == file
        }
    }
    let patience = ContinuousClock.now + .seconds(30)
    while isOpen(), ContinuousClock.now < patience { usleep(1_000) }
}
