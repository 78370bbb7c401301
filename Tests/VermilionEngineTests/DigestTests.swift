import Synchronization
import Testing
import VermilionDomain
import VermilionEngine
import VermilionStore
import VermilionTestSupport

@Suite struct `A digest` {
    private var rig: Rig
    private let mail = ScriptedChannel("mail")
    private let answer = Shared<Outcome>(.delivered(reply: "250 OK"))
    private let digest: ScriptedChannel
    private let sick = Shared<Set<SourceID>>([])
    private let usage = Shared<[Usage]>([])
    private let sources: [SourceID] = ["a", "b", "c"]

    init() throws {
        rig = try Rig()
        let (sick, usage, answer) = (sick, usage, answer)
        digest = ScriptedChannel("digest") { _, _ in answer.value }
        rig.sources = sources.map { id in
            ScriptedSource(id: id) { _ in
                sick.value.contains(id) ? .failed(id) : .good(id, id == "a" ? usage.value : [])
            }
        }
        rig.channels = [mail, digest]
        var route = Route("digest")
        route.digest = .daily(TimeOfDay(secondsSinceMidnight: 8 * 3_600))
        rig.routes = [Route("mail"), route]
    }

    /// Lets so much time pass, and polls and delivers at least every hour.
    private func pass(_ time: Duration) async throws {
        var left = time
        repeat {
            let step = min(left, .hours(1))
            rig.clock.advance(by: step)
            left -= step
            _ = try await rig.engine().pollAll()
            _ = try await rig.engine().deliverDue()
        } while left > .zero
    }

    private func kept(by channel: ChannelName = "digest") async throws -> [Delivery] {
        try await rig.store.deliveries().filter { $0.id.channel == channel }
    }

    @Test func `binds what can wait into one message, at its time`() async throws {
        try await pass(.zero)
        sick.value = ["a", "b", "c"]
        try await pass(.hours(7))
        #expect(mail.arrived.count == 3 && digest.arrived.isEmpty)
        try await pass(.minutes(59))
        #expect(digest.arrived.isEmpty)
        try await pass(.minutes(1))
        #expect(digest.arrived.map(\.kind) == [.digest])
        let sent = digest.arrived[0]
        #expect(sent.id.notice.incident.isNone && sent.id.notice.number == 1)
        for member in mail.arrived {
            #expect(String(decoding: sent.payload, as: UTF8.self).contains(member.id.notice.description))
        }
        let members = try await kept().filter { $0.kind == .opened }
        #expect(members.map(\.state) == [.delivered, .delivered, .delivered])
        #expect(members.allSatisfy { $0.attempts.map(\.reply) == ["in \(sent.id): 250 OK"] })
    }

    @Test func `of one message is that message`() async throws {
        try await pass(.zero)
        sick.value = ["b"]
        try await pass(.hours(7))
        try await pass(.hours(1))
        #expect(digest.arrived.map(\.kind) == [.opened])
        #expect(digest.arrived.map(\.payload) == mail.arrived.map(\.payload))
    }

    @Test func `holds up nothing that is critical`() async throws {
        usage.value = [try .on("2025-07-22", "3")]
        try await pass(.hours(1))
        #expect(digest.arrived.map(\.kind) == [.opened])
        #expect(digest.attempts[0].at == rig.clock.wallTime)
    }

    @Test mutating func `is left by what becomes critical, in order`() async throws {
        rig.routes?[1].digest = .weekly(weekday: 1, TimeOfDay(secondsSinceMidnight: 0))
        try await pass(.zero)
        sick.value = ["a", "b"]
        try await pass(.hours(8))
        sick.value = ["a"]
        try await pass(.hours(1))  // b is well again before anybody heard of it
        #expect(digest.arrived.isEmpty)
        try await pass(.hours(10))  // a is critical
        #expect(digest.arrived.map(\.kind) == [.opened, .raised])
    }

    @Test func `that fails is tried again, and what is in it waits with it`() async throws {
        try await pass(.zero)
        sick.value = ["a", "b"]
        try await pass(.hours(7))
        answer.value = .retry(reason: "421 later", after: nil)
        try await pass(.hours(1))
        #expect(digest.attempts.count == 1)
        sick.value = []
        try await pass(.minutes(1))  // over: told behind the digest
        answer.value = .delivered(reply: "250 OK")
        try await pass(.hours(1))
        #expect(digest.arrived.map(\.kind).first == .digest)
        #expect(digest.attempts[0].delivery.payload == digest.arrived[0].payload)
        #expect(digest.attempts[0].delivery.id == digest.arrived[0].id)
        try await pass(.days(1))
        #expect(digest.arrived.map(\.kind) == [.digest, .digest])
        #expect(try await kept().allSatisfy { $0.state == .delivered })
    }

    @Test func `that is dead leaves all in it dead, and each can be sent again`() async throws {
        try await pass(.zero)
        sick.value = ["a", "b"]
        try await pass(.hours(7))
        answer.value = .refused(reason: "550 no")
        try await pass(.hours(1))
        #expect(try await kept().map(\.state) == [.dead, .dead, .dead])
        answer.value = .delivered(reply: "250 OK")
        let member = try #require(try await kept().first { $0.kind == .opened })
        _ = try await rig.store.resend(member.id, at: rig.clock.wallTime)
        try await pass(.minutes(1))
        #expect(digest.arrived.map(\.id) == [member.id])
        #expect(try await kept().count { $0.state == .dead } == 2)
    }

    /// A channel whose readers each get a message of their own.
    private struct Separate: Channel {
        let name: ChannelName = "digest"
        let inner: ScriptedChannel

        func compose(_ notice: Notice, for reader: Reader) -> [UInt8] { Array("to all".utf8) }
        func letters(_ notice: Notice, for reader: Reader) -> [ComposedLetter] {
            ["ann", "bob"].map { (name: String) in ComposedLetter(for: name, Array("to \(name): \(notice.id)".utf8)) }
        }
        func deliver(_ delivery: Delivery, at now: Instant) async -> Outcome { await inner.deliver(delivery, at: now) }
    }

    @Test mutating func `is one for each reader where each gets messages of their own`() async throws {
        rig.channels = [mail, Separate(inner: digest)]
        try await pass(.zero)
        sick.value = ["a", "b"]
        try await pass(.hours(8))
        #expect(digest.arrived.map(\.kind) == [.digest, .digest])
        for sent in digest.arrived {
            #expect(
                String(decoding: sent.payload, as: UTF8.self) == "to \(sent.id.recipient ?? "all"): \(sent.id.notice)")
        }
        #expect(digest.arrived.map(\.id.recipient) == ["ann", "bob"])
        #expect(try await kept().allSatisfy { $0.state == .delivered })
    }

    @Test(arguments: 0..<6) func `loses nothing when the process ends at any effect`(effect: Int) async throws {
        try await pass(.zero)
        sick.value = ["a", "b", "c"]
        try await pass(.hours(7))
        rig.clock.advance(by: .hours(1))
        for fault in FallibleStore.Fault.allCases {
            let store = FallibleStore(rig.store) { _, number in number == effect ? fault : nil }
            do {
                _ = try await rig.engine(worker: "dying", store: store).deliverDue()
            } catch is FallibleStore.Killed {}
        }
        rig.clock.advance(by: .minutes(1))
        _ = try await rig.engine(worker: "next").deliverDue()
        #expect(try await kept().allSatisfy { $0.state == .delivered })
        let ids = Set(digest.arrived.map(\.id))
        #expect(ids.count == 1 && digest.arrived.allSatisfy { $0.kind == .digest })
    }
}
