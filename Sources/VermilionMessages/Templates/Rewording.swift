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
        var own = letter
        let words = rendered(Part.words, own, of: notice, zone: zone)
        try Self.throwFirst(of: words, in: Part.words)
        own.told.reword(with: words)
        let pages = rendered(Part.pages, own, of: notice, zone: zone)
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

    /// What comes of each part that has a template.
    func rendered(
        _ parts: [Part], _ letter: Letter, of notice: Notice, zone: Zone
    ) -> [Part: Result<String, TemplateFailure>] {
        let sources = parts.compactMap { part in self[part].map { (part, $0) } }
        guard !sources.isEmpty else { return [:] }
        let context = notice.context(of: letter, zone: zone)
        return Dictionary(
            uniqueKeysWithValues: sources.map { part, source in
                (part, Result { () throws(TemplateFailure) in try Template(source, for: part).render(context) })
            })
    }
}

extension Told {
    mutating func reword(with words: [Templates.Part: Result<String, TemplateFailure>]) {
        subject = (try? words[.subject]?.get()) ?? subject
        headline = (try? words[.headline]?.get()) ?? headline
        summary = (try? words[.summary]?.get()) ?? summary
    }
}
