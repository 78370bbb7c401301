import VermilionDomain
import VermilionFormats

extension Templates {
    /// The first template that could not be used.
    struct Failure: Error, Hashable, Sendable {
        let part: Part
        let reason: TemplateFailure
    }

    /// Puts a channel's own words into a letter, and gives the parts of a mail that they replace altogether.
    ///
    /// - Throws: before anything is changed.
    func reword(_ letter: inout Letter, of notice: Notice, zone: Zone) throws(Failure) -> [Part: String] {
        guard !isEmpty else { return [:] }
        let parsed = parsed
        var own = letter
        let words = parsed.rendered(Part.words, own, of: notice, zone: zone)
        try Self.throwFirst(of: words, in: Part.words)
        own.told.reword(with: words)
        let pages = parsed.rendered(Part.pages, own, of: notice, zone: zone)
        try Self.throwFirst(of: pages, in: Part.pages)
        letter = own
        return pages.compactMapValues { try? $0.get() }
    }

    private static func throwFirst(
        of rendered: [Part: Result<String, TemplateFailure>], in order: [Part]
    ) throws(Failure) {
        for part in order {
            if case .failure(let reason)? = rendered[part] { throw Failure(part: part, reason: reason) }
        }
    }

    /// Each template, or why there is none.
    var parsed: [Part: Result<Template, TemplateFailure>] {
        let sources = Part.allCases.compactMap { part in self[part].map { (part, $0) } }
        return Dictionary(
            uniqueKeysWithValues: sources.map { part, source in
                (part, Result { () throws(TemplateFailure) in try Template(source, for: part) })
            })
    }
}

extension [Templates.Part: Result<Template, TemplateFailure>] {
    /// What comes of those parts that have a template.
    func rendered(
        _ parts: [Templates.Part], _ letter: Letter, of notice: Notice, zone: Zone
    ) -> [Templates.Part: Result<String, TemplateFailure>] {
        let templates = filter { parts.contains($0.key) }
        guard !templates.isEmpty else { return [:] }
        let context = notice.context(of: letter, zone: zone)
        return templates.mapValues { template in
            Result { () throws(TemplateFailure) in try template.get().render(context) }
        }
    }
}

extension Told {
    mutating func reword(with words: [Templates.Part: Result<String, TemplateFailure>]) {
        subject = (try? words[.subject]?.get()) ?? subject
        headline = (try? words[.headline]?.get()) ?? headline
        summary = (try? words[.summary]?.get()) ?? summary
    }
}
