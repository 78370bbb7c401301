import Glibc
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// Answers `/healthz`, `/readyz` and `/metrics` for whoever watches the daemon, on this machine only.
///
/// Peers are not trusted: each connection has one small request, and a deadline whatever it does; however many there are,
/// they take a bounded number of files and bytes, and one event loop. What is told comes from the closures.
package struct StatusServer: Service {
    package struct Obstacle: Error, Hashable, Sendable {
        package let reason: String
        /// What to do.
        package let hint: String

        init(_ reason: String, hint: String) { (self.reason, self.hint) = (reason, hint) }
    }

    /// It cannot listen where it should.
    package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        package let address: StatusAddress
        package let obstacle: Obstacle

        package var description: String { "cannot listen at \(address): \(obstacle.reason) (\(obstacle.hint))" }
    }

    /// Tells once where it listens, when it does; ends when it does so no more. For one reader.
    package let listening: AsyncStream<StatusAddress>

    private let address: StatusAddress
    private let limits: StatusLimits
    private let pages: StatusPages
    private let announcement: AsyncStream<StatusAddress>.Continuation

    /// - Parameters:
    ///   - ready: why the daemon is not ready, in lines; nothing when it is.
    ///   - metrics: in Prometheus' text format.
    package init(
        _ address: StatusAddress, limits: StatusLimits = StatusLimits(),
        ready: @escaping @Sendable () async -> [String], metrics: @escaping @Sendable () async -> String
    ) {
        (self.address, self.limits) = (address, limits)
        pages = StatusPages(ready: ready, metrics: metrics, answersAtOnce: limits.answersAtOnce)
        (listening, announcement) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
    }

    /// Until it is asked to end, or cancelled. Throws a `Failure` when it cannot listen.
    package func run() async throws {
        defer { announcement.finish() }
        let file: SocketFile? = if case .unix(let path) = address { SocketFile(path) } else { nil }
        if let obstacle = file?.obstacle { throw Failure(address: address, obstacle: obstacle) }
        do {
            try await serve(file)
        } catch {
            throw Failure(address: address, obstacle: Obstacle(error, at: address))
        }
    }

    /// One thread, as long as the process lives: the library still turns to it after it has ended a server.
    private static let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    private func serve(_ file: SocketFile?) async throws {
        let known = AddressOnce(address)
        let connections = StatusConnections(
            limits: limits, table: ConnectionTable(limit: limits.connections), pages: pages, address: known)
        let place: BindAddress =
            switch address {
            case .tcp(let host, let port): .hostname(host, port: port)
            case .unix(let path): .unixDomainSocket(path: path)
            }
        let server = connections.server(
            configuration: ServerConfiguration(address: place, backlog: Self.backlog),
            onServerRunning: { [announcement] channel in
                if case .tcp(let host, _) = known.value, let port = channel.localAddress?.port {
                    known.value = .tcp(host: host, port: port)
                }
                file?.open()
                announcement.yield(known.value)
            }, eventLoopGroup: Self.loop, logger: Self.logger)
        try await server.run()
    }

    /// Connections that the system keeps until they are accepted; beyond that, peers try again only after a second.
    private static let backlog = 1_024

    /// Peers could fill the log.
    private static var logger: Logger {
        var logger = Logger(label: "vermilion.status")
        logger.logLevel = .critical
        return logger
    }
}

extension StatusServer: CustomDebugStringConvertible {
    package var debugDescription: String { "status at \(address)" }
}

extension StatusServer.Obstacle {
    fileprivate init(_ error: any Error, at address: StatusAddress) {
        let code = (error as? IOError)?.errnoCode
        let reason = code.map { String(cString: strerror($0)) } ?? "\(error)"
        switch (code, address) {
        case (EADDRINUSE, .tcp): self.init(reason, hint: "another process listens there: stop it, or name another port")
        case (EADDRNOTAVAIL, .tcp): self.init(reason, hint: "this machine has no such address; name 127.0.0.1")
        case (EACCES, .tcp): self.init(reason, hint: "name a port from 1024 on")
        case (_, .tcp): self.init(reason, hint: "name another address with `listen`")
        case (_, .unix): self.init(reason, hint: "name a path in a folder that Vermilion may write to")
        }
    }
}
