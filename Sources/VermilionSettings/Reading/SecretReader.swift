enum SecretKey: String, ConfigurationKey {
    case file, env, credential
}

/// Reads where a secret is kept. No message repeats the value: it can be the secret.
struct SecretReader {
    let value: Value

    func read() -> Secret? { stated(asAddress: false, readPlace()) }

    private func stated(asAddress isAddress: Bool, _ secret: Secret?) -> Secret? {
        if let secret { value.report.add(StatedSecret(secret: secret, isAddress: isAddress)) }
        return secret
    }

    private func readPlace() -> Secret? {
        guard value.isMapping else {
            value.report.conceal(lineOf: value.position)
            value.reject(
                "`\(value.name)` does not belong into the configuration",
                hint: "put it into a file: { file: PATH }, or { env: NAME }, { credential: NAME }")
            return nil
        }
        guard let choice = value.section(SecretKey.self)?.choice("the place of the secret") else { return nil }
        switch choice.key {
        case .file: return choice.value.path().map { Secret(.file($0), at: value.place) }
        case .env: return readVariable(choice.value).map { Secret(.environment($0), at: value.place) }
        case .credential: return readCredential(choice.value).map { Secret(.credential($0), at: value.place) }
        }
    }

    /// The address of a web server, in the configuration or kept as a secret.
    ///
    /// - Parameter allowsHTTP: what `allow-http` beside it says; nil where there is no such key.
    func readAddress(allowsHTTP: Bool? = nil) -> Secret? {
        if value.isMapping {
            let secret = readPlace().map { Secret($0.origin, at: $0.place, allowsHTTP: allowsHTTP) }
            return stated(asAddress: true, secret)
        }
        value.report.conceal(lineOf: value.position)
        guard let text = value.characters("an address, or { file: PATH }") else { return nil }
        do {
            try Endpoint.checkWeb(text, allowsHTTP: allowsHTTP)
        } catch {
            value.reject(error.message, hint: error.hint)
            return nil
        }
        return Secret(.literal(text), at: value.place, allowsHTTP: allowsHTTP)
    }

    private func readVariable(_ value: Value) -> String? {
        guard let name = value.word("the name of an environment variable", beside: "_") else { return nil }
        guard name.unicodeScalars.first?.isASCIIDigit == false else {
            value.reject("\(quoted(name)) cannot be the name of an environment variable", hint: "begin with a letter")
            return nil
        }
        return name
    }

    /// A file name within the directory of the credentials.
    private func readCredential(_ value: Value) -> String? {
        guard let name = value.word("the name of a credential", beside: "._-") else { return nil }
        guard name != ".", name != ".." else {
            value.reject("\(quoted(name)) cannot be the name of a credential")
            return nil
        }
        return name
    }
}
