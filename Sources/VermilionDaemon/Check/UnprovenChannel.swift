package import VermilionDomain
package import VermilionFormats
import VermilionMessages

/// A channel of which nobody knows whether it works.
package struct UnprovenChannel: Hashable, Sendable {
    package let name: ChannelName
    /// Nil for never.
    package let lastDelivered: Instant?

    package var diagnostic: Diagnostic {
        let since = lastDelivered.map { "nothing has got through the channel \"\(name)\" since \($0)" }
        return Diagnostic(
            .warning, since ?? "nothing has ever got through the channel \"\(name)\"",
            hint: "try all of them: vermilion drill")
    }

    package var record: JSON {
        .object([("channel", .string(name.text)), ("lastDelivered", lastDelivered.map { JSON($0) } ?? .null)])
    }
}
