import VermilionFormats

extension Secret {
    /// Where it is kept. What stands in the configuration itself is hidden but for the server's name.
    var shown: YAML {
        guard let kept = shownPlace else { return .text(hidden) }
        return kept
    }

    /// Of an address whose path is no secret: what follows a question mark is.
    var shownWithPath: YAML {
        guard case .literal(let text) = origin else { return shown }
        return .text(text.contains { "?#".contains($0) } ? shownAddress + "?***" : text)
    }

    private var shownPlace: YAML? {
        switch origin {
        case .file(let path): .only(SecretKey.file, .text(path))
        case .environment(let name): .only(SecretKey.env, .text(name))
        case .credential(let name): .only(SecretKey.credential, .text(name))
        case .literal: nil
        }
    }

    private var hidden: String {
        guard case .literal(let text) = origin,
            let endpoint = try? Endpoint(parsing: text, schemes: ["https", "http"])
        else { return "***" }
        return endpoint.rest.isEmpty || endpoint.rest == "/" ? text : text.dropLast(endpoint.rest.count) + "/***"
    }
}

extension [Settings.Header] {
    var shown: YAML? { YAML.mapping(map { ($0.name, $0.value.shown) }).unlessEmpty }
}

extension Settings.Exec {
    var shown: YAML { .texts([program] + arguments) }
}
