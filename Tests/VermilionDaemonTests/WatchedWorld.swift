import Foundation
import VermilionDomain
import VermilionEngine
import VermilionFormats
import VermilionSettings
import VermilionSources
import VermilionStore
import VermilionTestSupport
import VermilionTransport

@testable import VermilionDaemon

/// The daemon's parts, assembled from a configuration as the program does it, against the simulator's process.
final class WatchedWorld {
    let world: SimulatedWorld
    let directory: TemporaryDirectory
    private let configuration: String
    private(set) var closedWhileUnread: [String] = []
    private(set) var readings = (good: 0, bad: 0)
    private var installation: Installation
    private var assembly: Assembly
    private var store: Store

    /// - Parameter configuration: `{url}` and `{state}` stand for where the simulator and the state are.
    init(scenario: String, configuration: String) async throws {
        directory = try TemporaryDirectory()
        let path = directory.path + "/scenario.yaml"
        try Data(scenario.utf8).write(to: URL(fileURLWithPath: path))
        world = try await SimulatedWorld(simulator: Self.simulator, scenario: path)
        self.configuration = directory.path + "/vermilion.yaml"
        try Data(
            configuration.replacingOccurrences(of: "{url}", with: world.url)
                .replacingOccurrences(of: "{state}", with: directory.path + "/state").utf8
        ).write(to: URL(fileURLWithPath: self.configuration))
        installation = try Installation(configuration: self.configuration, environment: Self.environment)
        store = try installation.store()
        assembly = Self.assembly(installation, world)
    }

    private static let environment = ["SECRET": "fake-secret", "PAT": "fake-access-token"]

    static var simulator: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("vermilion-simulator").path
    }

    private static func assembly(_ installation: Installation, _ world: SimulatedWorld) -> Assembly {
        installation.assembly(
            transports: Transports(), output: .standardError([:]), sourceTime: world.sourceTime)
    }

    /// As after a `kill -9`: nothing that was in memory is left.
    func restart() throws {
        store = try installation.store()
        assembly = Self.assembly(installation, world)
    }

    @discardableResult func poll(after step: Duration) async throws -> [Poll] {
        try await world.putForward(by: step)
        let engine = assembly.engine(store: store, worker: "test", time: world.time)
        let polls = try await engine.pollAll()
        for poll in polls {
            if poll.reading.isGood { readings.good += 1 } else { readings.bad += 1 }
            guard !poll.reading.isGood else { continue }
            closedWhileUnread += poll.decision.notices.filter { $0.kind == .closed }.map { "\($0.id) at \(world.now)" }
        }
        _ = try await engine.deliverDue()
        return polls
    }

    /// A person who agrees to everything, in a browser.
    func logIn(_ name: AccountName) async throws {
        guard let configured = installation.settings.accounts.first(where: { $0.name == name }),
            case .user(let redirect, _) = configured.grant
        else { return }
        let identity = AccountIdentity(
            configured, scopes: installation.settings.scopes(of: name), environment: Self.environment)
        let flow = LoginFlow(identity, redirect: redirect.url)
        let client = HTTPClient()
        let answer = try await client.send(.get(flow.address, headers: [], trust: TLSTrust()))
        let query = URLComponents(string: answer.header("Location") ?? "")?.queryItems ?? []
        let parameters = Dictionary(query.map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { first, _ in first })
        guard case .code(let code) = flow.answer(parameters) else { return }
        let account = Account(
            identity, state: installation.stateDirectory, client: client, time: world.sourceTime,
            manners: Manners(time: world.sourceTime) { 0 })
        try await account.logIn(code)
    }

    var openIncidents: [Incident] {
        get async throws { try await store.incidents(includingClosed: false).filter { $0.phase == .open } }
    }

    /// What the daemon's ledger of a team comes to, by the simulator's words.
    func ledger(_ team: TeamName) async throws -> [String: String] {
        guard let watched = assembly.teams.first(where: { $0.name == team }) else { return [:] }
        let statement = try await store.statement(of: watched.watch, asOf: world.now)
        return [
            "used": "\(statement.used)", "settled": "\(statement.settled)", "uncharged": "\(statement.uncharged)",
            "charged": "\(statement.used - statement.settled - statement.uncharged)",
            "available": "\(statement.available)", "lapsed": "\(statement.lapsed)", "balance": "\(statement.balance)",
        ]
    }

    /// The simulator's own ledger of a team.
    func truth(_ team: String) async throws -> [String: String] {
        guard
            let books = try JSONSerialization.jsonObject(with: Data(try await world.look(at: "books")))
                as? [String: Any],
            let teams = books["teams"] as? [[String: Any]],
            let mine = teams.first(where: { $0["team"] as? String == team })
        else { return [:] }
        return mine["ledger"] as? [String: String] ?? [:]
    }

    var refreshTokensUsedTwice: Int {
        get async throws {
            let log = try JSONSerialization.jsonObject(with: Data(try await world.look(at: "log"))) as? [String: Any]
            return (log?["refreshTokensUsedTwice"] as? [Any])?.count ?? -1
        }
    }
}
