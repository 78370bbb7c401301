import Logging
import ServiceLifecycle
import VermilionServing

struct Told {
    var ready: @Sendable () async -> [String] = { [] }
    var metrics: @Sendable () async -> String = { "up 1\n" }
}

/// A server for as long as `work` lasts, ended in good order.
func withStatusServer<Value>(
    at address: StatusAddress = .tcp(host: "127.0.0.1", port: 0), limits: StatusLimits = StatusLimits(),
    telling told: Told = Told(), _ work: (StatusAddress) async throws -> Value
) async throws -> Value {
    let server = StatusServer(address, limits: limits, ready: told.ready, metrics: told.metrics)
    let group = ServiceGroup(
        configuration: ServiceGroupConfiguration(
            services: [.init(service: server, successTerminationBehavior: .gracefullyShutdownGroup)],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
    async let running: Void = group.run()
    for await address in server.listening {
        let result: Result<Value, any Error>
        do {
            result = .success(try await work(address))
        } catch {
            result = .failure(error)
        }
        await group.triggerGracefulShutdown()
        try await running
        return try result.get()
    }
    try await running
    throw NeverListened()
}

struct NeverListened: Error {}

/// What a peer gets for what it sends.
func exchange(_ text: String, at address: StatusAddress, within patience: Duration = .seconds(20)) async throws
    -> String
{
    let peer = try RawPeer(to: address)
    return await onThread {
        peer.send(text)
        return peer.readToEnd(within: patience).text
    }
}

/// A request as browsers and scrapers send it.
func get(_ path: String, at address: StatusAddress, method: String = "GET") async throws -> String {
    let host = if case .unix = address { "localhost" } else { "\(address)" }
    return try await exchange("\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\n\r\n", at: address)
}
