import Synchronization

/// The threads that hand mails over, a few for each server: one that is stuck delays its own mails alone.
final class SMTPLanes: Sendable {
    private struct Lane {
        var threads = 0
        var waiting: [SMTPSubmission] = []
    }

    private let lanes = Mutex<[String: Lane]>([:])

    /// Connections to one server at a time; small relays take no more.
    private static var width: Int { 2 }

    func add(_ submission: SMTPSubmission, to server: String) {
        let startsThread = lanes.withLock { lanes in
            var lane = lanes[server] ?? Lane()
            lane.waiting.append(submission)
            let hasRoom = lane.threads < Self.width
            if hasRoom { lane.threads += 1 }
            lanes[server] = lane
            return hasRoom
        }
        guard startsThread else { return }
        if !BlockingThread.start({ [self] in work(for: server) }) {
            for submission in dropThread(for: server) { submission.giveUp() }
        }
    }

    private func work(for server: String) {
        while let submission = next(for: server) { submission.run() }
    }

    /// Nil when nothing waits; the thread that asked is done then.
    private func next(for server: String) -> SMTPSubmission? {
        lanes.withLock { lanes in
            guard var lane = lanes[server] else { return nil }
            if lane.waiting.isEmpty {
                lane.threads -= 1
                lanes[server] = lane.threads > 0 ? lane : nil
                return nil
            }
            let submission = lane.waiting.removeFirst()
            lanes[server] = lane
            return submission
        }
    }

    /// Returns what nobody would take up any more.
    private func dropThread(for server: String) -> [SMTPSubmission] {
        lanes.withLock { lanes in
            guard var lane = lanes[server] else { return [] }
            lane.threads -= 1
            guard lane.threads == 0 else {
                lanes[server] = lane
                return []
            }
            lanes[server] = nil
            return lane.waiting
        }
    }
}
