/// Whom a TLS connection believes. There is no way to spell "nobody is checked".
package struct TLSTrust: Hashable, Sendable {
    /// A PEM file that stands in place of the system's authorities; nil for those.
    package let caFile: String?

    package init(caFile: String? = nil) {
        self.caFile = caFile
    }
}
