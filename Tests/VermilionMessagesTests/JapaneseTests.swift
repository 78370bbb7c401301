import Testing
import VermilionDomain
import VermilionMessages

@Suite struct `Japanese words` {
    @Test func `say what could not be charged, and what to buy`() throws {
        let message = Message(of: try Story.uncharged().notices[0], for: .japanese)
        #expect(
            message.summary == "Acme Design では、2026年7月31日以降、有効なパックから課金できなかった使用量が "
                + "3.5 トークンあります。解消するには 100 トークン以上を購入してください。")
        #expect(message.facts.last == Fact(label: "最低購入量", value: "100 トークン"))
        #expect(message.footer.contains("を実行してください（悪化と解消は引き続き通知します）。"))
    }

    @Test func `are set as Japanese is: its own brackets, no blank before them or before a percent sign`() throws {
        let wrong = [
            #/[ぁ-んァ-ヶー一-龥] ?\(/#, #/ （/#, #/[0-9] %/#, #/[ぁ-んァ-ヶ一-龥][,.] ?[ぁ-んァ-ヶ一-龥]/#, #/。。|、、|  [^ ]/#,
        ]
        for notice in try Story.all() + Notice.examples {
            let message = Message(of: notice, for: .japanese)
            let texts =
                [message.subject, message.headline, message.summary, message.footer] + message.facts.map(\.value)
            for text in texts { for mark in wrong { #expect(text.firstMatch(of: mark) == nil, "\(text)") } }
        }
    }

    @Test func `call one thing by one name`() throws {
        for notice in try Story.all() + Notice.examples {
            let text = Message(of: notice, for: .japanese).text.replacing("\n", with: "")
            for stranger in ["帳簿", "ロット", "アラート", "要求"] { #expect(!text.contains(stranger), "\(text)") }
        }
    }
}
