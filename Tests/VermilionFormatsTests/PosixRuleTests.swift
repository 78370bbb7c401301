import Testing
import VermilionDomain
import VermilionFormats

@Suite struct `A POSIX zone rule` {
    private typealias Summer = YearlyRule.Summer

    @Test(arguments: [
        ("JST-9", YearlyRule(standard: 32_400, summer: nil)),
        ("<+09>-9", YearlyRule(standard: 32_400, summer: nil)),
        ("<-0330>+3:30:15", YearlyRule(standard: -12_615, summer: nil)),
        ("XYZ24", YearlyRule(standard: -86_400, summer: nil)),
        (
            "EST5EDT,M3.2.0,M11.1.0",
            YearlyRule(
                standard: -18_000,
                summer: Summer(
                    offset: -14_400, start: .weekday(month: 3, week: 2, weekday: 0), startTime: 7_200,
                    end: .weekday(month: 11, week: 1, weekday: 0), endTime: 7_200))
        ),
        (
            "<+1030>-10:30<+11>-11,J1/0:30,365/167:59:59",
            YearlyRule(
                standard: 37_800,
                summer: Summer(
                    offset: 39_600, start: .dayWithoutLeap(1), startTime: 1_800, end: .day(365), endTime: 604_799))
        ),
        (
            "<-02>2<-01>,M3.5.0/-1,0/-167",
            YearlyRule(
                standard: -7_200,
                summer: Summer(
                    offset: -3_600, start: .weekday(month: 3, week: 5, weekday: 0), startTime: -3_600, end: .day(0),
                    endTime: -601_200))
        ),
    ])
    func `is read`(text: String, rule: YearlyRule) {
        #expect(YearlyRule(posix: text.utf8) == rule)
    }

    @Test(arguments: [
        "", "JS-9", "JST", "JST-", "JST-9 ", "JST-25", "JST-9:60", "JST-9:00:60", "<+9>-9", "<+09-9", "+09-9", ":JST-9",
        "ESTEDT", "EST5EDT", "EST5EDT4", "EST5EDT,M3.2.0", "EST5EDT,M3.2.0,", "EST5EDT,M3.2.0,M11.1.0,",
        "EST5EDT,M0.2.0,M11.1.0", "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M3.0.0,M11.1.0", "EST5EDT,M3.6.0,M11.1.0",
        "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,M11.1.0", "EST5EDT,J366,M11.1.0", "EST5EDT,366,M11.1.0",
        "EST5EDT,M3.2.0/168,M11.1.0", "EST5EDT,M3.2.0/,M11.1.0", "EST5EDT,M3.2,M11.1.0", "EST5EDT,M3.2.0,M11.1.0/-168",
        "EST5EDT,-1,M11.1.0", "EST5ED4,M3.2.0,M11.1.0",
    ])
    func `that is none is refused`(text: String) {
        #expect(YearlyRule(posix: text.utf8) == nil)
    }
}
