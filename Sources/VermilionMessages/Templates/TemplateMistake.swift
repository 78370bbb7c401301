/// What is wrong with a template, and where.
package struct TemplateMistake: Error, Hashable, Sendable {
    /// Unicode scalars before the place.
    package let offset: Int
    package let message: String
    package let hint: String?
}

/// Why a template's text cannot be used.
package enum TemplateFailure: Error, Hashable, Sendable {
    case mistake(String)
    /// Nothing, or only blanks, came out.
    case empty
    /// More than so many Unicode scalars came out.
    case tooLong(Int)
}
