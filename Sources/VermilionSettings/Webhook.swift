extension Settings {
    /// A program that takes notices as JSON by HTTP POST.
    package struct Webhook: Sendable {
        /// How requests are CloudEvents.
        package enum CloudEvents: String, Hashable, Sendable, CaseIterable {
            case structured, binary
        }

        /// `resolveURL(environment:)` gives it checked.
        package let url: Secret
        /// Signs each request; `whsec_…`, checked at use.
        package let secret: Secret?
        package let bearer: Secret?
        package let headers: [Header]
        package let cloudEvents: CloudEvents?
        /// Certificates to trust instead of the system's, absolute path of a PEM file.
        package let caFile: String?
    }
}
