import Testing
import VermilionDomain
import VermilionFormats

@testable import VermilionMessages

@Suite struct `Amounts in words` {
    @Test(arguments: [
        ("1234.5", "1234.5"), ("12345", "12,345"), ("-12345.678", "-12,345.678"),
        ("1234567.000001", "1,234,567.000001"),
        ("9223372036854.775807", "9,223,372,036,854.775807"), ("-0.5", "-0.5"), ("100000", "100,000"),
    ])
    func `are set in groups of three from five digits on`(_ amount: String, _ words: String) throws {
        let tokens = try Tokens(decimal: amount)
        #expect(English().tokens(tokens) == "\(words) tokens" && Japanese().tokens(tokens) == "\(words) トークン")
    }

    @Test(arguments: [Reader.english, .japanese])
    func `are so in subjects, sentences, facts and tables, and plain in records`(_ reader: Reader) throws {
        var story = Story()
        story.use(Tokens(123_456), day: 0)
        let notice = try #require(try story.poll(after: .hours(1)).first)
        let message = Message(of: notice, for: reader)
        for text in [message.subject, message.headline, message.summary, message.facts[0].value] {
            #expect(text.contains("123,456") && !text.contains("123456"), "\(text)")
        }
        let row = try #require(message.text.split(separator: "\n").first { $0.hasPrefix("Viewer 2-legged") })
        #expect(row.split(separator: " ").count { $0 == "123,456" } == 2, "\(row)")
        let record = notice.record(message: message, zone: .utc).compact
        #expect(record.contains(#""uncharged":"123456""#))
    }
}

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
