import Testing
import VermilionDomain
import VermilionFormats

@Suite struct `Reading JSON` {
    private func read(_ text: String, depth: Int = 64, size: Int = 1_000) throws -> JSON {
        try JSON.read(Array(text.utf8), file: "a.json", depth: depth, size: size)
    }

    @Test(
        arguments: [
            (" [46.0, 0.12099, 1e-3, -0, 12345678901234567890] ", "[46.0,0.12099,1e-3,-0,12345678901234567890]"),
            (#"{"a":{"b":[true,false,null,{}]},"":""}"#, #"{"a":{"b":[true,false,null,{}]},"":""}"#),
            (#""\"\\\/\b\f\n\r\t\u0041\ud83d\ude00日""#, #""\"\\/\u0008\u000c\n\r\tA😀日""#),
            (#"{"e\u0301":1,"é":2}"#, "{\"e\u{301}\":1,\"é\":2}"),
        ] as [(String, String)])
    func `keeps digits, order and text`(text: String, compact: String) throws {
        #expect(try read(text).compact.utf8.elementsEqual(compact.utf8))
    }

    @Test(
        arguments: [
            ("", 1, 1), (" ", 1, 2), ("[1,]", 1, 4), ("[1 2]", 1, 4), ("{\"a\":1,}", 1, 8), ("{a:1}", 1, 2),
            ("01", 1, 2), ("1.", 1, 3), (".5", 1, 1), ("+1", 1, 1), ("1e", 1, 3), ("-", 1, 2), ("NaN", 1, 1),
            ("tru", 1, 4), ("[\n 1,\n 日]", 3, 2), ("\"日\\x\"", 1, 3), ("\"\\ud800\"", 1, 2),
            ("\"\\ud800\\u0041\"", 1, 2), ("\"\\u00g0\"", 1, 6), ("\"a\nb\"", 1, 3), ("\"a", 1, 3), ("\u{FEFF}1", 1, 1),
            ("{\"a\":1,\n\"\\u0061\":2}", 2, 1), ("1 1", 1, 3), ("<html>", 1, 1), ("[1", 1, 3), ("{\"a\"", 1, 5),
        ] as [(String, Int, Int)])
    func `refuses what is not JSON and says where`(text: String, line: Int, column: Int) {
        let error = #expect(throws: Diagnostic.self) { try read(text) }
        #expect(error?.place == Diagnostic.Place(file: "a.json", line: line, column: column))
    }

    @Test func `refuses what is not UTF-8`() {
        #expect(throws: Diagnostic.self) { try JSON.read([0x22, 0xC3, 0x22], file: "a", depth: 1, size: 9) }
    }

    @Test func `has an end in depth and size`() throws {
        _ = try read("[[[]]]", depth: 3)
        #expect(throws: Diagnostic.self) { try read("[[[]]]", depth: 2) }
        #expect(throws: Diagnostic.self) { try read(String(repeating: "[", count: 900)) }
        _ = try read("[1]", size: 3)
        #expect(throws: Diagnostic.self) { try read("[1]", size: 2) }
    }
}

@Suite struct `A JSON pointer` {
    /// The example of RFC 6901, section 5.
    @Test(
        arguments: [
            ("/foo", #"["bar","baz"]"#), ("/foo/0", #""bar""#), ("/", "0"), ("/a~1b", "1"), ("/c%d", "2"),
            ("/m~0n", "8"), ("/foo/2", nil), ("/foo/01", nil), ("/foo/-", nil), ("/foo/+1", nil), ("/foo/0/x", nil),
            ("/none", nil),
        ] as [(String, String?)])
    func `names one value`(text: String, value: String?) throws {
        let document = try JSON.read(
            Array(#"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"m~n":8}"#.utf8), file: "a", depth: 2, size: 99)
        #expect(try #require(JSONPointer(text)).value(in: document)?.compact == value)
        #expect(try #require(JSONPointer("")).value(in: document)?.compact == document.compact)
    }

    @Test(arguments: ["foo", "/a~", "/a~2"]) func `is refused when malformed`(text: String) {
        #expect(JSONPointer(text) == nil)
    }

    @Test(arguments: ["a/b", "m~n", "", "~1"]) func `of a key names its member`(key: String) throws {
        let pointer = JSONPointer.member(key)
        #expect(pointer.value(in: .object([(key, .integer(1))]))?.compact == "1")
        #expect(JSONPointer(pointer.text) == pointer)
    }
}
