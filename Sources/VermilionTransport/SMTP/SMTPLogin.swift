/// Whose mail it is. Prints as `***`, however it is printed.
package struct SMTPLogin: Hashable, Sendable {
    let user: String
    let password: String

    package init(user: String, password: String) {
        self.user = user
        self.password = password
    }
}

extension SMTPLogin: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension SMTPLogin {
    /// The reply without the password, be it as it is or as it went over the wire: some servers quote what they refuse.
    func hidden(in reply: SMTPReply) -> SMTPReply {
        let plain = "\0\(user)\0\(password)"
        let secrets = [password, SMTPLogin.base64(password), SMTPLogin.base64(plain)]
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
