enum SourceKey: String, SettingKey {
    case csv

    static func unavailable(_ key: String) -> Unavailable? {
        guard ["applications", "token-flex", "insights", "http", "exec"].contains(key) else { return nil }
        return Unavailable(subject: "`\(key)` sources are", instead: "use a csv export")
    }
}

enum CSVKey: String, SettingKey {
    case path, partial
}

struct SourcesReader {
    func read(_ value: Value?) -> [Settings.Source] {
        guard let value, let items = value.list(of: "sources") else { return [] }
        if items.isEmpty { value.reject("a team needs at least one source") }
        var lines: [String: Int] = [:]
        return items.compactMap { item in
            guard let choice = item.named("source").section(SourceKey.self)?.choice("the kind of the source") else {
                return nil
            }
            switch choice.key {
            case .csv: return readCSV(choice.value, lines: &lines)
            }
        }
    }

    private func readCSV(_ value: Value, lines: inout [String: Int]) -> Settings.Source? {
        var place: Value? = value
        var allowsPartialFiles: Bool? = false
        if value.isMapping {
            guard let section = value.section(CSVKey.self) else { return nil }
            place = section.require(.path)
            allowsPartialFiles = section[.partial].map { $0.boolean() } ?? false
        }
        guard let place, let path = place.path() else { return nil }
        if let line = lines[path] {
            place.reject("this team has \(quoted(path)) twice", hint: "the first is in line \(line)")
            return nil
        }
        lines[path] = place.position.line
        return allowsPartialFiles.map { .csv(path: path, allowsPartialFiles: $0) }
    }
}
