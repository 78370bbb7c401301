import VermilionChannels
import VermilionDomain
import VermilionEngine
import VermilionFormats
import VermilionSettings
import VermilionTransport

extension Settings.Channel {
    /// Secrets are read when they are used, so that one can be changed without a restart.
    func assembled(_ environment: [String: String], transports: Transports, output: LogOutput) -> any Channel {
        func web(_ service: any WebService) -> any Channel {
            WebChannel(name: name, client: transports.http, service: service)
        }
        return switch kind {
        case .email(let email):
            EmailChannel(
                name: name, mail: Mail(email), client: transports.smtp,
                token: email.token(environment, client: transports.http)
            ) { () throws(Diagnostic) in try email.server(environment) }
        case .webhook(let webhook):
            web(Webhook { () throws(Diagnostic) in try webhook.address(environment) })
        case .slack(let url):
            web(Slack(url: url.address(environment)))
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
            from: email.from, to: email.to, cc: email.cc, bcc: email.bcc, replyTo: email.replyTo)
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
        return Webhook.Address(
            url: try url.resolveURL(environment: environment), signature: signature, trust: TLSTrust(caFile: caFile))
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
