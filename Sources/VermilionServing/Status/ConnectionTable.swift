import NIOCore
import Synchronization

/// The connections that are open; never more than a few.
///
/// When there is no room the one that has been idle for longest goes, and not the one that is new: peers that connect and
/// say nothing, however many, keep nobody out.
final class ConnectionTable: Sendable {
    private enum Stage: Int { case answered, asking, answering }

    private struct Entry {
        let channel: any Channel
        var stage = Stage.asking
    }

    private let limit: Int
    /// The oldest first.
    private let entries = Mutex<[Entry]>([])

    init(limit: Int) { self.limit = limit }

    func admit(_ channel: any Channel) {
        let leaving: (any Channel)? = entries.withLock { entries in
            entries.append(Entry(channel: channel))
            guard entries.count > limit else { return nil }
            let idle = entries.indices.min { entries[$0].stage.rawValue < entries[$1].stage.rawValue }
            return idle.map { entries.remove(at: $0).channel }
        }
        leaving?.close(promise: nil)
        channel.closeFuture.whenComplete { [self] _ in
            entries.withLock { entries in entries.removeAll { $0.channel === channel } }
        }
    }

    func begin(_ channel: any Channel) { move(channel, to: .answering) }
    func finish(_ channel: any Channel) { move(channel, to: .answered) }

    private func move(_ channel: any Channel, to stage: Stage) {
        entries.withLock { entries in
            guard let index = entries.firstIndex(where: { $0.channel === channel }) else { return }
            entries[index].stage = stage
        }
    }
}
