import VermilionDomain
import VermilionFormats
import VermilionMessages
import Yams

extension Templates.Part: ConfigurationKey {}

enum TemplateFileKey: String, ConfigurationKey {
    case file
}

/// Reads a channel's own words and tries them on every kind of message.
struct TemplatesReader {
    let value: Value
    /// Whether the channel shows a whole text and a whole page.
    let isMail: Bool

    func read() -> Templates? {
        guard let section = value.section(Templates.Part.self) else { return nil }
        let sources = Templates.Part.allCases.compactMap { part -> (part: Templates.Part, source: String)? in
            guard let value = section[part] else { return nil }
            guard isMail || Templates.Part.words.contains(part) else {
                section.key(part)?.reject(
                    "`\(part.rawValue)` is for mail alone", hint: "other channels take `subject`, `headline`, `summary`"
                )
                return nil
            }
            return read(value, for: part).map { (part, $0) }
        }
        let templates = Templates(Dictionary(uniqueKeysWithValues: sources.map { ($0.part, $0.source) }))
        for trial in templates.trials() { section[trial.part]?.reject(trial) }
        return templates
    }

    /// The text of a template without a mistake.
    private func read(_ value: Value, for part: Templates.Part) -> String? {
        guard value.isMapping else {
            guard let text = value.text("a template, or { file: PATH }") else { return nil }
            let mistakes = Templates.mistakes(in: text, for: part)
            for mistake in mistakes {
                value.reject(mistake.message, at: value.position(atScalar: mistake.offset), hint: mistake.hint)
            }
            return mistakes.isEmpty ? text : nil
        }
        guard !value.hasMappingAsKey else {
            value.reject("a template that begins with a brace is a mapping in YAML", hint: "put it in quotes")
            return nil
        }
        guard let path = value.section(TemplateFileKey.self)?.require(.file)?.path() else { return nil }
        return read(fileAt: path, named: value, for: part)
    }

    private func read(fileAt path: String, named value: Value, for part: Templates.Part) -> String? {
        let file: SourceText
        do {
            file = try SourceText(SmallFile.read(path, limit: Self.largestFile), file: path)
        } catch let error as SmallFile.Unreadable {
            value.reject("the template \(quoted(path)) cannot be read: \(error.reason)")
            return nil
        } catch let error as Diagnostic {
            value.report.add(error)
            return nil
        } catch {
            return nil
        }
        let mistakes = Templates.mistakes(in: file.text, for: part)
        for mistake in mistakes {
            let position = file.position(atScalar: mistake.offset)
            value.report.add(
                Diagnostic(
                    .error, at: file.place(of: position), mistake.message, hint: mistake.hint,
                    excerpt: file.excerpt(at: position)))
        }
        return mistakes.isEmpty ? file.text : nil
    }

    private static let largestFile = 1 << 20
}

extension Value {
    fileprivate func reject(_ trial: Templates.Trial) {
        switch trial.reason {
        case .mistake(let message): reject(message)
        case .empty:
            reject(
                "`\(name)` gives nothing for a message of the kind \(trial.example)",
                hint: "name what every message has, such as {{headline}}")
        case .tooLong(let most):
            reject(
                "`\(name)` gives more than \(most) characters for a message of the kind \(trial.example)",
                hint: "make it shorter")
        }
    }

    /// `{{…}}` without quotes.
    fileprivate var hasMappingAsKey: Bool { node.mapping?.contains { $0.key.mapping != nil } ?? false }
}
