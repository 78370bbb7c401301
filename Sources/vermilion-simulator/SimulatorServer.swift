import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization
import VermilionDomain
import VermilionSimulator

/// The simulated Autodesk behind a socket of this machine.
struct SimulatorServer: Sendable {
    let scenario: Scenario
    /// `127.0.0.1` or `::1`.
    let host: String
    /// 0 takes any free one.
    let port: Int

    /// - Parameter ready: called once with the address under which it is reached.
    func run(ready: @escaping @Sendable (String) -> Void) async throws {
        let autodesk = Mutex<SimulatedAutodesk?>(nil)
        let launched = Instant.now
        let watch = ContinuousClock.now
        let (scenario, host) = (scenario, host)
        var logger = Logger(label: "vermilion.simulator")
        logger.logLevel = .error
        let application = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) -> Response in
                let body = try await request.body.collect(upTo: 1_048_576)
                let simulated = SimulatedRequest(request, body: Array(body.readableBytesView))
                let now = scenario.clock.now(launched: launched, elapsed: ContinuousClock.now - watch)
                let answer = autodesk.withLock { $0?.answer(simulated, at: now) }
                return answer.map(Response.init) ?? Response(status: .serviceUnavailable)
            },
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                let url = "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
                autodesk.withLock { $0 = SimulatedAutodesk(scenario, baseURL: url) }
                ready(url)
            }, logger: logger)
        try await application.runService()
    }
}

extension SimulatedRequest {
    init(_ request: Request, body: [UInt8]) {
        var headers: [String: String] = [:]
        for field in request.headers { headers[field.name.canonicalName] = field.value }
        self.init(
            request.method.rawValue, request.uri.path, query: FormEncoding.fields(request.uri.query ?? ""),
            headers: headers, body: body)
    }
}

extension Response {
    init(_ answer: SimulatedResponse) {
        var headers = HTTPFields()
        for (name, value) in answer.headers.sorted(by: { $0.key < $1.key }) {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        let bytes = Array(answer.body.utf8)
        let body: ResponseBody
        switch answer.delivery {
        case .whole: body = ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        case .slow(let rate):
            body = ResponseBody(contentLength: bytes.count) { writer in
                var rest = bytes[...]
                while !rest.isEmpty {
                    try await writer.write(ByteBuffer(bytes: rest.prefix(rate)))
                    rest = rest.dropFirst(rate)
                    if !rest.isEmpty { try await Task.sleep(for: .seconds(1)) }
                }
                try await writer.finish(nil)
            }
        case .cut(let count):
            body = ResponseBody(contentLength: max(bytes.count, count + 1)) { writer in
                try await writer.write(ByteBuffer(bytes: bytes.prefix(count)))
                // An error in the middle of a body closes the connection.
                throw ConnectionCut()
            }
        }
        self.init(status: .init(code: answer.status), headers: headers, body: body)
    }
}

private struct ConnectionCut: Error {}
