import VermilionFormats

extension Settings.Account {
    var shown: YAML {
        .mapping(of: AccountKey.self) { key in
            switch key {
            case .endpoint: .text(endpoint)
            case .clientID: .text(clientID)
            case .clientSecret: grant.secret?.shown
            case .grant: .plain(grant.key.rawValue)
            case .redirect: grant.redirect.map { .text($0.url) }
            case .serviceAccount: grant.serviceAccount?.shown
            case .personalAccessToken: personalAccessToken?.shown
            case .proxy: connection.proxy.map { .text($0) }
            case .caFile: connection.caFile.map { .text($0) }
            case .clientCertificate: connection.identity.map { .text($0.certificate) }
            case .clientKey: connection.identity.map { .text($0.key) }
            }
        }
    }
}

extension Settings.Account.Grant {
    fileprivate var key: GrantKey {
        switch self {
        case .clientCredentials: .clientCredentials
        case .serviceAccount: .serviceAccount
        case .user: .user
        }
    }

    fileprivate var secret: Secret? {
        switch self {
        case .clientCredentials(let secret), .serviceAccount(_, let secret): secret
        case .user(_, let secret): secret
        }
    }

    fileprivate var redirect: Settings.Account.Redirect? {
        if case .user(let redirect, _) = self { redirect } else { nil }
    }

    fileprivate var serviceAccount: Settings.Account.ServiceAccount? {
        if case .serviceAccount(let account, _) = self { account } else { nil }
    }
}

extension Settings.Account.ServiceAccount {
    fileprivate var shown: YAML {
        .mapping(of: ServiceAccountKey.self) { key in
            switch key {
            case .id: .text(id)
            case .keyID: .text(keyID)
            case .privateKey: privateKey.shown
            }
        }
    }
}
