package import VermilionDomain
package import VermilionEngine

/// A channel with words of its own.
package struct WordedChannel: Channel {
    private let channel: any Channel
    private let templates: Templates

    package init(_ channel: any Channel, templates: Templates) {
        (self.channel, self.templates) = (channel, templates)
    }

    package var name: ChannelName { channel.name }
    package var tempo: Tempo { channel.tempo }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        channel.compose(notice, for: worded(reader))
    }

    package func letters(_ notice: Notice, for reader: Reader) -> [ComposedLetter] {
        channel.letters(notice, for: worded(reader))
    }

    private func worded(_ reader: Reader) -> Reader {
        var reader = reader
        reader.templates = templates
        return reader
    }

    package func deliver(_ delivery: Delivery, at now: Instant) async -> Outcome {
        await channel.deliver(delivery, at: now)
    }
}
