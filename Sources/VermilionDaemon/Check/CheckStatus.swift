import VermilionDomain
package import VermilionMessages

extension TeamState.Status {
    /// As monitoring plugins exit.
    package var exitCode: Int32 {
        switch self {
        case .ok: 0
        case .warning: 1
        case .critical: 2
        case .unknown: 3
        }
    }

    /// Of several, the one that counts: critical before unknown before warning.
    static func worst(of statuses: some Sequence<Self>) -> Self { statuses.max { $0.rank < $1.rank } ?? .ok }

    private var rank: Int {
        switch self {
        case .ok: 0
        case .warning: 1
        case .unknown: 2
        case .critical: 3
        }
    }

    /// What an open incident means for its team.
    init(_ incident: Incident) {
        switch (incident.kind, incident.severity) {
        case (.stale, _): self = .unknown
        case (_, .critical): self = .critical
        case (_, .warning): self = .warning
        case (_, .info): self = .ok
        }
    }
}
