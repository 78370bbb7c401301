import CryptoExtras
import VermilionDomain
import VermilionSettings

/// Accounts, teams, hubs and apps.
extension ScenarioReader {
    private enum AccountKey: String, SettingKey {
        case id = "client-id"
        case secret, scopes, grants, redirects, consents
        case twoLegged = "two-legged"
        case accessToken = "access-token"
        case serviceAccounts = "service-accounts"
    }

    func account(_ value: Value) -> Scenario.Account? {
        guard let section = value.section(AccountKey.self), let id = section.require(.id)?.text() else { return nil }
        var account = Scenario.Account(id: id, secret: section[.secret]?.text())
        if let scopes = section[.scopes] { account.scopes = Set(items(scopes, "scopes") { $0.text() }) }
        if let grants = section[.grants] {
            account.grants = Set(items(grants, "grants") { $0.choice(Scenario.Account.Grant.self) })
        }
        account.redirects = items(section[.redirects], "addresses") { $0.text() }
        if let consents = section[.consents]?.boolean() { account.consents = consents }
        if let twoLegged = section[.twoLegged]?.boolean() { account.twoLegged = twoLegged }
        account.accessToken = section[.accessToken]?.text()
        account.serviceAccounts = items(section[.serviceAccounts], "service accounts", serviceAccount)
        return account
    }

    private enum ServiceAccountKey: String, SettingKey {
        case id
        case key
        case publicKey = "public-key"
    }

    private func serviceAccount(_ value: Value) -> Scenario.Account.ServiceAccount? {
        guard let section = value.section(ServiceAccountKey.self), let id = section.require(.id)?.text(),
            let key = section.require(.key)?.text(), let place = section.require(.publicKey),
            let pem = place.text("a public key in PEM")
        else { return nil }
        guard (try? _RSA.Signing.PublicKey(pemRepresentation: pem)) != nil else {
            place.reject("this is not a public RSA key in PEM", hint: "openssl rsa -pubout -in private.pem")
            return nil
        }
        return Scenario.Account.ServiceAccount(id: id, keyID: key, publicKey: pem)
    }

    private enum TeamKey: String, SettingKey { case name, regime, packs }

    func team(_ value: Value) -> Scenario.Team? {
        guard let section = value.section(TeamKey.self), let name = section.require(.name)?.text() else { return nil }
        var team = Scenario.Team(name: name)
        if let regime = section[.regime]?.choice(Regime.self) { team.regime = regime }
        team.packs = items(section[.packs], "packs", pack)
        return team
    }

    private enum PackKey: String, SettingKey { case id, tokens, start, expires }

    /// Without `expires` it is valid for a year.
    private func pack(_ value: Value) -> Lot? {
        guard let section = value.section(PackKey.self), let id = section.require(.id)?.text(),
            let tokens = section.require(.tokens)?.amount(), let start = section.require(.start).flatMap(instant)
        else { return nil }
        let expires = section[.expires].map(instant) ?? (start + .days(365))
        guard let expires else { return nil }
        do {
            return try Lot(id: LotID(id), tokens: tokens, start: start, expires: expires)
        } catch {
            value.reject("the pack \(quoted(id)) expires before it starts")
            return nil
        }
    }

    private enum HubKey: String, SettingKey { case id, team }

    func hub(_ value: Value, teams: Set<String>) -> Scenario.Hub? {
        guard let section = value.section(HubKey.self), let id = section.require(.id)?.text(),
            let team = section.require(.team)?.reference(to: "team", among: teams)
        else { return nil }
        return Scenario.Hub(id: id, team: team)
    }

    private enum AppKey: String, SettingKey { case id, name, hub }

    func app(_ value: Value, hubs: Set<String>) -> Scenario.App? {
        guard let section = value.section(AppKey.self), let id = section.require(.id)?.text(),
            let hub = section.require(.hub)?.reference(to: "hub", among: hubs)
        else { return nil }
        return Scenario.App(id: id, name: section[.name]?.text(), hub: hub)
    }
}
