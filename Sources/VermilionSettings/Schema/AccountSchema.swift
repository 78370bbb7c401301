import VermilionFormats

extension AccountKey {
    static let required: Set<AccountKey> = [.clientID, .grant]
    static let rules: [SchemaRule<AccountKey>] = [
        .when(.grant, is: ["client-credentials"], needs: [.clientSecret], excludes: [.redirect, .serviceAccount]),
        .when(.grant, is: ["service-account"], needs: [.clientSecret, .serviceAccount], excludes: [.redirect]),
        .when(.grant, is: ["user"], needs: [.redirect], excludes: [.serviceAccount]),
        .together(.clientCertificate, .clientKey),
    ]

    var schema: Schema {
        switch self {
        case .endpoint:
            .endpoint.described("Where the API begins; another for a proxy or a simulator.")
                .usually("https://developer.api.autodesk.com")
        case .clientID: .identifier.described("The client id of your app.")
        case .clientSecret: .secret.described("The client secret of your app; a public app has none.")
        case .grant:
            .choice(GrantKey.self).described(
                "client-credentials: the app for itself. service-account: a robot that signs for itself. user: a person logs in once with `vermilion login`."
            )
        case .redirect:
            .redirect.described("Where the browser comes back to, as it is registered with the app (`grant: user`).")
        case .serviceAccount:
            .mapping(ServiceAccountKey.self).described("Who signs (`grant: service-account`).")
        case .personalAccessToken: .secret.described("ADSK-PAT, which `insights` takes beside a 2-legged login.")
        case .proxy: .proxy.described("A proxy on the way to the server.")
        case .caFile: .trust
        case .clientCertificate: .path.described("What is shown to a server that asks who connects, a PEM file.")
        case .clientKey: .path.described("The private key of `client-certificate`, a PEM file.")
        }
    }
}

extension ServiceAccountKey {
    static let required: Set<ServiceAccountKey> = [.id, .keyID, .privateKey]

    var schema: Schema {
        switch self {
        case .id: .identifier.described("The id of the service account.")
        case .keyID: .identifier.described("The id of its key.")
        case .privateKey: .secret.described("Its private key, a PEM text.")
        }
    }
}
