import VermilionChannels
package import VermilionDomain
import VermilionEngine
import VermilionSettings
import VermilionSources
import VermilionTransport

/// `vermilion config check --online`: logs in wherever the configuration can, and sends nothing.
package struct OnlineCheck: Sendable {
    /// What came of one account, source or channel.
    package struct Finding: Sendable {
        package let name: String
        package let contact: Contact
    }

    private struct Step: Sendable {
        let name: String
        let contact: @Sendable () async -> Contact
    }

    /// In the order of the file: the heartbeat, accounts, sources that have a server or a program, channels.
    private let steps: [Step]

    package init(_ installation: Installation, at now: Instant) throws {
        let (settings, environment, transports) = (installation.settings, installation.environment, Transports())
        let time = TimeSource.system.forSources
        let accounts = AssembledAccounts(
            settings, environment: environment, state: installation.stateDirectory, client: transports.http, time: time)
        let logins = settings.accounts.map { account in
            Step(name: "account \(account.name)") {
                guard !settings.scopes(of: account.name).isEmpty else {
                    return .made("not tried: no source asks as it")
                }
                return await accounts[account.name].account.contact()
            }
        }
        let sources = settings.teams.flatMap { team in
            team.sources.compactMap { source in
                source.contact(environment, client: transports.http).map {
                    Step(name: "\(team.name), \(source.id)", contact: $0)
                }
            }
        }
        let heartbeat = settings.heartbeat.map { address in
            Step(name: "heartbeat") {
                await address.contact(environment, by: HTTPRoute(trust: TLSTrust()), client: transports.http)
            }
        }
        let notice = try Notice.test(at: now, zone: settings.zone)
        let reader = Reader(language: settings.language, zone: settings.zone)
        let channels = settings.channels.map { channel in
            let assembled = channel.assembled(environment, transports: transports, output: .standardError(environment))
            let sample = Delivery(
                id: DeliveryID(notice: notice.id, channel: channel.name), kind: .test,
                payload: assembled.compose(notice, for: reader), created: now)
            return Step(name: channel.name.text) { await assembled.contact(for: sample, at: now) }
        }
        steps = [heartbeat].compactMap(\.self) + logins + sources + channels
    }

    /// All at once; each within its own deadlines.
    ///
    /// - Parameter tell: hears of each in the order of the file, as soon as those before it are known.
    package func run(_ tell: (Finding) -> Void) async {
        await withTaskGroup(of: (Int, Contact).self) { group in
            for (index, step) in steps.enumerated() { group.addTask { (index, await step.contact()) } }
            var found: [Int: Contact] = [:]
            var next = 0
            for await (index, contact) in group {
                found[index] = contact
                while let contact = found.removeValue(forKey: next) {
                    tell(Finding(name: steps[next].name, contact: contact))
                    next += 1
                }
            }
        }
    }
}
