package import VermilionDomain

/// Where a password or another secret is kept. Read again at every use, so that it can change without a restart;
/// whatever prints it prints `***`.
package struct Secret: Hashable, Sendable {
    enum Origin: Hashable, Sendable {
        case file(String)
        case environment(String)
        case credential(String)
        /// In the configuration itself; only addresses may be.
        case literal(String)
    }

    let origin: Origin
    /// Where the configuration names it.
    let place: Diagnostic.Place?
    /// Of an address: whether it may be plain http to another machine; nil where `allow-http` is no key.
    let allowsHTTP: Bool?

    init(_ origin: Origin, at place: Diagnostic.Place? = nil, allowsHTTP: Bool? = nil) {
        (self.origin, self.place, self.allowsHTTP) = (origin, place, allowsHTTP)
    }

    package static func file(_ path: String) -> Secret { Secret(.file(path)) }
    package static func environment(_ name: String) -> Secret { Secret(.environment(name)) }
    /// A systemd credential.
    package static func credential(_ name: String) -> Secret { Secret(.credential(name)) }

    /// The secret now, without the line end that editors leave behind it; never empty.
    package func resolve(environment: [String: String]) throws(Diagnostic) -> String {
        switch origin {
        case .literal(let text): return text
        case .environment(let name):
            guard let text = environment[name] else { throw problem("the environment variable \(name) is not set") }
            return try checked(text, from: "the environment variable \(name)")
        case .file(let path):
            return try read(path, readers: SecretReaders(of: path), hint: nil)
        case .credential(let name):
            let hint = "give the service LoadCredential=\(name):PATH"
            guard let directory = environment["CREDENTIALS_DIRECTORY"], !directory.isEmpty else {
                throw problem("there is no credential \(name): $CREDENTIALS_DIRECTORY is not set", hint: hint)
            }
            return try read(directory + "/" + name, readers: .group, hint: hint)
        }
    }

    /// The secret now, which is the address of a web server: https, or http to this machine or where that is allowed.
    package func resolveURL(environment: [String: String]) throws(Diagnostic) -> String {
        let text = try resolve(environment: environment)
        do {
            try Endpoint.checkWeb(text, allowsHTTP: allowsHTTP)
        } catch {
            throw problem(error.message, hint: error.hint)
        }
        return text
    }

    /// Longer than any password or key in use.
    private static let longest = 1 << 16

    private func read(_ path: String, readers: SecretReaders, hint: String?) throws(Diagnostic) -> String {
        let bytes: [UInt8]
        do {
            bytes = try SmallFile.read(path, limit: Self.longest, readers: readers)
        } catch {
            throw problem("the secret in \(path) cannot be read: \(error.reason)", hint: error.hint ?? hint)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw problem("the secret in \(path) is not UTF-8 text")
        }
        return try checked(text, from: path)
    }

    private func checked(_ text: String, from origin: String) throws(Diagnostic) -> String {
        let end = text.unicodeScalars.lastIndex { $0 != "\n" && $0 != "\r" }
        guard let end else { throw problem("the secret in \(origin) is empty") }
        // C libraries would take only what stands before a NUL.
        guard !text.unicodeScalars.contains("\0") else { throw problem("the secret in \(origin) has a NUL in it") }
        return String(text.unicodeScalars[...end])
    }

    private func problem(_ message: String, hint: String? = nil) -> Diagnostic {
        Diagnostic(.error, at: place, message, hint: hint)
    }
}

/// A secret of the settings, and what it must be.
struct StatedSecret: Sendable {
    let secret: Secret
    /// Of a web server.
    let isAddress: Bool

    func check(environment: [String: String]) throws(Diagnostic) {
        _ =
            isAddress
            ? try secret.resolveURL(environment: environment) : try secret.resolve(environment: environment)
    }
}

extension Settings {
    /// What is wrong with the secrets now; each is read as it will be when it is used.
    package func problemsOfSecrets(environment: [String: String]) -> [Diagnostic] {
        var problems: Set<Diagnostic> = []
        for secret in secrets {
            do throws(Diagnostic) { try secret.check(environment: environment) } catch { problems.insert(error) }
        }
        return problems.sorted()
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}

extension Secret {
    /// An address without what may be secret in it: where it is kept, or scheme, host and path.
    var shownAddress: String {
        switch origin {
        case .literal(let text): String(text.prefix { $0 != "?" && $0 != "#" })
        case .file(let path): "the address in \(path)"
        case .environment(let name): "the address in $\(name)"
        case .credential(let name): "the address in the credential \(name)"
        }
    }
}
