import GRDB
import VermilionDomain

/// How values of the domain stand in columns.
extension Row {
    func instant(_ column: String) -> Instant? { (self[column] as Int64?).map(Instant.init(microseconds:)) }
    func tokens(_ column: String) -> Tokens? { (self[column] as Int64?).map(Tokens.init(micro:)) }
    func text(_ column: String) -> String { self[column] }
}

/// A value in a column that this version does not know.
struct UnknownValue: Error, CustomStringConvertible {
    let column: String
    let value: String

    var description: String { "column \(column) holds \"\(value)\", which this version does not know" }
}

extension Row {
    /// A case of an enumeration that is kept by its raw text.
    func known<Value: RawRepresentable<String>>(_ column: String) throws -> Value {
        let text: String = self[column]
        guard let value = Value(rawValue: text) else { throw UnknownValue(column: column, value: text) }
        return value
    }
}
