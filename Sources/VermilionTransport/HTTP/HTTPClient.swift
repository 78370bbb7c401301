/// Sends HTTP requests. All transfers of a client run on one thread of its own, which starts with the first request.
///
/// Redirects are not followed, cookies not kept, proxies not taken from the environment.
package final class HTTPClient: Sendable {
    private let loop = HTTPLoop()

    package init() {}

    deinit { shutdown() }

    /// Ends what is going on with `.shutDown`, as every request after. May be called again.
    package func shutdown() { loop.close() }

    /// Looks up the host, connects and sets up TLS, as for a request, and hangs up without sending one.
    ///
    /// - Returns: `https://host:port` of the address, which may be a secret as a whole.
    @discardableResult
    package func connect(to url: String, route: HTTPRoute, deadlines: HTTPDeadlines) async throws(HTTPFailure) -> String
    {
        let request = HTTPRequest(.connect, url, headers: [], route: route, deadlines: deadlines, bodyLimit: 0)
        _ = try await send(request)
        return HTTPLink.server(of: url) ?? "address"
    }

    /// Cancelling the task removes the transfer at once and closes its connection.
    package func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let order = try HTTPOrder(request)
        if let identity = request.route.identity, identity.isExposed {
            throw HTTPFailure(.exposedKey(file: identity.key), server: order.server)
        }
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                order.wait(continuation)
                loop.start(order)
            }
        } onCancel: {
            loop.cancel(order)
        }
        return try answer.get()
    }
}
