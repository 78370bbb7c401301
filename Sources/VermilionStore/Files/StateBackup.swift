import GRDB
import Glibc

/// What is in a state, in figures.
package struct StateSummary: Hashable, Sendable {
    package let version: Int
    package let installation: String
    package let teams: Int
    package let rows: Int
    package let openIncidents: Int
    package let queued: Int

    init(_ db: Database) throws {
        func count(_ query: String) throws -> Int { try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM " + query) ?? 0 }
        version = try Schema.foundVersion(db)
        installation = try String.fetchOne(db, sql: "SELECT id FROM installation") ?? ""
        teams = try count("(SELECT DISTINCT team FROM source)")
        rows = try count("usage")
        openIncidents = try count("incident WHERE phase = 'open'")
        queued = try count("delivery WHERE state = 'queued'")
    }
}

extension Store {
    /// Copies the state in a directory into a file, as it is at one moment, while others go on with it.
    ///
    /// - Parameter replacing: whether the file may be there already; what is no file never gives way.
    package static func backUp(
        stateIn directory: String, to file: String, replacing: Bool
    ) throws(StoreFailure) -> StateSummary {
        let path = directory + "/" + fileName
        guard StateFile.exists(path) else { throw .none(path: path) }
        guard !StateFile.isPart(file, ofStateIn: directory) else { throw .itself(path: file) }
        return try StoreFailure.naming(path) {
            let source = try connectToRead(path)
            defer { try? source.close() }
            return try StateCopy(path: file).make(of: source, replacing: replacing) { try StateSummary($0) }
        }
    }
}
