import VermilionFormats

extension Value {
    /// One of a few words.
    package func choice<Choice: RawRepresentable<String> & CaseIterable>(_ choices: Choice.Type) -> Choice? {
        let known = choices.allCases.map(\.rawValue)
        let all = known.map { "`\($0)`" }.joined(separator: ", ")
        guard let text = characters("one of \(all)") else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let hint = Suggestion.hint(for: text, among: known)
            reject("`\(name)` cannot be \(quoted(text))", hint: hint ?? "one of \(all)")
            return nil
        }
        return choice
    }

    /// `true` or `false`, and no other of YAML's words for them.
    package func boolean() -> Bool? {
        guard let text = characters("true or false") else { return nil }
        guard let value = Bool(text) else {
            reject("`\(name)` cannot be \(quoted(text))", hint: "write true or false")
            return nil
        }
        return value
    }

    /// A path, absolute; a relative one starts in the folder of the configuration.
    func path() -> String? {
        guard let text = text("a path") else { return nil }
        guard !text.isEmpty, !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            reject("`\(name)` needs a path")
            return nil
        }
        guard !text.hasPrefix("~") else {
            reject("`~` means no folder here", hint: "write the path in full")
            return nil
        }
        return Folder.joined(report.folder, text)
    }

    /// A name of letters, digits and the like, at most 64 of them.
    func word(_ what: String, beside others: String) -> String? {
        guard let text = text(what) else { return nil }
        let isWord = text.unicodeScalars.allSatisfy { $0.isASCIILetterOrDigit || others.unicodeScalars.contains($0) }
        guard (1...64).contains(text.utf8.count), isWord else {
            let signs = others.map { "`\($0)`" }.joined(separator: " ")
            reject("\(quoted(text)) cannot be \(what)", hint: "use letters, digits and \(signs), at most 64")
            return nil
        }
        return text
    }
}
