package import VermilionDomain

extension Settings {
    /// Who asks Autodesk, and how it logs in.
    package struct Account: Sendable {
        package enum Grant: Sendable {
            /// 2-legged: the app for itself.
            case clientCredentials(secret: Secret)
            /// A service account signs for itself; its app needs a secret as well.
            case serviceAccount(ServiceAccount, secret: Secret)
            /// 3-legged: somebody logs in once with `vermilion login`. A public app has no secret.
            case user(redirect: Redirect, secret: Secret?)
        }

        package struct ServiceAccount: Sendable {
            package let id: String
            package let keyID: String
            /// A PEM text.
            package let privateKey: Secret
        }

        /// Where the browser comes back to after a login: a port of this machine.
        package struct Redirect: Hashable, Sendable {
            /// As it is registered with the app, to the letter.
            package let url: String
            package let port: Int
            /// Begins with `/`.
            package let path: String
        }

        /// Letters, digits, `.`, `_` and `-`: it names files of the state.
        package let name: AccountName
        /// Without a `/` at its end.
        package let endpoint: String
        package let clientID: String
        package let grant: Grant
        /// `ADSK-PAT`, which `insights` takes beside a 2-legged login.
        package let personalAccessToken: Secret?
        package let connection: Connection

        /// Whether somebody logged in for it.
        package var isPersons: Bool {
            if case .user = grant { true } else { false }
        }
    }

    /// How a web server is reached, where that is not the usual way.
    package struct Connection: Hashable, Sendable {
        /// `http://host:port`; nil goes straight.
        package var proxy: String?
        /// Certificates to trust instead of the system's, absolute path of a PEM file.
        package var caFile: String?
        package var identity: ClientIdentity?

        package init(proxy: String? = nil, caFile: String? = nil, identity: ClientIdentity? = nil) {
            (self.proxy, self.caFile, self.identity) = (proxy, caFile, identity)
        }
    }

    /// What this program shows to servers that ask who it is; absolute paths of PEM files.
    package struct ClientIdentity: Hashable, Sendable {
        package let certificate: String
        package let key: String
    }
}
