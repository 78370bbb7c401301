import VermilionChannels
import VermilionDomain
import VermilionEngine
import VermilionFormats
import VermilionSettings
import VermilionTransport

extension Settings.Channel {
    /// Secrets are read when they are used, so that one can be changed without a restart.
    func assembled(_ environment: [String: String], transports: Transports, output: LogOutput) -> any Reachable {
        let channel = plain(environment, transports: transports, output: output)
        let isPlain = templates.isEmpty && limit == nil
        return isPlain ? channel : TailoredChannel(channel, templates: templates, limit: limit)
    }

    private func plain(_ environment: [String: String], transports: Transports, output: LogOutput) -> any Reachable {
        func web(_ service: any WebService) -> any Reachable {
            WebChannel(name: name, client: transports.http, service: service)
        }
        return switch kind {
        case .email(let email):
            EmailChannel(
                name: name, mail: Mail(email), client: transports.smtp,
                token: email.token(environment, client: transports.http)
            ) { () throws(Diagnostic) in try email.server(environment) }
        case .webhook(let webhook):
            web(
                Webhook(cloudEvents: webhook.cloudEvents.map(CloudEvents.init)) { () throws(Diagnostic) in
                    try webhook.address(environment)
                })
        case .slack(let url):
            web(Slack(url: url.address(environment)))
        case .teams(let url): web(MicrosoftTeams(url: url.address(environment)))
        case .discord(let url): web(Discord(url: url.address(environment)))
        case .googleChat(let url): web(GoogleChat(url: url.address(environment)))
        case .lineWorks(let url): web(LineWorks(url: url.address(environment)))
        case .mattermost(let url, let caFile):
            web(Mattermost(url: url.address(environment), trust: TLSTrust(caFile: caFile)))
        case .telegram(let chat):
            web(Telegram(endpoint: chat.endpoint, chat: chat.chat, token: chat.token.text(environment)))
        case .chatwork(let chat):
            web(Chatwork(endpoint: chat.endpoint, room: chat.room, token: chat.token.text(environment)))
        case .ntfy(let ntfy):
            web(
                Ntfy(
                    server: ntfy.server.address(environment), topic: ntfy.topic.text(environment),
                    token: ntfy.token?.text(environment), trust: TLSTrust(caFile: ntfy.caFile)))
        case .pagerduty(let service):
            web(PagerDuty(endpoint: service.endpoint, routingKey: service.routingKey.text(environment)))
        case .alertmanager(let manager):
            web(
                Alertmanager(
                    server: manager.server.address(environment), token: manager.bearer?.text(environment),
                    trust: TLSTrust(caFile: manager.caFile)))
        case .matrix(let matrix):
            web(
                Matrix(
                    server: matrix.homeserver, room: matrix.room, token: matrix.token.text(environment),
                    trust: TLSTrust(caFile: matrix.caFile)))
        case .exec(let exec):
            ExecChannel(name: name, program: Program(exec), deadline: .seconds(60))
        case .maildir(let path): MaildirChannel(name: name, directory: path)
        case .log(let format):
            LogChannel(name: name, format: format.map(LogChannel.Format.init) ?? output.format, output: output.file)
        }
    }
}

extension Secret {
    fileprivate func address(_ environment: [String: String]) -> SecretText {
        { () throws(Diagnostic) in try resolveURL(environment: environment) }
    }

    fileprivate func text(_ environment: [String: String]) -> SecretText {
        { () throws(Diagnostic) in try resolve(environment: environment) }
    }
}

extension Settings.Email {
    fileprivate func server(_ environment: [String: String]) throws(Diagnostic) -> SMTPServer {
        var credentials: SMTPLogin?
        if let login, case .password(let password) = login.proof {
            credentials = SMTPLogin(user: login.user, password: try password.resolve(environment: environment))
        }
        return SMTPServer(
            host: host, port: port, security: SMTPServer.Security(security), login: credentials,
            trust: TLSTrust(caFile: caFile), helloName: helloName ?? Machine.name, deadlines: .standard)
    }
}

extension Settings.Email {
    fileprivate func token(_ environment: [String: String], client: HTTPClient) -> EmailChannel.Token? {
        guard let login, case .oauth(let oauth) = login.proof else { return nil }
        let source = MailToken(client: client) { () throws(Diagnostic) in
            MailToken.Credentials(
                tokenURL: oauth.tokenURL, clientID: oauth.clientID,
                clientSecret: try oauth.clientSecret.resolve(environment: environment), scope: oauth.scope,
                refreshToken: try oauth.refreshToken?.resolve(environment: environment))
        }
        return EmailChannel.Token(user: login.user, source: source)
    }
}

extension Mail {
    fileprivate init(_ email: Settings.Email) {
        self.init(
            from: email.from, to: email.to, cc: email.cc, bcc: email.bcc, replyTo: email.replyTo,
            acknowledge: email.acknowledge, isSeparate: email.isSeparate)
    }
}

extension SMTPServer.Security {
    fileprivate init(_ security: Settings.Email.Security) {
        switch security {
        case .plain: self = .none
        case .startTLS: self = .startTLS
        case .implicitTLS: self = .implicitTLS
        }
    }
}

extension Settings.Webhook {
    fileprivate func address(_ environment: [String: String]) throws(Diagnostic) -> Webhook.Address {
        var signature: StandardWebhook?
        if let secret {
            signature = StandardWebhook(secret: try secret.resolve(environment: environment))
            guard signature != nil else {
                throw Diagnostic(
                    "the webhook's secret is not of the form whsec_ and 24 to 64 bytes in Base64",
                    hint: "make one with: echo whsec_$(openssl rand -base64 32)")
            }
        }
        var headers: [(name: String, value: String)] = []
        if let bearer { headers.append(("Authorization", "Bearer \(try bearer.resolve(environment: environment))")) }
        for header in self.headers { headers.append((header.name, try header.value.resolve(environment: environment))) }
        return Webhook.Address(
            url: try url.resolveURL(environment: environment), signature: signature, headers: headers,
            trust: TLSTrust(caFile: caFile))
    }
}

extension CloudEvents {
    fileprivate init(_ mode: Settings.Webhook.CloudEvents) {
        switch mode {
        case .structured: self = .structured
        case .binary: self = .binary
        }
    }
}

extension LogChannel.Format {
    fileprivate init(_ format: Settings.LogFormat) {
        switch format {
        case .text: self = .text
        case .json: self = .json
        case .journal: self = .journal
        }
    }
}
