import Glibc

/// A name that must not be mistaken for another kind of name: equal, ordered and hashed by its UTF-8 bytes.
///
/// Bytes, not Swift's canonical equivalence: the state's database and `ledger/oracle.py` compare that way,
/// and a row must have the same key everywhere.
package struct Identifier<Of>: Sendable {
    package let text: String

    package init(_ text: String) { self.text = text }
}

extension Identifier: Hashable, Comparable {
    package static func == (a: Self, b: Self) -> Bool {
        withBytes(a, b) { first, second in
            guard first.count == second.count else { return false }
            guard let first = first.baseAddress, let other = second.baseAddress else { return true }
            return memcmp(first, other, second.count) == 0
        }
    }

    package static func < (a: Self, b: Self) -> Bool { withBytes(a, b) { $0.lexicographicallyPrecedes($1) } }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        // No text contains this byte, so names that follow each other do not run together.
        hasher.combine(0xFF as UInt8)
    }

    /// The bytes in place; only a text that is not native to Swift is copied. They live as long as the call.
    private static func withBytes<Result>(
        _ a: Self, _ b: Self, _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        var (first, second) = (a.text, b.text)
        return first.withUTF8 { first in second.withUTF8 { second in body(first, second) } }
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
/// Who asks Autodesk, by its name in the configuration.
package typealias AccountName = Identifier<AccountTag>

package enum TeamTag: Sendable {}
package enum AppTag: Sendable {}
package enum APITag: Sendable {}
package enum LotTag: Sendable {}
package enum RowTag: Sendable {}
package enum SourceTag: Sendable {}
package enum ChannelTag: Sendable {}
package enum AccountTag: Sendable {}
