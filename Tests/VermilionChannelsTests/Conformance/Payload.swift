import Foundation
import VermilionDomain

/// What a service would read of a request's body.
struct Payload {
    /// JSON; of a form, an object of its fields.
    let root: Any

    struct Unreadable: Error {}

    init(_ bytes: [UInt8]) throws {
        if let json = try? JSONSerialization.jsonObject(with: Data(bytes)) {
            root = json
            return
        }
        guard let form = String(validating: bytes, as: UTF8.self) else { throw Unreadable() }
        var fields: [String: String] = [:]
        for pair in form.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let value = String(parts[1]).removingPercentEncoding else { throw Unreadable() }
            fields[String(parts[0])] = value
        }
        root = fields
    }

    /// By keys and indices: `text("embeds", 0, "title")`; empty when there is none.
    func text(_ path: any Step...) -> String { found(path) as? String ?? "" }

    func list(_ path: any Step...) -> [Payload] { (found(path) as? [Any] ?? []).map(Payload.init(root:)) }

    func object(_ path: any Step...) -> [String: Any]? { found(path) as? [String: Any] }

    private func found(_ path: [any Step]) -> Any? { path.reduce(root as Any?) { value, step in step.into(value) } }

    protocol Step {
        func into(_ value: Any?) -> Any?
    }

    /// Every text in it that is a value.
    var texts: [String] { Payload.texts(in: root) }

    private init(root: Any) { self.root = root }

    private static func texts(in value: Any) -> [String] {
        if let text = value as? String { return [text] }
        if let object = value as? [String: Any] { return object.values.flatMap(texts) }
        return (value as? [Any])?.flatMap(texts) ?? []
    }
}

extension String: Payload.Step {
    func into(_ value: Any?) -> Any? { (value as? [String: Any])?[self] }
}

extension Int: Payload.Step {
    func into(_ value: Any?) -> Any? { (value as? [Any]).flatMap { $0.indices.contains(self) ? $0[self] : nil } }
}

extension String {
    var points: Int { unicodeScalars.count }

    /// What is left of Markdown when everything that is escaped is taken out.
    var unescapedMarkdown: String { replacing(#/\\[\\*_`~\[\]<>|#]/#, with: "") }

    /// Without the elements that are named, and with the entities read.
    func readAsHTML(_ elements: String...) -> String {
        var text = self
        for element in elements { text = text.replacing("<\(element)>", with: "").replacing("</\(element)>", with: "") }
        return text
    }
}
