package import VermilionDomain
import VermilionFormats

extension Verification.Disagreement {
    /// `Acme: row 2025-07-24, Viewer, md.complex, u1: charged is 2 on the tape and 1.5 in the replay`.
    package func line(of team: TeamName) -> String {
        let tape = tape?.description ?? "missing"
        let replay = replay?.description ?? "missing"
        return "\(team.shown): \(place.name): \(figure.rawValue) is \(tape) on the tape and \(replay) in the replay"
    }
}

extension Verification.Disagreement.Place {
    fileprivate var name: String {
        switch self {
        case .lot(let id): "lot \(id.shown)"
        case .row(let key): "row \(key.day), \(key.app.shown), \(key.api.shown), \(key.id.shown)"
        case .cell(let day, let app, let api): "usage of \(day), \(app.shown), \(api.shown)"
        case .total: "total"
        }
    }
}
