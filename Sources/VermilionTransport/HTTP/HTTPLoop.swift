import CCurl
import Synchronization

/// The thread that drives a client's transfers, and what others ask of it.
final class HTTPLoop: Sendable {
    private enum State {
        case idle
        case running(MultiHandle, inbox: [HTTPOrder])
        case closed
    }

    private let state = Mutex<State>(.idle)

    /// More than this many wait for a connection to become free; their deadlines run on.
    private static var mostConnections: Int { 128 }

    func start(_ order: HTTPOrder) {
        let problem = state.withLock { state -> HTTPFailure.Cause? in
            switch state {
            case .closed: return .shutDown
            case .running(let multi, let inbox):
                state = .running(multi, inbox: inbox + [order])
                multi.wake()
            case .idle:
                guard let multi = MultiHandle() else { return .noHandle }
                multi.limitConnections(to: Self.mostConnections)
                guard BlockingThread.start({ [self] in drive(multi) }) else { return .noHandle }
                state = .running(multi, inbox: [order])
            }
            return nil
        }
        if let problem { order.fail(problem) }
    }

    func cancel(_ order: HTTPOrder) {
        order.cancel()
        wake()
    }

    func close() {
        let multi = state.withLock { state -> MultiHandle? in
            guard case .running(let multi, let inbox) = state else {
                state = .closed
                return nil
            }
            for order in inbox { order.fail(.shutDown) }
            state = .closed
            return multi
        }
        multi?.wake()
    }

    private func wake() {
        state.withLock { state in
            if case .running(let multi, _) = state { multi.wake() }
        }
    }

    /// Nil when the loop is closed.
    private func takeInbox() -> [HTTPOrder]? {
        state.withLock { state in
            guard case .running(let multi, let inbox) = state else { return nil }
            state = .running(multi, inbox: [])
            return inbox
        }
    }

    private func drive(_ multi: MultiHandle) {
        var transfers: [UnsafeMutableRawPointer: HTTPTransfer] = [:]
        while let orders = takeInbox() {
            for order in orders {
                guard let transfer = HTTPTransfer(order) else {
                    order.fail(.noHandle)
                    continue
                }
                transfer.configure()
                guard transfer.easy.problem == CURLE_OK, multi.add(transfer.easy) else {
                    transfer.finish(transfer.easy.problem == CURLE_OK ? CURLE_FAILED_INIT : transfer.easy.problem)
                    continue
                }
                transfers[transfer.easy.raw] = transfer
            }
            for (handle, transfer) in transfers where transfer.order.isCancelled {
                multi.remove(transfer.easy)
                transfers[handle] = nil
                transfer.order.fail(.cancelled)
            }
            multi.perform()
            for (handle, result) in multi.finished() {
                guard let transfer = transfers.removeValue(forKey: handle) else { continue }
                multi.remove(transfer.easy)
                transfer.finish(result)
            }
            multi.wait(atMost: .seconds(60))
        }
        for transfer in transfers.values {
            multi.remove(transfer.easy)
            transfer.order.fail(.shutDown)
        }
        transfers = [:]
        multi.close()
    }
}

extension HTTPFailure.Cause {
    fileprivate static var noHandle: HTTPFailure.Cause {
        .other(code: Int(CURLE_FAILED_INIT.rawValue), "no memory or thread for another transfer")
    }
}
