import Testing
import VermilionDomain
import VermilionFormats
import VermilionTestSupport

@Suite struct `A compiled time zone` {
    private static func zone(_ bytes: [UInt8]) -> Zone? { Zone(identifier: "Test/Zone", tzif: bytes) }

    private static func instant(_ text: String) throws -> Instant {
        try #require(CivilMoment(text)).instant(in: .utc)
    }

    @Test(arguments: ZoneFile.allCases)
    func `gives the offsets of the past and of the future`(file: ZoneFile) throws {
        let zone = try #require(Zone(identifier: file.rawValue, tzif: file.bytes))
        #expect(zone.identifier == file.rawValue)
        for (text, offset) in file.offsets {
            #expect(zone.offset(at: try Self.instant(text)) == offset, "\(text)")
        }
    }

    @Test func `takes days where they begin, also when the clock is put forward at midnight`() throws {
        let berlin = try #require(Self.zone(ZoneFile.berlin.bytes))
        let summer = try #require(CivilMoment("2025-07-24")).instant(in: berlin)
        #expect(summer.description == "2025-07-23T22:00:00Z")
        #expect(try #require(CivilMoment("2025-03-30T02:30")).instant(in: berlin).description == "2025-03-30T01:00:00Z")
        #expect(try #require(CivilMoment("2025-10-26T02:30")).instant(in: berlin).description == "2025-10-26T00:30:00Z")
        let santiago = ZoneBytes(footer: "\n<-04>4<-03>,M9.1.6/24,M4.1.6/24\n")
        let spring = try #require(CivilDate(year: 2025, month: 9, day: 7))
        #expect(try #require(Self.zone(santiago.bytes)).startOfDay(spring).description == "2025-09-07T04:00:00Z")
    }

    @Test(arguments: ZoneFile.allCases)
    func `cut short anywhere is refused`(file: ZoneFile) {
        let bytes = file.bytes
        #expect((0..<bytes.count).allSatisfy { Self.zone(Array(bytes.prefix($0))) == nil })
    }

    @Test(arguments: 0..<UInt64(2_000))
    func `that is damaged never crashes`(seed: UInt64) throws {
        var dice = SplitMix64(seed: seed)
        var bytes = dice.pick(ZoneFile.allCases).bytes
        for _ in 0..<dice.draw(1...6) {
            // Counts, types and the footer are where damage matters.
            let place = dice.pick([
                dice.draw(0...(bytes.count - 1)), dice.draw(0...43), max(0, bytes.count - dice.draw(1...40)),
            ])
            bytes[place] = dice.pick([0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: .min ... .max, using: &dice)])
        }
        guard let zone = Self.zone(bytes) else { return }
        for _ in 0..<20 {
            let seconds = Int64(dice.draw(-62_135_596_800...253_402_300_799))
            let instant = Instant(seconds: seconds)
            #expect((-200_000...200_000).contains(zone.offset(at: instant)))
            _ = zone.startOfDay(zone.day(of: instant))
        }
    }

    private struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var file = ZoneBytes()
    }

    private static let damages: [Damage] = [
        Damage(testDescription: "another magic", file: ZoneBytes(magic: "TZxx")),
        Damage(testDescription: "no types", file: ZoneBytes(offsets: [])),
        Damage(testDescription: "leap seconds", file: ZoneBytes(leapSeconds: 1)),
        Damage(testDescription: "leap seconds in version 1", file: ZoneBytes(version: 0, leapSeconds: 1)),
        Damage(testDescription: "a type that is not there", file: ZoneBytes(transitions: [(0, 2)])),
        Damage(testDescription: "transitions out of order", file: ZoneBytes(transitions: [(5, 1), (5, 0)])),
        Damage(testDescription: "an offset of more than a day", file: ZoneBytes(offsets: [0, 93_600])),
        Damage(testDescription: "a footer that is no rule", file: ZoneBytes(footer: "\nXYZ\n")),
        Damage(testDescription: "a footer without its end", file: ZoneBytes(footer: "\nJST-9")),
        Damage(testDescription: "no footer", file: ZoneBytes(footer: "")),
    ]

    @Test(arguments: damages)
    private func `with a mistake is refused`(damage: Damage) {
        #expect(Self.zone(ZoneBytes().bytes) != nil)
        #expect(Self.zone(damage.file.bytes) == nil)
    }

    @Test func `has its first type before the first transition, and the last offset after the last without a rule`()
        throws
    {
        let zone = try #require(
            Self.zone(
                ZoneBytes(offsets: [600, -1_200], transitions: [(100, 1), (200, 0), (300, 1)], footer: "\n\n").bytes))
        let offsets = [-1_000_000, 99, 100, 199, 200, 300, 10_000_000_000].map {
            zone.offset(at: Instant(seconds: $0))
        }
        #expect(offsets == [600, 600, -1_200, -1_200, 600, -1_200, -1_200])
    }

    @Test func `of version 1 is read in 32 bits`() throws {
        let file = ZoneBytes(version: 0, offsets: [600, -1_200], transitions: [(-100, 1)], footer: "")
        let zone = try #require(Self.zone(file.bytes))
        #expect([-101, -100, 5_000].map { zone.offset(at: Instant(seconds: $0)) } == [600, -1_200, -1_200])
    }
}

/// A TZif file put together field by field, to be wrong in one of them.
private struct ZoneBytes: Sendable {
    var magic = "TZif"
    var version = UInt8(ascii: "3")
    var leapSeconds = 0
    var offsets: [Int32] = [0, 3_600]
    var transitions: [(at: Int64, type: UInt8)] = [(0, 1), (10, 0)]
    var footer = "\nJST-9\n"

    var bytes: [UInt8] {
        version == 0 ? block(width: 4) : block(width: 4) + block(width: 8) + Array(footer.utf8)
    }

    private func block(width: Int) -> [UInt8] {
        var bytes = Array(magic.utf8) + [version] + [UInt8](repeating: 0, count: 15)
        for count in [0, 0, leapSeconds, transitions.count, offsets.count, 4] { append(count, 4, to: &bytes) }
        for transition in transitions { append(Int(transition.at), width, to: &bytes) }
        bytes += transitions.map(\.type)
        for offset in offsets {
            append(Int(offset), 4, to: &bytes)
            bytes += [0, 0]
        }
        bytes += Array("XXX\0".utf8)
        bytes += [UInt8](repeating: 0, count: leapSeconds * (width + 4))
        return bytes
    }

    private func append(_ value: Int, _ width: Int, to bytes: inout [UInt8]) {
        for shift in (0..<width).reversed() { bytes.append(UInt8(truncatingIfNeeded: value >> (shift * 8))) }
    }
}
