import Foundation
import Glibc

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

/// A port that nobody has at the moment.
func freePort() throws -> Int {
    let (listener, port) = try listen(backlog: 1)
    close(listener)
    return port
}

/// A socket that listens on 127.0.0.1.
func listen(backlog: Int32) throws -> (socket: Int32, port: Int) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = loopback(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            bind(listener, address, length) == 0 && Glibc.listen(listener, backlog) == 0
                && getsockname(listener, address, &length) == 0
        }
    }
    // Small, so that a peer notices soon when nobody reads.
    var buffer = Int32(64 << 10)
    setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &buffer, socklen_t(MemoryLayout<Int32>.size))
    guard listener >= 0, isBound else { throw ServerTrouble("no port to listen on: errno \(errno)") }
    return (listener, Int(UInt16(bigEndian: address.sin_port)))
}

func loopback(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
}

func canConnect(to port: Int) -> Bool {
    let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(probe) }
    var address = loopback(port: port)
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(probe, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
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
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw ServerTrouble("\(program) \(arguments) failed") }
    return bytes
}
