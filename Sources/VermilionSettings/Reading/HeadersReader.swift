/// Reads headers whose values are secrets.
struct HeadersReader {
    let value: Value
    /// What the program writes itself, in lower case.
    var reserved: [String] = []

    func read() -> [Settings.Header] {
        guard let entries = value.entries() else { return [] }
        var known: Set<String> = []
        return entries.compactMap { entry in
            let isToken =
                !entry.name.isEmpty
                && entry.name.unicodeScalars.allSatisfy { $0.isASCIILetterOrDigit || "-_.".unicodeScalars.contains($0) }
            let name = entry.name.lowercased()
            if !isToken {
                entry.key.reject("\(quoted(entry.name)) cannot be the name of a header", hint: "such as Authorization")
            } else if reserved.contains(where: { name.hasPrefix($0) }) {
                entry.key.reject("the header \(quoted(entry.name)) is written by Vermilion itself", hint: "remove it")
            } else if !known.insert(name).inserted {
                entry.key.reject("the header \(quoted(entry.name)) is given twice")
            }
            guard let secret = SecretReader(value: entry.value).read(), isToken else { return nil }
            return Settings.Header(name: entry.name, value: secret)
        }
    }
}
