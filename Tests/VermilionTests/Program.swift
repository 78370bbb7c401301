import Foundation
import VermilionTestSupport

/// The built program, run as a user runs it.
struct Program: Sendable {
    struct Result: Sendable {
        let status: Int32
        let output: String
        let errors: String

        func json() throws -> Any { try JSONSerialization.jsonObject(with: Data(output.utf8)) }
    }

    /// Beside the program that runs the tests, or the one that `scripts/sanitize` names.
    static let executable: URL = {
        if let other = ProcessInfo.processInfo.environment["VERMILION_PROGRAM"] { return URL(fileURLWithPath: other) }
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().appendingPathComponent("vermilion")
    }()

    static func process(_ arguments: [String], in folder: Folder, environment: [String: String] = [:]) -> Process {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = folder.url
        process.environment = ["HOME": folder.path, "PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        return process
    }

    /// Runs it to its end. What it prints goes through files: a pipe that nobody reads would stop it.
    static func run(
        _ arguments: String..., in folder: Folder, environment: [String: String] = [:], input: String? = nil
    ) throws -> Result {
        try run(arguments, in: folder, environment: environment, input: input)
    }

    /// - Parameter input: the name of a file to read from standard input.
    static func run(
        _ arguments: [String], in folder: Folder, environment: [String: String] = [:], input: String? = nil
    ) throws -> Result {
        let process = process(arguments, in: folder, environment: environment)
        if let input {
            process.standardInput = try FileHandle(forReadingFrom: folder.url.appendingPathComponent(input))
        }
        let name = UUID().uuidString
        let output = try folder.write("", to: ".run/\(name).out")
        let errors = try folder.write("", to: ".run/\(name).err")
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        return Result(
            status: process.status(),
            output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8))
    }
}
