import VermilionDomain
import Yams

/// What libyaml found wrong, in words that help.
struct SyntaxProblem {
    private let problem: String
    /// Where, and where what could not be read began.
    private let mark: Mark?
    private let beginning: Mark?
    private let context: String

    init(_ error: YamlError) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            (self.problem, self.mark) = (problem, mark)
            (self.context, beginning) = (context?.text ?? "", context?.mark)
        case .reader(let problem, _, _, _):
            (self.problem, mark, beginning, context) = (problem, nil, nil, "")
        case .memory:
            (problem, mark, beginning, context) = ("there is not enough memory to read it", nil, nil, "")
        default:
            (problem, mark, beginning, context) = ("it cannot be read", nil, nil, "")
        }
    }

    func diagnostic(in text: SourceText) -> Diagnostic {
        let position = (isUnclosed ? beginning ?? mark : mark).map(SourceText.Position.init)
        let at = position ?? SourceText.Position(line: 1, column: 1)
        let (message, hint) = words(offending: text.scalar(at: at))
        return Diagnostic(at: text.place(of: at), message, hint: hint, excerpt: text.excerpt(at: at))
    }

    /// Something was opened and the end of the file came first; the opening is the place to look at.
    private var isUnclosed: Bool {
        problem == "found unexpected end of stream" || problem == "found unexpected document indicator"
    }

    private var since: String { beginning.map { " that began in line \($0.line)" } ?? "" }

    private func words(offending scalar: Unicode.Scalar?) -> (message: String, hint: String?) {
        switch problem {
        case "found character that cannot start any token" where scalar == "\t":
            ("a tab cannot indent YAML", "use spaces")
        case "found character that cannot start any token":
            ("a value cannot begin with `\(scalar.map { String($0) } ?? "")`", "put it in quotes")
        case "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            ("a tab cannot indent YAML", "use spaces")
        case "mapping values are not allowed in this context":
            ("a `key: value` cannot stand here", "indent it as its neighbours are, or put the text in quotes")
        case "could not find expected ':'":
            ("this should be a key, but its `:` is missing", "write `key: value` with a space behind the colon")
        case "did not find expected key":
            (
                "this does not fit into the mapping\(since)",
                "indent its keys alike; put texts with special characters in quotes"
            )
        case "did not find expected '-' indicator":
            ("this does not fit into the list\(since)", "begin each item with `- `, indented alike")
        case "did not find expected ',' or '}'":
            ("a `,` or `}` is missing in the mapping\(since)", nil)
        case "did not find expected ',' or ']'":
            ("a `,` or `]` is missing in the list\(since)", nil)
        case "found unexpected end of stream", "found unexpected document indicator":
            ("the quote that opens here is never closed", nil)
        case "found unknown escape character", "did not find expected hexdecimal number":
            ("this escape is not known in double quotes", "write \\\\ for a backslash, or use single quotes")
        case "found undefined alias":
            ("there is no anchor with the name of this alias", "a text that begins with * needs quotes")
        case "but found another document":
            ("a second document begins here", "remove the `---`: a configuration is one document")
        case "did not find expected <document start>":
            ("this stands outside of everything before it", "indent it as its neighbours are")
        case "did not find expected node content":
            ("a value is missing here", "write it, or close the bracket; a text that begins with [ or { needs quotes")
        case "block sequence entries are not allowed in this context":
            ("a list cannot begin here", "put its `- ` on a line of its own")
        case let other where other.contains("nesting level") || context.contains("nesting level"):
            ("this is nested too deeply", nil)
        case let other:
            ("this is not YAML: \(other)\(context.isEmpty ? "" : " \(context)")", nil)
        }
    }
}
