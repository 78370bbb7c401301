import VermilionDomain

/// How a webhook's request is a CloudEvent 1.0 (HTTP protocol binding 1.0.2).
package enum CloudEvents: Hashable, Sendable {
    /// The body is the event, and the notice its `data`.
    case structured
    /// The body is the notice, and headers say what it is.
    case binary

    /// `id` and `source` together are the event's own, over all attempts and channels.
    static func attributes(of notice: NoticeID, kind: Notice.Kind, at: Instant) -> [(name: String, value: String)] {
        [
            ("specversion", "1.0"), ("id", notice.description),
            ("source", "/vermilion/\(notice.incident.installation)"),
            ("type", kind.isAboutIncident ? "vermilion.incident.\(kind.rawValue)" : "vermilion.\(kind.rawValue)"),
            ("subject", notice.incident.description), ("time", at.description),
        ]
    }

    /// None of the values needs to be percent-encoded.
    func headers(of delivery: Delivery) -> [(name: String, value: String)] {
        switch self {
        case .structured: [("Content-Type", "application/cloudevents+json; charset=UTF-8")]
        case .binary:
            [("Content-Type", "application/json")]
                + CloudEvents.attributes(of: delivery.id.notice, kind: delivery.kind, at: delivery.created).map {
                    ("ce-\($0.name)", $0.value)
                }
        }
    }
}
