import Foundation
import Glibc
import VermilionTestSupport

/// A program that serves on a port of this machine until this object goes.
///
/// It also ends when the test process dies in any way: it holds a pipe and ends with it.
final class ServerProcess: @unchecked Sendable {
    // `@unchecked`: set in `init`, ended in `deinit`; nothing in between changes it.
    private let process = Process()
    /// The program reads the other end, and ends when this one is gone.
    private let lifeline: Int32

    /// - Parameter arguments: for a port to serve on; asked again when somebody else took the port meanwhile.
    /// - Parameter log: a file that explains why it did not start.
    static func start(
        _ program: String, package: String, log: String, _ arguments: (_ port: Int) throws -> [String]
    ) async throws -> (ServerProcess, port: Int) {
        guard FileManager.default.isExecutableFile(atPath: program) else {
            throw ServerTrouble("\(program) is missing: these tests need Debian's \(package)")
        }
        for _ in 0..<3 {
            let port = try freePort()
            let server = try ServerProcess(program, try arguments(port), log: log)
            if try await server.answers(on: port) { return (server, port) }
        }
        let words = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        throw ServerTrouble("\(program) does not serve: \(words.suffix(2_000))")
    }

    /// A program that serves when it has made a file.
    static func start(_ program: String, _ arguments: [String], log: String, made file: String) async throws
        -> ServerProcess
    {
        let server = try ServerProcess(program, arguments, log: log)
        let deadline = ContinuousClock.now + .seconds(60)
        while !FileManager.default.fileExists(atPath: file) {
            guard ContinuousClock.now < deadline, server.process.isRunning else {
                let words = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
                throw ServerTrouble("\(program) does not make \(file): \(words.suffix(2_000))")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        return server
    }

    private init(_ program: String, _ arguments: [String], log: String) throws {
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw ServerTrouble("no pipe: errno \(errno)") }
        // No other program may hold on to it.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        lifeline = ends[1]
        process.standardInput = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle(forWritingAtPath: log)
        try process.run()
    }

    /// Does not wait: the program cleans up behind itself.
    deinit { close(lifeline) }

    private func answers(on port: Int) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline, process.isRunning {
            if canConnect(to: port) { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }
}

/// Runs a program to its end.
func run(_ program: String, _ arguments: [String]) throws -> [UInt8] {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let bytes = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
    guard process.status() == 0 else { throw ServerTrouble("\(program) \(arguments) failed") }
    return bytes
}
