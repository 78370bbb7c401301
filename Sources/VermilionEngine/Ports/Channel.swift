package import VermilionDomain

/// Where notices go.
package protocol Channel: Sendable {
    var name: ChannelName { get }

    /// The bytes to send, fixed when the notice is made: a pure function, called inside the transaction.
    func compose(_ notice: Notice, for reader: Reader) -> [UInt8]

    /// One attempt, made at `now`. Never longer than the channel's own deadlines; ends at once when the task is
    /// cancelled.
    func deliver(_ delivery: Delivery, at now: Instant) async -> Outcome
}
