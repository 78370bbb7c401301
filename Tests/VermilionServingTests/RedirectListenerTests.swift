import Synchronization
import Testing
import VermilionServing
import VermilionTransport

@Suite struct `A listener for the browser` {
    private let client = HTTPClient()

    /// What the browser gets for each path, and what the listener comes to.
    private func visit(
        _ paths: [String], deadline: Duration = .seconds(20)
    ) async -> (answers: [HTTPResponse], outcome: Result<String, RedirectListener.Failure>) {
        let listener = RedirectListener(port: 0, path: "/callback")
        let (ports, port) = AsyncStream<Int>.makeStream()
        async let outcome = Self.wait(listener, deadline: deadline) { port.yield($0) }
        var answers: [HTTPResponse] = []
        for await port in ports {
            for path in paths {
                let request = HTTPRequest.get("http://127.0.0.1:\(port)\(path)", headers: [], trust: TLSTrust())
                do throws(HTTPFailure) {
                    answers.append(try await client.send(request))
                } catch {
                    Issue.record(error)
                }
            }
            break
        }
        return (answers, await outcome)
    }

    private static func wait(
        _ listener: RedirectListener, deadline: Duration, ready: @escaping @Sendable (Int) -> Void
    ) async -> Result<String, RedirectListener.Failure> {
        do throws(RedirectListener.Failure) {
            return .success(
                try await listener.wait(upTo: deadline, ready: ready) { redirection in
                    guard redirection.parameters["state"] == "right" else { return .refused("not this login") }
                    return .accepted(redirection.parameters["code"] ?? "none")
                })
        } catch {
            return .failure(error)
        }
    }

    @Test func `refuses another state, goes on waiting, and takes the right one`() async {
        let (answers, outcome) = await visit([
            "/callback?state=wrong&code=evil", "/other?state=right&code=evil", "/callback?code=a%20b%26c&state=right",
        ])
        #expect(answers.map(\.status) == [400, 404, 200])
        #expect(String(decoding: answers[0].body, as: UTF8.self) == "not this login\n")
        #expect(String(decoding: answers[2].body, as: UTF8.self).contains("has the answer"))
        #expect(outcome == .success("a b&c"))
    }

    @Test func `gives up in time`() async {
        let (_, outcome) = await visit([], deadline: .milliseconds(200))
        #expect(outcome == .failure(.timedOut))
    }

    @Test func `says when another program listens there`() async throws {
        let listener = RedirectListener(port: 0, path: "/")
        let taken = Mutex<Result<String, RedirectListener.Failure>?>(nil)
        let (ports, port) = AsyncStream<Int>.makeStream()
        async let first = Self.wait(listener, deadline: .seconds(120)) { port.yield($0) }
        for await port in ports {
            let second = await Self.wait(RedirectListener(port: port, path: "/"), deadline: .seconds(120)) { _ in }
            taken.withLock { $0 = second }
            _ = try? await client.send(
                .get("http://127.0.0.1:\(port)/?state=right&code=c", headers: [], trust: TLSTrust()))
            break
        }
        #expect(await first == .success("c"))
        guard case .failure(.cannotListen) = taken.withLock({ $0 }) else {
            Issue.record("two listen on one port")
            return
        }
    }
}
