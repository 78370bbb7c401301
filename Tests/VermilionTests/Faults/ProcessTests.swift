import Foundation
import Testing

@Suite struct `A daemon without programs of its configuration` {
    /// Threads are made by the same call, and say so.
    @Test func `starts no process in all its life`() async throws {
        var acme = try WatchedAcme()
        let folder = acme.folder
        let requests = try PythonServer.requests(into: "requests", in: folder)
        let mails = try PythonServer.mail(into: "mails", in: folder)
        acme.channels = [
            WatchedAcme.mail(to: mails.port), "hook: { webhook: { url: \"http://localhost:\(requests.port)/hook\" } }",
        ]
        acme.more = "heartbeat: http://127.0.0.1:\(requests.port)/beat\n"
        try acme.configure()
        let trace = folder.path + "/trace"
        let daemon = try Daemon(
            in: folder,
            under: [
                "strace", "-D", "-f", "--seccomp-bpf", "-o", trace, "-e",
                "trace=fork,vfork,clone,clone3,execve,execveat",
            ])
        try await daemon.eventually("not everybody was told") { daemon in
            try daemon.mails.count == 1 && folder.files(in: "mails").count == 1
                && folder.files(in: ".").contains("requests")
                && folder.read("requests").contains("POST /hook") && folder.read("requests").contains("GET /beat")
        }
        #expect(try Program.run("reload", in: folder).status == 0)
        try acme.use(9)
        try await daemon.eventually("the rise was not told") { _ in folder.files(in: "mails").count == 2 }
        #expect(try daemon.end() == 0)
        try await daemon.eventually("strace did not end") { daemon in
            try folder.read("trace").split(separator: "\n").contains {
                $0.hasPrefix("\(daemon.process) ") && $0.hasSuffix("+++ exited with 0 +++")
            }
        }
        let calls = try folder.read("trace").split(separator: "\n").filter {
            $0.contains("(") && !$0.contains("resumed>")
        }
        let processes = calls.filter { !$0.contains("CLONE_THREAD") }
        // Its own beginning.
        #expect(processes.count == 1 && processes[0].contains("execve("), "\(processes)")
        #expect(calls.count > 3)
    }
}
