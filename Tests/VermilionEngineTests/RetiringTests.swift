import Testing
import VermilionDomain
import VermilionEngine
import VermilionStore
import VermilionTestSupport

@Suite struct `A team that leaves the configuration` {
    private var rig: Rig
    private let mail = ScriptedChannel("mail")
    private let pager = ScriptedChannel("pager")

    init() throws {
        rig = try Rig()
        let usage = try Usage.on("2025-07-22", "3.5")
        rig.sources = [ScriptedSource(id: "csv") { _ in .good("csv", [usage]) }]
        rig.channels = [mail, pager]
    }

    /// An engine of the same channels that watches nobody.
    private func without(_ channels: [any Channel]) -> Engine<ManualClock> {
        Engine(
            teams: [], channels: channels, schedule: rig.schedule, store: rig.store, worker: "next",
            time: .manual(rig.clock))
    }

    private func watched() async throws {
        #expect(try await rig.engine().retireOthers(under: "/a.yaml").isEmpty)
        _ = try await rig.engine().pollAll()
        _ = try await rig.engine().deliverDue()
    }

    @Test mutating func `ends its incidents, and tells those who were told of them`() async throws {
        rig.routes = [Route("mail")]
        try await watched()
        let next = without([mail, pager])
        let retired = try await next.retireOthers(under: "/a.yaml")
        #expect(retired.map(\.team) == ["Acme"])
        let told = try #require(retired.first)
        let notice = try #require(told.notices.first)
        #expect(told.concerns("mail", notice) && !told.concerns("pager", notice))
        _ = try await next.deliverDue()
        #expect(mail.arrived.map(\.kind) == [.opened, .closed])
        #expect(pager.arrived.isEmpty)
        #expect(try await rig.store.incidents(includingClosed: false).isEmpty)
        #expect(try await next.retireOthers(under: "/a.yaml").isEmpty, "once is enough")
    }

    @Test func `is left alone when another configuration watches it`() async throws {
        try await watched()
        #expect(try await without([mail]).retireOthers(under: "/b.yaml").isEmpty)
        #expect(try await rig.engine().retireOthers(under: "/b.yaml").isEmpty)
        #expect(try await without([mail]).retireOthers(under: "/a.yaml").isEmpty, "it moved to the other")
        #expect(try await rig.store.incidents(includingClosed: false).map(\.phase) == [.open])
    }

    @Test func `begins anew when it comes back`() async throws {
        try await watched()
        _ = try await without([mail, pager]).retireOthers(under: "/a.yaml")
        rig.clock.advance(by: .hours(1))
        try await watched()
        #expect(mail.arrived.map(\.kind) == [.opened, .closed, .opened])
        #expect(Set(mail.arrived.map(\.id.notice.incident)).count == 2)
    }

    @Test func `is told of nowhere when its channels are gone, too`() async throws {
        try await watched()
        let retired = try await without([ScriptedChannel("new")]).retireOthers(under: "/a.yaml")
        #expect(retired.first?.notices.count == 1)
        #expect(try await rig.store.deliveries().map(\.kind) == [.opened, .opened])
    }

    @Test func `is told of to its end though it is silenced`() async throws {
        try await watched()
        let now = rig.clock.wallTime
        _ = try await rig.store.silence(
            team: "Acme", kind: nil, until: now + .days(1), reason: "moving", author: "ann", at: now)
        _ = try await without([mail, pager]).retireOthers(under: "/a.yaml")
        #expect(try await rig.store.deliveries().count { $0.kind == .closed } == 2)
    }
}
