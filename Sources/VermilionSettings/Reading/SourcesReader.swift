import VermilionDomain

enum SourceKey: String, ConfigurationKey {
    case csv, applications, insights, http, exec
    case tokenFlex = "token-flex"
}

enum CSVKey: String, ConfigurationKey {
    case path, partial
}

enum ApplicationsKey: String, ConfigurationKey {
    case account, hub, clients, map
}

enum TokenFlexKey: String, ConfigurationKey {
    case account, contract
}

enum InsightsKey: String, ConfigurationKey {
    case account, context
}

struct SourcesReader {
    let accounts: KnownAccounts

    func read(_ value: Value?) -> [Settings.Source] {
        guard let value, let items = value.list(of: "sources") else { return [] }
        if items.isEmpty { value.reject("a team needs at least one source") }
        var lines: [String: Int] = [:]
        return items.compactMap { item in
            guard let choice = item.named("source").section(SourceKey.self)?.choice("the kind of the source"),
                let found = read(choice.key, choice.value)
            else { return nil }
            if let line = lines[found.identity] {
                found.place.reject(
                    "this team has \(quoted(found.identity)) twice", hint: "the first is in line \(line)")
                return nil
            }
            lines[found.identity] = found.place.position.line
            return found.source
        }
    }

    /// A source, what tells it from the others of a team, and where that stands.
    private typealias Found = (source: Settings.Source, identity: String, place: Value)

    private func read(_ key: SourceKey, _ value: Value) -> Found? {
        switch key {
        case .csv: readCSV(value)
        case .applications: readApplications(value)
        case .tokenFlex: readTokenFlex(value)
        case .insights: readInsights(value)
        case .http: HTTPUsageReader(value: value).read().map { (.http($0.usage), $0.usage.shown, $0.place) }
        case .exec: readExec(value)
        }
    }

    private func readCSV(_ value: Value) -> Found? {
        var place: Value? = value
        var allowsPartialFiles: Bool? = false
        if value.isMapping {
            guard let section = value.section(CSVKey.self) else { return nil }
            place = section.require(.path)
            allowsPartialFiles = section[.partial].map { $0.boolean() } ?? false
        }
        guard let place, let path = place.path(), let allowsPartialFiles else { return nil }
        return (.csv(path: path, allowsPartialFiles: allowsPartialFiles), path, place)
    }

    private func readApplications(_ value: Value) -> Found? {
        guard let section = value.section(ApplicationsKey.self) else { return nil }
        let account = section.require(.account).flatMap { accounts.named(by: $0) }
        let map = section[.map].map { FieldMapReader(value: $0).read() } ?? [:]
        var whose: (Settings.Applications, Value)?
        switch (section[.hub], section[.clients]) {
        case (let hub?, nil): whose = hub.identifier("the id of a hub").map { (.hub($0), hub) }
        case (nil, let clients?): whose = readClients(clients).map { (.clients($0), clients) }
        case (_?, _?): section.key(.clients)?.reject("`clients` and `hub` exclude each other", hint: "keep one of them")
        case (nil, nil):
            if !section.hasStrangers {
                value.reject("`applications` needs `hub` or `clients`", hint: "hub: b.1234, or clients: [id, …]")
            }
        }
        guard let account, let (applications, place) = whose else { return nil }
        return (.applications(account, applications, map), "\(account) \(applications.identity)", place)
    }

    private func readClients(_ value: Value) -> [String]? {
        guard let items = value.list(of: "client ids") else { return nil }
        if items.isEmpty { value.reject("`clients` needs at least one client id") }
        var seen: Set<String> = []
        let clients = items.compactMap { item -> String? in
            guard let id = item.identifier("a client id") else { return nil }
            guard seen.insert(id).inserted else {
                item.reject("the client \(quoted(id)) is given twice")
                return nil
            }
            return id
        }
        return clients.isEmpty ? nil : clients
    }

    private func readTokenFlex(_ value: Value) -> Found? {
        guard let section = value.section(TokenFlexKey.self) else { return nil }
        let account = section.require(.account).flatMap { accounts.named(by: $0) }
        let contract = section.require(.contract).flatMap { $0.identifier("the number of a contract") }
        guard let account, let contract else { return nil }
        return (.tokenFlex(account, contract: contract), "\(account) contract \(contract)", value)
    }

    private func readInsights(_ value: Value) -> Found? {
        guard let section = value.section(InsightsKey.self) else { return nil }
        let account = section.require(.account).flatMap { accounts.named(by: $0) }
        let context = section.require(.context).flatMap { $0.identifier("the id of a context") }
        guard let account, let context else { return nil }
        return (.insights(account, context: context), "\(account) context \(context)", value)
    }

    private func readExec(_ value: Value) -> Found? {
        ExecReader(value: value).read().map {
            (.exec($0), ([$0.program] + $0.arguments).joined(separator: " "), value)
        }
    }
}

extension Settings.Applications {
    /// What tells it from others of the same account.
    package var identity: String {
        switch self {
        case .hub(let id): "hub \(id)"
        case .clients(let ids): "clients \(ids.sorted().joined(separator: ","))"
        }
    }
}

extension Value {
    /// What a server calls something: printable ASCII without spaces, which becomes part of an address.
    func identifier(_ what: String) -> String? {
        guard let text = characters(what) else { return nil }
        guard (1...200).contains(text.utf8.count), text.unicodeScalars.allSatisfy({ $0 > " " && $0 < "\u{7F}" }) else {
            reject("\(quoted(text)) cannot be \(what)", hint: "1 to 200 ASCII characters without spaces")
            return nil
        }
        return text
    }
}
