package import Logging
import ServiceLifecycle
import UnixSignals
import VermilionDomain
import VermilionEngine
import VermilionSettings
package import VermilionStore
import VermilionTransport

/// The daemon: polls and delivers until it is asked to stop, by a new configuration whenever it is asked to reload.
///
/// State and settings stand before it starts, and systemd hears that it is ready only then. It owns nothing that
/// a `kill -9` could lose: what was committed goes on at the next start.
package struct VermilionService: Service {
    private let installation: Installation
    private let store: Store
    private let runFile: RunFile
    private let reloads: Hangups
    private let transports = Transports()
    private let notifier: ServiceNotifier
    private let logger: Logger
    /// Nil when it listens nowhere.
    private let status: Status?

    /// - Throws: when the state cannot be used, or another daemon works on it.
    package init(_ installation: Installation, version: String, logger: Logger) async throws(StoreFailure) {
        ProcessMemory.keepSmall()
        // Before the run file says whom to ask: a signal that nobody takes ends the process.
        reloads = await Hangups()
        self.installation = installation
        self.logger = logger
        // Before the state is opened: a second daemon must not bring it to its own version.
        runFile = try RunFile(takingPlaceIn: installation.stateDirectory, reading: installation.file)
        store = try installation.store()
        notifier = ServiceNotifier(environment: installation.environment)
        status = installation.status(version: version, store: store)
    }

    /// Runs it until SIGTERM or SIGINT.
    package func runUntilSignalled() async throws {
        let services: [any Service] = status.map { [$0.server] } ?? []
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: (services + [self]).map {
                    .init(
                        service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup)
                }, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }

    package func run() async throws {
        for problem in installation.settings.problemsOfSecrets(environment: installation.environment) {
            logger.warning("a secret cannot be used", metadata: ["problem": "\(problem)"])
        }
        if let status {
            // Why it cannot listen is thrown by the server itself.
            guard let address = await status.listening else { return }
            logger.notice("listening", metadata: ["address": "\(address)"])
        }
        await withGracefulShutdownHandler {
            await cancelWhenGracefulShutdown {
                await withDiscardingTaskGroup { group in
                    group.addTask { await reloads.gather() }
                    var shift = await begin(with: installation, in: &group)
                    logger.notice("started", metadata: ["teams": "\(installation.settings.teams.count)"])
                    notifier.ready(status: shift.supervision.text)
                    var record = RunFile.Record(configuration: installation.file)
                    for await _ in reloads.asked {
                        notifier.reloading()
                        record.begun += 1
                        runFile.write(record)
                        record.problems = []
                        do throws(InvalidSettings) {
                            let next = try shift.installation.successor()
                            await end(shift)
                            shift = await begin(with: next, in: &group)
                            logger.notice("reloaded", metadata: ["teams": "\(next.settings.teams.count)"])
                        } catch {
                            record.problems = error.diagnostics.map(\.description)
                            tell(error.diagnostics)
                        }
                        record.ended = record.begun
                        runFile.write(record)
                        status?.vitals.reloaded(success: record.problems.isEmpty, at: .now)
                        notifier.ready(status: shift.supervision.text)
                    }
                }
            }
        } onGracefulShutdown: {
            notifier.stopping()
            logger.notice("stopping")
            LastResort.exit(after: .milliseconds(4_500))
        }
        logger.notice("stopped")
    }

    /// One configuration at work.
    private struct Shift {
        let installation: Installation
        let relief: Relief
        let supervision: Supervision
    }

    private func begin(with installation: Installation, in group: inout DiscardingTaskGroup) async -> Shift {
        let environment = installation.environment
        let assembly = installation.assembly(
            transports: transports, output: .standardError(environment), time: .system)
        // Three rounds within what the watchdog waits for.
        let rest = min(EngineLoop.usualRest, notifier.watchdog.map { $0 / 3 } ?? EngineLoop.usualRest)
        let engine = assembly.engine(store: store, worker: .process, time: .system, rest: rest)
        let journal = EngineJournal(logger: logger)
        do {
            journal.record(try await engine.retireOthers(under: assembly.configuration))
        } catch {
            logger.error(
                "incidents of teams that are no longer watched could not be closed", metadata: ["error": "\(error)"])
        }
        let supervision = Supervision(
            ServiceStatus(
                watching: Set(assembly.teams.map(\.name)),
                incidents: (try? await store.incidents(includingClosed: false)) ?? [],
                zone: installation.zone), loops: engine.loops, notifier: notifier)
        status?.vitals.watch(assembly)
        let relief = Relief()
        group.addTask { [status] in
            await engine.run(until: relief) { event in
                journal.record(event)
                supervision.record(event)
                status?.vitals.record(event)
            }
            supervision.end()
        }
        if let address = installation.settings.heartbeat {
            let heartbeat = Heartbeat(
                address: address, environment: environment, client: transports.http, logger: logger)
            group.addTask { await heartbeat.beat(at: supervision.rounds) }
        }
        return Shift(installation: installation, relief: relief, supervision: supervision)
    }

    /// Makes room for the next. Attempts that are underway go on beside it to their end: their deliveries are leased.
    private func end(_ shift: Shift) async {
        shift.relief.ask()
        // A poll of a team that is left out now must not be kept after its incidents have ended.
        _ = await TimeSource.system.within(.seconds(10)) { await shift.relief.pollsEnd() }
    }

    private func tell(_ problems: [Diagnostic]) {
        for problem in problems {
            logger.log(
                level: problem.severity == .error ? .error : .warning, "the new configuration has a problem",
                metadata: ["problem": "\(problem)"])
        }
        logger.error(
            "not reloaded: the configuration of before stays in force", metadata: ["config": "\(installation.file)"])
    }
}

extension VermilionService: CustomDebugStringConvertible {
    /// The service group prints its services at the start, read or not: with ten thousand teams that is the whole
    /// configuration.
    package var debugDescription: String { "vermilion" }
}

/// Requests to reload: SIGHUP, and a storm of them is one.
private struct Hangups: Sendable {
    private let signals: UnixSignalsSequence
    private let requests = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    init() async { signals = await UnixSignalsSequence(trapping: .sighup) }

    var asked: AsyncStream<Void> { requests.stream }

    func gather() async {
        for await _ in signals { requests.continuation.yield() }
    }
}
