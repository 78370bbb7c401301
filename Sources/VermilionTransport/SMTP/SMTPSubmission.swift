import Synchronization

/// One mail on its way to a server, from the call to its answer.
///
/// Waits until a thread takes it up. Cancelled while it waits, it is answered at once; cancelled while it runs, its
/// thread is woken and ends it.
final class SMTPSubmission: Sendable {
    typealias Answer = Result<SMTPReceipt, SMTPFailure>
    typealias Waiter = CheckedContinuation<Answer, Never>

    private enum State {
        case new
        case waiting(Waiter)
        case running(SMTPConnection, Waiter)
        case cancelled
        case done
    }

    private let mail: SMTPMail
    private let state = Mutex<State>(.new)
    private let cancelled = Atomic(false)

    init(_ mail: SMTPMail) {
        self.mail = mail
    }

    func wait(_ waiter: Waiter) {
        let isCancelled = state.withLock { state in
            if case .cancelled = state { return true }
            state = .waiting(waiter)
            return false
        }
        if isCancelled { waiter.resume(returning: failure(.cancelled)) }
    }

    func cancel() {
        cancelled.store(true, ordering: .releasing)
        let waiter = state.withLock { state -> Waiter? in
            switch state {
            case .new: state = .cancelled
            case .waiting(let waiter):
                state = .done
                return waiter
            case .running(let connection, _): connection.wake()
            case .cancelled, .done: break
            }
            return nil
        }
        waiter?.resume(returning: failure(.cancelled))
    }

    /// Ends it without a try: there is no thread for it.
    func giveUp() { finish(failure(.noMeans)) }

    /// Answers whoever waits; nothing when it was cancelled before it began.
    func finish(_ answer: Answer) {
        let waiter = state.withLock { state -> Waiter? in
            switch state {
            case .waiting(let waiter), .running(_, let waiter):
                state = .done
                return waiter
            case .new, .cancelled, .done: return nil
            }
        }
        waiter?.resume(returning: answer)
    }

    enum Ending {
        /// With a connection that the next mail may use, and its answer, which is still to be told.
        case ended(SMTPConnection?, Answer)
        /// It waits again: the server takes no further connection, and there are others.
        case left
    }

    /// Blocks until it is handed over or failed.
    ///
    /// - Parameter kept: a connection from the mail before, to the same address.
    /// - Parameter leave: leaves it to other connections to the same address; false when there are none.
    func run(over kept: SMTPConnection?, orLeaveTo leave: (SMTPSubmission) -> Bool) -> Ending {
        var kept = kept
        if let connection = kept, !connection.mayTake(mail) {
            connection.quit()
            connection.close()
            kept = nil
        }
        guard let connection = kept ?? newConnection() else {
            return .ended(nil, failure(.noMeans))
        }
        let isWaiting = state.withLock { state in
            guard case .waiting(let waiter) = state else { return false }
            state = .running(connection, waiter)
            return true
        }
        guard isWaiting else { return .ended(kept, failure(.cancelled)) }
        let (answer, next) = handOver(connection, isOpen: kept != nil)
        if case .failure(let failure) = answer, failure.isOfCrowd, waitsAgain(), leave(self) { return .left }
        return .ended(next, answer)
    }

    private func waitsAgain() -> Bool {
        state.withLock { state in
            guard case .running(_, let waiter) = state, !isCancelled else { return false }
            state = .waiting(waiter)
            return true
        }
    }

    private func newConnection() -> SMTPConnection? {
        MultiHandle().flatMap { SMTPConnection(to: mail.server, over: $0) { [self] in isCancelled } }
    }

    private var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    private func handOver(_ connection: SMTPConnection, isOpen: Bool) -> (Answer, SMTPConnection?) {
        do throws(SMTPFailure) {
            if isOpen {
                connection.takeUp { [self] in isCancelled }
            } else {
                try connection.open()
            }
            var dialogue = SMTPDialogue(mail, over: connection)
            return (.success(try dialogue.run()), connection)
        } catch {
            connection.close()
            guard isOpen, error.isOfIdleConnection, !isCancelled, let fresh = newConnection() else {
                return (.failure(error), nil)
            }
            // It ended while nobody used it: that says nothing of the mail, which has not begun.
            state.withLock { state in
                if case .running(_, let waiter) = state { state = .running(fresh, waiter) }
            }
            return handOver(fresh, isOpen: false)
        }
    }

    private func failure(_ cause: SMTPFailure.Cause) -> Answer {
        .failure(SMTPFailure(.connect, cause, server: mail.server.address))
    }
}

extension SMTPFailure.Cause {
    /// CURLE_FAILED_INIT.
    fileprivate static var noMeans: SMTPFailure.Cause { .other(code: 2, "no memory or thread for another mail") }
}

extension SMTPConnection {
    /// Some servers count mails, and hang up at a number of their own.
    private static var mostMails: Int { 100 }

    /// Whether it was made for the same server, with the same login and trust.
    fileprivate func mayTake(_ mail: SMTPMail) -> Bool { mails < Self.mostMails && server.isSame(as: mail.server) }
}

extension SMTPServer {
    fileprivate func isSame(as other: SMTPServer) -> Bool {
        host == other.host && port == other.port && security == other.security && trust == other.trust
            && helloName == other.helloName && deadlines == other.deadlines && login == other.login
    }
}

extension SMTPFailure {
    /// It came before the server had answered anything of a mail.
    fileprivate var isOfIdleConnection: Bool {
        guard phase == .sender else { return false }
        switch cause {
        case .closed, .outOfStep: return true
        case .answered(let reply): return reply.isGoodbye
        default: return false
        }
    }

    /// The server takes fewer connections than it has: at its greeting, or as Microsoft 365 says it. The mail is not taken.
    fileprivate var isOfCrowd: Bool {
        guard case .answered(let reply) = cause else { return false }
        return reply.code == 432 || (phase == .greeting && reply.code < 500)
    }
}
