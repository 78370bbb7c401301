import Testing
import VermilionDomain
import VermilionEngine
import VermilionStore
import VermilionTestSupport

@Suite struct `A route` {
    private var rig: Rig
    private let mail = ScriptedChannel("mail")
    private let pager = ScriptedChannel("pager")
    private let isWell = Shared(true)
    private let usage = Shared<[Usage]>([])

    init() throws {
        rig = try Rig()
        let (isWell, usage) = (isWell, usage)
        rig.sources = [
            ScriptedSource(id: "csv") { _ in isWell.value ? .good("csv", usage.value) : .failed("csv") }
        ]
        rig.channels = [mail, pager]
    }

    private mutating func route(_ change: (inout Route) -> Void) {
        var route = Route("pager")
        change(&route)
        rig.routes = [Route("mail"), route]
    }

    /// Polls and delivers so long after the last time.
    private func pass(_ time: Duration) async throws {
        rig.clock.advance(by: time)
        _ = try await rig.engine().pollAll()
        _ = try await rig.engine().deliverDue()
    }

    private func kinds(_ channel: ScriptedChannel) -> [Notice.Kind] { channel.arrived.map(\.kind) }

    @Test mutating func `by severity hears of an incident from when it is so severe to its end`() async throws {
        route { $0.severity = .critical }
        try await pass(.zero)
        isWell.value = false
        try await pass(.hours(6))  // stale: a warning
        #expect(kinds(mail) == [.opened] && kinds(pager) == [])
        try await pass(.hours(12))  // critical
        #expect(kinds(mail) == [.opened, .raised] && kinds(pager) == [.raised])
        isWell.value = true
        try await pass(.hours(1))
        #expect(kinds(mail) == [.opened, .raised, .closed] && kinds(pager) == [.raised, .closed])
    }

    @Test mutating func `by severity does not hear that something is over of which it was not told`() async throws {
        route { $0.severity = .critical }
        try await pass(.zero)
        isWell.value = false
        try await pass(.hours(6))
        isWell.value = true
        try await pass(.hours(1))
        #expect(kinds(mail) == [.opened, .closed] && kinds(pager) == [])
    }

    @Test mutating func `by kind hears of no other`() async throws {
        route { $0.kinds = [.uncharged] }
        try await pass(.zero)
        isWell.value = false
        try await pass(.hours(6))
        #expect(kinds(mail) == [.opened] && kinds(pager) == [])
        isWell.value = true
        usage.value = [try .on("2025-07-23", "2")]
        try await pass(.hours(1))
        #expect(pager.arrived.map(\.id.notice.incident.number) == [2])
    }

    private static func quiet(_ from: Int, _ until: Int) -> QuietHours {
        QuietHours(
            hours: (TimeOfDay(secondsSinceMidnight: from * 3_600), TimeOfDay(secondsSinceMidnight: until * 3_600)),
            weekdays: [], days: [])
    }

    @Test mutating func `waits for the end of quiet hours with what can wait`() async throws {
        route { $0.quiet = Self.quiet(22, 7) }
        try await pass(.zero)
        isWell.value = false
        try await pass(.hours(6))
        #expect(kinds(mail) == [.opened] && kinds(pager) == [])
        try await pass(.minutes(59))
        #expect(kinds(pager) == [])
        try await pass(.minutes(1))
        #expect(kinds(pager) == [.opened])
        #expect(pager.attempts[0].at == (try .at("2025-07-24")) + .hours(7))
    }

    @Test mutating func `tells nothing at all of what came and went in quiet hours`() async throws {
        route { $0.quiet = Self.quiet(22, 7) }
        try await pass(.zero)
        isWell.value = false
        try await pass(.hours(6))
        isWell.value = true
        try await pass(.minutes(30))
        try await pass(.hours(3))
        #expect(kinds(mail) == [.opened, .closed] && kinds(pager) == [])
    }

    @Test mutating func `does not wait with what is critical, nor with what waited before it`() async throws {
        route { $0.quiet = Self.quiet(4, 23) }
        try await pass(.zero)
        isWell.value = false
        try await pass(.hours(6))
        #expect(kinds(pager) == [])
        try await pass(.hours(12))
        #expect(kinds(pager) == [.opened, .raised])
    }

    @Test mutating func `escalates what nobody acknowledged in time`() async throws {
        route { $0.after = .hours(4) }
        usage.value = [try .on("2025-07-23", "2")]
        try await pass(.zero)
        #expect(kinds(mail) == [.opened] && kinds(pager) == [])
        try await pass(.hours(3))
        #expect(kinds(pager) == [])
        try await pass(.hours(1))
        #expect(kinds(pager) == [.opened])
        rig.lots = [try .from("2025-07-24", "10", id: "P")]
        try await pass(.hours(1))
        #expect(kinds(pager) == [.opened, .closed])
    }

    @Test mutating func `does not escalate what was acknowledged or is over`() async throws {
        route { $0.after = .hours(4) }
        usage.value = [try .on("2025-07-23", "2")]
        try await pass(.zero)
        let incident = try #require(try await rig.store.incidents(includingClosed: false).first)
        _ = try await rig.store.acknowledge(incident.id, at: rig.clock.wallTime)
        try await pass(.hours(9))
        rig.lots = [try .from("2025-07-24", "10", id: "P")]
        try await pass(.hours(1))
        #expect(kinds(mail) == [.opened, .closed] && kinds(pager) == [])
    }

