package import VermilionDomain
import VermilionFormats

/// What is kept of an account, in a file that only its user may read.
package struct AccountRecord: Hashable, Sendable {
    package struct Access: Hashable, Sendable {
        package let token: Token
        package let expires: Instant
    }

    package struct Refresh: Hashable, Sendable {
        package let token: Token
        /// When it was given out.
        package let since: Instant
        /// When it was sent away. It can be used once: what became of it is not known until there is an answer.
        package var sent: Instant?
    }

    package var access: Access?
    /// Only after somebody has logged in.
    package var refresh: Refresh?

    init(access: Access? = nil, refresh: Refresh? = nil) {
        self.access = access
        self.refresh = refresh
    }
}

/// A secret that no text shows.
package struct Token: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}

extension AccountRecord {
    /// - Throws: a diagnostic when the file is none of this version's.
    package init(_ bytes: [UInt8], file: String) throws(Diagnostic) {
        let document = try JSON.read(bytes, file: file, depth: 4, size: 1 << 20)
        func instant(_ value: JSON?) -> Instant? {
            value?.text.flatMap { Int64($0) }.map(Instant.init(microseconds:)).flatMap { instant in
                // Beyond the calendar there is nothing to reckon with.
                Instant.distantPast <= instant && instant <= .distantFuture ? instant : nil
            }
        }
        self.init()
        if let member = document.member("access"), let token = member.member("token")?.text,
            let expires = instant(member.member("expires"))
        {
            access = Access(token: Token(token), expires: expires)
        }
        if let member = document.member("refresh"), let token = member.member("token")?.text,
            let since = instant(member.member("since"))
        {
            // It was sent also when nobody can read when: it must not be sent twice.
            let sent = member.member("sent").map { instant($0) ?? since }
            refresh = Refresh(token: Token(token), since: since, sent: sent)
        }
    }

    package var bytes: [UInt8] {
        let access: JSON =
            access.map {
                .object([("token", .string($0.token.text)), ("expires", .integer($0.expires.microseconds))])
            } ?? .null
        let refresh: JSON =
            refresh.map {
                .object([
                    ("token", .string($0.token.text)), ("since", .integer($0.since.microseconds)),
                    ("sent", $0.sent.map { .integer($0.microseconds) } ?? .null),
                ])
            } ?? .null
        return Array((JSON.object([("access", access), ("refresh", refresh)]).pretty + "\n").utf8)
    }
}
