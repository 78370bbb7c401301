import Glibc
import Testing
import VermilionServing
import VermilionTestSupport

@Suite struct `A Unix socket for the status` {
    private let directory: TemporaryDirectory
    private var path: String { directory.path + "/http" }
    private var address: StatusAddress { .unix(path: path) }

    init() throws { directory = try TemporaryDirectory() }

    private var mode: mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode : nil
    }

    @Test func `is for its owner and the group, takes any Host, and is gone afterwards`() async throws {
        try await withStatusServer(at: address) { address in
            #expect(mode == S_IFSOCK | 0o660)
            let answer = try await exchange("GET /healthz HTTP/1.1\r\nHost: proxy.example\r\n\r\n", at: address)
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
        }
        #expect(mode == nil)
    }

    @Test func `of a process that is gone is replaced`() async throws {
        // Bound and closed, as by a process that was killed.
        close(try bindUnix(SOCK_STREAM, to: path))
        #expect(mode != nil)
        let answer = try await withStatusServer(at: address) { try await get("/healthz", at: $0) }
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
    }

    @Test func `that is answered is left alone`() async throws {
        try await withStatusServer(at: address, telling: Told(metrics: { "first 1\n" })) { address in
            let failure = await #expect(throws: StatusServer.Failure.self) {
                try await withStatusServer(at: address) { _ in }
            }
            #expect(
                failure?.description
                    == "cannot listen at \(address): another process listens there (stop it, or name another path)")
            let answer = try await get("/metrics", at: address)
            #expect(answer.hasSuffix("first 1\n"), "\(answer)")
        }
    }

    @Test func `does not replace a file, and asks for its folder`() async throws {
        close(creat(path, 0o600))
        var failure = await #expect(throws: StatusServer.Failure.self) {
            try await withStatusServer(at: address) { _ in }
        }
        #expect(failure?.obstacle.reason == "there is something else than a socket")
        #expect(mode == S_IFREG | 0o600)
        let missing = directory.path + "/none"
        failure = await #expect(throws: StatusServer.Failure.self) {
            try await withStatusServer(at: .unix(path: missing + "/http")) { _ in }
        }
        #expect(failure?.obstacle.hint == "make the folder \(missing); under systemd, RuntimeDirectory= does")
    }
}
