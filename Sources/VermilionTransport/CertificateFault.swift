/// Why a server's certificate is not believed. Each is mended in another way.
package enum CertificateFault: Hashable, Sendable {
    case expired
    case notYetValid
    /// It is another host's.
    case otherName
    /// Nobody who is trusted vouches for it.
    case unknownAuthority
    /// The file of authorities cannot be read.
    case unreadableAuthorities
    case other

    /// - Parameter code: what OpenSSL found (X509_V_ERR_…). The name is compared by libcurl, which then leaves the code at
    ///   the 1 that it starts with.
    init(openSSL code: Int) {
        self =
            switch code {
            case 10: .expired
            case 9: .notYetValid
            case 0, 1, 62: .otherName
            case 2, 18, 19, 20, 21: .unknownAuthority
            default: .other
            }
    }
}
