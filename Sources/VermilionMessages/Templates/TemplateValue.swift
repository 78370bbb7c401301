import Mustache
import VermilionFormats

/// What the library looks names up in: a record as it takes it.
enum TemplateValue {
    /// The library's type for anything is `Any`; it goes no further than this.
    static func of(_ json: JSON, isEscaped: Bool) -> Any {
        switch json {
        case .null: Nothing()
        case .bool(let value): value
        case .integer(let value): String(value)
        case .number(let digits): digits
        case .string(let text): isEscaped ? HTML(text).markup : text
        case .array(let items): items.map { of($0, isEscaped: isEscaped) }
        case .object(let members): Members(members.map { ($0.0, of($0.1, isEscaped: isEscaped)) })
        }
    }

    /// A name that is known and has nothing behind it: it is not looked for further outside.
    private struct Nothing: MustacheCustomRepresentation {
        var representation: Any? { nil }
    }

    private struct Members: MustacheParent {
        let members: [String: Any]

        init(_ members: [(String, Any)]) { self.members = Dictionary(members) { first, _ in first } }

        func child(named name: String) -> Any? { members[name] }
    }
}
