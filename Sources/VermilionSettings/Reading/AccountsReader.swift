import VermilionDomain
import VermilionFormats

enum AccountKey: String, ConfigurationKey {
    case endpoint, grant, redirect, proxy
    case clientID = "client-id"
    case clientSecret = "client-secret"
    case serviceAccount = "service-account"
    case personalAccessToken = "personal-access-token"
    case caFile = "ca-file"
    case clientCertificate = "client-certificate"
    case clientKey = "client-key"
}

enum GrantKey: String, CaseIterable {
    case clientCredentials = "client-credentials"
    case serviceAccount = "service-account"
    case user
}

enum ServiceAccountKey: String, ConfigurationKey {
    case id
    case keyID = "key-id"
    case privateKey = "private-key"
}

/// What a reference to an account may name.
struct KnownAccounts {
    var readable: [Settings.Account] = []
    /// With those that have mistakes: a reference to one is no second mistake.
    var names: [AccountName] = []

    func named(by value: Value) -> AccountName? {
        guard let text = value.text("the name of an account") else { return nil }
        guard names.contains(AccountName(text)) else {
            let all =
                names.isEmpty
                ? "there are none: add it under `accounts`"
                : "there are: " + names.map { "`\($0)`" }.joined(separator: ", ")
            value.reject(
                "unknown account \(quoted(text))", hint: Suggestion.hint(for: text, among: names.map(\.text)) ?? all)
            return nil
        }
        return AccountName(text)
    }
}

struct AccountsReader {
    let value: Value

    func read() -> KnownAccounts {
        guard let entries = value.entries() else { return KnownAccounts() }
        return KnownAccounts(
            readable: entries.compactMap { entry in
                let name = entry.key.named("name of an account").word("the name of an account", beside: "._-")
                // It names files, and these are folders.
                let isFile = name != "." && name != ".."
                if !isFile { entry.key.reject("\(quoted(entry.name)) cannot be the name of an account") }
                let account = AccountReader(name: AccountName(entry.name), value: entry.value).read()
                return name != nil && isFile ? account : nil
            },
            names: entries.map { AccountName($0.name) })
    }
}

struct AccountReader {
    let name: AccountName
    let value: Value

    func read() -> Settings.Account? {
        guard let section = value.section(AccountKey.self) else { return nil }
        let endpoint = section[.endpoint].map(readEndpoint) ?? "https://developer.api.autodesk.com"
        let clientID = section.require(.clientID).flatMap { $0.identifier("a client id") }
        let token = section[.personalAccessToken].flatMap { SecretReader(value: $0).read() }
        let connection = ConnectionReader(
            proxy: section[.proxy], caFile: section[.caFile], certificate: section[.clientCertificate],
            key: section[.clientKey]
        ).read()
        let grant = readGrant(section)
        guard let endpoint, let clientID, let grant else { return nil }
        return Settings.Account(
            name: name, endpoint: endpoint, clientID: clientID, grant: grant, personalAccessToken: token,
            connection: connection)
    }

    private func readEndpoint(_ value: Value) -> String? {
        guard let text = value.characters("an address such as https://developer.api.autodesk.com") else { return nil }
        do throws(Endpoint.Mistake) {
            try Endpoint.checkWeb(text)
            guard !text.contains(where: { "?#".contains($0) }) else {
                throw Endpoint.Mistake("the address has a query behind it", hint: "write only where the API begins")
            }
            return text.hasSuffix("/") ? String(text.dropLast()) : text
        } catch {
            value.reject(error.message, hint: error.hint)
            return nil
        }
    }

    private func readGrant(_ section: Section<AccountKey>) -> Settings.Account.Grant? {
        let kind = section.require(.grant, hint: "client-credentials, service-account or user")?.choice(GrantKey.self)
        let secret = section[.clientSecret].flatMap { SecretReader(value: $0).read() }
        guard let kind else { return nil }
        for (key, owner) in [(AccountKey.redirect, GrantKey.user), (.serviceAccount, .serviceAccount)]
        where owner != kind && section[key] != nil {
            section.key(key)?.reject(
                "`\(key.rawValue)` belongs to `grant: \(owner.rawValue)`", hint: "remove it, or change `grant`")
        }
        switch kind {
        case .clientCredentials:
            return section.require(.clientSecret).flatMap { _ in secret }.map { .clientCredentials(secret: $0) }
        case .serviceAccount:
            let account = section.require(.serviceAccount).flatMap(readServiceAccount)
            let isThere = section.require(.clientSecret) != nil
            guard let account, isThere, let secret else { return nil }
            return .serviceAccount(account, secret: secret)
        case .user:
            guard
                let redirect = section.require(.redirect, hint: "http://localhost:8419/callback").flatMap(readRedirect),
                section[.clientSecret] == nil || secret != nil
            else { return nil }
            return .user(redirect: redirect, secret: secret)
        }
    }

    private func readServiceAccount(_ value: Value) -> Settings.Account.ServiceAccount? {
        guard let section = value.section(ServiceAccountKey.self) else { return nil }
        let id = section.require(.id).flatMap { $0.identifier("the id of a service account") }
        let keyID = section.require(.keyID).flatMap { $0.identifier("the id of a key") }
        let key = section.require(.privateKey).flatMap { SecretReader(value: $0).read() }
        guard let id, let keyID, let key else { return nil }
        return Settings.Account.ServiceAccount(id: id, keyID: keyID, privateKey: key)
    }

    /// The browser runs on this machine, and what it brings is a secret: nobody else may listen for it.
    private func readRedirect(_ value: Value) -> Settings.Account.Redirect? {
        guard let text = value.characters("an address such as http://localhost:8419/callback") else { return nil }
        do throws(Endpoint.Mistake) {
            let endpoint = try Endpoint(parsing: text, schemes: ["http"])
            guard endpoint.isLoopback else {
                throw Endpoint.Mistake(
                    "the login must come back to this machine", hint: "write http://localhost:8419/callback")
            }
            guard let port = endpoint.port else {
                throw Endpoint.Mistake("the address needs a port", hint: "write http://localhost:8419/callback")
            }
            guard !endpoint.rest.contains(where: { "?#".contains($0) }) else {
                throw Endpoint.Mistake("the address has a query behind it", hint: "Autodesk adds its own")
            }
            return Settings.Account.Redirect(url: text, port: port, path: endpoint.rest.isEmpty ? "/" : endpoint.rest)
        } catch {
            value.reject(error.message, hint: error.hint)
            return nil
        }
    }
}
