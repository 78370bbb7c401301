import Logging
import VermilionDomain
import VermilionSettings
import VermilionTransport

/// Asks an address for nothing, so that whoever listens there (Healthchecks, Uptime Kuma, …) knows that the daemon makes
/// progress, and raises the alarm when it hears nothing for a while.
struct Heartbeat: Sendable {
    let address: Secret
    let environment: [String: String]
    let client: HTTPClient
    let logger: Logger

    /// Not more often, but for the first after a start or a reload.
    static let period = Duration.minutes(5)

    /// Beats when all loops have gone round, until there are no more rounds.
    func beat(at rounds: AsyncStream<Void>) async {
        var last: ContinuousClock.Instant?
        var told: String?
        for await _ in rounds {
            guard last.map({ $0.duration(to: .now) >= Self.period }) ?? true else { continue }
            last = .now
            let problem = await beat()
            if let problem, problem != told {
                logger.warning("the heartbeat does not get through", metadata: ["problem": "\(problem)"])
            } else if problem == nil, told != nil {
                logger.notice("the heartbeat gets through again")
            }
            told = problem
        }
    }

    /// What went wrong, without the address: it is a secret as a whole.
    private func beat() async -> String? {
        do {
            let url = try address.resolveURL(environment: environment)
            let answer = try await client.send(.get(url, headers: [], trust: TLSTrust()))
            return (200..<300).contains(answer.status) ? nil : "the server answered \(answer.status)"
        } catch {
            return "\(error)"
        }
    }
}
