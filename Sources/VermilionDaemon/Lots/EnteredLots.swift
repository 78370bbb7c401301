import Glibc
package import VermilionDomain
import VermilionEngine
package import VermilionFormats
package import VermilionMessages
import VermilionSettings
import VermilionStore

/// What `vermilion lots` does: lots that a person enters beside those of the configuration and of files.
///
/// It only changes what is known. The next reading of the team compares the books and tells what comes of it.
extension Installation {
    /// - Throws: a diagnostic when the team is not configured, the lot cannot be, or another place states it.
    package func addLot(
        _ id: LotID, of team: TeamName, tokens: Tokens, start: CivilMoment, expires: CivilMoment?, at now: Instant
    ) async throws -> Lot {
        let watch = try watchedTeam(team).watch
        guard let expires = expires ?? start.oneYearLater else {
            throw Diagnostic("a year after the start is past the year 9999", hint: "say when it expires: --expires")
        }
        let lot = try lot(id, tokens, start.instant(in: zone), expires.instant(in: zone))
        try await told(of: team) { try await store().addLot(lot, of: watch, author: author, at: now) }
        return lot
    }

    /// - Returns: what it was, and what it is.
    package func changeLot(
        _ id: LotID, of team: TeamName, tokens: Tokens?, expires: CivilMoment?, at now: Instant
    ) async throws -> LotChange {
        let watch = try watchedTeam(team).watch
        return try await told(of: team) {
            try await store().changeLot(id, of: watch, author: author, at: now) { known in
                try lot(id, tokens ?? known.tokens, known.start, expires?.instant(in: zone) ?? known.expires)
            }
        }
    }

    package func removeLot(_ id: LotID, of team: TeamName, at now: Instant) async throws -> Lot {
        let watch = try watchedTeam(team).watch
        return try await told(of: team) {
            try await store().removeLot(id, of: watch, author: author, at: now).lot
        }
    }

    /// The lots that count, files as they are now; with all that ever counted on request.
    ///
    /// - Parameter team: nil for all.
    package func lots(
        of team: TeamName?, includingVoided: Bool
    ) async throws -> (lots: [ListedLot], problems: [Diagnostic]) {
        let store = try storeToRead()
        var lots: [ListedLot] = []
        var problems: [Diagnostic] = []
        for watched in try team.map({ [try watchedTeam($0)] }) ?? teams {
            let readings = await watched.readLots()
            let book = try await store.lotBook(of: watched.watch, readings: readings)
            problems += readings.compactMap(\.problem) + readings.flatMap(\.warnings) + book.problems
            let entered = try await store.allLotsByHand(of: watched.name)
            lots += book.lots.map { entry in
                let version = entered.first { $0.voided == nil && $0.lot == entry.lot && entry.origin == .hand }
                return ListedLot(team: watched.name, entry, entered: version)
            }
            guard includingVoided else { continue }
            lots += entered.filter { $0.voided != nil }.map {
                ListedLot(team: watched.name, StatedLot($0.lot, from: .hand), entered: $0)
            }
            // Those entered by hand are there already, with who did it.
            lots += try await store.lotChanges(of: watched.name).compactMap { change in
                guard let before = change.before, before.origin != .hand else { return nil }
                return ListedLot(team: watched.name, before, endedAt: change.knownAt)
            }
        }
        return (
            lots.sorted {
                ($0.team, $0.lot.id, $0.ended?.at ?? .distantFuture)
                    < ($1.team, $1.lot.id, $1.ended?.at ?? .distantFuture)
            }, problems.sorted()
        )
    }

    var teams: [WatchedTeam] { assembly(transports: Transports(), output: .standardError(environment)).teams }

    /// - Throws: a diagnostic that names the teams that there are.
    func watchedTeam(_ name: TeamName) throws(Diagnostic) -> WatchedTeam {
        if let team = teams.first(where: { $0.name == name }) { return team }
        throw Diagnostic(
            "there is no team \"\(name)\"",
            hint: "there are: \(settings.teams.map(\.name.text).sorted().joined(separator: ", "))")
    }

    private func lot(_ id: LotID, _ tokens: Tokens, _ start: Instant, _ expires: Instant) throws(Diagnostic) -> Lot {
        guard !id.text.isEmpty, id.text.utf8.count <= 200,
            !id.text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            throw Diagnostic("\"\(id)\" cannot be the id of a lot", hint: "1 to 200 bytes without control characters")
        }
        do {
            return try Lot(id: id, tokens: tokens, start: start, expires: expires)
        } catch {
            switch error {
            case .withoutTokens: throw Diagnostic("a lot needs tokens", hint: "more than 0")
            case .expiresBeforeItStarts:
                throw Diagnostic("the lot expires before it starts", hint: "it must expire after \(start)")
            }
        }
    }

    /// Who enters it: the person behind `sudo`, else who runs the program.
    var author: String {
        for name in ["SUDO_USER", "USER", "LOGNAME"] {
            if let user = environment[name], !user.isEmpty { return user.singleLine }
        }
        return "user \(getuid())"
    }

    private func told<Value>(of team: TeamName, _ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let refusal as LotRefusal {
            throw Diagnostic(refusal, team: team)
        }
    }
}

extension Diagnostic {
    fileprivate init(_ refusal: LotRefusal, team: TeamName) {
        switch refusal {
        case .entered(let lot):
            self.init(
                "lot \(lot.lot.id) of \(team) was entered by \(lot.author) at \(lot.knownAt), with "
                    + "\(lot.lot.tokens) tokens",
                hint: "change it with `vermilion lots change`; two packs need two ids")
        case .stated(let stated):
            self.init(
                "lot \(stated.lot.id) of \(team) stands in \(stated.origin), with \(stated.lot.tokens) tokens",
                hint: "correct it there; two packs need two ids")
        case .notByHand(let id, nil):
            self.init(
                "\(team) has no lot \(id) that was entered by hand",
                hint: "`vermilion lots list` shows what there is")
        case .notByHand(let id, let origin?):
            self.init("lot \(id) of \(team) stands in \(origin)", hint: "change or remove it there")
        }
    }
}
