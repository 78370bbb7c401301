package import VermilionDomain

/// A document of another kind than the configuration, read with the same care.
package struct ForeignDocument {
    package let root: Value
    private let report: Report

    /// - Throws: what is wrong with the bytes as YAML.
    package init(_ bytes: [UInt8], file: String) throws(Diagnostic) {
        let report = Report(try Document(try SourceText(bytes, file: file)), folder: ".")
        self.report = report
        root = Value(node: report.document.root, name: "the file", report: report)
    }

    /// What was wrong with the values that were read until now, in the order of the file.
    package var diagnostics: [Diagnostic] { report.diagnostics }
}
