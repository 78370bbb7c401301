package import VermilionDomain
import VermilionEngine
import VermilionServing
import VermilionSettings
import VermilionSources

/// `vermilion login`: a person logs in once in a browser, and the account goes on by itself from there.
package struct AccountLogin: Sendable {
    private let account: Account
    private let flow: LoginFlow
    private let redirect: Settings.Account.Redirect

    /// As long as the code of a login lives.
    private static let patience = Duration.minutes(5)

    /// - Throws: a diagnostic when there is no such account, or none that a person logs in to.
    package init(_ name: AccountName, of installation: Installation) throws(Diagnostic) {
        let settings = installation.settings
        guard let configured = settings.accounts.first(where: { $0.name == name }) else {
            let known = settings.accounts.map(\.name.text).sorted().joined(separator: ", ")
            throw Diagnostic(
                "there is no account \"\(name)\"", hint: known.isEmpty ? "none is configured" : "there are: \(known)")
        }
        guard case .user(let redirect, _) = configured.grant else {
            throw Diagnostic("account \(name) logs in by itself", hint: "only `grant: user` needs a person")
        }
        let scopes = settings.scopes(of: name)
        guard !scopes.isEmpty else {
            throw Diagnostic(
                "no source asks as account \(name), so there is nothing to log in for", hint: "configure a source first"
            )
        }
        let time = TimeSource.system.forSources
        let identity = AccountIdentity(configured, scopes: scopes, environment: installation.environment)
        account = Account(
            identity, state: installation.stateDirectory, client: Transports().http, time: time,
            manners: Manners(time: time))
        flow = LoginFlow(identity, redirect: redirect.url)
        self.redirect = redirect
    }

    /// Until somebody has logged in.
    ///
    /// - Parameter ready: called with the address to open, once the browser can come back.
    package func run(ready: @escaping @Sendable (String) -> Void) async throws(Diagnostic) {
        let listener = RedirectListener(port: redirect.port, path: redirect.path)
        let answer: LoginFlow.Answer
        do {
            answer = try await listener.wait(upTo: Self.patience, ready: { _ in ready(flow.address) }, accept: verdict)
        } catch {
            switch error {
            case .timedOut:
                throw Diagnostic("nobody logged in within five minutes", hint: "run vermilion login once more")
            case .cannotListen(let port, let words):
                throw Diagnostic(
                    "port \(port) cannot be listened on: \(words)",
                    hint: "see which program has it, or take another `redirect` here and in Autodesk's portal")
            }
        }
        switch answer {
        case .code(let code): try await account.logIn(code)
        case .denied(let words): throw Diagnostic("the login was refused: \(words.prefix(200))")
        case .stranger: preconditionFailure("a stranger was not accepted")
        }
    }

    private func verdict(_ redirection: RedirectListener.Redirection) -> RedirectListener.Verdict<LoginFlow.Answer> {
        switch flow.answer(redirection.parameters) {
        case .stranger: .refused("This is not the login that vermilion waits for. It goes on waiting.")
        case let answer: .accepted(answer)
        }
    }
}
