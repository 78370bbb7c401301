import Foundation
import Glibc
import Testing
import VermilionDomain
import VermilionTestSupport
import VermilionTransport

@testable import VermilionChannels

@Suite struct `A program as a channel` {
    private func deliver(
        _ arguments: String..., by path: String = "/bin/sh", payload: [UInt8]? = nil, deadline: Duration = .seconds(60)
    ) async throws -> Outcome {
        let channel = ExecChannel(
            name: "tell", program: Program(path: path, arguments: arguments), deadline: deadline)
        let notice = try Samples.opened(team: "Acme 株式会社")
        let delivery = Delivery(
            id: DeliveryID(notice: notice.id, channel: "tell"), kind: notice.kind,
            payload: payload ?? channel.compose(notice, for: Samples.reader), created: notice.at)
        return await channel.deliver(delivery, at: notice.at)
    }

    @Test func `gets the notice as JSON on its standard input, whole, and which delivery it is`() async throws {
        let folder = try TemporaryDirectory()
        let script = "cat > \"$1\"/notice; echo \"$VERMILION_DELIVERY\" > \"$1\"/delivery; cat /dev/stdin | wc -c"
        for _ in 0..<2 {
            let outcome = try await deliver("-c", script, "tell", folder.path)
            let notice = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/notice"))
            #expect(outcome == .delivered(reply: "\(notice.count)"))
            let payload = try Payload(Array(notice))
            #expect(payload.text("type") == "incident.opened" && payload.text("data", "incident", "amount") == "3")
            #expect(payload.text("data", "incident", "team") == "Acme 株式会社")
            let delivery = try String(contentsOfFile: folder.path + "/delivery", encoding: .utf8)
            #expect(delivery == "k3f9q2-1-1-tell\n")
        }
    }

    @Test func `gets its arguments to the letter, with no shell between, and no secret`() async throws {
        #expect(
            try await deliver("%s", "$(reboot); `x` * '", by: "/usr/bin/printf")
                == .delivered(reply: "$(reboot); `x` * '"))
        setenv("VERMILION_CHANNEL_SECRET", "canary", 1)
        let script = "echo \"${PATH:+a path} ${VERMILION_CHANNEL_SECRET-and no secret}\""
        #expect(try await deliver("-c", script) == .delivered(reply: "a path and no secret"))
    }

    @Test(arguments: [
        (0, Outcome.Kind.delivered), (1, .retry), (2, .retry), (64, .misconfigured), (65, .refused), (69, .retry),
        (70, .retry), (75, .retry), (77, .misconfigured), (78, .misconfigured), (126, .misconfigured),
        (127, .misconfigured), (255, .retry),
    ])
    func `says with its status what came of it`(status: Int, kind: Outcome.Kind) async throws {
        let outcome = try await deliver("-c", "echo no such room >&2; exit \(status)")
        #expect(outcome.kind == kind)
        #expect(outcome.words.contains("no such room"))
        #expect(kind == .delivered || outcome.words.contains("/bin/sh: ended with status \(status)"))
    }

    @Test(arguments: [
        ("true", "exit status 0"), ("echo; echo ' sent '; echo more", "sent"), ("echo said >&2; echo sent", "sent"),
        ("echo said >&2; echo more >&2", "said"), (#"printf 'a\033[31m\tb\342\200\256c\r\nd'"#, "a [31m b c"),
        (#"printf '\377\n'"#, "\u{FFFD}"),
    ])
    func `leaves its first line as the receipt`(script: String, receipt: String) async throws {
        #expect(try await deliver("-c", script) == .delivered(reply: receipt))
    }

    @Test func `may say as much as it likes, but little of it is kept`() async throws {
        let outcome = try await deliver("-c", "head -c 3000000 /dev/zero | tr '\\0' x; head -c 300000 /dev/zero >&2")
        #expect(outcome == .delivered(reply: String(repeating: "x", count: 200) + "…"))
    }

    @Test(arguments: [
        "/nonexistent/tell", "/etc/passwd", "/etc", "/etc/passwd/tell",
    ])
    func `that is not there or is no program is misconfigured`(path: String) async throws {
        guard case .misconfigured(let reason, let hint) = try await deliver(by: path) else {
            Issue.record("not misconfigured")
            return
        }
        #expect(reason.hasPrefix("\(path): cannot be started: ") && hint.contains("permissions"))
    }

    @Test func `whose interpreter is missing is misconfigured`() async throws {
        let folder = try TemporaryDirectory()
        let path = folder.path + "/tell"
        try Data("#!/nonexistent/python\n".utf8).write(to: URL(fileURLWithPath: path))
        chmod(path, 0o700)
        #expect(try await deliver(by: path).kind == .misconfigured)
    }

    @Test(arguments: ["exit 0", "exec <&-; sleep 0.1", "head -c 1 >/dev/null"])
    func `need not read what it gets`(script: String) async throws {
        let payload = [UInt8](repeating: UInt8(ascii: "x"), count: 3_000_000)
        #expect(try await deliver("-c", script, payload: payload).kind == .delivered)
        #expect(try await deliver("-c", "wc -c", payload: payload) == .delivered(reply: "3000000"))
    }

    @Test func `is done when it ends, whatever it leaves running`() async throws {
        let folder = try TemporaryDirectory()
        let outcome = try await deliver(
            "-c", "sleep 1000 & echo $! > \"$1\"/child; echo sent", "tell", folder.path, deadline: .seconds(30))
        #expect(outcome == .delivered(reply: "sent"))
        let child = try #require(try process(in: folder))
        #expect(kill(child, 0) == 0)
        kill(child, SIGKILL)
    }

    @Test func `is stopped with all that it started when it takes too long, and tried again`() async throws {
        let folder = try TemporaryDirectory()
        let outcome = try await deliver(
            "-c", "sleep 1000 & echo $! > \"$1\"/child; wait", "tell", folder.path, deadline: .seconds(2))
        #expect(outcome.kind == .retry && outcome.words.contains("2.0 seconds"))
        let child = try #require(try process(in: folder))
        // Killed at once; it dies, and init or whoever stands in for it reaps it, in their own time.
        for _ in 0..<500 where isAlive(child) { usleep(10_000) }
        #expect(!isAlive(child))
    }

    @Test func `is stopped with all that it started when nobody waits any more`() async throws {
        let folder = try TemporaryDirectory()
        let task = Task {
            try await deliver(
                "-c", "sleep 1000 & echo $! > \"$1\"/child; wait", "tell", folder.path, deadline: .seconds(1_000))
        }
        while try process(in: folder) == nil { try await Task.sleep(for: .milliseconds(10)) }
        task.cancel()
        #expect(try await task.value.kind == .retry)
        let child = try #require(try process(in: folder))
        for _ in 0..<500 where isAlive(child) { usleep(10_000) }
        #expect(!isAlive(child))
    }

    @Test func `that a signal ends is tried again`() async throws {
        let outcome = try await deliver("-c", "kill -9 $$")
        #expect(outcome == .retry(reason: "/bin/sh: was killed by signal 9", after: nil))
    }

    /// Of a process that a program started; nil when it has not said so yet.
    private func process(in folder: TemporaryDirectory) throws -> pid_t? {
        let text = try? String(contentsOfFile: folder.path + "/child", encoding: .utf8)
        return text?.hasSuffix("\n") == true ? pid_t(text!.dropLast()) : nil
    }

    private func isAlive(_ id: pid_t) -> Bool {
        guard kill(id, 0) == 0 else { return false }
        let stat = (try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)) ?? ""
        return !stat.isEmpty && !stat.contains(") Z ")
    }
}
