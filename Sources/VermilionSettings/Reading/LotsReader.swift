import VermilionDomain
import VermilionFormats

enum LotKey: String, ConfigurationKey {
    case id, tokens, start, expires, csv
}

struct LotsReader {
    /// Dates without an offset are meant here.
    let zone: Zone

    /// The lots that stand here, and the paths of files that hold others.
    func read(_ value: Value) -> (lots: [Lot], files: [String]) {
        guard let items = value.list(of: "lots") else { return ([], []) }
        var lines: [LotID: Int] = [:]
        var fileLines: [String: Int] = [:]
        var lots: [Lot] = []
        var files: [String] = []
        var sum = Tokens.zero
        for item in items {
            guard let section = item.named("lot").section(LotKey.self) else { continue }
            if let file = section[.csv] {
                readFile(file, section, lines: &fileLines).map { files.append($0) }
            } else if let lot = read(section, lines: &lines) {
                guard let next = sum.adding(lot.tokens) else {
                    section[.tokens]?.reject(
                        "the lots up to this one come to more tokens than can be counted", hint: "check their amounts")
                    continue
                }
                sum = next
                lots.append(lot)
            }
        }
        return (lots, files)
    }

    private func readFile(_ file: Value, _ section: Section<LotKey>, lines: inout [String: Int]) -> String? {
        for key in LotKey.allCases where key != .csv {
            section.key(key)?.reject("`csv` stands alone", hint: "write `\(key.rawValue)` into the file")
        }
        guard let path = file.path() else { return nil }
        if let line = lines[path] {
            file.reject("this team has the lots file \(quoted(path)) twice", hint: "the first is in line \(line)")
            return nil
        }
        lines[path] = file.position.line
        return path
    }

    private func read(_ section: Section<LotKey>, lines: inout [LotID: Int]) -> Lot? {
        let id = readID(section, lines: &lines)
        let tokens = section.require(.tokens)?.amount()
        let start = section.require(.start)?.moment()
        let stated = section[.expires].map { $0.moment() }
        guard let id, let tokens, let start else { return nil }
        guard let expires = stated ?? start.oneYearLater else {
            if stated == nil { section[.start]?.reject("a year after this there is no date", hint: "add `expires`") }
            return nil
        }
        do {
            return try Lot(id: id, tokens: tokens, start: start.instant(in: zone), expires: expires.instant(in: zone))
        } catch {
            switch error {
            case .withoutTokens: section[.tokens]?.reject("a lot needs tokens")
            case .expiresBeforeItStarts:
                let value = section[.expires] ?? section[.start]
                value?.reject("the lot expires before it starts", hint: "`expires` must be after `start`")
            }
        }
        return nil
    }

    private func readID(_ section: Section<LotKey>, lines: inout [LotID: Int]) -> LotID? {
        guard let value = section.require(.id), let text = value.text("the id of a lot") else { return nil }
        guard !text.trimmed.isEmpty, text.utf8.count <= 200,
            !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            value.reject("\(quoted(text)) cannot be the id of a lot", hint: "1 to 200 bytes without control characters")
            return nil
        }
        let id = LotID(text)
        if let line = lines[id] {
            value.reject("this team has two lots \(quoted(text))", hint: "the first is in line \(line)")
            return nil
        }
        lines[id] = value.position.line
        return id
    }
}
