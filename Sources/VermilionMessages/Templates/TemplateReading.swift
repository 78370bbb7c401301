import VermilionFormats

/// Reads a template tag by tag and finds what is wrong with it. The library that renders would leave a blank for a name
/// that does not exist, and what it allows without end is bounded here: depth, tags, and lists within lists.
///
/// In characters, as the library reads, so that both see the same tags.
struct TemplateReading {
    private(set) var mistakes: [TemplateMistake] = []
    private let characters: [Character]
    /// Whether everything must be escaped.
    private let isPage: Bool
    /// The innermost last.
    private var scopes: [Scope]

    /// What names are looked up in, from the tag that begins a section to the one that ends it.
    private struct Scope {
        let name: String
        let start: Int
        /// Nil after a mistake: what is in the section is not judged.
        let shape: TemplateShape?
        let isItem: Bool
    }

    private struct Tag {
        let start: Int
        let sign: Character?
        let name: String
    }

    static let largest = 1 << 17
    private static let mostTags = 1_000
    private static let deepest = 16

    init(_ source: String, isPage: Bool, known: TemplateShape) {
        characters = Array(source)
        self.isPage = isPage
        scopes = [Scope(name: "", start: 0, shape: known, isItem: false)]
        guard source.utf8.count <= Self.largest else {
            mistakes.append(
                TemplateMistake(offset: 0, message: "the template is larger than \(Self.largest / 1024) KiB", hint: nil)
            )
            return
        }
        readAll()
    }

