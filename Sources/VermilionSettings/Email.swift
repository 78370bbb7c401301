package import VermilionFormats

extension Settings {
    /// A mail server, and from and for whom.
    package struct Email: Sendable {
        package enum Security: String, Hashable, Sendable {
            /// Nothing is encrypted.
            case plain
            /// Begins in clear text and goes no further without TLS.
            case startTLS
            /// TLS from the first byte.
            case implicitTLS
        }

        package struct Login: Sendable {
            package enum Proof: Sendable {
                case password(Secret)
                case oauth(OAuth)
            }

            package let user: String
            package let proof: Proof
        }

        /// Where an access token for the mail server is got.
        package struct OAuth: Sendable {
            /// https, or http to this machine.
            package let tokenURL: String
            package let clientID: String
            package let clientSecret: Secret
            package let scope: String?
            /// What somebody was given for this once (Gmail); without it the app asks for itself (Microsoft 365).
            package let refreshToken: Secret?
        }

        /// A name or an address; an IPv6 address without its brackets.
        package let host: String
        package let port: Int
        package let security: Security
        /// What EHLO says; nil is the name of this machine.
        package let helloName: String?
        /// Certificates to trust instead of the system's, absolute path of a PEM file.
        package let caFile: String?
        package let login: Login?
        package let from: Mailbox
        /// At least one.
        package let to: [Mailbox]
        package let cc: [Mailbox]
        package let bcc: [Mailbox]
        package let replyTo: Mailbox?
        /// An address whose mails are handed to `vermilion ack --mail`.
        package let acknowledge: Mailbox?
        /// Whether each of `to` gets a mail of their own; then there is neither `cc` nor `bcc`.
        package let isSeparate: Bool
    }
}
