import Testing
import VermilionDomain
import VermilionTestSupport

@testable import VermilionMessages

@Suite struct `The page of a message` {
    private func page(_ notice: Notice, _ language: Language = .english) -> String {
        Message(of: notice, for: Reader(language: language, zone: .utc)).html
    }

    @Test func `needs nothing from elsewhere and nothing that old readers lack`() throws {
        for notice in try Story.all() {
            let html = page(notice)
            for word in [
                "<script", "<img", "<svg", "<style", "<link", "url(", "display:flex", "position:", "http-equiv",
            ] {
                #expect(!html.contains(word), "\(word)")
            }
            let addresses = html.split(separator: "http").dropFirst().map {
                "http" + $0.prefix { !"\"< &;,".contains($0) }
            }
            #expect(Set(addresses).isSubset(of: ["http://www.w3.org/1999/xhtml", "https://manage.autodesk.com"]))
            #expect(!html.contains(/<td[^>]*><\/td>/))
        }
    }

    @Test func `names its language`() throws {
        let notice = try #require(try Story.uncharged().notices.first)
        #expect(page(notice).contains("<html lang=\"en\""))
        #expect(page(notice, .japanese).contains("<html lang=\"ja\""))
    }

    @Test func `has bars in both colours that fill their width, with the numbers and the colours in words`() throws {
        var story = Story()
        try story.buy(Tokens(3), as: "A", day: -1)
        story.use(Tokens(4), day: 0)
        story.use(Tokens(1), day: 1)
        let html = page(try #require(try story.poll(after: .days(2)).first { $0.incident.kind == .uncharged }))
        let bars = html.bars
        #expect(
            bars == [
                [Stretch(percent: 75, colour: "#0696D7"), Stretch(percent: 25, colour: "#D85528")],
                [Stretch(percent: 25, colour: "#D85528"), Stretch(percent: 75, colour: "#E9EDF1")],
            ])
        #expect(html.contains("charged or settled (blue)") && html.contains("uncharged (vermilion)"))
    }

    @Test func `has bars that add up to 100 percent`() throws {
        for notice in try Story.all() {
            for bar in page(notice).bars { #expect(bar.reduce(0) { $0 + $1.percent } == 100) }
        }
    }

    @Test func `is well-formed, whatever the names`() throws {
        struct Read: Decodable {
            let script: Int
            let text: String
        }
        let script = """
            import base64, html.parser, json, sys
            import xml.etree.ElementTree as tree
            VOID = {"meta", "br"}
            class Balance(html.parser.HTMLParser):
                def __init__(self):
                    super().__init__()
                    self.open = []
                def handle_startendtag(self, tag, attrs):
                    assert tag in VOID, tag
                def handle_starttag(self, tag, attrs):
                    assert tag not in VOID, tag
                    self.open.append(tag)
                def handle_endtag(self, tag):
                    assert self.open.pop() == tag, tag
            answers = []
            for line in sys.stdin:
                page = base64.b64decode(line).decode()
                balance = Balance()
                balance.feed(page)
                balance.close()
                assert not balance.open, balance.open
                root = tree.fromstring(page)
                answers.append({
                    "script": sum(1 for e in root.iter() if e.tag.endswith("script")),
                    "text": "".join(root.itertext()),
                })
            json.dump(answers, sys.stdout)
            """
        let pages = try HostileNames.all.flatMap { name in
            let story = try Story.uncharged(team: TeamName(name), app: AppName(name))
            let stories = [
                story.notices, try Story.expiry(lot: LotID(name)).notices,
                try Story.stale(source: SourceID(name)).notices,
            ]
            return stories.flatMap(\.self).map { (name, page($0)) }
        }
        let answers: [Read] = try PythonReader.run(script, on: pages.map { Array($0.1.utf8) })
        #expect(answers.count == pages.count)
        for (read, (name, _)) in zip(answers, pages) {
            #expect(read.script == 0)
            if name.contains("<script>") { #expect(read.text.contains("</td></table><script>alert(1)</script>")) }
        }
    }
}

private struct Stretch: Hashable {
    let percent: Int
    let colour: String
}

extension String {
    /// The coloured cells of each bar.
    fileprivate var bars: [[Stretch]] {
        matches(of: /table-layout:fixed;">(.*?)<\/table>/).map { table in
            table.1.matches(of: /width="(\d+)%" height="14" bgcolor="(#[0-9A-F]+)"/).map {
                Stretch(percent: Int($0.1) ?? 0, colour: String($0.2))
            }
        }
    }
}