    private mutating func readAll() {
        var (position, count) = (0, 0)
        while let start = find("{", 2, from: position) {
            count += 1
            guard count <= Self.mostTags else { return reject(start, "the template has more than 1,000 tags") }
            let sign = start + 2 < characters.count ? characters[start + 2] : nil
            let isSigned = sign.map { "{&#^/!><$=%".contains($0) } ?? false
            let content = start + (isSigned ? 3 : 2)
            let braces = sign == "{" ? 3 : 2
            guard let end = find("}", braces, from: content) else {
                let hint = "write \(String(repeating: "}", count: braces)) behind its name"
                return reject(start, "the tag is not closed", hint: hint)
            }
            position = end + braces
            take(Tag(start: start, sign: isSigned ? sign : nil, name: String(characters[content..<end]).trimmed))
            guard scopes.count <= Self.deepest else { return reject(start, "sections are nested too deeply") }
        }
        for scope in scopes.dropFirst() {
            reject(scope.start, "the section \(shown(scope.name)) is not closed", hint: "write {{/\(scope.name)}}")
        }
    }

    private mutating func take(_ tag: Tag) {
        switch tag.sign {
        case "!": break
        case nil: takeValue(tag)
        case "{", "&":
            if isPage {
                reject(
                    tag.start, "in `html` everything is escaped", hint: "write {{\(tag.name)}}")
            } else {
                takeValue(tag)
            }
        case "#", "^": open(tag)
        case "/": close(tag)
        default:
            reject(
                tag.start, "`{{\(tag.sign.map(String.init) ?? "")` is not available in a template",
                hint: "there are {{name}}, {{#name}}, {{^name}}, {{/name}} and {{! comments }}")
        }
    }

    private mutating func takeValue(_ tag: Tag) {
        guard let (shape, _) = look(up: tag) else { return }
        switch shape {
        case .value: break
        case .list: reject(tag.start, "\(shown(tag.name)) is a list", hint: "write {{#\(tag.name)}}…{{/\(tag.name)}}")
        case .object(let members):
            let first = members.keys.sorted().first ?? ""
            reject(tag.start, "\(shown(tag.name)) has parts", hint: "name one: {{\(tag.name).\(first)}}")
        case .nothing: break
        }
    }

    private mutating func open(_ tag: Tag) {
        let found = look(up: tag)
        var scope = Scope(name: tag.name, start: tag.start, shape: found == nil ? nil : .nothing, isItem: false)
        if tag.sign == "#", let (shape, depth) = found {
            // A list is told once in a list: only one that is a part of the item ends.
            if case .list = shape, let item = scopes.lastIndex(where: \.isItem), depth < item {
                reject(
                    tag.start, "the list \(shown(tag.name)) stands within the list \(shown(scopes[item].name))",
                    hint: "write {{/\(scopes[item].name)}} before it")
                scope = Scope(name: tag.name, start: tag.start, shape: nil, isItem: false)
            } else if case .list(let item) = shape {
                scope = Scope(name: tag.name, start: tag.start, shape: item, isItem: true)
            } else {
                scope = Scope(name: tag.name, start: tag.start, shape: shape, isItem: false)
            }
        }
        scopes.append(scope)
    }

    private mutating func close(_ tag: Tag) {
        guard scopes.count > 1, let scope = scopes.last else {
            return reject(tag.start, "{{/\(tag.name)}} closes nothing")
        }
        if scope.name != tag.name {
            reject(
                tag.start, "{{/\(tag.name)}} stands where the section \(shown(scope.name)) is open",
                hint: "write {{/\(scope.name)}}")
        }
        scopes.removeLast()
    }

    /// What a name stands for, and how deep it was found; nil when that is reported, or not to be judged.
    private mutating func look(up tag: Tag) -> (shape: TemplateShape, depth: Int)? {
        let isJudged = scopes.allSatisfy { $0.shape != nil }
        let depth = scopes.count - 1
        switch tag.name {
        case ".":
            guard isJudged else { return nil }
            if scopes[depth].isItem, scopes[depth].shape == .value { return (.value, depth) }
            reject(tag.start, "`.` only has a meaning in a list of texts")
            return nil
        case "first()", "last()":
            if !scopes.contains(where: \.isItem) {
                reject(tag.start, "\(shown(tag.name)) only has a meaning within a list")
            }
            return (.value, depth)
        default: break
        }
        let parts = tag.name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.allSatisfy(\.isName) else {
            reject(tag.start, "\(shown(tag.name)) cannot be a name", hint: "names are in docs/templates.md")
            return nil
        }
        guard isJudged else { return nil }
        for (depth, scope) in scopes.enumerated().reversed() {
            guard let first = scope.shape?[parts[0]] else { continue }
            guard let shape = parts.dropFirst().reduce(first, { $0?[$1] }) else { break }
            return (shape, depth)
        }
        let known = scopes.reversed().flatMap { $0.shape?.paths ?? [] }
        reject(tag.start, "there is no \(shown(tag.name)) in a message", hint: Self.hint(for: tag.name, among: known))
        return nil
    }

    /// Who leaves out the way to a name hears of it.
    private static func hint(for name: String, among known: [String]) -> String {
        let last = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
        let same = known.filter { $0.split(separator: ".").last?.lowercased() == last }
        if let path = same.min(by: { ($0.count, $0) < ($1.count, $1) }) { return "did you mean `\(path)`?" }
        return Suggestion.hint(for: name, among: known) ?? "names are in docs/templates.md"
    }

    /// Where so many of a brace stand in a row.
    private func find(_ brace: Character, _ count: Int, from start: Int) -> Int? {
        var (index, run) = (start, 0)
        while index < characters.count {
            run = characters[index] == brace ? run + 1 : 0
            index += 1
            if run == count { return index - count }
        }
        return nil
    }

    private mutating func reject(_ index: Int, _ message: String, hint: String? = nil) {
        let offset = characters[..<index].reduce(0) { $0 + $1.unicodeScalars.count }
        mistakes.append(TemplateMistake(offset: offset, message: message, hint: hint))
    }

    private func shown(_ name: String) -> String { "`\(name.singleLine(atMost: 60))`" }
}

extension StringProtocol {
    /// A letter, and then letters, digits or dashes.
    fileprivate var isName: Bool {
        first?.isASCIILetter == true && allSatisfy { $0.isASCIILetter || "0123456789-".contains($0) }
    }

    fileprivate var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}

extension Character {
    fileprivate var isASCIILetter: Bool { isASCII && isLetter }
}
