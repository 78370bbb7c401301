import VermilionFormats

/// A key of the configuration, which the schema describes.
protocol ConfigurationKey: SettingKey, Sendable {
    /// What stands behind it, with a description. A switch over all keys: one without a schema does not compile.
    var schema: Schema { get }
    /// Those that the reader requires, whatever the others say.
    static var required: Set<Self> { get }
    /// What the keys say together.
    static var rules: [SchemaRule<Self>] { get }
}

extension ConfigurationKey {
    static var required: Set<Self> { [] }
    static var rules: [SchemaRule<Self>] { [] }

    static func names(_ keys: [Self]) -> JSON { .array(keys.map { .string($0.rawValue) }) }
}

/// What the keys of a mapping say together.
enum SchemaRule<Key: ConfigurationKey>: Sendable {
    case exactlyOne([Key])
    case atLeastOne([Key])
    /// Neither without the other.
    case together(Key, Key)
    /// Keys that one value of another requires or excludes.
    case when(Key, is: [JSON], needs: [Key] = [], excludes: [Key] = [])
    /// What stands behind a key unless another has one of these values.
    case unless(Key, is: [JSON], Key, Schema)
    /// Keys that the presence of others excludes.
    case apart(Key, from: [Key])

    var json: JSON {
        switch self {
        case .exactlyOne(let keys): .object([("oneOf", .array(keys.map { Self.required([$0]) }))])
        case .atLeastOne(let keys): .object([("anyOf", .array(keys.map { Self.required([$0]) }))])
        case .together(let one, let other):
            .object([
                (
                    "dependentRequired",
                    .object([(one.rawValue, Key.names([other])), (other.rawValue, Key.names([one]))])
                )
            ])
        case .when(let key, let values, let needs, let excludes):
            .object([
                ("if", Self.has(key, values)), ("then", .object(Self.requirement(needs) + Self.exclusion(excludes))),
            ])
        case .unless(let key, let values, let other, let schema):
            .object([
                ("if", Self.has(key, values)),
                ("else", .object([("properties", .object([(other.rawValue, schema.json)]))])),
            ])
        case .apart(let key, let others):
            .object([("if", Self.required([key])), ("then", .object(Self.exclusion(others)))])
        }
    }

    private static func has(_ key: Key, _ values: [JSON]) -> JSON {
        .object([
            ("properties", .object([(key.rawValue, .object([("enum", .array(values))]))])),
            ("required", Key.names([key])),
        ])
    }

    private static func required(_ keys: [Key]) -> JSON { .object(requirement(keys)) }

    private static func requirement(_ keys: [Key]) -> [(String, JSON)] {
        keys.isEmpty ? [] : [("required", Key.names(keys))]
    }

    private static func exclusion(_ keys: [Key]) -> [(String, JSON)] {
        keys.isEmpty ? [] : [("properties", .object(keys.map { ($0.rawValue, .bool(false)) }))]
    }
}

extension SchemaRule {
    /// Plain http to another machine needs its permission.
    static func httpOnly(if permission: Key, _ address: Key, _ schema: Schema) -> SchemaRule {
        .unless(permission, is: [.bool(true), "true"], address, schema)
    }
}
