import VermilionDomain
import VermilionFormats
import Yams

/// The keys that a mapping can have.
package protocol SettingKey: RawRepresentable<String>, CaseIterable, Hashable {}

/// A mapping whose keys are known.
package struct Section<Key: SettingKey> {
    package let value: Value
    private let members: [Key: Value]
    private let keys: [Key: Value]
    /// Keys that were rejected; what seems to be missing may be one of them.
    let hasStrangers: Bool

    package subscript(key: Key) -> Value? { members[key] }

    /// The value of a key that must be there.
    package func require(_ key: Key, hint: String? = nil) -> Value? {
        if members[key] == nil, !hasStrangers { value.reject("`\(value.name)` lacks `\(key.rawValue)`", hint: hint) }
        return members[key]
    }

    /// The only key that is there, of mappings that are a choice.
    ///
    /// - Parameter others: keys that may stand beside it.
    package func choice(_ what: String, beside others: Set<Key> = []) -> (key: Key, value: Value)? {
        let choices = Key.allCases.filter { !others.contains($0) }
        let given = choices.filter { members[$0] != nil }
        let names = choices.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        if given.isEmpty, !hasStrangers { value.reject("\(what) is missing", hint: "one of \(names)") }
        if given.count > 1 {
            value.reject("\(what) must be one, not \(given.map { "`\($0.rawValue)`" }.joined(separator: " and "))")
        }
        guard given.count == 1, !hasStrangers, let key = given.first, let value = members[key] else { return nil }
        return (key, value)
    }

    /// The key itself, to report something about it.
    func key(_ key: Key) -> Value? { keys[key] }

    fileprivate init(_ value: Value, entries: [(key: Value, name: String, value: Value)]) {
        var members: [Key: Value] = [:]
        var keys: [Key: Value] = [:]
        var hasStrangers = false
        for entry in entries {
            if let key = Key(rawValue: entry.name) {
                (members[key], keys[key]) = (entry.value, entry.key)
                continue
            }
            hasStrangers = true
            if entry.name == "<<" {
                entry.key.reject("merge keys are not supported", hint: "an alias can stand for a whole value")
            } else {
                let known = Key.allCases.map(\.rawValue)
                let all = "known here: " + known.map { "`\($0)`" }.joined(separator: ", ")
                entry.key.reject(
                    "unknown key \(quoted(entry.name))", hint: Suggestion.hint(for: entry.name, among: known) ?? all)
            }
        }
        (self.value, self.members, self.keys, self.hasStrangers) = (value, members, keys, hasStrangers)
    }
}

extension Value {
    package func section<Key: SettingKey>(_ keys: Key.Type) -> Section<Key>? {
        entries().map { Section(self, entries: $0) }
    }

    /// The entries of a mapping in the order of the file, each key once; nil when it is no mapping.
    func entries() -> [(key: Value, name: String, value: Value)]? {
        guard case .mapping(let mapping) = node else {
            expect("a mapping", hint: isMissing ? "write {} for a mapping with nothing in it" : nil)
            return nil
        }
        guard isUntagged(mapping.tag) else { return nil }
        var entries: [(key: Value, name: String, value: Value)] = []
        var lines: [String: Int] = [:]
        for (keyNode, node) in mapping {
            guard case .scalar(let asRead) = keyNode else {
                Value(node: keyNode, name: "key", report: report).expect("a single value")
                continue
            }
            let scalar = report.document.original(asRead)
            let (key, name) = (Value(node: .scalar(scalar), name: "key", report: report), scalar.string)
            if let line = lines[name] {
                key.reject(
                    "the key \(quoted(name)) is given twice in this mapping", hint: "the first is in line \(line)")
                continue
            }
            lines[name] = key.position.line
            entries.append((key, name, Value(node: node, name: name, report: report)))
        }
        return entries
    }
}
