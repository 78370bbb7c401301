package import VermilionDomain
package import VermilionEngine

/// A channel that can be tried without a message.
package protocol Reachable: Channel {
    /// Goes as far as a delivery would, secrets, TLS and login included, and stops before anything is sent.
    ///
    /// - Parameter sample: a delivery that would be sent.
    func contact(for sample: Delivery, at now: Instant) async -> Contact
}
