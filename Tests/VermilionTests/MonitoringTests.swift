import Foundation
import Glibc
import Testing
import VermilionTestSupport

/// `listen:` of a real daemon, as Prometheus' own tools see it.
@Suite struct `A daemon that listens` {
    private static let prometheus = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../config/prometheus").standardizedFileURL.path

    /// Two teams that are polled every second, and another whose files are missing.
    private func configure(_ folder: Folder, listen: String) throws {
        try folder.write(
            "team,day,app,api,tokens\nAcme,2025-07-22,Viewer,md,3.5\n日本 \"β\",2025-07-22,Viewer,md,1\n".replacing(
                "日本 \"β\"", with: "\"日本 \"\"β\"\"\""), to: "usage.csv")
        try folder.write(
            """
            state: state
            poll: { every: 1s, jitter: 0% }
            listen: \(listen)
            teams:
              - { name: Acme, sources: [{ csv: usage.csv }], notify: [box, hook] }
              - name: '日本 "β"'
                sources: [{ csv: usage.csv }, { csv: none.csv }]
                lots: [{ id: L, tokens: 5, start: 2025-07-01, expires: 2099-01-01 }]
                notify: [box]
            channels:
              box: { maildir: mail }
              hook: { webhook: { url: http://127.0.0.1:9/nobody } }
            """, to: "vermilion.yaml")
    }

    private func metrics(_ folder: Folder, at port: Int) throws -> String {
        let answer = try folder.run([
            "curl", "-sSf", "--max-time", "20", "--retry", "20", "--retry-connrefused", "--retry-delay", "1",
            "http://127.0.0.1:\(port)/metrics",
        ])
        #expect(answer.status == 0, "\(answer.errors)")
        return answer.output
    }

    private func value(_ sample: String, in text: String) -> Int? {
        text.split(separator: "\n").first { $0.hasPrefix(sample + " ") }.flatMap {
            Int($0.dropFirst(sample.utf8.count + 1))
        }
    }

    @Test func `tells what promtool takes without a word`() async throws {
        let folder = try Folder()
        let port = try freePort()
        try configure(folder, listen: "127.0.0.1:\(port)")
        let daemon = try Daemon(in: folder)
        try await daemon.eventually("it did not start") { try $0.log.contains("started") }
        // It listened before it said so.
        #expect(try daemon.log.components(separatedBy: "started")[0].contains("address=127.0.0.1:\(port)"))
        var text = try metrics(folder, at: port)
        try await daemon.eventually("nobody tried the webhook") { _ in
            text = try metrics(folder, at: port)
            let sample = #"vermilion_delivery_attempts_total{channel="hook",outcome="failed",reason="retry"}"#
            return (value(sample, in: text) ?? 0) > 0
        }
        #expect(text.contains("vermilion_team_uncharged_tokens{team=\"Acme\"} 3.5\n"))
        #expect(text.contains(#"vermilion_team_available_tokens{team="日本 \"β\""} 4"#))
        try folder.write(text, to: "metrics")
        let check = try folder.run(["promtool", "check", "metrics"], input: "metrics")
        #expect(check.status == 0 && check.words.isEmpty, "\(check.words)")
        #expect(try folder.run(["curl", "-sS", "http://127.0.0.1:\(port)/readyz"]).words == "ok\n")
        #expect(try daemon.end() == 0)
    }

    /// What a rule asks for must be there under that name, with those labels.
    @Test func `tells everything that the rules ask for`() async throws {
        let folder = try Folder()
        let rules = Self.prometheus + "/vermilion.rules.yaml"
        for command in [
            ["promtool", "check", "rules", rules],
            ["promtool", "test", "rules", Self.prometheus + "/vermilion.rules.test.yaml"],
            ["promtool", "check", "config", Self.prometheus + "/scrape.yaml"],
        ] {
            let result = try folder.run(command)
            #expect(result.status == 0, "\(result.words)")
        }
        let port = try freePort()
        try configure(folder, listen: "127.0.0.1:\(port)")
        let daemon = try Daemon(in: folder)
        try await daemon.eventually("nobody polled") { _ in
            try metrics(folder, at: port).contains("vermilion_source_last_good")
        }
        let text = try metrics(folder, at: port)
        let asked = try String(contentsOfFile: rules, encoding: .utf8).matches(of: /vermilion_[a-z_]+/).map {
            String($0.output)
        }
        #expect(asked.count > 8)
        for name in Set(asked) {
            #expect(text.contains("\n\(name){") || text.contains("\n\(name) "), "\(name)")
        }
        #expect(try daemon.end() == 0)
    }

