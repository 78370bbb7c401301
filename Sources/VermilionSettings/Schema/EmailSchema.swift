import VermilionFormats

extension EmailKey {
    static let required: Set<EmailKey> = [.server, .from, .to]
    static let rules: [SchemaRule<EmailKey>] = [
        .when(.separately, is: [.bool(true), "true"], excludes: [.cc, .bcc]),
        .when(.tls, is: [.string(TLSDemand.none.rawValue)], excludes: [.caFile]),
    ]

    var schema: Schema {
        switch self {
        case .server:
            .mailServer.described("smtp:// (default port 587, or 25 with `tls: none`) or smtps:// (465).")
        case .tls:
            .choice(TLSDemand.self).described("none is for a relay on this machine.")
                .usually(.string(TLSDemand.required.rawValue))
        case .login: .mapping(LoginKey.self).described("Whose mails they are.")
        case .from: .mailbox.described("The sender.")
        case .to: .mailboxes.described("One address or several; each gets one mail.")
        case .cc: .mailboxes.described("Who gets a copy.")
        case .bcc: .mailboxes.described("Who gets a copy that the others do not see.")
        case .separately:
            .boolean.described(
                "One mail for each of `to`, who do not see each other; then there is neither `cc` nor `bcc`."
            )
            .usually(.bool(false))
        case .acknowledge:
            .mailbox.described("An address whose mails are handed to `vermilion ack --mail` (docs/channels.md).")
        case .replyTo: .mailbox.described("Where answers go.")
        case .helloName: .host.described("What the server is told this machine is called; default: its host name.")
        case .caFile: .trust
        }
    }
}

extension LoginKey {
    static let required: Set<LoginKey> = [.user]
    static let rules: [SchemaRule<LoginKey>] = [.exactlyOne([.password, .oauth])]

    var schema: Schema {
        switch self {
        case .user: .line.described("The name of the user.")
        case .password: .secret.described("The user's password.")
        case .oauth:
            .mapping(OAuthKey.self).described("Where a token is got in place of a password (docs/channels.md).")
        }
    }
}

extension OAuthKey {
    static let required: Set<OAuthKey> = [.tokenURL, .clientID, .clientSecret]

    var schema: Schema {
        switch self {
        case .tokenURL: .webAddress.described("Where the mail provider gives tokens.")
        case .clientID: .identifier.described("The client id of the app that sends mail.")
        case .clientSecret: .secret.described("Its client secret.")
        case .scope: .text().described("What is asked for, as the provider wants it.")
        case .refreshToken: .secret.described("What somebody was given for this once (Gmail).")
        }
    }
}
