package import VermilionDomain
import VermilionFormats

/// A mail that acknowledges an incident: whoever was told of it knows its code.
package struct AcknowledgingMail: Hashable, Sendable {
    package let address: String
    package let subject: String

    /// - Parameter address: nil when nobody reads such mails.
    package init?(of incident: Incident, to address: String?) {
        guard let address, let code = incident.code else { return nil }
        self.address = address
        subject = "ack \(incident.id) \(code)"
    }

    /// RFC 6068.
    package var link: String {
        "mailto:\(address.percentEncoded.replacing("%40", with: "@"))?subject=\(subject.percentEncoded)"
    }

    /// What a mail's subject asks for, also behind a "Re:"; nil when it asks for nothing.
    package static func reading(subject: String) -> (incident: IncidentID, code: String)? {
        guard let match = subject.firstMatch(of: /\back\s+([0-9a-z]+-[0-9]+)\s+([0-9a-z]{12})\b/),
            let incident = IncidentID(String(match.1))
        else { return nil }
        return (incident, String(match.2))
    }
}
