import VermilionDomain
import Yams

/// A configuration file as a tree of YAML nodes.
///
/// Yams gives up at the first mapping that has a key twice, and names one place for all. A file with such a mistake
/// should still show its others, so the first scalar of the key is exchanged for one of Unicode's private use and
/// the text read again: positions stay, and whoever reads the mapping sees both keys under their name.
struct Document {
    let text: SourceText
    let root: Node
    /// The original scalars of keys that were renamed, by the position of the key.
    private let renamed: [SourceText.Position: Unicode.Scalar]

    init(_ original: SourceText) throws(Diagnostic) {
        var text = original
        var renamed: [SourceText.Position: Unicode.Scalar] = [:]
        while true {
            do {
                let parser = try Parser(yaml: text.text, resolver: .basic, encoding: .utf8)
                guard let root = try parser.singleRoot() else { throw Self.empty(original) }
                (self.text, self.root, self.renamed) = (original, root, renamed)
                return
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                let key = SourceText.Position(context.mark)
                guard renamed.count < Self.privateUse.count,
                    let position = Self.firstScalar(ofKey: key, in: text), let scalar = text.scalar(at: position),
                    renamed[key] == nil,
                    let stranger = Unicode.Scalar(Self.privateUse.lowerBound + UInt32(renamed.count))
                else {
                    throw Diagnostic(
                        at: original.place(of: key),
                        "the key \(quoted(keys.first ?? "")) is given twice in one mapping",
                        excerpt: original.excerpt(at: key))
                }
                text.replaceScalar(at: position, with: stranger)
                renamed[key] = scalar
            } catch let problem as YamlError {
                throw SyntaxProblem(problem).diagnostic(in: original)
            } catch let problem as Diagnostic {
                throw problem
            } catch {
                throw Diagnostic(at: .init(file: original.file), "this is not YAML: \(error)")
            }
        }
    }

    /// As many keys as are looked at one by one before it is enough.
    private static let privateUse: Range<UInt32> = 0xE000..<0xE080

    private static func empty(_ text: SourceText) -> Diagnostic {
        Diagnostic(
            at: .init(file: text.file, line: 1, column: 1), "the configuration is empty",
            hint: "it needs at least `teams`")
    }

    /// Where the text of a plain or quoted key begins; nil for keys of other kinds.
    private static func firstScalar(ofKey key: SourceText.Position, in text: SourceText) -> SourceText.Position? {
        guard let scalar = text.scalar(at: key) else { return nil }
        if scalar.isASCIILetterOrDigit { return key }
        guard scalar == "\"" || scalar == "'" else { return nil }
        let inside = SourceText.Position(line: key.line, column: key.column + 1)
        guard let first = text.scalar(at: inside), first.isASCIILetterOrDigit else { return nil }
        return inside
    }

    /// A key as the file has it. Yams resolved its tag when it compared the keys; here it is implicit again.
    func original(_ key: Node.Scalar) -> Node.Scalar {
        var text = key.string.unicodeScalars
        if let mark = key.mark, let first = renamed[SourceText.Position(mark)] {
            text.replaceSubrange(text.startIndex...text.startIndex, with: [first])
        }
        return Node.Scalar(String(text), Tag(.implicit, .basic), key.style, key.mark)
    }
}

extension SourceText.Position {
    init(_ mark: Mark) { self.init(line: mark.line, column: mark.column) }
}
