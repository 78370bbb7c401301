/// A name that must not be mistaken for another kind of name: equal, ordered and hashed by its UTF-8 bytes.
///
/// Bytes, not Swift's canonical equivalence: the state's database and `ledger/oracle.py` compare that way,
/// and a row must have the same key everywhere.
package struct Identifier<Of>: Sendable {
    package let text: String

    package init(_ text: String) { self.text = text }
}

extension Identifier: Hashable, Comparable {
    package static func == (a: Self, b: Self) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

    package static func < (a: Self, b: Self) -> Bool { a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }

    package func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}

extension Identifier: CustomStringConvertible {
    package var description: String { text }
}

extension Identifier: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByUnicodeScalarLiteral,
    ExpressibleByExtendedGraphemeClusterLiteral
{
    package init(stringLiteral text: String) { self.init(text) }
}

/// Who owns tokens and pays; apps are assigned to it.
package typealias TeamName = Identifier<TeamTag>
/// Who used.
package typealias AppName = Identifier<AppTag>
/// What was used, e.g. "Model Derivative complex job".
package typealias APIName = Identifier<APITag>
/// One pack of tokens within a team.
package typealias LotID = Identifier<LotTag>
/// One row of usage within a team, source, app, API and day; empty when the source gives none.
package typealias RowID = Identifier<RowTag>
/// Where readings come from, e.g. `csv:/var/lib/vermilion/inbox/*.csv`.
package typealias SourceID = Identifier<SourceTag>
/// Where notices go, by its name in the configuration.
package typealias ChannelName = Identifier<ChannelTag>

package enum TeamTag: Sendable {}
package enum AppTag: Sendable {}
package enum APITag: Sendable {}
package enum LotTag: Sendable {}
package enum RowTag: Sendable {}
package enum SourceTag: Sendable {}
package enum ChannelTag: Sendable {}
