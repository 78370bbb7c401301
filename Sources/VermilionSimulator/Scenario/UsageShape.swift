import VermilionDomain
import VermilionFormats

/// The names of the usage body's fields, which Autodesk does not publish; `a/b` is `b` within `a`.
package struct UsageShape: Sendable {
    package var rows = "results"
    package var day = "date"
    package var app = "clientId"
    package var appName = "clientName"
    package var feature = "featureId"
    package var tokens = "tokens"
    /// Nil leaves out what is uncharged.
    package var uncharged: String?
    /// Amounts as texts.
    package var amountsAreTexts = false

    package init() {}

    func body(_ rows: [JSON]) -> JSON { JSON.nested([(self.rows, .array(rows))]) }

    func row(day: CivilDate, app: String, name: String, feature: String, tokens: Tokens, uncharged: Tokens) -> JSON {
        var members: [(String, JSON)] = [
            (self.day, .string("\(day)")), (self.app, .string(app)), (appName, .string(name)),
            (self.feature, .string(feature)), (self.tokens, amount(tokens)),
        ]
        if let field = self.uncharged { members.append((field, amount(uncharged))) }
        return JSON.nested(members)
    }

    private func amount(_ tokens: Tokens) -> JSON { amountsAreTexts ? .string("\(tokens)") : .floating(tokens) }
}

extension JSON {
    /// Members whose keys are paths.
    static func nested(_ members: [(String, JSON)]) -> JSON {
        var order: [String] = []
        var inner: [String: [(String, JSON)]] = [:]
        var plain: [String: JSON] = [:]
        for (path, value) in members {
            let parts = path.split(separator: "/", maxSplits: 1).map(String.init)
            let key = parts.first ?? path
            if !order.contains(key) { order.append(key) }
            if parts.count == 2 { inner[key, default: []].append((parts[1], value)) } else { plain[key] = value }
        }
        return .object(order.map { ($0, plain[$0] ?? .nested(inner[$0] ?? [])) })
    }

    /// As the services write amounts: `46.0`.
    static func floating(_ tokens: Tokens) -> JSON {
        let text = tokens.description
        return .number(text.contains(".") ? text : text + ".0")
    }

    /// Without what comes behind the point.
    static func whole(_ tokens: Tokens) -> JSON { .integer(tokens.micro / Tokens.microPerToken) }
}
