/// Hands mails over to mail servers, on threads of its own, several at a time to each, one after the other over
/// connections that are kept.
package struct SMTPClient: Sendable {
    private let lanes: SMTPLanes

    /// - Parameter width: connections to one server at a time; further mails wait. A server that takes fewer gets fewer.
    /// - Parameter rest: how long a connection is kept for the next mail. Servers hang up after some minutes, and count
    ///   those who keep them waiting.
    package init(width: Int = 4, rest: Duration = .seconds(10)) { lanes = SMTPLanes(width: width, rest: rest) }

    /// Connects, sets up TLS and logs in as before a mail, says goodbye, and sends nothing.
    package static func logIn(to server: SMTPServer) async throws(SMTPFailure) {
        let result = await onOwnThread { _ -> Result<Void, SMTPFailure> in
            guard let connection = MultiHandle().flatMap({ SMTPConnection(to: server, over: $0) { false } }) else {
                let cause = SMTPFailure.Cause.other(code: 2, "no memory for a connection")
                return .failure(SMTPFailure(.connect, cause, server: server.address))
            }
            defer { connection.close() }
            return Result { () throws(SMTPFailure) in
                try connection.open()
                connection.quit()
            }
        }
        try result.get()
    }

    /// - Parameter message: header and body; any line ends will do.
    /// - Returns: what the server said; recipients that it refused are named in it, as long as one was taken.
    ///
    /// Cancelling the task hangs up at once. After the final dot that leaves open whether the mail was taken, and the
    /// failure says so.
    package func submit(
        _ message: [UInt8], envelope: Envelope, to server: SMTPServer
    ) async throws(SMTPFailure) -> SMTPReceipt {
        let submission = SMTPSubmission(try SMTPMail(message, envelope, to: server))
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                submission.wait(waiter)
                lanes.add(submission, to: server.address)
            }
        } onCancel: {
            submission.cancel()
        }
        return try answer.get()
    }
}
