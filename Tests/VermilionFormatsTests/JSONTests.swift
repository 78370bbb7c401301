import Testing
import VermilionFormats

@Suite struct `JSON output` {
    @Test(
        arguments: [
            ("plain", #""plain""#),
            ("", #""""#),
            (#"say "hi""#, #""say \"hi\"""#),
            (#"a\b/c"#, #""a\\b/c""#),
            ("a\nb\rc\td", #""a\nb\rc\td""#),
            ("a\r\nb", #""a\r\nb""#),
            ("\0\u{1}\u{8}\u{C}\u{1F} ", #""\u0000\u0001\u0008\u000c\u001f ""#),
            ("~\u{7F}\u{80}\u{9B}\u{9F}\u{A0}", #""~\u007f\u0080\u009b\u009f"# + "\u{A0}\""),
            ("\u{2027}\u{2028}\u{2029}\u{202A}", "\"\u{2027}" + #"\u2028\u2029"# + "\u{202A}\""),
            ("日本 é e\u{301} 👩‍👩‍👧 \u{FEFF}", "\"日本 é e\u{301} 👩‍👩‍👧 \u{FEFF}\""),
            ("\"\u{301}", "\"\\\"\u{301}\""),
        ] as [(String, String)])
    func `escapes what JSON, a terminal or a script would take for more than text`(text: String, json: String) {
        #expect(JSON.string(text).compact.utf8.elementsEqual(json.utf8))
        #expect(JSON.object([(text, .null)]).compact.utf8.elementsEqual("{\(json):null}".utf8))
    }

    private static let sample = JSON.object([
        ("team", .string("Größe \"日本\" 👩‍👩‍👧")),
        ("list", .array([.integer(1), .integer(-2), .array([]), .object([]), .array([.object([])])])),
        ("nested", .object([("z", .null), ("a", .bool(true)), ("m", .bool(false))])),
        ("text", .string("a\\b/c\n\t\r\u{1}")),
        ("max", .integer(.max)),
    ])

    @Test func `is laid out as Python lays it out with an indent of one`() {
        let expected = #"""
            {
             "team": "Größe \"日本\" 👩‍👩‍👧",
             "list": [
              1,
              -2,
              [],
              {},
              [
               {}
              ]
             ],
             "nested": {
              "z": null,
              "a": true,
              "m": false
             },
             "text": "a\\b/c\n\t\r\u0001",
             "max": 9223372036854775807
            }
            """#
        #expect(Self.sample.pretty == expected)
    }

    @Test func `on one line has no spaces and keeps the order of its members`() {
        let nested = #""nested":{"z":null,"a":true,"m":false}"#
        #expect(
            Self.sample.compact == #"{"team":"Größe \"日本\" 👩‍👩‍👧","list":[1,-2,[],{},[{}]],"# + nested
                + #","text":"a\\b/c\n\t\r\u0001","max":9223372036854775807}"#)
        #expect(JSON.array([]).pretty == "[]")
        #expect(JSON.object([]).pretty == "{}")
        #expect(JSON.integer(.min).pretty == "-9223372036854775808")
    }
}
