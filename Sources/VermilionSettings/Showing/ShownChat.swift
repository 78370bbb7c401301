import VermilionFormats

extension Settings.Telegram {
    var shown: YAML {
        .mapping(of: TelegramKey.self) { key in
            switch key {
            case .token: token.shown
            case .chat: .text(chat)
            case .endpoint: .text(endpoint)
            }
        }
    }
}

extension Settings.Chatwork {
    var shown: YAML {
        .mapping(of: ChatworkKey.self) { key in
            switch key {
            case .token: token.shown
            case .room: .text(room)
            case .endpoint: .text(endpoint)
            }
        }
    }
}

extension Settings.Ntfy {
    var shown: YAML {
        .mapping(of: NtfyKey.self) { key in
            switch key {
            case .topic: topic.shown
            case .url: server.shown
            case .token: token?.shown
            case .allowHTTP: .bool(server.allowsHTTP == true)
            case .caFile: caFile.map { .text($0) }
            }
        }
    }
}

extension Settings.PagerDuty {
    var shown: YAML {
        .mapping(of: PagerDutyKey.self) { key in
            switch key {
            case .routingKey: routingKey.shown
            case .endpoint: .text(endpoint)
            }
        }
    }
}

extension Settings.Alertmanager {
    var shown: YAML {
        .mapping(of: AlertmanagerKey.self) { key in
            switch key {
            case .url: server.shown
            case .bearer: bearer?.shown
            case .allowHTTP: .bool(server.allowsHTTP == true)
            case .caFile: caFile.map { .text($0) }
            }
        }
    }
}

extension Settings.Matrix {
    var shown: YAML {
        .mapping(of: MatrixKey.self) { key in
            switch key {
            case .homeserver: .text(homeserver)
            case .room: .text(room)
            case .token: token.shown
            case .allowHTTP: .bool(allowsHTTP)
            case .caFile: caFile.map { .text($0) }
            }
        }
    }
}
