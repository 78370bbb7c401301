package import VermilionDomain
package import VermilionFormats

extension Delivery {
    /// The shape of `vermilion deliveries --format json`.
    package var record: JSON {
        .object([
            ("id", .string(id.description)),
            (
                "notice",
                .object([
                    ("id", .string(id.notice.description)), ("incident", .string(id.notice.incident.description)),
                    ("kind", .string(kind.rawValue)),
                ])
            ),
            ("channel", .string(id.channel.text)),
            ("recipient", id.recipient.map { .string($0) } ?? .null), ("state", .string(state.rawValue)),
            ("outcome", attempts.last.map { .string($0.outcome.rawValue) } ?? .null),
            ("attempts", .array(attempts.map(\.record))),
        ])
    }
}

extension Delivery.Attempt {
    fileprivate var record: JSON {
        .object([("at", JSON(at)), ("outcome", .string(outcome.rawValue)), ("reply", .string(reply))])
    }
}
