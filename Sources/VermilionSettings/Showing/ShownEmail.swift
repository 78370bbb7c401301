import VermilionFormats

extension Settings.Email {
    var shown: YAML {
        .mapping(of: EmailKey.self) { key in
            switch key {
            case .server: .text(address)
            case .tls: .plain((security == .plain ? TLSDemand.none : .required).rawValue)
            case .login: login?.shown
            case .from: .text(from.setting)
            case .to: .texts(to.map(\.setting))
            case .cc: YAML.texts(cc.map(\.setting)).unlessEmpty
            case .bcc: YAML.texts(bcc.map(\.setting)).unlessEmpty
            case .separately: .bool(isSeparate)
            case .acknowledge: acknowledge.map { .text($0.setting) }
            case .replyTo: replyTo.map { .text($0.setting) }
            case .helloName: helloName.map { .text($0) }
            case .caFile: caFile.map { .text($0) }
            }
        }
    }

    /// `smtp://mail.example.com:587`.
    private var address: String {
        "\(security == .implicitTLS ? "smtps" : "smtp")://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
}

extension Mailbox {
    /// As a setting has it. A name with a sign that divides addresses stands in quotes.
    fileprivate var setting: String {
        guard let name else { return address }
        return name.contains { ",;@".contains($0) } ? "\"\(name)\" <\(address)>" : "\(name) <\(address)>"
    }
}

extension Settings.Email.Login {
    fileprivate var shown: YAML {
        .mapping(of: LoginKey.self) { key in
            switch (key, proof) {
            case (.user, _): .text(user)
            case (.password, .password(let secret)): secret.shown
            case (.oauth, .oauth(let oauth)): oauth.shown
            case (.password, _), (.oauth, _): nil
            }
        }
    }
}

extension Settings.Email.OAuth {
    fileprivate var shown: YAML {
        .mapping(of: OAuthKey.self) { key in
            switch key {
            case .tokenURL: .text(tokenURL)
            case .clientID: .text(clientID)
            case .clientSecret: clientSecret.shown
            case .scope: scope.map { .text($0) }
            case .refreshToken: refreshToken?.shown
            }
        }
    }
}
