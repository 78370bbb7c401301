import CCurl
import Glibc

/// A connection to a mail server, on the thread that made it. Blocks, but never past its deadlines or a cancellation.
///
/// libcurl looks up the name, connects, sets up TLS and logs in; the commands after that are the owner's.
///
/// `@unchecked`: used by the thread that made it, alone, with the one exception that libcurl allows from any thread, `wake`.
final class SMTPConnection: @unchecked Sendable {
    let server: SMTPServer
    private(set) var handshake: SMTPHandshake
    /// Bytes that were handed over for sending since the login.
    private(set) var written = 0

    private let easy: EasyHandle
    private let multi: MultiHandle
    private var isCancelled: () -> Bool
    private var end: ContinuousClock.Instant
    /// How many mails went over it.
    private(set) var mails = 0
    private var socket: curl_socket_t?
    private var replies = SMTPReplyReader()
    private var isClosed = false
    private var buffer = [UInt8](repeating: 0, count: 16 << 10)

    /// - Parameter isCancelled: asked whenever the multi handle was woken.
    /// - Returns: nil when libcurl has no handle to give.
    init?(to server: SMTPServer, over multi: MultiHandle, isCancelled: @escaping () -> Bool) {
        guard let easy = EasyHandle() else { return nil }
        self.easy = easy
        self.multi = multi
        self.server = server
        self.isCancelled = isCancelled
        handshake = SMTPHandshake(with: server)
        end = .now + server.deadlines.whole
    }

    func open() throws(SMTPFailure) {
        configure()
        guard easy.problem == CURLE_OK, multi.add(easy) else { throw failure(CURLE_FAILED_INIT) }
        let deadline = min(end, .now + server.deadlines.connect)
        while true {
            multi.perform()
            if let (_, result) = multi.finished().first {
                guard result == CURLE_OK else { throw failure(result) }
                break
            }
            if isCancelled() { throw SMTPFailure(phase, .cancelled, server: server.address) }
            let left = deadline - .now
            if left <= .zero { throw SMTPFailure(phase, .timedOut, server: server.address) }
            multi.wait(atMost: left)
        }
        if server.login != nil, !handshake.isLoggedIn { throw SMTPFailure(.login, .noLogin, server: server.address) }
        var socket = curl_socket_t(-1)
        guard ccurl_get_socket(easy.raw, &socket) == CURLE_OK, socket >= 0 else {
            throw SMTPFailure(phase, .closed, server: server.address)
        }
        self.socket = socket
    }

    /// Goes on with another mail, which has its own deadline.
    func takeUp(isCancelled: @escaping () -> Bool) {
        self.isCancelled = isCancelled
        end = .now + server.deadlines.whole
    }

    func noteMail() { mails += 1 }

    /// Ends a `rest` at once, or the next wait.
    func wake() { multi.wake() }

    /// Until somebody wakes it, the server says something (which is most often a goodbye), or the time is over.
    func rest(upTo limit: Duration) { multi.wait(atMost: limit, for: socket) }

    /// The last mail is the server's already: nothing here can fail it, and the answer is not worth a wait.
    func quit() {
        takeUp { false }
        guard (try? send([UInt8]("QUIT\r\n".utf8)[...], within: .seconds(1), interruption: .unasked)) != nil else {
            return
        }
        _ = try? reply(within: .seconds(1))
    }

    /// Hangs up at once: taken out of the multi handle, the connection is closed without a goodbye, for whose answer
    /// libcurl would wait two minutes.
    func close() {
        multi.remove(easy)
        multi.close()
    }

    // MARK: Commands

    /// What it means when the server speaks while we do.
    enum Interruption {
        /// Nobody asked for it.
        case unasked
        /// It may refuse what we are sending before its end.
        case refusal
        /// It answers the first of several commands.
        case answer
    }

    func send(
        _ bytes: ArraySlice<UInt8>, within limit: Duration, interruption: Interruption
    ) throws(SMTPFailure.Cause) {
        var rest = bytes
        let deadline = ContinuousClock.now + limit
        try listen(interruption)
        while !rest.isEmpty {
            var count = 0
            let code = rest.withUnsafeBytes { curl_easy_send(easy.raw, $0.baseAddress, $0.count, &count) }
            switch code {
            case CURLE_OK:
                written += count
                rest = rest.dropFirst(count)
            case CURLE_AGAIN:
                try listen(interruption)
                try wait(until: deadline, toWrite: true)
            default:
                try listen(interruption)
                throw .closed
            }
        }
    }

    func reply(within limit: Duration) throws(SMTPFailure.Cause) -> SMTPReply {
        let deadline = ContinuousClock.now + limit
        while true {
            if let reply = replies.next() { return reply }
            try receive()
            if replies.hasComplete { continue }
            if isClosed { throw .closed }
            try wait(until: deadline, toWrite: false)
        }
    }

    /// Takes what has come, without waiting, and says what it means.
    func listen(_ interruption: Interruption) throws(SMTPFailure.Cause) {
        if isCancelled() { throw .cancelled }
        try receive()
        if interruption != .answer {
            if let reply = replies.next() {
                throw reply.isGoodbye || (interruption == .refusal && reply.code >= 400) ? .answered(reply) : .outOfStep
            }
            if interruption == .unasked, replies.hasSome { throw .outOfStep }
        }
        if isClosed { throw .closed }
    }

