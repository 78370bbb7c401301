import VermilionDomain
import VermilionSettings
import VermilionSources
import VermilionTransport

/// The accounts of a process, each with its one login and its one pace.
struct AssembledAccounts {
    private let accounts: [AccountName: AssembledAccount]

    /// - Parameter state: the directory of the state.
    init(
        _ settings: Settings, environment: [String: String], state: String, client: HTTPClient, time: SourceTime
    ) {
        accounts = Dictionary(
            settings.accounts.map { account in
                let manners = Manners(of: account.name, state: state, time: time)
                let identity = AccountIdentity(
                    account, scopes: settings.scopes(of: account.name), environment: environment)
                let assembled = AssembledAccount(
                    endpoint: account.endpoint, route: HTTPRoute(account.connection), manners: manners,
                    account: Account(identity, state: state, client: client, time: time, manners: manners))
                return (account.name, assembled)
            }, uniquingKeysWith: { first, _ in first })
    }

    /// The settings have checked that each reference leads to an account.
    subscript(name: AccountName) -> AssembledAccount {
        guard let account = accounts[name] else { preconditionFailure("the account \(name) is not configured") }
        return account
    }
}

struct AssembledAccount {
    let endpoint: String
    let route: HTTPRoute
    let manners: Manners
    let account: Account

    func pages(_ context: SourceContext, patience: Duration) -> WebPages {
        WebPages(
            client: context.client, route: route, shown: HTTPLink.server(of: endpoint) ?? endpoint, manners: manners,
            time: context.time, patience: patience, access: account.access, recorder: context.recorder)
    }
}

extension Settings {
    /// What an account must be allowed to do for the sources that ask as it, and no more; sorted.
    func scopes(of account: AccountName) -> [String] {
        var scopes: Set<String> = []
        for source in teams.flatMap(\.sources) {
            switch source {
            case .applications(account, _, _): scopes.insert("application:client:read")
            case .tokenFlex(account, _): scopes.insert("data:read")
            case .insights(account, _): scopes.formUnion(["data:read", "data:write"])
            case .csv, .applications, .tokenFlex, .insights, .http, .exec: break
            }
        }
        return scopes.sorted()
    }
}

extension AccountIdentity {
    init(_ account: Settings.Account, scopes: [String], environment: [String: String]) {
        func text(_ secret: Secret) -> SecretText {
            { () throws(Diagnostic) in try secret.resolve(environment: environment) }
        }
        let grant: Grant
        switch account.grant {
        case .clientCredentials(let secret): grant = .clientCredentials(secret: text(secret))
        case .serviceAccount(let service, let secret):
            grant = .serviceAccount(
                id: service.id, keyID: service.keyID, privateKey: text(service.privateKey), secret: text(secret))
        case .user(_, let secret): grant = .user(secret: secret.map(text))
        }
        self.init(
            name: account.name, endpoint: account.endpoint, clientID: account.clientID, grant: grant, scopes: scopes,
            personalAccessToken: account.personalAccessToken.map(text), route: HTTPRoute(account.connection))
    }
}

extension HTTPRoute {
    init(_ connection: Settings.Connection) {
        self.init(
            trust: TLSTrust(caFile: connection.caFile), proxy: connection.proxy,
            identity: connection.identity.map { TLSIdentity(certificate: $0.certificate, key: $0.key) })
    }
}
