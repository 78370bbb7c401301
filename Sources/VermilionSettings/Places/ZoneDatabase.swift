import Glibc
import VermilionDomain
import VermilionFormats

/// The time zones that are installed, as a directory of TZif files.
///
/// Not Foundation's `TimeZone`: in a statically linked program it can be nil for every name.
struct ZoneDatabase {
    static let usualDirectory = "/usr/share/zoneinfo"

    let directory: String

    enum Failure: Error, Equatable {
        case notInstalled
        case unknown
    }

    func zone(named name: String) throws(Failure) -> Zone {
        if name == "UTC" { return .utc }
        guard isName(name) else { throw .unknown }
        guard access(directory, F_OK) == 0 else { throw .notInstalled }
        guard let bytes = try? SmallFile.read(directory + "/" + name, limit: 1 << 20),
            let zone = Zone(identifier: name, tzif: bytes)
        else { throw .unknown }
        return zone
    }

    /// Nothing that leads out of the directory, and not its copies with leap seconds.
    private func isName(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, first != "right", first != "posix", name.utf8.count <= 64 else { return false }
        return parts.allSatisfy { part in
            !part.isEmpty
                && part.unicodeScalars.allSatisfy { $0.isASCIILetterOrDigit || "_+-".unicodeScalars.contains($0) }
        }
    }

    /// All names, for suggestions: from the list that tzdata carries along.
    var names: [String] {
        guard let bytes = try? SmallFile.read(directory + "/tzdata.zi", limit: 1 << 20) else { return [] }
        var names: [String] = []
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 3)
            switch words.first {
            case "Z" where words.count > 1: names.append(String(words[1]))
            case "L" where words.count > 2: names.append(String(words[2]))
            default: continue
            }
        }
        return names
    }
}
