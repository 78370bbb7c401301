import Foundation
import Glibc
import Synchronization

/// A server that says exactly what the test tells it, however wrong that is.
///
/// Each connection follows its script: the first the first one, those after the last script the last one. At the end
/// of its script a connection is closed.
package final class ScriptedServer: Sendable {
    package enum Step: Sendable {
        case say(String)
        case sayBytes([UInt8])
        /// Reads a line.
        case hear
        /// Reads lines until the dot that ends a mail.
        case hearMail
        /// Reads an HTTP request with its body.
        case hearRequest
        /// One byte, a pause, the next byte; stops when the peer goes.
        case drip(String, every: Duration)
        /// The same again until the peer goes.
        case endlessly(String)
        /// Nothing until the peer goes.
        case silence
        /// Hangs up without the polite goodbye.
        case reset
        /// Until the test opens the gate, each time for one that waits.
        case wait(Gate)
    }

    package let port: Int
    /// `connected`, then what it heard, line by line or request by request, then `gone` when the peer went first.
    package let events: AsyncStream<String>
    private let conversations: Conversations

    package convenience init(_ scripts: [Step]...) throws { try self.init(listen(backlog: 16), scripts) }

    /// One that listens on ::1.
    package convenience init(onIPv6 script: [Step]) throws { try self.init(listenOnIPv6(backlog: 16), [script]) }

    private init(_ place: (socket: Int32, port: Int), _ scripts: [[Step]]) throws {
        let (listener, port) = place
        let (events, sink) = AsyncStream.makeStream(of: String.self)
        let conversations = Conversations(listener: listener, sink: sink)
        self.port = port
        self.events = events
        self.conversations = conversations
        Thread.detachNewThread { conversations.serve(scripts) }
    }

    deinit { conversations.end() }

    /// All that was heard, by connection.
    package var heard: [String] { conversations.heard }

    /// Waits until it heard something that begins so.
    package func hears(_ start: String) async {
        for await event in events where event.hasPrefix(start) { return }
    }
}

/// Holds up servers until the test goes on.
package final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    package init() {}

    package func open() { semaphore.signal() }

    fileprivate func wait() { semaphore.wait() }
}

private final class Conversations: Sendable {
    private struct State {
        var sockets: Set<Int32> = []
        var heard: [String] = []
        var isOver = false
    }

    private let listener: Int32
    private let sink: AsyncStream<String>.Continuation
    private let state = Mutex(State())

    init(listener: Int32, sink: AsyncStream<String>.Continuation) {
        self.listener = listener
        self.sink = sink
    }

    var heard: [String] { state.withLock { $0.heard } }

    func end() {
        state.withLock { state in
            state.isOver = true
            for socket in state.sockets { shutdown(socket, Int32(SHUT_RDWR)) }
        }
        shutdown(listener, Int32(SHUT_RDWR))
        sink.finish()
    }

    func serve(_ scripts: [[ScriptedServer.Step]]) {
        signal(SIGPIPE, SIG_IGN)
        var count = 0
        while true {
            let socket = accept(listener, nil, nil)
            guard socket >= 0 else { break }
            _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
            let number = count
            count += 1
            let isOver = state.withLock { state in
                state.sockets.insert(socket)
                state.heard.append("")
                return state.isOver
            }
            if isOver { break }
            let script = scripts[min(number, scripts.count - 1)]
            Thread.detachNewThread { [self] in converse(socket, number, script) }
        }
        close(listener)
    }

    private func converse(_ socket: Int32, _ number: Int, _ script: [ScriptedServer.Step]) {
        sink.yield("connected")
        var peer = Peer(socket: socket)
        let isThere = script.allSatisfy { step in
            guard let heard = peer.follow(step) else { return false }
            if !heard.isEmpty {
                state.withLock { $0.heard[number] += heard }
                sink.yield(heard)
            }
            return true
        }
        if !isThere { sink.yield("gone") }
        state.withLock { _ = $0.sockets.remove(socket) }
        close(socket)
    }
}

/// The other end of one connection.
private struct Peer {
    let socket: Int32
    private var unread: [UInt8] = []

    init(socket: Int32) {
        self.socket = socket
    }

    /// What was heard; nil when the peer is gone.
    mutating func follow(_ step: ScriptedServer.Step) -> String? {
        switch step {
        case .say(let text): return send(Array(text.utf8)) ? "" : nil
        case .sayBytes(let bytes): return send(bytes) ? "" : nil
        case .hear: return hear { Peer.end(of: "\n", in: $0) }
        case .hearMail: return hear { $0.starts(with: ".\r\n".utf8) ? 3 : Peer.end(of: "\r\n.\r\n", in: $0) }
        case .hearRequest: return hear(Peer.endOfRequest)
        case .drip(let text, let pause):
            for byte in text.utf8 {
                guard send([byte]), stays(for: pause) else { return nil }
            }
            return ""
        case .endlessly(let text):
            let bytes = Array(text.utf8)
            while send(bytes) {}
            return nil
        case .silence:
            while receive() {}
            return nil
        case .reset:
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
            return ""
        case .wait(let gate):
            gate.wait()
            return ""
        }
    }

    private mutating func hear(_ end: ([UInt8]) -> Int?) -> String? {
        while true {
            if let end = end(unread) {
                defer { unread.removeFirst(end) }
                return String(decoding: unread[..<end], as: UTF8.self)
            }
            guard receive() else { return nil }
        }
    }

    private mutating func receive() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(socket, &buffer, buffer.count)
        if count > 0 { unread += buffer[..<count] }
        return count > 0
    }

    private func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(socket, $0.baseAddress, $0.count) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private func stays(for pause: Duration) -> Bool {
        // Beyond what it said already, a peer that is going says so with an end or an error.
        var watched = pollfd(fd: socket, events: 0, revents: 0)
        return poll(&watched, 1, Int32(pause / .milliseconds(1))) == 0
    }

    private static func end(of text: String, in bytes: [UInt8]) -> Int? {
        let wanted = Array(text.utf8)
        guard bytes.count >= wanted.count else { return nil }
        return (wanted.count...bytes.count).first { bytes[($0 - wanted.count)..<$0].elementsEqual(wanted) }
    }

    private static func endOfRequest(_ bytes: [UInt8]) -> Int? {
        guard let head = end(of: "\r\n\r\n", in: bytes) else { return nil }
        let lines = String(decoding: bytes[..<head], as: UTF8.self).lowercased().split(separator: "\r\n")
        let length = lines.first { $0.hasPrefix("content-length:") }.flatMap { Int($0.dropFirst(16)) } ?? 0
        return bytes.count >= head + length ? head + length : nil
    }
}
