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

    package func removeLot(_ id: LotID, of team: TeamName, at now: Instant) async throws -> StatedLot {
        let watch = try watchedTeam(team).watch
        return try await told(of: team) { try await store().removeLot(id, of: watch, author: author, at: now) }
    }

    /// - Parameters:
    ///   - tokens: nil for all that is left.
    ///   - moment: nil for now.
    ///   - newID: what the other team calls it; nil for the same.
    package func transferLot(
        _ id: LotID, from team: TeamName, to other: TeamName, tokens: Tokens?, moment: CivilMoment?, as newID: LotID?,
        at now: Instant
    ) async throws -> Transfer {
        guard team != other else {
            throw Diagnostic("a team cannot transfer to itself", hint: "name another with --to")
        }
        let (watch, receiver) = (try watchedTeam(team).watch, try watchedTeam(other).watch)
        let instant = moment?.instant(in: zone) ?? now
        guard instant <= now else {
            throw Diagnostic("\(instant) is still to come", hint: "a transfer is entered when it has happened")
        }
        let receivedID = newID ?? id
        try check(receivedID)
        do {
            return try await store().transfer(
                tokens, of: id, from: watch, to: receiver, as: receivedID, at: instant, author: author, now: now)
        } catch let refusal as TransferRefusal {
            throw Diagnostic(refusal, from: team, to: other)
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
        for watched in try team.map({ try watchedTeams([$0]) }) ?? teams {
            let readings = await watched.readLots()
            let book = try await store.lotBook(of: watched.watch, readings: readings)
            problems += readings.compactMap(\.problem) + readings.flatMap(\.warnings) + book.problems
            let entered = try await store.allLotsByHand(of: watched.name)
            let transfers = try await store.allTransfers(of: watched.name).filter { $0.to == watched.name }
            lots += book.lots.map { entry in
                if let transfer = transfers.first(where: { $0.voided == nil && $0.received.id == entry.lot.id }) {
                    return ListedLot(transfer, departures: entry.lot.departures)
                }
                let version = entered.first {
                    $0.voided == nil && $0.lot.isSamePack(as: entry.lot) && entry.origin == .hand
                }
                return ListedLot(team: watched.name, entry, entered: version)
            }
            guard includingVoided else { continue }
            lots += entered.filter { $0.voided != nil }.map {
                ListedLot(team: watched.name, StatedLot($0.lot, from: .hand), entered: $0)
            }
            lots += transfers.filter { $0.voided != nil }.map { ListedLot($0) }
            // Those entered by hand are there already, with who did it.
            lots += try await store.lotChanges(of: watched.name).compactMap { change in
                guard let before = change.before, !before.origin.isByHand else { return nil }
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

    var teams: [WatchedTeam] {
        assembly(transports: Transports(), output: .standardError(environment), time: .system).teams
    }

    /// - Throws: a diagnostic that names the teams that there are.
    func watchedTeam(_ name: TeamName) throws(Diagnostic) -> WatchedTeam { try watchedTeams([name])[0] }

    /// In the order of the names; the parts of the teams are put together once for all.
    func watchedTeams(_ names: [TeamName]) throws(Diagnostic) -> [WatchedTeam] {
        let known = Dictionary(uniqueKeysWithValues: teams.map { ($0.name, $0) })
        return try names.map { name throws(Diagnostic) in
            guard let team = known[name] else { throw unknownTeam(name) }
            return team
        }
    }

    private func unknownTeam(_ name: TeamName) -> Diagnostic {
        Diagnostic(
            "there is no team \"\(name)\"",
            hint: "there are: \(settings.teams.map(\.name.text).sorted().joined(separator: ", "))")
    }

    private func check(_ id: LotID) throws(Diagnostic) {
        guard !id.text.isEmpty, id.text.utf8.count <= 200,
            !id.text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            throw Diagnostic("\"\(id)\" cannot be the id of a lot", hint: "1 to 200 bytes without control characters")
        }
    }

    private func lot(_ id: LotID, _ tokens: Tokens, _ start: Instant, _ expires: Instant) throws(Diagnostic) -> Lot {
        try check(id)
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
        case .notByHand(let id, .transfer(let giver)):
            self.init(
                "lot \(id) of \(team) was transferred from \(giver)",
                hint: "take it back with `vermilion lots remove`, and transfer anew")
        case .notByHand(let id, let origin?):
            self.init("lot \(id) of \(team) stands in \(origin)", hint: "change or remove it there")
        case .given(let transfer):
            self.init(
                "\(transfer.received.tokens) tokens of lot \(transfer.lot) were transferred to \(transfer.to)",
                hint:
                    "take that back first: vermilion lots remove --team \"\(transfer.to)\" --id \(transfer.received.id)"
            )
        }
    }

    fileprivate init(_ refusal: TransferRefusal, from team: TeamName, to other: TeamName) {
        switch refusal {
        case .noSuchLot(let id):
            self.init("\(team) has no lot \(id)", hint: "`vermilion lots list` shows what there is")
        case .notValid(let lot, let instant):
            self.init(
                "lot \(lot.id) of \(team) is not valid at \(instant)",
                hint: "it is valid from \(lot.start) until \(lot.expires); say when it was moved: --at")
        case .notEnough(let lot, let left, let instant) where left == .zero:
            self.init("nothing was left in lot \(lot.id) of \(team) at \(instant)", hint: "see vermilion statement")
        case .notEnough(let lot, let left, let instant):
            self.init(
                "only \(left) tokens were left in lot \(lot.id) of \(team) at \(instant)",
                hint: "transfer at most as many; without --tokens, all of them")
        case .laterLacks(let lot, let missing):
            self.init(
                "a later transfer of lot \(lot.id) of \(team) would lack \(missing) tokens then",
                hint: "take that back first, or transfer less")
        case .received(let stated):
            self.init(
                "\(other) has a lot \(stated.lot.id) already, from \(stated.origin)",
                hint: "give the transferred one another id: --as")
        }
    }
}

extension LotOrigin {
    /// Whether its versions are kept with who entered them.
    fileprivate var isByHand: Bool {
        switch self {
        case .hand, .transfer: true
        case .configuration, .file: false
        }
    }
}
