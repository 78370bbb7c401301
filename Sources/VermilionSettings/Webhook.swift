extension Settings {
    /// A program that takes notices as JSON by HTTP POST.
    package struct Webhook: Sendable {
        /// `resolveURL(environment:)` gives it checked.
        package let url: Secret
        /// Signs each request; `whsec_…`, checked at use.
        package let secret: Secret?
        /// Certificates to trust instead of the system's, absolute path of a PEM file.
        package let caFile: String?
    }
}
