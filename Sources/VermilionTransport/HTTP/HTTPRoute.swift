import Glibc
import VermilionDomain

/// How a web server is reached and who is believed on the way.
package struct HTTPRoute: Hashable, Sendable {
    package let trust: TLSTrust
    /// `http://host:port`; nil goes straight. Never taken from the environment.
    package let proxy: String?
    package let identity: TLSIdentity?

    package init(trust: TLSTrust = TLSTrust(), proxy: String? = nil, identity: TLSIdentity? = nil) {
        (self.trust, self.proxy, self.identity) = (trust, proxy, identity)
    }
}

/// What is shown to servers that ask who connects: paths of PEM files.
package struct TLSIdentity: Hashable, Sendable {
    package let certificate: String
    package let key: String

    package init(certificate: String, key: String) { (self.certificate, self.key) = (certificate, key) }

    /// Whether others may read the key than may.
    var isExposed: Bool {
        var status = stat()
        return stat(key, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && SecretReaders(of: key).areExceeded(by: status.st_mode)
    }
}