    @Test func `tells what the documentation lists, and nothing else`() async throws {
        let folder = try Folder()
        let port = try freePort()
        try configure(folder, listen: "127.0.0.1:\(port)")
        let daemon = try Daemon(in: folder)
        try await daemon.eventually("nobody polled") { _ in
            try metrics(folder, at: port).contains("vermilion_source_last_good")
        }
        let told = Set(
            try metrics(folder, at: port).matches(of: /TYPE ([a-z_]+) (?:gauge|counter)/).map { String($0.output.1) })
        let page = try String(contentsOfFile: Self.prometheus + "/../../docs/monitoring.md", encoding: .utf8)
        let table = try #require(
            page.components(separatedBy: "## Metrics").last?.components(separatedBy: "## Alerts").first)
        let listed = Set(table.matches(of: /`((?:vermilion|process)_[a-z_]+)`/).map { String($0.output.1) })
        // Files do not say how old their data is.
        #expect(told.symmetricDifference(listed) == ["vermilion_source_data_age_seconds"])
        #expect(try daemon.end() == 0)
    }

    @Test func `answers on a Unix socket, and only one daemon does`() async throws {
        let folder = try Folder()
        try configure(folder, listen: "unix:\(folder.path)/http")
        let daemon = try Daemon(in: folder)
        try await daemon.eventually("it did not start") { try $0.log.contains("started") }
        let answer = try folder.run(["curl", "-sSf", "--unix-socket", "http", "http://vermilion/healthz"])
        #expect(answer.status == 0 && answer.words == "ok\n", "\(answer.words)")
        // On a state of its own: nothing but the address stands in its way.
        try folder.write(
            folder.read("vermilion.yaml").replacing("state: state", with: "state: other"), to: "vermilion.yaml")
        let second = try Program.run("run", in: folder)
        #expect(second.status == 69)
        #expect(
            second.errors.contains("another process listens there (stop it, or name another path)"), "\(second.errors)")
        #expect(!second.errors.contains("started"))
        #expect(try daemon.end() == 0)
        #expect(!folder.files(in: ".").contains("http"))
    }

    /// Says `ready` once it has all its connections, and stays until it is killed.
    private static let siege = """
        import resource, socket, sys, threading, time
        port = int(sys.argv[1])
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
        def connect():
            peer = socket.create_connection(("127.0.0.1", port), 30)
            return peer
        idle = [connect() for _ in range(5000)]
        host = b"Host: 127.0.0.1:%d\\r\\n" % port
        def again(words):
            while True:
                try:
                    peer = connect()
                    peer.sendall(words)
                    while peer.recv(65536): pass
                except OSError: pass
        def slowly():
            while True:
                try:
                    peer = connect()
                    for byte in b"GET /metrics HTTP/1.1\\r\\nX: " + b"y" * 500:
                        peer.send(bytes([byte]))
                        time.sleep(0.1)
                except OSError: pass
        for words in [
            b"GET /metrics HTTP/9.9\\r\\n" + host + b"\\r\\n",
            b"GET /metrics HTTP/1.1\\r\\n" + host + b"X: y\\r\\n" * 50000 + b"\\r\\n",
            b"GET /metrics HTTP/1.1\\r\\n" + host + b"Content-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\nab",
            b"GET /metrics HTTP/1.1\\r\\nHost: evil.example\\r\\n\\r\\n",
            bytes(range(256)) * 4]:
            threading.Thread(target=again, args=(words,), daemon=True).start()
        for _ in range(20): threading.Thread(target=slowly, daemon=True).start()
        print("ready", len(idle), flush=True)
        time.sleep(120)
        """

    @Test func `goes on polling, delivering and telling under siege`() async throws {
        let folder = try Folder()
        let port = try freePort()
        try configure(folder, listen: "127.0.0.1:\(port)")
        try folder.write(Self.siege, to: "siege.py")
        let daemon = try Daemon(in: folder)
        try await daemon.eventually("it did not start") { $0.mails.count >= 1 }
        let polls = #"vermilion_source_polls_total{team="Acme",source="csv:\#(folder.path)/usage.csv",outcome="good"}"#
        let siege = Process()
        siege.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        siege.arguments = ["siege.py", "\(port)"]
        siege.currentDirectoryURL = folder.url
        siege.standardOutput = try FileHandle(forWritingTo: folder.write("", to: "siege"))
        try siege.run()
        defer { siege.terminate() }
        try await daemon.eventually("nobody besieges it") { _ in try folder.read("siege").hasPrefix("ready 5000") }
        let before = try #require(value(polls, in: try metrics(folder, at: port)))
        let mails = daemon.mails.count
        try folder.write("team,day,app,api,tokens\nAcme,2025-07-22,Viewer,md,35\n", to: "usage.csv")
        try await daemon.eventually("what rose was not told") { $0.mails.count > mails }
        var text = ""
        try await daemon.eventually("polling stands still") { _ in
            text = try metrics(folder, at: port)
            return (value(polls, in: text) ?? 0) >= before + 4
        }
        #expect(siege.isRunning)
        // Its own files, and no more than the connections it admits.
        #expect((value("process_open_fds", in: text) ?? .max) < 64 + 60, "\(text)")
        #expect(try daemon.end() == 0)
    }
}
