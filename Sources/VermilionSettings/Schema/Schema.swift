package import VermilionFormats

/// What a value of the configuration may be, and what an editor says of it: a part of a JSON Schema (2020-12).
///
/// It sees the document as YAML 1.2 does, as editors do: there `no` and `1:30` are texts. What it refuses, the readers refuse
/// too; they refuse more: references, sums, and what two places say together.
package struct Schema: Sendable {
    let keywords: [(String, JSON)]

    init(_ keywords: [(String, JSON)]) { self.keywords = keywords }

    package var json: JSON { .object(keywords) }

    func adding(_ keyword: String, _ value: JSON) -> Schema { Schema(keywords + [(keyword, value)]) }

    /// A sentence or two, as a comment of the configuration has them.
    func described(_ text: String) -> Schema { Schema([("description", .string(text))] + keywords) }

    /// What holds when the key is left out.
    func usually(_ value: JSON) -> Schema { adding("default", value) }

    func usually(_ text: String) -> Schema { usually(.string(text)) }
}

// MARK: - Texts

extension Schema {
    /// A text of a grammar, which YAML may read as a number.
    ///
    /// - Parameter words: what an editor says of a text that does not fit.
    static func text(_ pattern: String? = nil, _ words: String? = nil, atMost longest: Int? = nil) -> Schema {
        var keywords: [(String, JSON)] = [("type", .array(["string", "number"]))]
        if let longest { keywords.append(("maxLength", .integer(Int64(longest)))) }
        if let pattern { keywords.append(("pattern", .string(pattern))) }
        // Not of JSON Schema, but of the YAML language server.
        if let words { keywords.append(("patternErrorMessage", .string(words))) }
        return Schema(keywords)
    }

    /// A text that YAML never reads as a number.
    static func wording(_ pattern: String, _ words: String) -> Schema {
        Schema([("type", "string"), ("pattern", .string(pattern)), ("patternErrorMessage", .string(words))])
    }

    /// One of a few words. YAML reads two of them as truth values.
    static func choice(_ words: [String]) -> Schema {
        Schema([("enum", .array(words.compactMap(Bool.init).map { .bool($0) } + words.map { .string($0) }))])
    }

    static func choice<Choice: RawRepresentable<String> & CaseIterable>(_ choices: Choice.Type) -> Schema {
        choice(choices.allCases.map(\.rawValue))
    }

    static var boolean: Schema { choice(["true", "false"]) }
}

// MARK: - What is made of others

extension Schema {
    static func list(of item: Schema, atLeast least: Int = 0) -> Schema {
        let keywords: [(String, JSON)] = [("type", "array"), ("items", item.json)]
        return Schema(keywords + (least > 0 ? [("minItems", .integer(Int64(least)))] : []))
    }

    static func any(_ schemas: Schema...) -> Schema { Schema([("anyOf", .array(schemas.map(\.json)))]) }

    /// A mapping whose keys are names that the user chooses.
    static func entries(named names: Schema, of value: Schema) -> Schema {
        Schema([("type", "object"), ("propertyNames", names.json), ("additionalProperties", value.json)])
    }

    /// A mapping with the keys that its reader knows, all of them and no other.
    static func mapping<Key: ConfigurationKey>(_ keys: Key.Type) -> Schema {
        let required = Key.allCases.filter(Key.required.contains)
        var keywords: [(String, JSON)] = [
            ("type", "object"), ("additionalProperties", .bool(false)),
            ("properties", .object(Key.allCases.map { ($0.rawValue, $0.schema.json) })),
        ]
        if !required.isEmpty { keywords.append(("required", Key.names(required))) }
        let rules = Key.rules.map(\.json)
        if !rules.isEmpty { keywords.append(("allOf", .array(rules))) }
        return Schema(keywords)
    }
}
