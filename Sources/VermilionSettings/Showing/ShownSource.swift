import VermilionDomain
import VermilionFormats

extension Settings.Source {
    var shown: YAML {
        switch self {
        case .csv(let path, let allowsPartialFiles):
            .only(
                SourceKey.csv,
                .mapping(of: CSVKey.self) { key in
                    switch key {
                    case .path: .text(path)
                    case .partial: .bool(allowsPartialFiles)
                    }
                })
        case .applications(let account, let whose, let map):
            .only(
                SourceKey.applications,
                .mapping(of: ApplicationsKey.self) { key in
                    switch key {
                    case .account: .text(account.text)
                    case .hub: whose.hub.map { .text($0) }
                    case .clients: whose.clients.map { .texts($0) }
                    case .map: map.shown
                    }
                })
        case .tokenFlex(let account, let contract):
            .only(
                SourceKey.tokenFlex,
                .mapping(of: TokenFlexKey.self) { key in
                    switch key {
                    case .account: .text(account.text)
                    case .contract: .text(contract)
                    }
                })
        case .insights(let account, let context):
            .only(
                SourceKey.insights,
                .mapping(of: InsightsKey.self) { key in
                    switch key {
                    case .account: .text(account.text)
                    case .context: .text(context)
                    }
                })
        case .http(let usage): .only(SourceKey.http, usage.asShown)
        case .exec(let exec): .only(SourceKey.exec, exec.shown)
        }
    }
}

extension Settings.Applications {
    fileprivate var hub: String? { if case .hub(let id) = self { id } else { nil } }
    fileprivate var clients: [String]? { if case .clients(let ids) = self { ids } else { nil } }
}

extension Settings.HTTPUsage {
    fileprivate var asShown: YAML {
        .mapping(of: HTTPUsageKey.self) { key in
            switch key {
            case .url: url.shownWithPath
            case .headers: headers.shown
            case .map: map.shown
            case .proxy: connection.proxy.map { .text($0) }
            case .allowHTTP: .bool(url.allowsHTTP == true)
            case .caFile: connection.caFile.map { .text($0) }
            case .clientCertificate: connection.identity.map { .text($0.certificate) }
            case .clientKey: connection.identity.map { .text($0.key) }
            }
        }
    }
}

extension Settings.FieldMap {
    fileprivate var shown: YAML? {
        YAML.mapping(of: FieldMapKey.self) { key in
            Settings.FieldKey(rawValue: key.rawValue).flatMap { self[$0] }.map { .text($0) }
        }.unlessEmpty
    }
}
