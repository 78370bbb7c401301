import VermilionFormats

/// The grammars of single values. Patterns are of the subset that all readers of JSON Schema share.
extension Schema {
    // MARK: Quantities

    static var duration: Schema {
        wording("^[0-9]{1,9}[smhd]$", "a duration is a whole number and a unit: 30s, 5m, 1h, 7d")
    }

    /// A second or more.
    static var span: Schema {
        wording("^0*[1-9][0-9]{0,8}[smhd]$", "a duration is a whole number and a unit: 30s, 5m, 1h, 7d")
    }

    /// Which percentages is a pattern.
    private static func percentage(_ numbers: String, _ range: String) -> Schema {
        wording("^0*(\(numbers))%$", "a percentage is a whole number and %, from \(range)")
    }

    static var percentUpTo100: Schema { percentage("[0-9]{1,2}|100", "0% to 100%") }
    static var percentUpTo10000: Schema { percentage("[0-9]{1,4}|10000", "0% to 10000%") }

    private static let positive = #"([1-9][0-9]*(\.[0-9]+)?|0\.0*[1-9][0-9]*)"#

    /// Tokens, as a number or in quotes.
    static var amount: Schema {
        text("^\(positive)$", "an amount of tokens is a decimal number: 500 or 1030.25")
            .adding("exclusiveMinimum", .integer(0)).adding("maximum", .integer(9_223_372_036_854))
    }

    /// `20%` or `50 tokens`.
    static var threshold: Schema {
        wording("^(0*([1-9][0-9]?|100)%|\(positive) tokens?)$", "a percentage or tokens: 20% or 50 tokens")
    }

    // MARK: Time

    private static let date =
        "[0-9]{4}([-/]?)(0?[13578]|1[02]|0?[469]|11|0?2)([-/]?)(0?[1-9]|[12][0-9]|3[01])"
    private static let impossible = "^[0-9]{4}([-/]?)((0?[469]|11)([-/]?)31|0?2([-/]?)3[01])([Tt ].*)?$"

    /// An ISO 8601 date, or date and time. YAML may read `20250724` as a number.
    static var moment: Schema {
        text("^\(date)([Tt ][0-9]{2}.*)?$", "a date is written 2025-07-24 or 2025-07-24T09:00")
            .adding("not", .object([("type", "string"), ("pattern", .string(impossible))]))
    }

    static var day: Schema {
        text("^\(date)([Tt ]00.*)?$", "a day is written 2025-07-24")
            .adding("not", .object([("type", "string"), ("pattern", .string(impossible))]))
    }

    static let clock = "(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)"

    // MARK: Names

    private static let control = #"\u0000-\u001f\u007f-\u009f"#

    /// A text of one line that is not empty.
    static var line: Schema { text("^[^\(control)]+$", "a text of one line") }

    /// A line without a space at its ends.
    static var name: Schema {
        text("^[^ \(control)]([^\(control)]*[^ \(control)])?$", "a line without spaces at its ends", atMost: 200)
    }

    static var identity: Schema { text("^[^\(control)]*[^ \(control)][^\(control)]*$", "a line", atMost: 200) }

    /// Letters, digits and a few signs.
    static func word(beside signs: String) -> Schema {
        text("^[A-Za-z0-9\(signs)]{1,64}$", "letters, digits and a few signs, at most 64")
    }

    static var folderName: Schema { word(beside: "._-").adding("not", .object([("enum", .array([".", ".."]))])) }

    /// What a server calls something, be it `true`.
    static var identifier: Schema {
        Schema([
            ("type", .array(["string", "number", "boolean"])), ("pattern", "^[!-~]{1,200}$"),
            ("patternErrorMessage", "ASCII characters without spaces"),
        ])
    }

    static var path: Schema {
        text("^[^~\(control)][^\(control)]*$", "a path; it cannot begin with ~")
    }

    static var program: Schema {
        Schema([
            ("type", "array"), ("minItems", .integer(1)), ("prefixItems", .array([path.json])),
            ("items", .object([("type", .array(["string", "number", "boolean"]))])),
        ])
    }

    static var jsonPointer: Schema { wording("^(/([^~]|~[01])*)?$", "a JSON Pointer begins with /, such as /results") }

    // MARK: Places

    private static let label = "[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?"
    private static let hostPattern = #"\#(label)(\.\#(label))*"#
    private static let ipv6 = #"\[[0-9A-Fa-f:.]+\]"#
    private static let port =
        "0*([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
    private static let server = "(\(hostPattern)|\(ipv6))"
    private static let loopback =
        #"([Ll][Oo][Cc][Aa][Ll][Hh][Oo][Ss][Tt]|\#(hostPattern)\.localhost|127(\.[0-9]+){3}|\#(ipv6))"#
    private static let anyPort = "(:\(port))?"

    static var host: Schema { text("^\(hostPattern)$", "the name of a host", atMost: 253) }

    private static func web(_ rest: String, _ words: String) -> Schema {
        wording(
            "^([Hh][Tt][Tt][Pp][Ss]://\(server)|[Hh][Tt][Tt][Pp]://\(loopback))\(anyPort)(\(rest))?$", words)
    }

    /// A web server and a path.
    static var webAddress: Schema { web("[/?#][!-~]*", "an https:// address, or http:// to this machine") }

    /// The beginning of addresses.
    static var endpoint: Schema { web("/[!->@-~]*", "an https:// address without a query, or http:// to this machine") }

    private static func anyWeb(_ rest: String, _ words: String) -> Schema {
        wording("^[Hh][Tt][Tt][Pp][Ss]?://\(server)\(anyPort)(\(rest))?$", words)
    }

    /// A web server and a path, or where they are kept as a secret; also by plain http.
    static var anyAddress: Schema { any(anyWeb("[/?#][!-~]*", "an https:// or http:// address"), .secret) }

    /// The beginning of addresses, also by plain http.
    static var anyEndpoint: Schema { anyWeb("/[!->@-~]*", "an https:// or http:// address without a query") }

    static var allowsHTTP: Schema {
        boolean.described("Lets the address be plain http to another machine, in a network that you trust.")
            .usually(.bool(false))
    }

    static var proxy: Schema {
        wording("^[Hh][Tt][Tt][Pp][Ss]?://\(server):\(port)/?$", "the address of a proxy, such as http://proxy:3128")
    }

    static var redirect: Schema {
        wording(
            "^[Hh][Tt][Tt][Pp]://\(loopback):\(port)(/[!->@-~]*)?$",
            "an address of this machine with a port, such as http://localhost:8419/callback")
    }

    static var mailServer: Schema {
        wording("^[Ss][Mm][Tt][Pp][Ss]?://\(server)\(anyPort)/?$", "smtp://host or smtps://host, and maybe :port")
    }

    static var mailbox: Schema {
        let local = "[!#-'*+/-9=?A-Z^-~-]+"
        let address = #"\#(local)(\.\#(local))*@\#(hostPattern)"#
        return wording(
            "^ *([^<>]*<\(address)>|\(address)) *$", "a mail address: ops@example.com or Ops <ops@example.com>")
    }

    static var mailboxes: Schema { any(mailbox, list(of: mailbox, atLeast: 1)) }

    static var zone: Schema {
        wording("^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$", "an IANA name such as Europe/Berlin")
    }

    /// The words in whatever case.
    static func anyCase(_ words: some Sequence<String>) -> String {
        words.map { $0.map { "[\($0.uppercased())\($0.lowercased())]" }.joined() }.joined(separator: "|")
    }
}
