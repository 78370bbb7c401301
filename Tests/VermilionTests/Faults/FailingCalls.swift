import Foundation
import Glibc
import Testing
import VermilionTestSupport

/// System calls of the program that fail as those of a file system do that is full, or that went read-only after an error:
/// by strace, which takes root or a kernel that lets it.
struct FailingCalls {
    /// As strace names them.
    let calls: String
    let error: String
    /// The first that fails, counted in each thread; all after it fail, too.
    var first = 1

    private var options: [String] {
        ["-f", "--seccomp-bpf", "-e", "trace=\(calls)", "-e", "inject=\(calls):error=\(error):when=\(first)+"]
    }

    /// Runs a command to its end.
    func run(_ arguments: [String], in folder: Folder) throws -> Program.Result {
        try Program.run(arguments, in: folder, under: ["strace", "-o", folder.path + "/strace"] + options)
    }

    /// Makes calls of a running process fail.
    ///
    /// - Returns: what ends it.
    func strike(_ process: Int32, in folder: Folder) async throws -> () -> Void {
        let strace = Process()
        strace.executableURL = URL(fileURLWithPath: "/usr/bin/strace")
        // Not by seccomp, which is for a program that strace starts.
        strace.arguments =
            options.filter { $0 != "--seccomp-bpf" } + ["-o", folder.path + "/strace", "-p", "\(process)"]
        strace.standardInput = FileHandle.nullDevice
        strace.standardError = try FileHandle(forWritingTo: folder.write("", to: "strace-says"))
        try strace.run()
        try await eventually("strace could not attach") { try folder.read("strace-says").contains("attached") }
        return {
            // It inherits the mask of a thread that blocks gentler signals; whom it traces goes on.
            kill(strace.processIdentifier, SIGKILL)
            _ = strace.status()
        }
    }
}
