import Foundation
import Glibc
import Testing
import VermilionTestSupport

/// What systemd listens on. It takes everything at once, as systemd does.
final class NotifySocket: Sendable {
    private let socket: Int32
    private let words = WordQueue()

    init(path: String) throws {
        let socket = try bindUnix(SOCK_DGRAM, to: path)
        self.socket = socket
        let words = words
        Thread.detachNewThread {
            var bytes = [UInt8](repeating: 0, count: 4_096)
            while case let count = recv(socket, &bytes, bytes.count, 0), count > 0 {
                words.put(String(decoding: bytes.prefix(count), as: UTF8.self))
            }
            close(socket)
        }
    }

    /// The next that was said; waits for it for half a minute.
    func receive() throws -> String { try #require(words.next(), "nothing was said within half a minute") }

    deinit { shutdown(socket, Int32(SHUT_RDWR)) }
}

/// A queue between two threads.
private final class WordQueue: @unchecked Sendable {
    /// Guards the queue.
    private let changed = NSCondition()
    private var queue: [String] = []

    func put(_ words: String) {
        changed.withLock { queue.append(words) }
        changed.signal()
    }

    func next() -> String? {
        changed.withLock {
            let patience = Date(timeIntervalSinceNow: 30)
            while queue.isEmpty { guard changed.wait(until: patience) else { return nil } }
            return queue.removeFirst()
        }
    }
}
