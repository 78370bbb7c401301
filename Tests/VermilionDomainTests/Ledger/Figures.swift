import VermilionDomain

/// What a ledger comes to, as plain values: the shape in which answers are compared.
struct Figures: Hashable {
    struct LotLine: Hashable {
        let id: String
        let tokens: String
        let consumed: String
        let settled: String
        let lapsed: String
        var departed = "0"
        let remaining: String
    }

    struct Cell: Hashable {
        let day: String
        let app: String
        let api: String
        let tokens: String
        let charged: String
        let settled: String
        let uncharged: String
    }

    var totals: [String: String]
    var lots: [LotLine]
    var usage: [Cell]
}

extension Figures {
    init(_ statement: Statement) {
        totals = [
            "available": "\(statement.available)", "uncharged": "\(statement.uncharged)",
            "balance": "\(statement.balance)", "purchased": "\(statement.purchased)", "used": "\(statement.used)",
            "settled": "\(statement.settled)", "lapsed": "\(statement.lapsed)",
        ]
        lots = statement.lots.map {
            LotLine(
                id: $0.lot.id.text, tokens: "\($0.lot.tokens)", consumed: "\($0.consumed)", settled: "\($0.settled)",
                lapsed: "\($0.lapsed)", departed: "\($0.departed)", remaining: "\($0.remaining)")
        }
        usage = statement.usage.map {
            Cell(
                day: "\($0.day)", app: $0.app.text, api: $0.api.text, tokens: "\($0.split.tokens)",
                charged: "\($0.split.charged)", settled: "\($0.split.settled)", uncharged: "\($0.split.uncharged)")
        }
    }
}
