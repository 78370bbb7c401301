package import VermilionDomain
package import VermilionEngine

/// A channel as its user wants it: with words and a limit of its own.
package struct TailoredChannel: Reachable {
    private let channel: any Reachable
    private let templates: Templates
    private let limit: Tempo.Limit?

    /// - Parameter limit: in place of the channel's; nil to leave that as it is.
    package init(_ channel: any Reachable, templates: Templates, limit: Tempo.Limit? = nil) {
        (self.channel, self.templates, self.limit) = (channel, templates, limit)
    }

    package var name: ChannelName { channel.name }
    package var tempo: Tempo {
        var tempo = channel.tempo
        tempo.limit = limit ?? tempo.limit
        return tempo
    }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        channel.compose(notice, for: worded(reader))
    }

    package func letters(_ notice: Notice, for reader: Reader) -> [ComposedLetter] {
        channel.letters(notice, for: worded(reader))
    }

    private func worded(_ reader: Reader) -> Reader {
        var reader = reader
        if !templates.isEmpty { reader.templates = templates }
        return reader
    }

    package func deliver(_ delivery: Delivery, at now: Instant) async -> Outcome {
        await channel.deliver(delivery, at: now)
    }

    package func contact(for sample: Delivery, at now: Instant) async -> Contact {
        await channel.contact(for: sample, at: now)
    }
}
