import VermilionDomain
import VermilionEngine
import VermilionFormats
import VermilionSettings
import VermilionSources
import VermilionTransport

/// What a source needs to know beside its own settings.
struct SourceContext {
    let team: TeamName
    /// All that are configured.
    let teams: Set<TeamName>
    let settings: Settings
    let environment: [String: String]
    let client: HTTPClient
    let time: SourceTime
    let accounts: AssembledAccounts
    /// Hears every exchange with a web server.
    let recorder: WebPages.Recorder?
}

extension Settings.Source {
    func assembled(in context: SourceContext) -> any Source {
        let settings = context.settings
        let days = Int(settings.poll.window / .days(1))
        switch self {
        case .csv(let path, let allowsPartialFiles):
            return CSVSource(
                id: id, team: context.team, path: path, allowsPartialFiles: allowsPartialFiles, zone: settings.zone,
                configuredTeams: context.teams)
        case .http(let http):
            return http.assembled(id, in: context)
        case .exec(let exec):
            return ExecSource(
                id: id, team: context.team, program: Program(exec), zone: settings.zone,
                rates: RateTable(known: settings.rates), deadline: settings.poll.deadline, limit: Self.mostOutput)
        case .applications(let name, let whose, let map):
            let account = context.accounts[name]
            return ApplicationsSource(
                id: id, pages: account.pages(context, patience: settings.poll.deadline), endpoint: account.endpoint,
                whose: ApplicationsSource.Whose(whose), map: UsageMap(map, settings.rates), days: days)
        case .tokenFlex(let name, let contract):
            let account = context.accounts[name]
            return TokenFlexSource(
                id: id, pages: account.pages(context, patience: settings.poll.longDeadline), endpoint: account.endpoint,
                contract: contract, days: days)
        case .insights(let name, let team):
            let account = context.accounts[name]
            return InsightsSource(
                id: id, pages: account.pages(context, patience: settings.poll.longDeadline), endpoint: account.endpoint,
                context: team, days: days)
        }
    }

    /// The name under which the state knows it.
    var id: SourceID {
        switch self {
        case .csv(let path, _): SourceID("csv:\(path)")
        case .applications(let account, let whose, _): SourceID("applications:\(account)/\(whose.identity)")
        case .tokenFlex(let account, let contract): SourceID("token-flex:\(account)/\(contract)")
        case .insights(let account, let context): SourceID("insights:\(account)/\(context)")
        case .http(let http): SourceID("http:\(http.shown)")
        case .exec(let exec): SourceID("exec:\(([exec.program] + exec.arguments).joined(separator: " "))")
        }
    }

    /// Whether it brings lots of its own.
    var hasLots: Bool {
        if case .tokenFlex = self { return true }
        return false
    }

    /// Bytes; a program that prints more is not asked for usage.
    private static let mostOutput = 256 << 20
}

extension Program {
    init(_ exec: Settings.Exec) { self.init(path: exec.program, arguments: exec.arguments) }
}

extension Settings.Poll {
    /// For services that answer questions in their own time and take few requests a minute.
    fileprivate var longDeadline: Duration { max(deadline, .minutes(15)) }
}

extension Settings.HTTPUsage {
    fileprivate func assembled(_ id: SourceID, in context: SourceContext) -> HTTPSource {
        let environment = context.environment
        let pages = WebPages(
            client: context.client, route: HTTPRoute(connection), shown: shown,
            manners: Manners(time: context.time), time: context.time,
            patience: context.settings.poll.deadline, recorder: context.recorder
        ) { () throws(Diagnostic) in
            try headers.map { header throws(Diagnostic) in
                (header.name, try header.value.resolve(environment: environment))
            }
        }
        return HTTPSource(
            id: id, pages: pages, url: { () throws(Diagnostic) in try url.resolveURL(environment: environment) },
            map: UsageMap(map, context.settings.rates), zone: context.settings.zone)
    }
}

extension ApplicationsSource.Whose {
    fileprivate init(_ whose: Settings.Applications) {
        switch whose {
        case .hub(let id): self = .hub(id)
        case .clients(let ids): self = .clients(ids)
        }
    }
}

extension UsageMap {
    /// The settings have checked the pointers.
    fileprivate init(_ fields: Settings.FieldMap, _ rates: [Rate]) {
        var pointers: [Field: JSONPointer] = [:]
        for (key, text) in fields {
            if let field = Field(rawValue: key.rawValue), let pointer = JSONPointer(text) { pointers[field] = pointer }
        }
        self.init(pointers, rates: RateTable(known: rates))
    }
}

extension RateTable {
    /// The published rates, and before them what the settings say.
    fileprivate init(known stated: [Rate]) { self.init(stated + RateTable.legacy) }
}
