import Foundation
import Glibc
import Testing
import VermilionDomain
import VermilionTestSupport

@testable import VermilionChannels

@Suite struct `A maildir` {
    @Test func `gets one file for one delivery, however often it is delivered`() async throws {
        let home = try TemporaryDirectory()
        let folder = home.path + "/mail"
        let channel = MaildirChannel(name: "box", directory: folder)
        let delivery = try delivery(of: try Samples.opened(), by: channel.compose)
        for _ in 0..<2 {
            #expect(await channel.deliver(delivery, at: Instant(seconds: 0)).kind == .delivered)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/new") == ["\(delivery.id).eml"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/tmp").isEmpty)
        let mail = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/new/\(delivery.id).eml"))
        #expect(Array(mail) == delivery.payload)
    }

    @Test func `that cannot be made is misconfigured, and says where`() async throws {
        let home = try TemporaryDirectory()
        let file = home.path + "/file"
        try Data().write(to: URL(fileURLWithPath: file))
        let channel = MaildirChannel(name: "box", directory: file)
        let delivery = try delivery(of: try Samples.opened(), by: channel.compose)
        let outcome = await channel.deliver(delivery, at: Instant(seconds: 0))
        #expect(outcome.kind == .misconfigured)
        #expect(outcome.words.contains(file))
    }
}

private func delivery(of notice: Notice, by compose: (Notice, Reader) -> [UInt8]) throws -> Delivery {
    Delivery(
        id: DeliveryID(notice: notice.id, channel: "box"), kind: notice.kind,
        payload: compose(notice, Samples.reader), created: notice.at)
}
