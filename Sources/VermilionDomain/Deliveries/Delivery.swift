/// One notice for one channel, with its text fixed when the notice was made.
package struct Delivery: Hashable, Sendable {
    package enum State: String, Hashable, Sendable {
        case queued, delivered
        /// Refused, misconfigured, or given up: kept, shown, and sent again only when asked.
        case dead
    }

    package struct Attempt: Hashable, Sendable {
        package let at: Instant
        package let outcome: Outcome.Kind
        /// The server's words, or what went wrong.
        package let reply: String
        /// Before when the server asked not to be asked again.
        package let pauseUntil: Instant?

        package init(at: Instant, outcome: Outcome.Kind, reply: String, pauseUntil: Instant? = nil) {
            self.at = at
            self.outcome = outcome
            self.reply = reply
            self.pauseUntil = pauseUntil
        }
    }

    package let id: DeliveryID
    package let kind: Notice.Kind
    /// What the channel sends, byte for byte.
    package let payload: [UInt8]
    package let created: Instant
    /// When it was queued, first or again: patience and waits count from here.
    package private(set) var queued: Instant
    package private(set) var state: State
    package private(set) var attempts: [Attempt]
    /// When the next attempt is due; nil unless queued.
    package private(set) var nextAttempt: Instant?
    /// Not to go out before: it is quiet, or somebody may still acknowledge.
    package private(set) var notBefore: Instant?

    /// What a digest says of it, when it waits for one.
    package let digest: Digest.Entry?
    /// What the service calls the message since it has it; nil where it says nothing of the kind.
    package private(set) var reference: String?
    /// What the service calls the first message about the incident; nil before there is one, and where it says nothing of
    /// the kind. Known when it is handed out for delivery.
    package var thread: String?
    /// Recipients who still wait for an earlier message about the incident, and get this one after it. Known when it is
    /// handed out for delivery.
    package var waiting: Set<String> = []

    /// When it goes out next; nil unless queued.
    package var due: Instant? { nextAttempt.map { max($0, notBefore ?? $0) } }

    package init(
        id: DeliveryID, kind: Notice.Kind, payload: [UInt8], created: Instant, queued: Instant? = nil, state: State,
        attempts: [Attempt], nextAttempt: Instant?, notBefore: Instant? = nil, reference: String? = nil,
        digest: Digest.Entry? = nil
    ) {
        self.id = id
        self.kind = kind
        self.payload = payload
        self.created = created
        self.queued = queued ?? created
        self.state = state
        self.attempts = attempts
        self.nextAttempt = nextAttempt
        self.notBefore = notBefore
        self.reference = reference
        self.digest = digest
    }

    /// A delivery that is due at once, or when its time has come.
    package init(
        id: DeliveryID, kind: Notice.Kind, payload: [UInt8], created: Instant, notBefore: Instant? = nil,
        digest: Digest.Entry? = nil
    ) {
        self.init(
            id: id, kind: kind, payload: payload, created: created, queued: notBefore.map { max($0, created) },
            state: .queued, attempts: [], nextAttempt: created, notBefore: notBefore, digest: digest)
    }

    /// What an attempt ended in decides what becomes of the delivery.
    ///
    /// - Returns: deliveries to single recipients who did not get what the others got: each goes its own way from here.
    @discardableResult
    package mutating func record(_ outcome: Outcome, at now: Instant, backoff: Backoff, chance: Double) -> [Delivery] {
        attempts.append(
            Attempt(at: now, outcome: outcome.kind, reply: outcome.words, pauseUntil: outcome.pause.map { now + $0 }))
        switch outcome {
        case .delivered(let receipt):
            (state, nextAttempt) = (.delivered, nil)
            reference = receipt.reference ?? reference
            return receipt.missed.map { missed in
                var part = Delivery(
                    id: DeliveryID(notice: id.notice, channel: id.channel, recipient: missed.recipient), kind: kind,
                    payload: payload, created: created, queued: queued, state: .queued, attempts: [], nextAttempt: now)
                part.record(missed.outcome, at: now, backoff: backoff, chance: chance)
                return part
            }
        case .refused, .misconfigured:
            (state, nextAttempt) = (.dead, nil)
        case .retry(_, let asked):
            let wait = backoff.wait(after: attempts.count { $0.at >= queued }, asked: asked, chance: chance)
            let next = now + wait
            (state, nextAttempt) = next - queued > backoff.patience ? (.dead, nil) : (.queued, next)
        }
        return []
    }

    /// It went out within a digest, or died with it.
    package mutating func join(_ digest: Delivery) {
        if let last = digest.attempts.last {
            attempts.append(Attempt(at: last.at, outcome: last.outcome, reply: "in \(digest.id): \(last.reply)"))
        }
        (state, nextAttempt) = (digest.state, nil)
    }

    /// Queues it again, whatever became of it; its ids stay.
    package mutating func resend(at now: Instant) {
        (state, queued, nextAttempt, notBefore) = (.queued, now, now, nil)
    }
}

/// Names a delivery: `k3f9q2-12-1-mail` is notice k3f9q2-12-1 for the channel "mail", and
/// `k3f9q2-12-1-mail/ops@example.com` the same for one recipient alone.
package struct DeliveryID: Hashable, Sendable, CustomStringConvertible {
    package let notice: NoticeID
    package let channel: ChannelName
    /// Nil for all recipients of the channel together.
    package let recipient: String?

    package init(notice: NoticeID, channel: ChannelName, recipient: String? = nil) {
        (self.notice, self.channel, self.recipient) = (notice, channel, recipient)
    }

    package init?(_ text: String) {
        let parts = text.split(separator: "-", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, let notice = NoticeID(parts[0..<3].joined(separator: "-")) else { return nil }
        // A channel's name has no slash in it.
        let places = parts[3].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard places.allSatisfy({ !$0.isEmpty }), let channel = places.first else { return nil }
        self.init(
            notice: notice, channel: ChannelName(channel), recipient: places.count > 1 ? places[1] : nil)
    }

    package var description: String { "\(notice)-\(channel)\(recipient.map { "/\($0)" } ?? "")" }
}
