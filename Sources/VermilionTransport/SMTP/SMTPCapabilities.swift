/// What the server offered in its last answer to EHLO; nothing before that, or when it knows HELO alone.
struct SMTPCapabilities: Hashable, Sendable {
    var size = false
    var eightBit = false
    var unicodeAddresses = false
    var pipelining = false

    init() {}

    init(_ reply: SMTPReply) {
        // The first line is the server's name.
        for line in reply.text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst() {
            switch line.split(separator: " ").first?.uppercased() {
            case "SIZE": size = true
            case "8BITMIME": eightBit = true
            case "SMTPUTF8": unicodeAddresses = true
            case "PIPELINING": pipelining = true
            default: break
            }
        }
    }
}
