package import VermilionDomain

/// A configuration that cannot be used, with everything that is wrong with it.
package struct InvalidSettings: Error, Hashable, Sendable {
    /// In the order of the file; at least one is an error, warnings stand among them.
    package let diagnostics: [Diagnostic]

    package init(diagnostics: [Diagnostic]) { self.diagnostics = diagnostics.sorted() }
}

extension InvalidSettings: CustomStringConvertible {
    package var description: String { diagnostics.map(\.annotated).joined(separator: "\n") }
}