    /// To be asked before every wait: TLS may hold bytes that the socket no longer shows.
    private func receive() throws(SMTPFailure.Cause) {
        while !isClosed, replies.count < 100 {
            var count = 0
            let code = buffer.withUnsafeMutableBytes { curl_easy_recv(easy.raw, $0.baseAddress, $0.count, &count) }
            if code == CURLE_AGAIN { return }
            guard code == CURLE_OK, count > 0 else {
                isClosed = true
                return
            }
            do {
                try replies.take(buffer[..<count])
            } catch {
                throw error == .tooLong ? .replyTooLong : .outOfStep
            }
        }
    }

    private func wait(until deadline: ContinuousClock.Instant, toWrite: Bool) throws(SMTPFailure.Cause) {
        if isCancelled() { throw .cancelled }
        let left = min(deadline, end) - .now
        if left <= .zero { throw .timedOut }
        multi.wait(atMost: left, for: socket, toWrite: toWrite)
    }
}

// MARK: - What libcurl is told, and what it tells

extension SMTPConnection {
    private func configure() {
        let scheme = server.security == .implicitTLS ? "smtps" : "smtp"
        easy.setCommon(trust: server.trust)
        // The path is the name in EHLO.
        easy.set(CURLOPT_URL, "\(scheme)://\(server.bracketedHost):\(server.port)/\(server.helloName)")
        easy.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        easy.set(CURLOPT_CONNECT_ONLY, 1)
        let usesTLS = server.security != .none
        easy.set(CURLOPT_USE_SSL, Int(usesTLS ? CURLUSESSL_ALL.rawValue : CURLUSESSL_NONE.rawValue))
        easy.set(CURLOPT_CONNECTTIMEOUT_MS, server.deadlines.connect)
        easy.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, server.deadlines.connect.wholeMilliseconds / 1_000))
        if let login = server.login {
            easy.set(CURLOPT_USERNAME, login.user)
            // Left alone libcurl prefers NTLM, and does not fall back when it fails.
            switch login.proof {
            case .password(let password):
                easy.set(CURLOPT_PASSWORD, password)
                easy.set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN")
            case .bearer(let token):
                easy.set(CURLOPT_XOAUTH2_BEARER, token)
                easy.set(CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2")
            }
            easy.set(CURLOPT_SASL_IR, 1)
        }
        let sink: ccurl_sink = { start, size, count, context in
            guard let context else { return 0 }
            let connection = Unmanaged<SMTPConnection>.fromOpaque(context).takeUnretainedValue()
            let bytes = UnsafeRawBufferPointer(start: start, count: size * count)
            return connection.handshake.take(bytes) ? bytes.count : 0
        }
        easy.note(ccurl_set_header_sink(easy.raw, sink, Unmanaged.passUnretained(self).toOpaque()))
    }

    /// Where it stands while libcurl leads the conversation.
    private var phase: SMTPFailure.Phase {
        guard handshake.phase == .greeting else { return handshake.phase }
        if easy.duration(CURLINFO_NAMELOOKUP_TIME_T) == .zero { return .resolve }
        if easy.duration(CURLINFO_CONNECT_TIME_T) == .zero { return .connect }
        let isHandshaking = server.security == .implicitTLS && easy.duration(CURLINFO_APPCONNECT_TIME_T) == .zero
        return isHandshaking ? .connect : .greeting
    }

    private func failure(_ code: CURLcode) -> SMTPFailure {
        let refusal = handshake.lastReply.flatMap { $0.code >= 400 ? SMTPFailure.Cause.answered($0) : nil }
        let goodbye = handshake.lastReply.flatMap { $0.isGoodbye ? SMTPFailure.Cause.answered($0) : nil }
        let (phase, cause): (SMTPFailure.Phase, SMTPFailure.Cause) =
            switch code {
            case CURLE_COULDNT_RESOLVE_HOST: (.resolve, .unresolved)
            case CURLE_COULDNT_CONNECT where easy.isForbidden: (.connect, .invalid(EasyHandle.forbiddenWords))
            case CURLE_COULDNT_CONNECT: (.connect, .refused)
            case CURLE_OPERATION_TIMEDOUT: (self.phase, .timedOut)
            case CURLE_PEER_FAILED_VERIFICATION:
                (.certificate, .certificate(easy.certificateFault, easy.words(for: code)))
            case CURLE_SSL_CACERT_BADFILE:
                (
                    .certificate,
                    .certificate(
                        .unreadableAuthorities,
                        "no authorities can be read from \(server.trust.caFile ?? "the system")")
                )
            case CURLE_SSL_CONNECT_ERROR: (.connect, .handshake(easy.words(for: code)))
            case CURLE_USE_SSL_FAILED: (.startTLS, refusal ?? .noTLS)
            case CURLE_LOGIN_DENIED: (.login, loginRefusal ?? .noLogin)
            case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING: (self.phase, goodbye ?? .closed)
            case CURLE_WRITE_ERROR: (self.phase, handshake.problem == .tooLong ? .replyTooLong : .outOfStep)
            case CURLE_WEIRD_SERVER_REPLY, CURLE_REMOTE_ACCESS_DENIED: (self.phase, refusal ?? .outOfStep)
            default:
                (self.phase, .other(code: Int(code.rawValue), String(cString: curl_easy_strerror(code))))
            }
        return SMTPFailure(phase, cause, server: server.address)
    }

    /// A challenge that we cannot meet (334) is a refusal, too.
    private var loginRefusal: SMTPFailure.Cause? {
        guard let reply = handshake.lastReply, reply.code >= 300 else { return nil }
        return .answered(server.login?.hidden(in: reply) ?? reply)
    }
}
