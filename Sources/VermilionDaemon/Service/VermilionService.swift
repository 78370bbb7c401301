package import Logging
import ServiceLifecycle
import UnixSignals
import VermilionDomain
import VermilionEngine
package import VermilionStore

/// The daemon: polls and delivers until it is asked to stop.
///
/// State and settings stand before it starts, and systemd hears that it is ready only then. It owns nothing that
/// a `kill -9` could lose: what was committed goes on at the next start.
package struct VermilionService: Service {
    private let assembly: Assembly
    private let store: Store
    private let notifier: ServiceNotifier
    private let logger: Logger

    package init(_ assembly: Assembly, store: Store, notifier: ServiceNotifier, logger: Logger) {
        self.assembly = assembly
        self.store = store
        self.notifier = notifier
        self.logger = logger
    }

    package func run() async throws {
        let engine = assembly.engine(store: store, worker: .process, time: .system)
        let journal = EngineJournal(logger: logger)
        let watching = "watching \(assembly.teams.count) \(assembly.teams.count == 1 ? "team" : "teams")"
        await withGracefulShutdownHandler {
            notifier.ready(status: watching)
            logger.notice("started", metadata: ["teams": "\(assembly.teams.count)"])
            await cancelWhenGracefulShutdown { await engine.run { journal.record($0) } }
        } onGracefulShutdown: {
            notifier.stopping()
            logger.notice("stopping")
            LastResort.exit(after: .milliseconds(4_500))
        }
        logger.notice("stopped")
    }

    /// Runs it until SIGTERM or SIGINT.
    package func runUntilSignalled() async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [self], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }
}

extension VermilionService: CustomDebugStringConvertible {
    /// The service group prints its services at the start, read or not: with ten thousand teams that is the whole
    /// configuration.
    package var debugDescription: String { "vermilion" }
}
