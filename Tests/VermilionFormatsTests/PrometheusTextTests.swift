import Testing
import VermilionDomain
import VermilionFormats

@Suite struct `Prometheus text` {
    @Test func `has a head and the samples of each family`() {
        var wealth = MetricFamily("tokens", .gauge, "What is left.\nA \\ line.")
        wealth.add(MetricValue(Tokens(micro: 1_000_001)), ["team": "Acme"])
        wealth.add(MetricValue(Tokens(-3)), ["team": "B", "lot": ""])
        var polls = MetricFamily("polls_total", .counter, "Polls.")
        polls.add(MetricValue(7))
        #expect(
            PrometheusText.write([wealth, MetricFamily("nothing", .gauge, "Nothing."), polls]) == """
                # HELP tokens What is left.\\nA \\\\ line.
                # TYPE tokens gauge
                tokens{team="Acme"} 1.000001
                tokens{team="B",lot=""} -3
                # HELP polls_total Polls.
                # TYPE polls_total counter
                polls_total 7

                """)
    }

    @Test(arguments: [
        ("plain", "plain"), ("a \"quote\"", #"a \"quote\""#), (#"back\slash"#, #"back\\slash"#),
        ("two\nlines", #"two\nlines"#), (#"\n"#, #"\\n"#), ("日本 {x=\"y\"} 1", #"日本 {x=\"y\"} 1"#), ("\r\t", "\r\t"),
    ])
    func `carries any text in a label`(text: String, written: String) {
        var family = MetricFamily("a", .gauge, "A.")
        family.add(MetricValue(1), ["label": text])
        #expect(PrometheusText.write([family]).hasSuffix("\na{label=\"\(written)\"} 1\n"))
    }

    @Test func `has exact numbers`() {
        var family = MetricFamily("a", .gauge, "A.")
        let values = [
            MetricValue(Tokens(micro: .max)), MetricValue(Tokens(micro: .min)), MetricValue(Tokens(micro: 1)),
            MetricValue(Instant(microseconds: 1_795_873_394_312_416)), MetricValue(Duration.milliseconds(-1_500)),
            MetricValue(Duration.seconds(21_600)), MetricValue(true), MetricValue(false), MetricValue(UInt64.max),
        ]
        for (number, value) in values.enumerated() { family.add(value, ["n": "\(number)"]) }
        let numbers = PrometheusText.write([family]).split(separator: "\n").dropFirst(2)
            .map { $0.split(separator: " ")[1] }
        #expect(
            numbers == [
                "9223372036854.775807", "-9223372036854.775808", "0.000001", "1795873394.312416", "-1.5", "21600", "1",
                "0", "18446744073709551615",
            ])
    }

    @Test func `has no names that Prometheus refuses`() async {
        for name in ["", "1a", "a-b", "a b", "ä"] {
            await #expect(processExitsWith: .failure) { [name = name as String] in _ = MetricFamily(name, .gauge, "A.")
            }
            await #expect(processExitsWith: .failure) { [name = name as String] in
                var family = MetricFamily("a", .gauge, "A.")
                family.add(MetricValue(1), [name: "x"])
            }
        }
        await #expect(processExitsWith: .failure) {
            var family = MetricFamily("a", .gauge, "A.")
            family.add(MetricValue(1), ["__name__": "x"])
        }
        await #expect(processExitsWith: .failure) { _ = MetricFamily("a", .counter, "A.") }
    }
}
