import VermilionDomain
import VermilionTransport

/// What a mail server's answer means for a delivery. The table stands in `docs/delivery.md`.
enum SMTPOutcome {
    /// One recipient that is refused does not stop the mail for the others; the receipt names it.
    static func of(_ receipt: SMTPReceipt) -> Receipt {
        let refused = receipt.refused.map { "\($0.address) was refused: \($0.reply)" }
        return Receipt(
            reply: ([receipt.final.description] + refused).joined(separator: "; "),
            missed: receipt.refused.map { refusal in
                let reason = "\(refusal.address) was refused: \(refusal.reply)"
                return Receipt.Missed(
                    refusal.address,
                    refusal.reply.code < 500 ? .retry(reason: reason, after: nil) : .refused(reason: reason))
            })
    }

    static func of(_ failure: SMTPFailure) -> Outcome {
        let reason = failure.description
        switch failure.cause {
        case .answered(let reply): return of(reply, failure)
        case .certificate:
            return .misconfigured(
                reason: reason, hint: "renew the server's certificate, or name its authority with ca-file")
        case .noTLS:
            return .misconfigured(
                reason: reason, hint: "use a server that offers TLS; tls: none is for a relay on this machine")
        case .noLogin:
            return .misconfigured(reason: reason, hint: "remove the login, or use a server that takes it")
        case .invalid: return .misconfigured(reason: reason, hint: "check the channel's server and addresses")
        case .unresolved, .refused, .closed, .timedOut, .cancelled, .handshake, .outOfStep, .replyTooLong, .other:
            // After the final dot the mail may have been taken: ten minutes give the server time to notice.
            return .retry(reason: reason, after: failure.isAmbiguous ? .minutes(10) : nil)
        }
    }

    private static func of(_ reply: SMTPReply, _ failure: SMTPFailure) -> Outcome {
        let reason = failure.description
        switch reply.code {
        case 334, 530, 534, 535, 538: return .misconfigured(reason: reason, hint: "check user and password")
        case 500..<600 where failure.phase == .startTLS:
            return .misconfigured(reason: reason, hint: "the server refuses TLS")
        case 500..<600: return .refused(reason: reason)
        default: return .retry(reason: reason, after: nil)
        }
    }
}
