import Foundation
import Testing
import VermilionDomain

@testable import VermilionChannels

@Suite struct `A Slack message` {
    private func blocks(_ notice: Notice) throws -> [String: Any] {
        let channel = Slack { () throws(Diagnostic) in throw Diagnostic("not used") }
        let payload = channel.compose(notice, for: Samples.reader)
        return try #require(try JSONSerialization.jsonObject(with: Data(payload)) as? [String: Any])
    }

    /// Every text in the blocks, with its type.
    private func texts(_ value: Any) -> [(type: String, text: String)] {
        if let object = value as? [String: Any] {
            if let type = object["type"] as? String, let text = object["text"] as? String { return [(type, text)] }
            return object.values.flatMap(texts)
        }
        return (value as? [Any])?.flatMap(texts) ?? []
    }

    @Test func `says how much is short, and keeps to the limits of Block Kit`() throws {
        for name in ["Acme", String(repeating: "長い名前", count: 500)] {
            let message = try blocks(try Samples.opened(team: TeamName(name), app: AppName(name)))
            let found = texts(try #require(message["blocks"]))
            #expect(found.contains { $0.text.contains("3") })
            #expect((message["blocks"] as? [Any])?.count ?? 99 <= 50)
            for (type, text) in found {
                #expect(!text.isEmpty)
                #expect(text.unicodeScalars.count <= (type == "plain_text" ? 150 : 3_000))
            }
            #expect((message["text"] as? String)?.isEmpty == false)
        }
    }

    @Test func `calls nobody and links nowhere by a name`() throws {
        let message = try blocks(try Samples.opened(team: "<!channel>", app: "<https://evil.example|click> & co"))
        for (type, text) in texts(try #require(message["blocks"])) where type == "mrkdwn" {
            #expect(!text.contains("<!") && !text.contains("<http"))
        }
        #expect((message["text"] as? String)?.contains("<!") == false)
    }
}
