package import VermilionDomain

/// Where notices go.
package protocol Channel: Sendable {
    var name: ChannelName { get }

    /// How fast messages may go.
    var tempo: Tempo { get }

    /// The bytes to send, fixed when the notice is made: a pure function, called inside the transaction.
    func compose(_ notice: Notice, for reader: Reader) -> [UInt8]

    /// What the outbox keeps of a notice: one message for all recipients, or one for each of them.
    func letters(_ notice: Notice, for reader: Reader) -> [ComposedLetter]

    /// One attempt, made at `now`. Never longer than the channel's own deadlines; ends at once when the task is
    /// cancelled.
    func deliver(_ delivery: Delivery, at now: Instant) async -> Outcome
}

/// A message as it is sent, and for whom.
package struct ComposedLetter: Hashable, Sendable {
    /// Nil for all recipients of the channel together.
    package let recipient: String?
    package let payload: [UInt8]

    package init(for recipient: String?, _ payload: [UInt8]) { (self.recipient, self.payload) = (recipient, payload) }
}

extension Channel {
    package var tempo: Tempo { Tempo() }

    /// The deliveries of a notice, with their texts fixed now.
    func deliveries(
        of notice: Notice, for reader: Reader, notBefore: Instant? = nil, digest: Digest.Entry? = nil
    ) -> [Delivery] {
        letters(notice, for: reader).map { letter in
            Delivery(
                id: DeliveryID(notice: notice.id, channel: name, recipient: letter.recipient), kind: notice.kind,
                payload: letter.payload, created: notice.at, notBefore: notBefore, digest: digest)
        }
    }

    package func letters(_ notice: Notice, for reader: Reader) -> [ComposedLetter] {
        [ComposedLetter(for: nil, compose(notice, for: reader))]
    }
}
