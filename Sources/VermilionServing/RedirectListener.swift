import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// Waits on this machine for the browser that comes back from a login (RFC 8252 §7.3).
///
/// It listens on loopback only, for as long as the login takes. A request that does not belong to the login, such as one
/// with another `state`, is refused, and the waiting goes on.
package struct RedirectListener: Sendable {
    /// What the browser brought.
    package struct Redirection: Hashable, Sendable {
        /// Percent-decoded; of a name that comes twice the first.
        package let parameters: [String: String]
    }

    /// What to make of a redirection.
    package enum Verdict<Value: Sendable>: Sendable {
        case accepted(Value)
        /// Not the one that is waited for; shown in the browser.
        case refused(String)
    }

    package enum Failure: Error, Hashable, Sendable {
        /// Another program listens there already, or this one may not.
        case cannotListen(port: Int, String)
        case timedOut
    }

    /// 0 takes any free one.
    private let port: Int
    /// Begins with `/`.
    private let path: String

    package init(port: Int, path: String) { (self.port, self.path) = (port, path) }

    /// The first redirection that is accepted.
    ///
    /// - Parameter ready: called once it listens, with the port.
    package func wait<Value: Sendable>(
        upTo deadline: Duration, ready: @escaping @Sendable (Int) -> Void,
        accept: @escaping @Sendable (Redirection) -> Verdict<Value>
    ) async throws(Failure) -> Value {
        let (answers, answer) = AsyncStream<Value>.makeStream(bufferingPolicy: .bufferingOldest(1))
        // Ended in good order and not cancelled: a connection that nobody has taken up yet would trap.
        let service = ServiceGroup(
            services: [application(ready: ready, accept: accept, answer: answer)], logger: Self.logger)
        async let failure = serve(service, answer)
        let value = await Self.first(of: answers, within: deadline)
        await service.triggerGracefulShutdown()
        if let value { return value }
        throw await failure ?? .timedOut
    }

    /// Why it cannot listen; nil when it was asked to end.
    private func serve<Value: Sendable>(
        _ service: ServiceGroup, _ answer: AsyncStream<Value>.Continuation
    ) async -> Failure? {
        defer { answer.finish() }
        do {
            try await service.run()
            return nil
        } catch {
            return .cannotListen(port: port, "\(error)")
        }
    }

    private static func first<Value: Sendable>(
        of answers: AsyncStream<Value>, within deadline: Duration
    ) async -> Value? {
        await withTaskGroup(of: Value?.self) { group in
            group.addTask { await answers.first { _ in true } }
            group.addTask {
                try? await Task.sleep(for: deadline)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    /// Its log would speak of every request, and so of codes.
    private static var logger: Logger {
        var logger = Logger(label: "vermilion.login")
        logger.logLevel = .critical
        return logger
    }

    private func application<Value: Sendable>(
        ready: @escaping @Sendable (Int) -> Void, accept: @escaping @Sendable (Redirection) -> Verdict<Value>,
        answer: AsyncStream<Value>.Continuation
    ) -> some ApplicationProtocol {
        let router = Router()
        router.get(RouterPath(path)) { request, _ -> Response in
            let parameters = Dictionary(
                request.uri.queryParameters.map { (String($0.key), String($0.value)) },
                uniquingKeysWith: { first, _ in first })
            switch accept(Redirection(parameters: parameters)) {
            case .accepted(let value):
                answer.yield(value)
                return RedirectListener.page(.ok, "Vermilion has the answer. This window can be closed.")
            case .refused(let reason): return RedirectListener.page(.badRequest, reason)
            }
        }
        return Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port), reuseAddress: true),
            onServerRunning: { channel in ready(channel.localAddress?.port ?? 0) }, logger: Self.logger)
    }

    private static func page(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store", .connection: "close"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n")))
    }
}
