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
        case running(MultiHandle)
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
            case .running(let multi): multi.wake()
            case .cancelled, .done: break
            }
            return nil
        }
        waiter?.resume(returning: failure(.cancelled))
    }

    /// Ends it without a try: there is no thread for it.
    func giveUp() {
        let waiter = state.withLock { state -> Waiter? in
            guard case .waiting(let waiter) = state else { return nil }
            state = .done
            return waiter
        }
        waiter?.resume(returning: failure(.noMeans))
    }

    /// Blocks until it is handed over or failed.
    func run() {
        guard let multi = MultiHandle() else { return giveUp() }
        let waiter = state.withLock { state -> Waiter? in
            guard case .waiting(let waiter) = state else { return nil }
            state = .running(multi)
            return waiter
        }
        guard let waiter else { return }
        let answer = handOver(multi)
        state.withLock { $0 = .done }
        waiter.resume(returning: answer)
    }

    private func handOver(_ multi: MultiHandle) -> Answer {
        let isCancelled = { [self] in cancelled.load(ordering: .acquiring) }
        guard let connection = SMTPConnection(to: mail.server, over: multi, isCancelled: isCancelled) else {
            return failure(.noMeans)
        }
        defer { connection.close() }
        var dialogue = SMTPDialogue(mail, over: connection)
        do {
            return .success(try dialogue.run())
        } catch {
            return .failure(error)
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
