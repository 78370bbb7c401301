package import VermilionDomain

extension Templates {
    /// A template that gives nothing, or too much, for a notice that may come.
    package struct Trial: Hashable, Sendable {
        package let part: Part
        package let reason: TemplateFailure
        /// `closed uncharged, in ja`.
        package let example: String
    }

    /// What is wrong with a template before anything is rendered.
    package static func mistakes(in source: String, for part: Part) -> [TemplateMistake] {
        Template.mistakes(in: source, for: part)
    }

    /// Renders each template for every kind of notice about every kind of condition in every language, and gives the
    /// first failure of each.
    package func trials() -> [Trial] {
        let parsed = parsed
        guard !parsed.isEmpty else { return [] }
        var failures: [Part: Trial] = [:]
        for language in Language.allCases {
            for notice in Notice.examples {
                var letter = Letter(notice, for: Reader(language: language, zone: .utc))
                let words = parsed.rendered(Part.words, letter, of: notice, zone: .utc)
                letter.told.reword(with: words)
                let pages = parsed.rendered(Part.pages, letter, of: notice, zone: .utc)
                for (part, result) in words.merging(pages, uniquingKeysWith: { first, _ in first }) {
                    guard failures[part] == nil, case .failure(let reason) = result else { continue }
                    let example = "\(notice.kind.rawValue) \(notice.incident.kind.rawValue), in \(language.rawValue)"
                    failures[part] = Trial(part: part, reason: reason, example: example)
                }
            }
        }
        return Part.allCases.compactMap { failures[$0] }
    }
}
