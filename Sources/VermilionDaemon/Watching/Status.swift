import VermilionDomain
import VermilionEngine
package import VermilionServing
import VermilionSettings
import VermilionStore

/// What the daemon tells of itself, and where it does.
struct Status: Sendable {
    let vitals: Vitals
    let server: StatusServer

    init(_ vitals: Vitals, at address: Settings.Listen) {
        self.vitals = vitals
        let place: StatusAddress =
            switch address {
            case .tcp(let host, let port): .tcp(host: host, port: port)
            case .unix(let path): .unix(path: path)
            }
        server = StatusServer(place) {
            await vitals.unready()
        } metrics: {
            await vitals.metrics(at: .now)
        }
    }

    /// Where it listens, once it does; nil when it cannot.
    var listening: String? {
        get async {
            for await address in server.listening { return "\(address)" }
            return nil
        }
    }
}

extension Installation {
    /// Nil when the configuration says nothing of listening.
    func status(version: String, store: Store) -> Status? {
        guard let address = settings.listen else { return nil }
        return Status(Vitals(version: version, store: store, startedAt: .now), at: address)
    }
}

extension Vitals {
    /// What is watched from now on.
    func watch(_ assembly: Assembly) {
        watch(teams: assembly.teams, channels: assembly.channels.map(\.name), schedule: assembly.schedule)
    }
}

/// The daemon cannot listen where it should.
package typealias ListenFailure = StatusServer.Failure
