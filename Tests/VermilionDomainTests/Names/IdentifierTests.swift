import Testing
import VermilionDomain

@Suite struct `A name` {
    @Test func `is compared by bytes, not by canonical equivalence`() {
        let composed: AppName = "caf\u{E9}"
        let decomposed: AppName = "cafe\u{301}"
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(decomposed < composed)
        #expect(AppName("Z") < AppName("a"))
        // UTF-16 would put the second of these first.
        #expect(AppName("\u{FFFD}") < AppName("\u{1F600}"))
    }
}

@Suite struct `A generated row id` {
    @Test(arguments: [(1, ""), (2, "#2"), (10, "#10"), (123_456, "#123456")])
    func `tells its number`(number: Int, text: String) {
        #expect(RowID.generated(number).text == text)
        #expect(RowID(text).generatedNumber == number)
    }

    @Test(arguments: ["#", "#1", "#0", "#-2", "#+2", "#02", "##2", "#2a", "# 2", "2", "row", "#99999999999999999999"])
    func `is not mistaken for one that a source gave`(text: String) {
        #expect(RowID(text).generatedNumber == nil)
    }
}

@Suite struct `An id` {
    @Test func `of a delivery is read back`() throws {
        let incident = IncidentID(installation: "k3f9q2", number: 12)
        let id = DeliveryID(notice: NoticeID(incident: incident, number: 3), channel: "team-mail-2")
        #expect("\(id)" == "k3f9q2-12-3-team-mail-2")
        #expect(DeliveryID("k3f9q2-12-3-team-mail-2") == id)
        #expect(NoticeID("k3f9q2-12-3") == id.notice)
        #expect(IncidentID("k3f9q2-12") == incident)
    }

    @Test(arguments: ["", "k3f9q2", "-12", "k3f9q2-0", "k3f9q2--1", "k3f9q2-x", "a-b-1", "k3f9q2-12-3"])
    func `of an incident that is written otherwise is none`(text: String) {
        #expect(IncidentID(text) == nil)
    }

    @Test(arguments: ["", "k3f9q2-12", "k3f9q2-12-0", "k3f9q2-12-x", "k3f9q2-12-3-mail"])
    func `of a notice that is written otherwise is none`(text: String) {
        #expect(NoticeID(text) == nil)
    }

    @Test(arguments: ["", "k3f9q2-12-3", "k3f9q2-12-3-", "k3f9q2-12-x-mail"])
    func `of a delivery that is written otherwise is none`(text: String) {
        #expect(DeliveryID(text) == nil)
    }
}
