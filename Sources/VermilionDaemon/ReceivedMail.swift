import Foundation
package import VermilionDomain
import VermilionMessages

/// A mail as a mail server hands it to a program, to look for what it acknowledges.
package struct ReceivedMail: Sendable {
    /// Unfolded and decoded; empty when there is none.
    package let subject: String

    /// - Parameter bytes: the beginning is enough.
    package init(_ bytes: some Collection<UInt8>) {
        let text = String(decoding: bytes.prefix(Self.mostBytes), as: UTF8.self).replacing("\r\n", with: "\n")
        let head = text.prefix(upTo: text.firstRange(of: "\n\n")?.lowerBound ?? text.endIndex)
        let lines = head.replacing(/\n[ \t]+/, with: " ").split(separator: "\n")
        let line = lines.first { $0.lowercased().hasPrefix("subject:") }
        subject = line.map { Self.decoded(String($0.dropFirst("subject:".count))) } ?? ""
    }

    package static let mostBytes = 256 << 10

    package var acknowledges: (incident: IncidentID, code: String)? { AcknowledgingMail.reading(subject: subject) }

    /// RFC 2047, for the few letters that a subject to acknowledge has.
    private static func decoded(_ text: String) -> String {
        text.replacing(/\?=\s+=\?/, with: "?==?").replacing(/=\?[^?]+\?([BbQq])\?([^?]*)\?=/) { match in
            let body = String(match.2)
            if match.1.lowercased() == "b" {
                return Data(base64Encoded: body).map { String(decoding: $0, as: UTF8.self) } ?? ""
            }
            let percent = body.replacing("%", with: "%25").replacing("_", with: "%20").replacing("=", with: "%")
            return percent.removingPercentEncoding ?? ""
        }
    }
}
