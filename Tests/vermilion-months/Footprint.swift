import Foundation

/// What the process has at one moment.
struct Footprint {
    /// Memory that no other process shares and no file holds.
    let privateKiB: Double
    let descriptors: Int

    static func now() throws -> Self {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") } ?? ""
        let kibibytes = Double(line.split { !$0.isNumber }.first ?? "") ?? .infinity
        let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        return Self(privateKiB: kibibytes, descriptors: descriptors)
    }

    /// How far private memory rises from the first to the last, by a line of least squares; in KiB.
    static func growth(of prints: some Collection<Footprint>) -> Double {
        let count = Double(prints.count)
        guard count > 1 else { return 0 }
        let (middle, mean) = ((count - 1) / 2, prints.reduce(0) { $0 + $1.privateKiB } / count)
        let terms = prints.enumerated().map { (at: Double($0.offset) - middle, memory: $0.element.privateKiB - mean) }
        return terms.reduce(0) { $0 + $1.at * $1.memory } / terms.reduce(0) { $0 + $1.at * $1.at } * (count - 1)
    }
}
