import Glibc
import Testing
import VermilionDomain
import VermilionTestSupport
import VermilionTransport

@testable import VermilionSources

@Suite struct `A program as a source` {
    private func read(
        _ arguments: String..., program: String = "/bin/sh", deadline: Duration = .seconds(60), limit: Int = 1 << 20
    ) async -> Reading {
        await ExecSource(
            id: "exec:test", team: "Acme", program: Program(path: program, arguments: arguments), zone: .utc,
            rates: RateTable([]), deadline: deadline, limit: limit
        ).read(at: Instant(seconds: 0))
    }

    private func print(_ text: String) async -> Reading { await read("%s", text, program: "/usr/bin/printf") }

    @Test func `may print CSV`() async {
        let reading = await print("team,day,app,api,tokens\nAcme,2025-07-24,V,md,1.5\nOther,2025-07-24,V,md,9\n")
        #expect(reading.failures == [])
        #expect(reading.usage.map(\.tokens) == [Tokens(micro: 1_500_000)])
        #expect(reading.covers == CivilDate(daysSince1970: 20_293)...CivilDate.latest)
    }

    @Test func `may print JSON, one object a line`() async {
        let reading = await print(
            #"{"day":"2025-07-24","app":"V","tokens":0.12099}"# + "\r\n\n"
                + #"{"day":"2025-07-25","app":"V","tokens":"2"}"#)
        #expect(reading.failures == [])
        #expect(reading.usage.map(\.tokens) == [Tokens(micro: 120_990), Tokens(2)])
        #expect(reading.usage.map(\.key.app) == ["V", "V"])
    }

    @Test(
        arguments: [
            ("", "printed nothing"), (" \n", "printed nothing"), ("<html>", "unknown layout"),
            ("{\"day\":\"2025-07-24\",\"tokens\":1}\n{\"day\":", "2:8: is not JSON"),
            ("{\n \"day\": 1\n}", "1:2: is not JSON"), (#"{"when":1}"#, "unknown layout"),
            ("{\"day\":\"2025-07-24\",\"tokens\":1}\n{\"day\":\"2025-07-24\",\"tokens\":-1}", "negative"),
        ])
    func `is not believed when it prints anything else`(text: String, words: String) async {
        let reading = await print(text)
        #expect(reading.usage == [])
        #expect(reading.covers == nil)
        #expect(reading.failures.first?.description.contains(words) == true)
        #expect(reading.failures.first?.description.hasPrefix("/usr/bin/printf") == true)
    }

    @Test func `is told with its status and its words`() async {
        let reading = await read("-c", "echo team,day,tokens; echo no database >&2; exit 3")
        #expect(reading.failures.map(\.description) == [#"/bin/sh: ended with status 3 and says "no database""#])
        let killed = await read("-c", "kill -9 $$")
        #expect(killed.failures.map(\.description) == ["/bin/sh: was killed by signal 9"])
        let missing = await read(program: "/nonexistent/program")
        #expect(missing.failures.first?.description.contains("No such file") == true)
    }

    @Test func `gets its arguments to the letter, with no shell between, and nothing to read`() async {
        let reading = await read("%s", "$(reboot); `x` *", program: "/usr/bin/printf")
        #expect(reading.failures.first?.hint?.contains("$(reboot); `x` *") == true)
        let input = await read("-c", "cat; echo read it all >&2; exit 1")
        #expect(input.failures.first?.message.contains("read it all") == true)
    }

    @Test func `is stopped with all that it started when it takes too long`() async throws {
        let folder = try TemporaryDirectory()
        let script = "sleep 1000 & echo $! > \(folder.path)/child; wait"
        let reading = await read("-c", script, deadline: .seconds(2))
        #expect(reading.failures.first?.message.contains("was stopped") == true)
        let id = try #require(pid_t(firstLine(of: folder.path + "/child")))
        // Killed at once; it dies, and init or whoever stands in for it reaps it, in their own time.
        for _ in 0..<500 where kill(id, 0) == 0 && !isZombie(id) { usleep(10_000) }
        #expect(kill(id, 0) != 0 || isZombie(id))
    }

    @Test func `is stopped when it prints without end`() async {
        let reading = await read("x", program: "/usr/bin/yes", limit: 100_000)
        #expect(reading.failures.first?.message.contains("more than 100000 bytes") == true)
    }

    @Test func `is stopped when nobody waits any more`() async {
        let task = Task { await read("1000", program: "/bin/sleep", deadline: .seconds(1_000)) }
        task.cancel()
        #expect(await task.value.failures.first?.message == "was interrupted")
    }

    @Test func `inherits no file of this process`() async throws {
        let folder = try TemporaryDirectory()
        let file = open(folder.path, O_RDONLY)  // without O_CLOEXEC
        defer { close(file) }
        let reading = await read("-c", "[ -e /proc/self/fd/\(file) ] && echo inherited >&2; exit 1")
        #expect(reading.failures.first?.message == "ended with status 1")
    }

    @Test func `gets nothing of the environment that may be a secret`() async {
        setenv("VERMILION_TEST_SECRET", "canary", 1)
        let reading = await read("-c", "echo \"${PATH:+a path} ${VERMILION_TEST_SECRET-and no secret}\" >&2; exit 1")
        #expect(reading.failures.first?.message.contains("a path and no secret") == true)
    }

    private func firstLine(of path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 256)
        guard fgets(&buffer, 256, file) != nil else { return "" }
        let bytes = buffer.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func isZombie(_ id: pid_t) -> Bool { firstLine(of: "/proc/\(id)/stat").contains(") Z ") }
}
