import Testing
import VermilionFormats

@Suite struct `A piece of HTML` {
    @Test func `escapes text and attributes`() {
        let html = HTML("td", ["title": "\"><script>"]) { "</td><script>alert('1') & more" }
        #expect(
            html.markup
                == "<td title=\"&quot;&gt;&lt;script&gt;\">&lt;/td&gt;&lt;script&gt;alert(&#39;1&#39;) &amp; more</td>")
    }

    @Test func `holds no control characters`() {
        #expect(HTML("a\0b\u{1B}c\u{85}d\r\ne\u{FFFF}").markup == "a b c d \ne ")
    }

    @Test func `is put together in order`() {
        let isThere = true
        let html = HTML("p") {
            "a"
            if isThere { HTML("b") { "c" } }
            if !isThere { "never" } else { "d" }
            ["e", "f"].map { HTML($0) }
            HTML.void("br")
        }
        #expect(html.markup == "<p>a<b>c</b>def<br /></p>")
    }
}
