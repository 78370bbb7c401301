import Synchronization

/// The threads that hand mails over, a few for each server: one that is stuck delays its own mails alone.
///
/// A thread keeps its connection for the next mail, and rests on it for a while when there is none.
final class SMTPLanes: Sendable {
    private struct Lane {
        var threads = 0
        /// How many threads there may be: fewer when the server took no more.
        var most: Int
        var waiting: [SMTPSubmission] = []
        /// Connections that nobody uses; to be woken for the next mail.
        var resting: [SMTPConnection] = []
    }

    private enum Next {
        case submission(SMTPSubmission)
        case rest(SMTPConnection)
        case leave
    }

    private let lanes = Mutex<[String: Lane]>([:])
    private let width: Int
    private let rest: Duration

    /// - Parameter width: connections to one server at a time.
    /// - Parameter rest: how long a connection is kept for the next mail.
    init(width: Int, rest: Duration) { (self.width, self.rest) = (width, rest) }

    func add(_ submission: SMTPSubmission, to server: String) {
        let (resting, startsThread) = lanes.withLock { lanes -> (SMTPConnection?, Bool) in
            var lane = lanes[server] ?? Lane(most: width)
            lane.waiting.append(submission)
            let connection = lane.resting.popLast()
            let hasRoom = connection == nil && lane.threads < lane.most
            if hasRoom { lane.threads += 1 }
            lanes[server] = lane
            return (connection, hasRoom)
        }
        // Outside of the lock, which its thread asks for first. One that stopped resting meanwhile looks for mails anyway.
        resting?.wake()
        guard startsThread else { return }
        if !BlockingThread.start({ [self] in work(for: server) }) {
            for submission in dropThread(for: server) { submission.giveUp() }
        }
    }

    private func work(for server: String) {
        var kept: SMTPConnection?
        var ended: (submission: SMTPSubmission, answer: SMTPSubmission.Answer)?
        while true {
            let next = next(for: server, keeping: kept)
            // Whoever hears of it may have another mail at once, and finds the connection at rest.
            if let (submission, answer) = ended.take() { submission.finish(answer) }
            switch next {
            case .submission(let submission):
                switch submission.run(over: kept, orLeaveTo: { leave($0, for: server) }) {
                case .ended(let connection, let answer): (kept, ended) = (connection, (submission, answer))
                case .left: return
                }
            case .rest(let connection):
                connection.rest(upTo: rest)
                if stopsResting(connection, for: server) {
                    connection.quit()
                    connection.close()
                    kept = nil
                }
            case .leave: return
            }
        }
    }

    private func next(for server: String, keeping connection: SMTPConnection?) -> Next {
        lanes.withLock { lanes in
            guard var lane = lanes[server] else { return .leave }
            defer { lanes[server] = lane.threads > 0 ? lane : nil }
            if !lane.waiting.isEmpty { return .submission(lane.waiting.removeFirst()) }
            if let connection {
                lane.resting.append(connection)
                return .rest(connection)
            }
            lane.threads -= 1
            return .leave
        }
    }

    /// False when it was woken for a mail.
    private func stopsResting(_ connection: SMTPConnection, for server: String) -> Bool {
        lanes.withLock { lanes in
            guard let index = lanes[server]?.resting.firstIndex(where: { $0 === connection }) else { return false }
            lanes[server]?.resting.remove(at: index)
            return true
        }
    }

    /// Leaves a mail to the server's other connections, and the thread with it. False when there are none.
    private func leave(_ submission: SMTPSubmission, for server: String) -> Bool {
        lanes.withLock { lanes in
            guard var lane = lanes[server], lane.threads > 1 else { return false }
            lane.threads -= 1
            lane.most = lane.threads
            lane.waiting.insert(submission, at: 0)
            lane.resting.popLast()?.wake()
            lanes[server] = lane
            return true
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
