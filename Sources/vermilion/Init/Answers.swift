import ArgumentParser
import Glibc
import VermilionSettings

extension Draft.Chat: ExpressibleByArgument {}
extension Draft.Vault: ExpressibleByArgument {}

/// What `init` would ask, as options.
struct Answers: ParsableArguments {
    @Option(help: "The team, as Autodesk's reports spell it.") var team: String?
    @Option(
        help:
            "Usage from Token Usage exports: files, or a pattern. (default: inbox/*.csv beside the file, or in /var/lib/vermilion for a file in /etc)"
    ) var csv: String?
    @Option(help: "Usage from the Application Management API: the id of a hub.") var applications: String?
    @Option(help: "Usage from the Token Flex API: the number of a contract.") var tokenFlex: String?
    @Option(help: "Usage from the Business Success Plan API: the id of a team.") var insights: String?
    @Option(name: .customLong("client-id"), help: "The client id of the app that asks Autodesk.") var clientID: String?
    @Option(help: ArgumentHelp("A pack: id, tokens, first day[, expiry]. May be repeated.", valueName: "pack"))
    var lot: [String] = []
    @Option(help: "A mail server: smtp://host or smtps://host.") var mailServer: String?
    @Option(help: "The user who logs in there; without it nobody does.") var mailUser: String?
    @Option(help: "The sender of mails.") var mailFrom: String?
    @Option(help: ArgumentHelp("Who gets mails. May be repeated.", valueName: "address")) var mailTo: [String] = []
    @Option(help: "A chat service whose incoming webhook is told.") var chat: Draft.Chat?
    @Option(help: "The time zone of days. (default: UTC)") var zone: String?
    @Option(help: "The language of messages: en or ja. (default: en)") var language: String?
    @Option(
        help: "The folder of the state. (default: /var/lib/vermilion for a file in /etc, else `state` beside the file)")
    var state: String?
    @Option(help: "Where secrets are kept. (default: credential for a file in /etc, else file)") var secrets:
        Draft.Vault?

    /// At most one of them may be given.
    var usages: [Draft.Usage] {
        [
            csv.map { .csv($0) }, applications.map { .applications(hub: $0) },
            tokenFlex.map { .tokenFlex(contract: $0) },
            insights.map { .insights(context: $0) },
        ].compactMap(\.self)
    }

    func validate() throws {
        if usages.count > 1 { throw ValidationError("Usage comes from one place to begin with.") }
        if mailServer == nil, mailUser != nil || mailFrom != nil || !mailTo.isEmpty {
            throw ValidationError("Mail needs --mail-server.")
        }
        if mailServer != nil, mailFrom == nil || mailTo.isEmpty {
            throw ValidationError("Mail needs --mail-from and --mail-to.")
        }
        if let pack = lot.first(where: { Draft.Pack($0) == nil }) {
            throw ValidationError("\"\(pack)\" is no pack: write FLEX-2025-07,500,2025-07-24")
        }
    }

    /// What cannot be left to a default.
    var missing: [String] {
        let usesAccount = usages.contains { if case .csv = $0 { false } else { true } }
        return (team == nil ? ["--team"] : []) + (usesAccount && clientID == nil ? ["--client-id"] : [])
    }

    /// What is missing has a name that will do until it is asked for.
    func draft(of file: String) -> Draft {
        var draft = Draft(team: team ?? "Team", isInstalled: file.hasPrefix("/etc/"))
        if let state { draft.state = state }
        if let secrets { draft.vault = secrets }
        if let language { draft.language = language }
        if let zone { draft.zone = zone }
        if let usage = usages.first { draft.usage = usage }
        draft.clientID = clientID ?? (missing.contains("--client-id") ? "client-id" : nil)
        draft.packs = lot.compactMap(Draft.Pack.init)
        if let mailServer, let mailFrom {
            draft.mail = Draft.Mail(server: mailServer, user: mailUser, from: mailFrom, to: mailTo)
        }
        draft.chat = chat
        return draft
    }
}
