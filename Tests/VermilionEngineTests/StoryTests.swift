import Testing
import VermilionDomain
import VermilionEngine
import VermilionStore
import VermilionTestSupport

@Suite struct `The story` {
    @Test func `goes from uncharged usage to a purchase that settles it`() async throws {
        var rig = try Rig()
        let mail = ScriptedChannel("mail")
        let chat = ScriptedChannel("chat")
        let usage = [
            try Usage.on(
                "2025-07-22", "1.5", app: "Viewer 2-legged Basic Process", api: "Model Derivative complex job"),
            try Usage.on(
                "2025-07-23", "2", app: "Viewer 2-legged Basic Process", api: "Model Derivative complex job"),
        ]
        rig.sources = [ScriptedSource(id: "csv") { _ in .good("csv", usage) }]
        rig.channels = [mail, chat]

        let opened = try await rig.engine().pollAll()[0].decision
        #expect(opened.notices.map(\.kind) == [.opened])
        #expect("\(opened.statement.uncharged)" == "3.5")
        #expect("\(opened.statement.balance)" == "-3.5")
        #expect(opened.statement.usage.map { "\($0.split.uncharged)" } == ["1.5", "2"])
        #expect(try await rig.engine().deliverDue().count == 2)

        rig.clock.advance(by: .hours(1))
        #expect(try await rig.engine().pollAll()[0].decision.notices == [])
        #expect(try await rig.engine().deliverDue() == [])

        rig.clock.advance(by: .hours(1))
        rig.lots = [try .from("2025-07-24", "100", id: "FLEX-2025-07")]
        let closed = try await rig.engine().pollAll()[0].decision
        #expect(closed.notices.map(\.kind) == [.closed])
        #expect(closed.notices[0].payers == [.init(lot: "FLEX-2025-07", tokens: try Tokens(decimal: "3.5"))])
        #expect(closed.notices[0].incident.id == opened.notices[0].incident.id)
        #expect("\(closed.statement.available)" == "96.5")
        #expect("\(closed.statement.settled)" == "3.5")
        #expect(closed.statement.usage.allSatisfy { $0.split.uncharged == .zero })
        #expect(try await rig.engine().deliverDue().count == 2)

        for channel in [mail, chat] {
            #expect(channel.arrived.map(\.kind) == [.opened, .closed])
            #expect(channel.arrived.map(\.id.notice) == (opened.notices + closed.notices).map(\.id))
        }
        rig.clock.advance(by: .days(40))
        #expect(try await rig.engine().pollAll()[0].decision.notices == [])
        #expect(try await rig.engine().deliverDue() == [])
    }
}
