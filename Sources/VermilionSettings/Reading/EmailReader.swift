import VermilionFormats

enum EmailKey: String, ConfigurationKey {
    case server, tls, login, from, to, cc, bcc, separately, acknowledge
    case replyTo = "reply-to"
    case helloName = "hello-name"
    case caFile = "ca-file"
}

enum LoginKey: String, ConfigurationKey {
    case user, password, oauth
}

enum OAuthKey: String, ConfigurationKey {
    case scope
    case tokenURL = "token-url"
    case clientID = "client-id"
    case clientSecret = "client-secret"
    case refreshToken = "refresh-token"
}

enum TLSDemand: String, CaseIterable {
    case required, none
}

struct EmailReader {
    let value: Value

    func read() -> Settings.Email? {
        guard let section = value.section(EmailKey.self) else { return nil }
        let endpoint = section.require(.server, hint: "smtp://host or smtps://host").flatMap(readServer)
        let demand = section[.tls].map { $0.choice(TLSDemand.self) } ?? .required
        let helloName = section[.helloName].flatMap(readHelloName)
        let caFile = section[.caFile].flatMap { $0.path() }
        let login = section[.login].flatMap(readLogin)
        let from = section.require(.from).flatMap(readMailbox)
        var seen: Set<String> = []
        let to = section.require(.to).map { readRecipients($0, &seen) } ?? []
        let cc = section[.cc].map { readRecipients($0, &seen) } ?? []
        let bcc = section[.bcc].map { readRecipients($0, &seen) } ?? []
        let replyTo = section[.replyTo].flatMap(readMailbox)
        let acknowledge = section[.acknowledge].flatMap(readMailbox)
        let isSeparate = section[.separately]?.boolean() ?? false
        for key in [EmailKey.cc, .bcc] where isSeparate && section[key] != nil {
            section.key(key)?.reject(
                "`\(key.rawValue)` has no use with `separately`", hint: "list everybody who gets a mail in `to`")
        }
        guard let endpoint, let demand else { return nil }
        let security = checkSecurity(section, endpoint, demand)
        guard let from else { return nil }
        return Settings.Email(
            host: endpoint.host, port: endpoint.port ?? security.usualPort, security: security, helloName: helloName,
            caFile: caFile, login: login, from: from, to: to, cc: cc, bcc: bcc, replyTo: replyTo,
            acknowledge: acknowledge, isSeparate: isSeparate)
    }

    private func readServer(_ value: Value) -> Endpoint? {
        guard let text = value.characters("an address such as smtp://mail.example.com") else { return nil }
        do throws(Endpoint.Mistake) {
            let endpoint = try Endpoint(parsing: text, schemes: ["smtp", "smtps"])
            guard endpoint.rest.isEmpty || endpoint.rest == "/" else {
                throw Endpoint.Mistake("the address has something behind its host", hint: "write smtp://host:port")
            }
            return endpoint
        } catch {
            value.reject(error.message, hint: text.contains("@") ? "use `login`" : error.hint)
            return nil
        }
    }

    /// What the server, `tls`, `login` and `ca-file` say together.
    private func checkSecurity(
        _ section: Section<EmailKey>, _ endpoint: Endpoint, _ demand: TLSDemand
    ) -> Settings.Email.Security {
        guard demand == .none else { return endpoint.scheme == "smtps" ? .implicitTLS : .startTLS }
        let tls = section[.tls]
        if endpoint.scheme == "smtps" {
            tls?.reject("smtps is TLS from the start", hint: "remove `tls`, or use smtp://")
        }
        if section[.caFile] != nil { section.key(.caFile)?.reject("`ca-file` has no use with `tls: none`") }
        if section[.login] != nil, !endpoint.isLoopback {
            tls?.reject("the password would travel in clear", hint: "`tls: none` with a login is for this machine only")
        } else if !endpoint.isLoopback {
            tls?.warn(
                "mails travel in clear to another machine", hint: "`tls: none` is meant for a relay on this machine")
        }
        return .plain
    }

    private func readHelloName(_ value: Value) -> String? {
        guard let text = value.text("the name of this machine") else { return nil }
        guard HostName.isName(text) else {
            value.reject("\(quoted(text)) is not a host name")
            return nil
        }
        return text
    }

    private func readLogin(_ value: Value) -> Settings.Email.Login? {
        guard let section = value.section(LoginKey.self) else { return nil }
        let user = section.require(.user).flatMap(readUser)
        let proof: Settings.Email.Login.Proof?
        if let oauth = section[.oauth] {
            section.key(.password)?.reject("`password` and `oauth` exclude each other", hint: "keep one of them")
            proof = readOAuth(oauth).map { .oauth($0) }
        } else {
            proof = section.require(.password, hint: "or `oauth`").flatMap { SecretReader(value: $0).read() }
                .map { .password($0) }
        }
        guard let user, let proof else { return nil }
        return Settings.Email.Login(user: user, proof: proof)
    }

    private func readOAuth(_ value: Value) -> Settings.Email.OAuth? {
        guard let section = value.section(OAuthKey.self) else { return nil }
        let url = section.require(.tokenURL, hint: "where the mail provider gives tokens").flatMap { value -> String? in
            guard let text = value.characters("an address such as https://oauth2.googleapis.com/token") else {
                return nil
            }
            do throws(Endpoint.Mistake) {
                try Endpoint.checkWeb(text)
                return text
            } catch {
                value.reject(error.message, hint: error.hint)
                return nil
            }
        }
        let id = section.require(.clientID).flatMap { $0.identifier("a client id") }
        let secret = section.require(.clientSecret).flatMap { SecretReader(value: $0).read() }
        let scope = section[.scope].map { $0.text("a scope") }
        let refresh = section[.refreshToken].map { SecretReader(value: $0).read() }
        guard let url, let id, let secret else { return nil }
        return Settings.Email.OAuth(
            tokenURL: url, clientID: id, clientSecret: secret, scope: scope ?? nil, refreshToken: refresh ?? nil)
    }

    private func readUser(_ value: Value) -> String? {
        guard let text = value.text("the name of a user") else { return nil }
        guard !text.isEmpty, !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            value.reject("`user` must not be empty or have control characters in it")
            return nil
        }
        return text
    }

    /// - Parameter seen: addresses of this channel, which each get one mail.
    private func readRecipients(_ value: Value, _ seen: inout Set<String>) -> [Mailbox] {
        let items = value.isList ? value.list(of: "mail addresses") ?? [] : [value]
        if items.isEmpty { value.reject("`\(value.name)` needs at least one address") }
        return items.compactMap { item in
            guard let mailbox = readMailbox(item) else { return nil }
            guard seen.insert(mailbox.address.lowercased()).inserted else {
                item.reject("\(quoted(mailbox.address)) is given twice")
                return nil
            }
            return mailbox
        }
    }

    private func readMailbox(_ value: Value) -> Mailbox? {
        guard let text = value.text("a mail address") else { return nil }
        do {
            return try Mailbox(checking: text)
        } catch {
            let hint = error == .severalAddresses ? "write a list: [ops@example.com, night@example.com]" : nil
            value.reject("\(quoted(text)) is not a mail address: \(error.reason)", hint: hint)
            return nil
        }
    }
}

extension Settings.Email.Security {
    /// 587 takes mail from users and programs (RFC 6409), 465 the same over TLS (RFC 8314), 25 is for relays.
    var usualPort: Int {
        switch self {
        case .plain: 25
        case .startTLS: 587
        case .implicitTLS: 465
        }
    }
}
