import Testing
import VermilionFormats

@Suite struct `A CSV line` {
    @Test(
        arguments: [
            (["a", "b"], "a,b\n"),
            (["a,b", "c"], "\"a,b\",c\n"),
            (["say \"hi\""], "\"say \"\"hi\"\"\"\n"),
            (["a\nb", "c\rd", "e\r\nf"], "\"a\nb\",\"c\rd\",\"e\r\nf\"\n"),
            ([""], "\"\"\n"),
            (["", ""], ",\n"),
            (["\u{FEFF}a"], "\"\u{FEFF}a\"\n"),
            ([" a ", "=1+1", "-3"], " a ,=1+1,-3\n"),
            ([",\u{301}"], "\",\u{301}\"\n"),
        ] as [([String], String)])
    func `quotes only what has to be`(fields: [String], line: String) {
        #expect(CSVLine(fields).description == line)
    }
}
