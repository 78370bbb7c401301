import ArgumentParser
import Foundation
import VermilionDaemon
import VermilionDomain

struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Log in to an account of `grant: user`, with a browser.",
        discussion: """
            Prints an address on standard output and waits five minutes for the browser to come back to this machine.
            Over ssh, forward the port: ssh -L 8419:127.0.0.1:8419 HOST. Needed once: the login is then renewed by itself \
            as long as the account is polled.
            """)

    @OptionGroup var configuration: ConfigurationOption
    @Argument(help: "The name of the account, as the configuration has it.") var account: String

    func run() async throws {
        let installation = try configuration.installation()
        try await reporting {
            // What a login brings is kept in the state.
            _ = try installation.store()
            let login = try AccountLogin(AccountName(account), of: installation)
            Console.complain("Open this address in a browser and log in:")
            // At once, also into a pipe: somebody waits for it.
            try await login.run { FileHandle.standardOutput.write(Data(($0 + "\n").utf8)) }
            Console.complain("Logged in. The account is asked with it from now on.")
        }
    }
}
