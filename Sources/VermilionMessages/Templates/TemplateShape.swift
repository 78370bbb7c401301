import VermilionDomain
import VermilionFormats

/// What a name in a template stands for.
indirect enum TemplateShape: Hashable, Sendable {
    /// A text, a number, true or false.
    case value
    case object([String: TemplateShape])
    case list(of: TemplateShape)
    /// Not there.
    case nothing

    /// All that any notice can hold: what the examples hold, put together.
    static let known = Notice.examples.reduce(TemplateShape.nothing) { shape, notice in
        let letter = Letter(notice, for: Reader(language: .english, zone: .utc))
        return shape.merged(with: TemplateShape(notice.context(of: letter, zone: .utc)))
    }

    init(_ json: JSON) {
        switch json {
        case .null: self = .nothing
        case .bool, .integer, .number, .string: self = .value
        case .array(let items):
            self = .list(of: items.reduce(.nothing) { $0.merged(with: TemplateShape($1)) })
        case .object(let members):
            self = .object(members.reduce(into: [:]) { $0[$1.0] = TemplateShape($1.1) })
        }
    }

    func merged(with other: TemplateShape) -> TemplateShape {
        switch (self, other) {
        case (.object(let a), .object(let b)): .object(a.merging(b) { $0.merged(with: $1) })
        case (.list(let a), .list(let b)): .list(of: a.merged(with: b))
        case (.nothing, _): other
        default: self
        }
    }

    subscript(name: some StringProtocol) -> TemplateShape? {
        guard case .object(let members) = self else { return nil }
        return members[String(name)]
    }

    /// Every name with a value, a list or an object behind it that can be written here, with dots.
    var paths: [String] {
        guard case .object(let members) = self else { return [] }
        return members.sorted { $0.key < $1.key }.flatMap { name, shape in
            [name] + shape.paths.map { "\(name).\($0)" }
        }
    }
}
