import VermilionDomain
import VermilionFormats

struct Table: Sendable {
    let columns: [String]
    let rows: [[JSON]]

    func page(offset: Int, limit: Int) -> JSON {
        let first = min(max(offset, 0), rows.count)
        return .array(rows[first...].prefix(max(limit, 0)).map(JSON.array))
    }

    var columnNames: JSON { .array(columns.map(JSON.string)) }
}

/// A query that was accepted; its rows are those of the moment in which it was asked.
struct RunningQuery: Sendable {
    let owner: String
    let subject: String
    let asked: Instant
    let table: Table

    enum Phase {
        case waiting, running, done, expired
    }

    func phase(at now: Instant, takes: Duration) -> Phase {
        let age = now - asked
        if age >= takes + .days(1) { return .expired }
        if age >= takes { return .done }
        return age >= takes / 2 ? .running : .waiting
    }
}

extension SimulatedAutodesk {
    /// What a request asks for in its body.
    struct Question {
        let fields: [String]
        let metrics: [String]
        let condition: String?
        let document: JSON

        init?(_ request: SimulatedRequest) {
            guard let document = request.document, case .object = document else { return nil }
            func texts(_ key: String) -> [String]? {
                guard let value = document[key] else { return [] }
                guard case .array(let elements) = value else { return nil }
                let texts = elements.compactMap(\.text)
                return texts.count == elements.count ? texts : nil
            }
            guard let fields = texts("fields"), let metrics = texts("metrics"), !(fields + metrics).isEmpty else {
                return nil
            }
            (self.fields, self.metrics, self.document) = (fields, metrics, document)
            condition = document["where"]?.text
        }
    }

    /// `offset` and `limit` of the request.
    func window(_ request: SimulatedRequest) -> (offset: Int, limit: Int) {
        (Int(request.query["offset"] ?? "") ?? 0, Int(request.query["limit"] ?? "") ?? 100)
    }
}
