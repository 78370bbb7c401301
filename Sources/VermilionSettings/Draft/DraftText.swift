import VermilionFormats

extension Draft {
    /// The file, with comments.
    package var text: String {
        """
        # Vermilion's configuration. `vermilion config check` tells everything that is wrong with it, `vermilion config show`
        # what holds where nothing is written, and `vermilion config schema` makes an editor complete it.

        # Where Vermilion keeps its books. A relative path starts in the folder of this file.
        state: \(YAML.written(state))

        # Of days and message times, an IANA name such as Europe/Berlin; and of messages: en or ja.
        zone: \(YAML.written(zone))
        language: \(YAML.written(language))
        \(accountText)
        teams:
          # As Autodesk's reports spell it.
          - name: \(YAML.written(team))
            # Where usage comes from (docs/sources.md).
            sources:
              - \(source.inline)
        \(lotsText)
            # Told by default: uncharged usage, packs 90, 30, 7 days and 1 day before they expire, less than 20% left.
            # alerts: { low: { below: 20%, runway: 14d } }

        # Where messages go (docs/channels.md). Without `notify` a team is told over all of them.
        channels:
        \(mailText)\(chatText)  # Messages as files, and in the journal or on standard error: these need no server.
          box: { maildir: \(YAML.written(maildir)) }
          journal: { log: {} }

        """
    }

    private var source: YAML {
        func asked(_ kind: SourceKey, _ key: String, _ value: String) -> YAML {
            .mapping([
                (kind.rawValue, .mapping([("account", .text(Self.account)), (key, .text(value))]))
            ])
        }
        return switch usage {
        case .csv(let path): .mapping([(SourceKey.csv.rawValue, .text(path))])
        case .applications(let hub): asked(.applications, ApplicationsKey.hub.rawValue, hub)
        case .tokenFlex(let contract): asked(.tokenFlex, TokenFlexKey.contract.rawValue, contract)
        case .insights(let context): asked(.insights, InsightsKey.context.rawValue, context)
        }
    }

    static let account = "autodesk"

    private var accountText: String {
        guard usesAccount else { return "" }
        return """

            # Who asks Autodesk: your app at https://aps.autodesk.com/myapps. Somebody logs in once: vermilion login \(Self.account)
            accounts:
              \(Self.account):
                client-id: \(YAML.written(clientID ?? ""))
                client-secret: \(secret(.client).inline)
                grant: user
                redirect: http://localhost:8419/callback   # to the letter as it is registered with the app

            """
    }

    private var lotsText: String {
        let comment = """
                # The packs that were bought. Without `expires` a pack is good for a year; enter each purchase here, or with
                # `vermilion lots add`.
            """
        let example = "    # lots: [{ id: FLEX-2025-07, tokens: 500, start: 2025-07-24 }]"
        guard !packs.isEmpty else { return comment + "\n" + example }
        return comment + "\n    lots:\n" + packs.map { "      - \($0.yaml.inline)" }.joined(separator: "\n")
    }

    private var mailText: String {
        guard let mail else { return "" }
        let login = mail.user.map {
            "      login: { user: \(YAML.written($0)), password: \(secret(.mail).inline) }\n"
        }
        return """
              mail:
                email:
                  # smtp:// with STARTTLS (port 587), or smtps:// (465).
                  server: \(YAML.written(mail.server))
            \(login ?? "")      from: \(YAML.written(mail.from))
                  to: \(YAML.texts(mail.to).inline)

            """
    }

    private var chatText: String {
        guard let chat else { return "" }
        return """
              chat:
                # Whoever knows the address can post: it is a secret.
                \(chat.rawValue): { url: \(secret(.chat).inline) }

            """
    }
}

extension Draft.Pack {
    fileprivate var yaml: YAML {
        .mapping(of: LotKey.self) { key in
            switch key {
            case .id: .text(id)
            case .tokens: Self.value(tokens)
            case .start: Self.value(start)
            case .expires: expires.map(Self.value)
            case .csv: nil
            }
        }
    }

    /// Numbers and dates need no quotes.
    private static func value(_ text: String) -> YAML {
        text.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
            ? .plain(text) : .text(text)
    }
}
