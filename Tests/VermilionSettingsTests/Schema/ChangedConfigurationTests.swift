import Testing
import VermilionDomain
import VermilionFormats
import VermilionSettings

/// A configuration with every key, changed in one place each: the readers and the schema are held against each other.
@Suite struct `A changed configuration` {
    /// Each part in a configuration that is else as small as can be, and with every key that it can have.
    private static func changed() throws -> [YAML] {
        guard case .mapping(let whole) = try Sample.everything(withTemplates: false).settings().shown(state: nil),
            case .mapping(let channels)? = whole["channels"], case .list(let teams)? = whole["teams"]
        else { return [] }
        let source: Entry = ("sources", .list([.mapping([("csv", .text("a.csv"))])]))
        let team: Entry = ("teams", .list([.mapping([("name", .text("A")), source])]))
        let journal: Entry = ("log", .mapping([]))
        let templates = YAML.mapping([("subject", .text("{{subject}}")), ("text", .text("{{headline}}"))])
        let parts: [[Entry]] = [
            whole.filter { !["accounts", "teams", "channels"].contains($0.key) } + [team],
            [("accounts", whole["accounts"] ?? .list([])), team],
            [
                ("accounts", whole["accounts"] ?? .list([])), ("teams", .list(Array(teams.prefix(1)))),
                ("channels", .mapping(channels.map { ($0.key, .mapping([journal])) })),
            ], [team, ("channels", .mapping([("m", .mapping([("maildir", .text("m")), ("templates", templates)]))]))],
        ]
        return (parts + channels.map { [team, ("channels", .mapping([$0]))] }).map { .mapping($0) }
    }

    @Test func `that the schema refuses is refused by the readers`() throws {
        let parts = try Self.changed()
        for part in parts { #expect(Sample(part.document).errors.isEmpty, "\(part.document)") }
        let documents = parts.flatMap(\.changes).map(\.document)
        #expect(documents.count > 1_000)
        let verdicts = try SchemaReader.verdicts(on: documents)
        var refused = 0
        for (document, verdict) in zip(documents, verdicts) {
            #expect(verdict.isYAML, "\(verdict.problems)")
            let errors = Sample(document).errors
            if verdict.isRefused {
                refused += 1
                #expect(!errors.isEmpty, "\(verdict.problems)")
            }
            // What is missing can be seen by both.
            for error in errors where error.message.contains(" lacks `") || error.message.hasSuffix(" is missing") {
                #expect(verdict.isRefused, "\(error)")
            }
        }
        #expect(refused > 700)
    }
}

private typealias Entry = (key: String, value: YAML)

extension [Entry] {
    fileprivate subscript(key: String) -> YAML? { first { $0.key == key }?.value }
}

extension YAML {
    /// The same in all but one place: something is left out, or is of another kind.
    fileprivate var changes: [YAML] {
        switch self {
        case .text, .plain: return YAML.others
        case .list(let items):
            return YAML.others
                + items.indices.flatMap { index in
                    let without = Array(items[..<index] + items[(index + 1)...])
                    return [YAML.list(without)]
                        + items[index].changes.map { YAML.list(items[..<index] + [$0] + items[(index + 1)...]) }
                }
        case .mapping(let entries):
            return YAML.others
                + entries.indices.flatMap { index in
                    let without = Array(entries[..<index] + entries[(index + 1)...])
                    return [YAML.mapping(without)]
                        + entries[index].value.changes.map {
                            YAML.mapping(entries[..<index] + [(entries[index].key, $0)] + entries[(index + 1)...])
                        }
                }
        }
    }

    private static var others: [YAML] {
        [.plain("5"), .plain("true"), .text("x y"), .text("~"), .list([]), .mapping([])]
    }
}
