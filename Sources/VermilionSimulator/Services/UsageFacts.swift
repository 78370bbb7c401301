import VermilionDomain
import VermilionFormats

/// Rows with named columns, out of which queries take what they ask for.
struct UsageFacts {
    enum Value: Hashable {
        case text(String)
        case number(Int)

        var json: JSON {
            switch self {
            case .text(let text): .string(text)
            case .number(let number): .integer(Int64(number))
            }
        }

        var text: String {
            switch self {
            case .text(let text): text
            case .number(let number): String(number)
            }
        }
    }

    struct Fact {
        let values: [String: Value]
        let tokens: Tokens
    }

    struct Mistake: Error {
        let words: String
    }

    let facts: [Fact]
    let fields: Set<String>
    /// Names of the metrics, and what they come to for some facts.
    let metrics: [String: @Sendable ([Fact]) -> JSON]

    /// Groups by the fields, in the order of their texts, and sums the metrics.
    func table(_ fields: [String], _ metrics: [String], where condition: String?) throws(Mistake) -> Table {
        for field in fields where !self.fields.contains(field) { throw Mistake(words: "unknown field \(field)") }
        for metric in metrics where self.metrics[metric] == nil { throw Mistake(words: "unknown metric \(metric)") }
        let comparisons = try (condition ?? "").isEmpty ? [] : comparisons(condition ?? "")
        var groups: [[Value]: [Fact]] = [:]
        for fact in facts where comparisons.allSatisfy({ $0.holds(for: fact) }) {
            groups[fields.map { fact.values[$0] ?? .text("") }, default: []].append(fact)
        }
        let rows = groups.sorted { $0.key.map(\.text).lexicographicallyPrecedes($1.key.map(\.text)) }
            .map { key, facts in key.map(\.json) + metrics.map { self.metrics[$0]?(facts) ?? .null } }
        return Table(columns: fields + metrics, rows: rows)
    }

    private struct Comparison {
        let field: String
        let sign: String
        let value: String

        func holds(for fact: Fact) -> Bool {
            let text = fact.values[field]?.text ?? ""
            switch sign {
            case "=": return text == value
            case "!=": return text != value
            case ">=": return text >= value
            case "<=": return text <= value
            case ">": return text > value
            default: return text < value
            }
        }
    }

    /// `contractYear=1 AND usageDate>='2025-07-01'`.
    private func comparisons(_ condition: String) throws(Mistake) -> [Comparison] {
        var comparisons: [Comparison] = []
        for part in condition.replacing(" and ", with: " AND ").split(separator: " AND ") {
            guard let sign = [">=", "<=", "!=", "=", ">", "<"].first(where: { part.contains($0) }),
                let found = part.firstRange(of: sign)
            else { throw Mistake(words: "cannot read the condition \(part)") }
            let field = part[..<found.lowerBound].filter { $0 != " " }
            let value = part[found.upperBound...].filter { $0 != "'" && $0 != "\"" && $0 != " " }
            guard fields.contains(field) else { throw Mistake(words: "unknown field \(field)") }
            comparisons.append(Comparison(field: field, sign: sign, value: value))
        }
        return comparisons
    }
}
