package import VermilionDomain

/// A number as Prometheus reads it: exact decimal text, never a double on the way.
package struct MetricValue: Hashable, Sendable {
    let text: String

    package init(_ number: some BinaryInteger) { text = "\(number)" }
    package init(_ tokens: Tokens) { text = tokens.description }
    /// 1 or 0.
    package init(_ isTrue: Bool) { text = isTrue ? "1" : "0" }
    /// Seconds since 1970.
    package init(_ instant: Instant) { self.init(millionths: instant.microseconds) }
    /// Seconds.
    package init(_ duration: Duration) { self.init(millionths: duration.microseconds) }

    private init(millionths: Int64) { text = Tokens(micro: millionths).description }
}
