import Mustache
import VermilionDomain
import VermilionFormats

/// A template without a mistake. Rendering is a pure function of what it is given.
struct Template: Sendable {
    private let part: Templates.Part
    private let template: MustacheTemplate

    init(_ source: String, for part: Templates.Part) throws(TemplateFailure) {
        if let mistake = Template.mistakes(in: source, for: part).first { throw .mistake(mistake.message) }
        do {
            // The library would escape whole characters, so that `"` with an accent on it ended an attribute: what is
            // rendered is escaped before. A brace at the very end would be an error to it.
            template = try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}\n" + source + "\n")
        } catch {
            throw .mistake("\(error)")
        }
        self.part = part
    }

    static func mistakes(in source: String, for part: Templates.Part) -> [TemplateMistake] {
        TemplateReading(source, isPage: part == .html, known: .known).mistakes
    }

    func render(_ context: JSON) throws(TemplateFailure) -> String {
        let rendered = template.render(TemplateValue.of(context, isEscaped: part == .html))
        let text = part.isOneLine ? rendered.singleLine : rendered.lines
        guard text.contains(where: { !$0.isWhitespace }) else { throw .empty }
        guard text.unicodeScalars.count <= part.longest else { throw .tooLong(part.longest) }
        return text
    }
}

extension Templates.Part {
    /// What stands in headers.
    fileprivate var isOneLine: Bool { self == .subject || self == .headline }

    /// Unicode scalars.
    fileprivate var longest: Int {
        switch self {
        case .subject, .headline: 500
        case .summary: 2_000
        case .text: 100_000
        case .html: 400_000
        }
    }
}

extension String {
    /// Without control characters and blank lines at the ends; lines end with one sign.
    fileprivate var lines: String {
        var lines = split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
            var text = String.UnicodeScalarView()
            text.append(
                contentsOf: line.unicodeScalars.filter { $0 == "\t" || $0.properties.generalCategory != .control })
            return String(text)
        }
        while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
        return lines.drop { $0.allSatisfy(\.isWhitespace) }.joined(separator: "\n")
    }
}
