package import VermilionDomain
import VermilionFormats

/// A configuration to begin with: a few answers, and the rest by default.
///
/// Answers are texts as somebody typed them; the strict reader is what judges them. There is no place for a secret.
package struct Draft: Sendable {
    package enum Usage: Hashable, Sendable {
        case csv(String)
        case applications(hub: String)
        case tokenFlex(contract: String)
        case insights(context: String)
    }

    package struct Pack: Hashable, Sendable {
        let id: String
        let tokens: String
        let start: String
        let expires: String?

        /// `FLEX-2025-07, 500, 2025-07-24`, and maybe when it expires.
        package init?(_ text: String) {
            let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmed }
            guard (3...4).contains(parts.count), !parts.contains("") else { return nil }
            (id, tokens, start) = (parts[0], parts[1], parts[2])
            expires = parts.count == 4 ? parts[3] : nil
        }
    }

    package struct Mail: Hashable, Sendable {
        package var server: String
        /// Nil for a server that asks for no login.
        package var user: String?
        package var from: String
        package var to: [String]

        package init(server: String, user: String?, from: String, to: [String]) {
            (self.server, self.user, self.from, self.to) = (server, user, from, to)
        }
    }

    /// The chat services whose address is all there is to know.
    package enum Chat: String, Hashable, Sendable, CaseIterable {
        case slack, teams, discord, mattermost
        case googleChat = "google-chat"
        case lineWorks = "line-works"
    }

    /// Where secrets are kept.
    package enum Vault: String, Hashable, Sendable, CaseIterable {
        /// Beside the configuration.
        case file
        /// systemd hands them to the service.
        case credential
    }

    package var team: String
    package var language = Language.english.rawValue
    package var zone = Zone.utc.identifier
    package var state: String
    package var usage: Usage
    /// The folder of messages as files.
    package var maildir: String
    /// Of the app that asks Autodesk; for usage from files there is none.
    package var clientID: String?
    package var packs: [Pack] = []
    package var mail: Mail?
    package var chat: Chat?
    package var vault: Vault

    /// - Parameter isInstalled: whether it is for the service, which may write below its state alone, and not for a try beside
    ///   the file.
    package init(team: String, isInstalled: Bool) {
        self.team = team
        let home = "/var/lib/vermilion"
        state = isInstalled ? home : "state"
        usage = .csv(isInstalled ? "\(home)/inbox/*.csv" : "inbox/*.csv")
        maildir = isInstalled ? "\(home)/mail" : "mail"
        vault = isInstalled ? .credential : .file
    }

    /// What the strict reader says of it; empty when all is well.
    ///
    /// - Parameter file: how it will be called.
    package func mistakes(file: String, environment: [String: String]) -> [Diagnostic] {
        do {
            _ = try Settings.parse(
                text.utf8, file: file, folder: Folder.absolute(of: file), environment: environment)
            return []
        } catch {
            return error.diagnostics.filter { $0.severity == .error }
        }
    }
}
