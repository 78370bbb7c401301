import NIOHTTP1
import Synchronization

/// Which request gets what.
final class StatusPages: Sendable {
    private let ready: @Sendable () async -> [String]
    private let metrics: @Sendable () async -> String
    private let room: Mutex<Int>

    init(
        ready: @escaping @Sendable () async -> [String], metrics: @escaping @Sendable () async -> String,
        answersAtOnce: Int
    ) {
        (self.ready, self.metrics) = (ready, metrics)
        room = Mutex(answersAtOnce)
    }

    /// Makes the answer and has it sent. Metrics may be large: only a few of them are there at the same time.
    func answer(
        _ request: HTTPRequestHead, at address: StatusAddress, send: (StatusAnswer) async throws -> Void
    ) async throws {
        guard request.uri.hasPrefix("/metrics") else { return try await send(page(request, at: address)) }
        guard takeRoom() else {
            var busy = StatusAnswer(.serviceUnavailable, "Too many ask at the same time.\n")
            busy.headers = [("Retry-After", "1")]
            return try await send(busy)
        }
        defer { room.withLock { $0 += 1 } }
        try await send(page(request, at: address))
    }

    private func takeRoom() -> Bool {
        room.withLock { room in
            guard room > 0 else { return false }
            room -= 1
            return true
        }
    }

    private func page(_ request: HTTPRequestHead, at address: StatusAddress) async -> StatusAnswer {
        var answer = await page(for: request, at: address)
        answer.hasBody = request.method != .HEAD
        return answer
    }

    private func page(for request: HTTPRequestHead, at address: StatusAddress) async -> StatusAnswer {
        let hosts = request.headers["Host"]
        guard hosts.count == 1 || hosts.isEmpty && request.version == .http1_0 else {
            return StatusAnswer(.badRequest, "A request needs one Host.\n")
        }
        guard hosts.allSatisfy(address.isMeant) else {
            return StatusAnswer(.misdirectedRequest, "This is \(address), and nothing under another name.\n")
        }
        let lengths = request.headers["Content-Length"]
        let codings = request.headers["Transfer-Encoding"]
        guard codings.isEmpty || lengths.isEmpty else {
            return StatusAnswer(.badRequest, "A request has one length.\n")
        }
        guard codings.isEmpty, lengths.allSatisfy({ $0 == "0" }) else {
            return StatusAnswer(.payloadTooLarge, "A request has nothing to bring here.\n")
        }
        let path = request.uri.prefix { $0 != "?" }
        guard ["/healthz", "/readyz", "/metrics"].contains(path) else {
            return StatusAnswer(.notFound, "There are /healthz, /readyz and /metrics.\n")
        }
        guard request.method == .GET || request.method == .HEAD else {
            var refusal = StatusAnswer(.methodNotAllowed, "This can be read only.\n")
            refusal.headers = [("Allow", "GET, HEAD")]
            return refusal
        }
        switch path {
        case "/healthz": return StatusAnswer(.ok, "ok\n")
        case "/metrics":
            return StatusAnswer(.ok, await metrics(), type: "text/plain; version=0.0.4; charset=utf-8")
        default:
            let reasons = await ready()
            guard !reasons.isEmpty else { return StatusAnswer(.ok, "ok\n") }
            return StatusAnswer(.serviceUnavailable, reasons.map { $0 + "\n" }.joined())
        }
    }
}