    @Test mutating func `is silenced for a while, and still hears the end of what it was told`() async throws {
        let start = rig.clock.wallTime
        usage.value = [try .on("2025-07-23", "2")]
        try await pass(.zero)
        _ = try await rig.store.silence(
            team: "Acme", kind: .uncharged, until: start + .hours(9), reason: "", author: "test", at: start)
        usage.value = [try .on("2025-07-23", "20")]
        try await pass(.hours(1))
        #expect(kinds(mail) == [.opened])
        rig.lots = [try .from("2025-07-24", "30", id: "P")]
        try await pass(.hours(1))
        #expect(kinds(mail) == [.opened, .closed])
    }

    @Test mutating func `is silenced by team, by kind, and until its end`() async throws {
        let start = rig.clock.wallTime
        _ = try await rig.store.silence(
            team: "Other", kind: nil, until: start + .days(9), reason: "", author: "test", at: start)
        _ = try await rig.store.silence(
            team: nil, kind: .stale, until: start + .days(9), reason: "", author: "test", at: start)
        let mine = try await rig.store.silence(
            team: nil, kind: nil, until: start + .hours(2), reason: "", author: "test", at: start)
        usage.value = [try .on("2025-07-23", "2")]
        try await pass(.zero)
        #expect(kinds(mail) == [])
        #expect(try await rig.store.endSilence(mine.number, at: start + .hours(1)) != nil)
        #expect(try await rig.store.endSilence(mine.number, at: start + .hours(1)) == nil)
        usage.value = [try .on("2025-07-23", "20")]
        try await pass(.hours(1))
        #expect(kinds(mail) == [.raised])
    }
}

@Suite struct `A channel that does not work` {
    @Test func `is told of through the others, until a message gets through it again`() async throws {
        var rig = try Rig()
        let works = Shared(false)
        let mail = ScriptedChannel("mail") { _, _ in
            works.value
                ? .delivered(reply: "250 OK") : .misconfigured(reason: "535 no", hint: "check user and password")
        }
        let chat = ScriptedChannel("chat")
        let usage = Shared([try Usage.on("2025-07-23", "2")])
        rig.sources = [ScriptedSource(id: "csv") { _ in .good("csv", usage.value) }]
        rig.channels = [mail, chat]
        rig.watchesChannels = true
        let start = rig.clock.wallTime
        func pass(_ time: Duration) async throws -> [Notice] {
            rig.clock.advance(by: time)
            let polls = try await rig.engine().pollAll()
            _ = try await rig.engine().deliverDue()
            return polls.flatMap(\.decision.notices)
        }
        _ = try await pass(.zero)
        let told = try await pass(.hours(1))
        #expect(told.map(\.incident.kind) == [.undelivered])
        guard case .undelivered(let dead)? = told.first?.condition?.facts else {
            Issue.record("no facts")
            return
        }
        #expect(
            dead
                == Undelivered(channel: "mail", count: 1, reason: "535 no (check user and password)", since: start))
        #expect(chat.arrived.map(\.kind) == [.opened, .opened])
        #expect(mail.attempts.count == 1, "it is not told of through itself")
        #expect(try await pass(.hours(1)).isEmpty)
        works.value = true
        usage.value = [try .on("2025-07-23", "20")]
        _ = try await pass(.hours(1))
        #expect(try await pass(.hours(1)).map(\.kind) == [.closed])
        #expect(chat.arrived.map(\.kind) == [.opened, .opened, .raised, .closed])
    }
}

@Suite struct `Quiet hours` {
    private static let night = (TimeOfDay(secondsSinceMidnight: 22 * 3_600), TimeOfDay(secondsSinceMidnight: 7 * 3_600))

    @Test(arguments: [
        ("2025-07-24T06:59:59Z", "2025-07-24T07:00:00Z"), ("2025-07-24T07:00:00Z", "2025-07-24T07:00:00Z"),
        ("2025-07-24T21:59:59Z", "2025-07-24T21:59:59Z"), ("2025-07-24T22:00:00Z", "2025-07-25T07:00:00Z"),
        // A Friday night, a quiet weekend, and a holiday after it.
        ("2025-07-25T23:00:00Z", "2025-07-29T07:00:00Z"), ("2025-07-26T12:00:00Z", "2025-07-29T07:00:00Z"),
    ])
    func `end when nothing is quiet any more`(from: String, end: String) throws {
        let quiet = QuietHours(
            hours: Self.night, weekdays: [0, 6], days: [try .parsed("2025-07-28")])
        func instant(_ text: String) throws -> Instant {
            let parts = text.dropLast().split(separator: "T").map(String.init)
            let time = parts[1].split(separator: ":").compactMap { Int($0) }
            return try .at(parts[0]) + .seconds(time[0] * 3_600 + time[1] * 60 + time[2])
        }
        #expect(try quiet.end(from: instant(from), zone: .utc) == instant(end))
    }

    @Test func `of every day end all the same`() throws {
        let always = QuietHours(hours: nil, weekdays: Set(0...6), days: [])
        let start = try Instant.at("2025-07-24")
        #expect(always.end(from: start, zone: .utc) > start)
    }
}
