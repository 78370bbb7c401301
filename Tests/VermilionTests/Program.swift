import Foundation
import VermilionTestSupport

/// The built program, run as a user runs it.
struct Program: Sendable {
    struct Result: Sendable {
        let status: Int32
        let output: String
        let errors: String

        /// All that it printed.
        var words: String { output + errors }

        func json() throws -> Any { try JSONSerialization.jsonObject(with: Data(output.utf8)) }
    }

    /// Beside the program that runs the tests, or the one that `scripts/sanitize` names.
    static let executable: URL = {
        if let other = ProcessInfo.processInfo.environment["VERMILION_PROGRAM"] { return URL(fileURLWithPath: other) }
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().appendingPathComponent("vermilion")
    }()

    /// - Parameter command: a program that becomes this one, as `strace -D` does, or that starts it.
    static func process(
        _ arguments: [String], in folder: Folder, environment: [String: String] = [:], under command: [String] = []
    ) -> Process {
        let process = Process()
        process.executableURL = command.isEmpty ? executable : URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command.isEmpty ? arguments : command + [executable.path] + arguments
        process.currentDirectoryURL = folder.url
        process.environment = ["HOME": folder.path, "PATH": "/usr/bin:/bin"].merging(sanitizer) { $1 }
            .merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        return process
    }

    /// What a program is told that was built with a sanitizer.
    private static let sanitizer = ProcessInfo.processInfo.environment.filter { $0.key == "ASAN_OPTIONS" }

    /// Runs it to its end.
    static func run(
        _ arguments: String..., in folder: Folder, environment: [String: String] = [:], input: String? = nil
    ) throws -> Result {
        try run(arguments, in: folder, environment: environment, input: input)
    }

    /// - Parameter input: the name of a file to read from standard input.
    static func run(
        _ arguments: [String], in folder: Folder, environment: [String: String] = [:], input: String? = nil,
        under command: [String] = []
    ) throws -> Result {
        try folder.finish(process(arguments, in: folder, environment: environment, under: command), input: input)
    }
}

extension Folder {
    /// Runs a tool of this machine to its end.
    @discardableResult
    func run(_ command: [String], input: String? = nil) throws -> Program.Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = url
        return try finish(process, input: input)
    }

    /// Runs a process to its end. What it prints goes through files: a pipe that nobody reads would stop it.
    fileprivate func finish(_ process: Process, input: String?) throws -> Program.Result {
        process.standardInput =
            try input.map { try FileHandle(forReadingFrom: url.appendingPathComponent($0)) } ?? FileHandle.nullDevice
        let name = UUID().uuidString
        let output = try write("", to: ".run/\(name).out")
        let errors = try write("", to: ".run/\(name).err")
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        return Program.Result(
            status: process.status(),
            output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8))
    }
}
