/// How much something matters, in rising order.
package enum Severity: String, Hashable, Sendable, CaseIterable {
    case info
    case warning
    case critical
}

extension Severity: Comparable {
    package static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .info: 0
        case .warning: 1
        case .critical: 2
        }
    }
}
