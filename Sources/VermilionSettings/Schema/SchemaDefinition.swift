import VermilionFormats

/// What stands in many places of the configuration, and once in its schema.
enum SchemaDefinition: String, CaseIterable {
    case secret
    /// An address in the configuration or kept as a secret.
    case address
    case map
    case trust

    var schema: Schema {
        switch self {
        case .secret: .mapping(SecretKey.self)
        case .address: .any(.webAddress, .secret)
        case .map: .mapping(FieldMapKey.self)
        case .trust: .path.described("Certificates to trust instead of the system's, a PEM file.")
        }
    }
}

extension Schema {
    static func of(_ definition: SchemaDefinition) -> Schema {
        Schema([("$ref", .string("#/$defs/\(definition.rawValue)"))])
    }

    static var secret: Schema { of(.secret) }
    static var address: Schema { of(.address) }
    static var trust: Schema { of(.trust) }

    /// The schema of a whole configuration.
    package static var configuration: Schema {
        Schema([
            ("$schema", "https://json-schema.org/draft/2020-12/schema"),
            ("title", "vermilion.yaml"),
        ])
        .merging(mapping(SettingsKey.self).described("The configuration of Vermilion."))
        .adding("$defs", .object(SchemaDefinition.allCases.map { ($0.rawValue, $0.schema.json) }))
    }

    private func merging(_ other: Schema) -> Schema { other.keywords.reduce(self) { $0.adding($1.0, $1.1) } }
}
