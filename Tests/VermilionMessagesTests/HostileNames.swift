/// Names that somebody may give an app to see what happens.
enum HostileNames {
    static let all = [
        "Acme\r\nBcc: thief@example.com\r\n\r\nHello", "</td></table><script>alert(1)</script>", "=?UTF-8?B?QWNtZQ==?=",
        "\"Acme\" <thief@example.com>, \\", "Acme\u{202E}ngiseD", "👩‍👧‍👦 Büro & Söhne 'GmbH'",
        "株式会社アクメ設計 東京本社 ビューアー 二足歩行プロセス", String(repeating: "x", count: 300),
        String(repeating: "設計", count: 150), "\0\u{7F}\u{1B}[31mred", "a|b'=c;", ".", "", "From here",
        "a\u{2028}b\u{85}c",
    ]
}

/// Random numbers that are the same for the same seed (SplitMix64).
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
