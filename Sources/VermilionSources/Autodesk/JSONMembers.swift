import VermilionDomain
import VermilionFormats

extension JSON {
    /// Nil also for a member that is null.
    func member(_ key: String) -> JSON? {
        guard case .object(let members) = self, let value = members.first(where: { $0.0 == key })?.1 else { return nil }
        if case .null = value { return nil }
        return value
    }

    /// Texts and numbers: the same field is documented as one and sampled as the other.
    var text: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .integer(let number): String(number)
        default: nil
        }
    }

    var elements: [JSON]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    func text(_ key: String, in file: String) throws(Diagnostic) -> String {
        guard let text = member(key)?.text else { throw missing(key, in: file) }
        return text
    }

    func tokens(_ key: String, in file: String) throws(Diagnostic) -> Tokens {
        let text = try text(key, in: file)
        guard let tokens = try? Tokens(decimal: text) else { throw unreadable(key, text, "an amount", in: file) }
        return tokens
    }

    func moment(_ key: String, in file: String) throws(Diagnostic) -> CivilMoment {
        let text = try text(key, in: file)
        guard let moment = CivilMoment(text) else { throw unreadable(key, text, "a date", in: file) }
        return moment
    }

    func list(_ key: String, in file: String) throws(Diagnostic) -> [JSON] {
        guard let elements = member(key)?.elements else { throw missing(key, in: file) }
        return elements
    }

    private func missing(_ key: String, in file: String) -> Diagnostic {
        Diagnostic(
            at: Diagnostic.Place(file: file), "the answer has no \(key)",
            hint: "look at it with `vermilion fetch`; Autodesk may have changed it")
    }

    private func unreadable(_ key: String, _ text: String, _ what: String, in file: String) -> Diagnostic {
        Diagnostic(
            at: Diagnostic.Place(file: file), "the answer's \(key) is not \(what): \(text.singleLine(atMost: 60))")
    }
}
