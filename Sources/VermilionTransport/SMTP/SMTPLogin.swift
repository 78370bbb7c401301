/// Whose mail it is. Prints as `***`, however it is printed.
package struct SMTPLogin: Hashable, Sendable {
    enum Proof: Hashable, Sendable {
        case password(String)
        /// An access token, for XOAUTH2.
        case bearer(String)
    }

    package let user: String
    let proof: Proof

    package init(user: String, password: String) { (self.user, proof) = (user, .password(password)) }

    package init(user: String, bearer: String) { (self.user, proof) = (user, .bearer(bearer)) }
}

extension SMTPLogin: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension SMTPLogin {
    /// The password or the token.
    var secret: String {
        switch proof {
        case .password(let secret), .bearer(let secret): secret
        }
    }

    /// The reply without the secret, be it as it is or as it went over the wire: some servers quote what they refuse.
    func hidden(in reply: SMTPReply) -> SMTPReply {
        let wire =
            switch proof {
            case .password(let password): "\0\(user)\0\(password)"
            case .bearer(let token): "user=\(user)\u{1}auth=Bearer \(token)\u{1}\u{1}"
            }
        let secrets = [secret, SMTPLogin.base64(secret), SMTPLogin.base64(wire)]
        let text = secrets.filter { !$0.isEmpty }.reduce(reply.text) { text, secret in
            text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "***")
        }
        return SMTPReply(code: reply.code, text: text)
    }

    /// RFC 4648 §4.
    private static func base64(_ text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var encoded = ""
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let three = rest.prefix(3)
            rest = rest.dropFirst(3)
            let bits = three.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - three.count))
            for place in 0..<4 {
                encoded.append(place <= three.count ? alphabet[bits >> (18 - 6 * place) & 63] : "=")
            }
        }
        return encoded
    }
}
