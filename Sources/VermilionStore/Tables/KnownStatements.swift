import GRDB

/// Statements are prepared once for each connection: what a poll and a delivery ask is always the same, and preparing it
/// takes longer than answering it.
extension Database {
    func execute(known sql: String, arguments: StatementArguments = StatementArguments()) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }
}

extension Row {
    static func fetchAll(
        _ db: Database, known sql: String, arguments: StatementArguments = StatementArguments()
    ) throws -> [Row] { try fetchAll(db.cachedStatement(sql: sql), arguments: arguments) }

    static func fetchOne(
        _ db: Database, known sql: String, arguments: StatementArguments = StatementArguments()
    ) throws -> Row? { try fetchOne(db.cachedStatement(sql: sql), arguments: arguments) }

    static func fetchCursor(
        _ db: Database, known sql: String, arguments: StatementArguments = StatementArguments()
    ) throws -> RowCursor { try fetchCursor(db.cachedStatement(sql: sql), arguments: arguments) }
}

extension DatabaseValueConvertible where Self: StatementColumnConvertible {
    static func fetchAll(
        _ db: Database, known sql: String, arguments: StatementArguments = StatementArguments()
    ) throws -> [Self] { try fetchAll(db.cachedStatement(sql: sql), arguments: arguments) }

    static func fetchOne(
        _ db: Database, known sql: String, arguments: StatementArguments = StatementArguments()
    ) throws -> Self? { try fetchOne(db.cachedStatement(sql: sql), arguments: arguments) }
}
