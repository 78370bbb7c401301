import VermilionDomain
import VermilionFormats
import Yams

/// One value of the configuration: what the file has there, and where to report what is wrong with it.
///
/// What reads it gives nil after having reported why, so that reading goes on and finds the next mistake.
package struct Value {
    let node: Node
    /// How messages call it: the key it stands under.
    package let name: String
    let report: Report

    var position: SourceText.Position {
        node.mark.map(SourceText.Position.init) ?? SourceText.Position(line: 1, column: 1)
    }

    var place: Diagnostic.Place { report.document.text.place(of: position) }

    package func reject(_ message: String, hint: String? = nil) {
        report.add(.error, at: position, message, hint: hint)
    }

    /// - Parameter position: a place within the value.
    func reject(_ message: String, at position: SourceText.Position, hint: String?) {
        report.add(.error, at: position, message, hint: hint)
    }

    func warn(_ message: String, hint: String? = nil) { report.add(.warning, at: position, message, hint: hint) }

    func named(_ name: String) -> Value { Value(node: node, name: name, report: report) }

    /// Rejects the value as being of the wrong kind.
    func expect(_ what: String, hint: String? = nil) {
        reject(
            isMissing ? "`\(name)` has no value, it needs \(what)" : "`\(name)` needs \(what), not \(kind)", hint: hint)
    }

    /// The key stands there with nothing behind it.
    var isMissing: Bool {
        guard case .scalar(let scalar) = node else { return false }
        return scalar.isPlain && scalar.string.isEmpty
    }

    private var kind: String {
        switch node {
        case .scalar: "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .alias: "an alias"
        }
    }

    /// Whether the value is a mapping, for keys that take a short and a long form.
    package var isMapping: Bool { node.mapping != nil }
    package var isList: Bool { node.sequence != nil }

    /// The characters of a value that has a grammar of its own, e.g. a duration, in quotes or not.
    package func characters(_ what: String) -> String? {
        guard case .scalar(let scalar) = node, !isMissing else {
            expect(what)
            return nil
        }
        guard isUntagged(scalar.tag) else { return nil }
        return scalar.string
    }

    /// A text. What YAML 1.1 reads as something else unless it is in quotes is refused: nobody can tell what was meant.
    package func text(_ what: String = "a text") -> String? {
        guard let characters = characters(what) else { return nil }
        if case .scalar(let scalar) = node, scalar.isPlain, let trap = Trap(scalar.string) {
            reject(trap.message(scalar.string), hint: trap.hint(scalar.string))
            return nil
        }
        return characters
    }

    /// The items of a list; nil when it is none.
    package func list(of what: String) -> [Value]? {
        guard case .sequence(let sequence) = node else {
            expect("a list of \(what)", hint: isMissing ? nil : "write it in brackets: [ … ]")
            return nil
        }
        return isUntagged(sequence.tag) ? sequence.map { Value(node: $0, name: name, report: report) } : nil
    }

    /// Explicit types such as `!!int` have no use here, `!!str` is as good as quotes.
    func isUntagged(_ tag: Tag) -> Bool {
        let usual: [Tag.Name] = [.implicit, .str, .map, .seq]
        if usual.contains(where: { $0.rawValue == tag.rawValue }) { return true }
        reject("the tag \(quoted(tag.rawValue)) is not supported", hint: "remove it")
        return false
    }
}

extension Value {
    /// Where a part of the value's text stands: exact for texts on one line and for blocks behind `|`, otherwise where the
    /// value begins.
    func position(atScalar offset: Int) -> SourceText.Position {
        guard case .scalar(let scalar) = node else { return position }
        let before = scalar.string.unicodeScalars.prefix(offset).split(
            separator: "\n", omittingEmptySubsequences: false)
        let lines = scalar.string.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        guard let column = before.last?.count, lines.indices.contains(before.count - 1) else { return position }
        let text = lines[before.count - 1]
        let isBlock = scalar.style == .literal
        let line = position.line + (isBlock ? before.count : 0)
        let source = report.document.text.scalars(ofLine: line)
        let start =
            isBlock ? source.count - text.count : position.column - (scalar.style == .plain ? 1 : 0)
        guard start >= 0, source.dropFirst(start).starts(with: text) else { return position }
        return SourceText.Position(line: line, column: start + column + 1)
    }
}

extension Node.Scalar {
    /// Neither in quotes nor marked as a text.
    var isPlain: Bool { style == .plain && tag.rawValue == Tag.Name.implicit.rawValue }
}

/// A value as messages show it: on one line, not too long.
package func quoted(_ text: String) -> String {
    let line = text.singleLine
    return line.count > 60 ? "`\(line.prefix(59))…`" : "`\(line)`"
}
