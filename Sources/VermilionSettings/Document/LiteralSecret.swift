/// Secrets that stand in the configuration itself, though they should not: no diagnostic may repeat them.
enum LiteralSecret {
    /// Whether a line looks as if it gives a password or the like in clear: `password: hunter2`, `pasword : "…`.
    static func mayStand(in line: String) -> Bool {
        let line = line.lowercased()
        if signs.contains(where: line.contains) || hasUserInURL(line) { return true }
        // Amounts stand in many lines.
        let rest = line.replacing("tokens", with: "")
        return words.contains { word in
            guard let found = rest.firstRange(of: word), let colon = rest[found.upperBound...].firstIndex(of: ":")
            else {
                return false
            }
            let value = rest[rest.index(after: colon)...].drop { $0 == " " }
            // `{ file: … }`, an alias or nothing are not secret.
            return value.first.map { !"{*#".contains($0) } ?? false
        }
    }

    /// Of addresses that are secrets.
    private static let signs = [
        "whsec_", "hooks.slack.com", "discord.com/api/webhooks", "chat.googleapis.com", "webhook.worksmobile.com",
        "sig=",
    ]

    private static let words = [
        "pass", "pasw", "pwd", "secret", "secert", "scret", "toke", "tokn", "routing-key", "bearer",
    ]

    private static func hasUserInURL(_ line: String) -> Bool {
        guard let start = line.firstRange(of: "://") else { return false }
        let authority = line[start.upperBound...].prefix { !"/ ".contains($0) }
        return authority.contains("@")
    }
}
