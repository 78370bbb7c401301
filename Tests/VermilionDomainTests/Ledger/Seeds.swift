import Foundation

/// The seeds of random ledgers: all of a range, or the one that `VERMILION_SEED` names, to run a failure again.
enum Seeds {
    static let chosen = ProcessInfo.processInfo.environment["VERMILION_SEED"].flatMap(UInt64.init)

    static func upTo(_ count: UInt64) -> [UInt64] { chosen.map { [$0] } ?? Array(0..<count) }

    /// So many seeds at a time, so that not each of very many is a test case of its own.
    static func upTo(_ count: UInt64, by size: UInt64) -> [Range<UInt64>] {
        if let chosen { return [chosen..<chosen + 1] }
        return stride(from: 0, to: count, by: Int(size)).map { $0..<min($0 + size, count) }
    }

    /// What to type to run a failed seed again and nothing else.
    static func rerun(_ seed: UInt64) -> String {
        "again: VERMILION_SEED=\(seed) scripts/test --filter VermilionDomainTests"
    }
}
