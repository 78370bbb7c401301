import VermilionDomain

/// Collects what is wrong while a document is read, so that all of it is told at once.
final class Report {
    let document: Document
    /// Absolute; relative paths start here.
    let folder: String
    private var found: Set<Diagnostic> = []
    private var concealed: Set<Int> = []
    /// In the order in which they were read.
    private(set) var secrets: [StatedSecret] = []

    init(_ document: Document, folder: String) { (self.document, self.folder) = (document, folder) }

    /// An alias leads to the same place many times, its mistakes are told once.
    func add(_ severity: Diagnostic.Severity, at position: SourceText.Position, _ message: String, hint: String?) {
        let text = document.text
        found.insert(
            Diagnostic(severity, at: text.place(of: position), message, hint: hint, excerpt: text.excerpt(at: position))
        )
    }

    /// Something that is wrong with another file.
    func add(_ diagnostic: Diagnostic) { found.insert(diagnostic) }

    func add(_ secret: StatedSecret) { secrets.append(secret) }

    /// No diagnostic shows the line, whatever it is about.
    func conceal(lineOf position: SourceText.Position) { concealed.insert(position.line) }

    var diagnostics: [Diagnostic] {
        found.map { isConcealed($0.place) ? $0.withoutExcerpt : $0 }.sorted()
    }

    private func isConcealed(_ place: Diagnostic.Place?) -> Bool {
        place?.file == document.text.file && place?.line.map(concealed.contains) == true
    }

    var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }
    var warnings: [Diagnostic] { diagnostics.filter { $0.severity == .warning } }
}

extension Diagnostic {
    fileprivate var withoutExcerpt: Diagnostic { Diagnostic(severity, at: place, message, hint: hint) }
}
