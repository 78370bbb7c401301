/// Secrets that stand in the configuration itself, though they should not: no diagnostic may repeat them.
enum LiteralSecret {
    /// Whether a line looks as if it gives a password or the like in clear: `password: hunter2`, `pasword : "…`.
    static func mayStand(in line: String) -> Bool {
        let line = line.lowercased()
        if line.contains("whsec_") || line.contains("hooks.slack.com") || hasUserInURL(line) { return true }
        return words.contains { word in
            guard let found = line.firstRange(of: word), let colon = line[found.upperBound...].firstIndex(of: ":")
            else {
                return false
            }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            // `{ file: … }`, an alias or nothing are not secret.
            return value.first.map { !"{*#".contains($0) } ?? false
        }
    }

    private static let words = ["pass", "pasw", "pwd", "secret", "secert", "scret"]

    private static func hasUserInURL(_ line: String) -> Bool {
        guard let start = line.firstRange(of: "://") else { return false }
        let authority = line[start.upperBound...].prefix { !"/ ".contains($0) }
        return authority.contains("@")
    }
}
