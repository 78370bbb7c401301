import VermilionDomain
import VermilionTransport

/// What a mail server's answer means for a delivery. The table stands in `docs/delivery.md`.
enum SMTPOutcome {
    /// One recipient that is refused does not stop the mail for the others; the receipt names it.
    static func of(_ receipt: SMTPReceipt) -> Receipt {
        let missed = receipt.refused.map { refusal in
            let reason = "\(refusal.address) was refused: \(refusal.reply)"
            return Receipt.Missed(refusal.address, of(refusal.reply, because: reason))
        }
        return Receipt(
            reply: ([receipt.final.description] + missed.map(\.outcome.words)).joined(separator: "; "), missed: missed)
    }

    static func of(_ failure: SMTPFailure) -> Outcome {
        let reason = failure.description
        switch failure.cause {
        case .answered(let reply):
            if failure.phase == .startTLS, reply.code >= 500 {
                return .misconfigured(reason: reason, hint: "the server refuses TLS")
            }
            return of(reply, because: reason)
        case .certificate(let fault, _): return .misconfigured(reason: reason, hint: hint(for: fault))
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

    private static func of(_ reply: SMTPReply, because reason: String) -> Outcome {
        let meaning = MailStatus(reply)
        switch reply.code {
        case 334, 530, 534, 535, 538:
            return .misconfigured(reason: reason, hint: meaning?.loginHint ?? "check user and password")
        case 500..<600:
            guard let meaning else { return .refused(reason: reason) }
            return meaning.isOfSettings
                ? .misconfigured(reason: reason, hint: meaning.hint) : .refused(reason: "\(reason) (\(meaning.hint))")
        default:
            let words = meaning.map { "\(reason) (\($0.hint))" } ?? reason
            return .retry(reason: words, after: reply.isOfGreylist ? .minutes(5) : nil)
        }
    }

    private static func hint(for fault: CertificateFault) -> String {
        switch fault {
        case .expired: "the server's certificate must be renewed"
        case .notYetValid: "the server's certificate is not valid yet: check the clocks of both machines"
        case .otherName: "write the server's name as it stands in its certificate"
        case .unknownAuthority: "name the authority that signed the server's certificate with ca-file"
        case .unreadableAuthorities: "ca-file must be a file of certificates that this program may read"
        case .other: "the server's certificate must be replaced"
        }
    }
}

extension SMTPReply {
    /// It takes mail of strangers only when they come again, five minutes later for most; no status code says so.
    fileprivate var isOfGreylist: Bool {
        let words = text.lowercased()
        return code < 500 && (words.contains("greylist") || words.contains("graylist") || words.contains("grey-list"))
    }
}
