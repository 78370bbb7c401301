package import VermilionDomain
import VermilionFormats

/// Autodesk's side of the conversation as a value: the same scenario, requests and instants give the same bytes.
package struct SimulatedAutodesk: Sendable {
    package let scenario: Scenario
    let registry: Registry
    let baseURL: String
    var chance: SeededChance
    var login = LoginBook()
    var queries: [String: RunningQuery] = [:]
    var pace = Pace()
    var log = RequestLog()
    /// How far `POST /simulator/clock` has put the clock forward.
    var ahead = Duration.zero
    private var progress: [FaultProgress]

    /// - Parameter baseURL: under which the simulator is reached, without a slash at its end.
    package init(_ scenario: Scenario, baseURL: String) {
        (self.scenario, self.baseURL) = (scenario.withoutSuspendedUsage, baseURL)
        registry = Registry(self.scenario)
        chance = SeededChance(seed: scenario.seed)
        progress = Array(repeating: FaultProgress(), count: scenario.faults.count)
    }

    /// - Parameter instant: the simulated time, without what `POST /simulator/clock` added.
    package mutating func answer(_ request: SimulatedRequest, at instant: Instant) -> SimulatedResponse {
        if request.parts.first == "simulator" {
            return control(Array(request.parts.dropFirst()), request, at: instant)
        }
        let now = instant + ahead
        let response = spoiled(request, at: now)
        log.note(request, response, at: now)
        return response
    }

    private mutating func spoiled(_ request: SimulatedRequest, at now: Instant) -> SimulatedResponse {
        var happening: [Fault.Kind] = []
        for (index, fault) in scenario.faults.enumerated()
        where progress[index].happens(fault, to: request, at: now, chance: &chance) {
            happening.append(fault.kind)
        }
        if let instead = happening.lazy.compactMap({ $0.answer(at: now) }).first { return instead }
        var response = service(request, at: now)
        for kind in happening { kind.spoil(&response) }
        return response
    }

    private mutating func service(_ request: SimulatedRequest, at now: Instant) -> SimulatedResponse {
        let parts = request.parts
        let rest = Array(parts.dropFirst(2))
        switch (parts.first, parts.dropFirst().first) {
        case ("authentication", "v2") where (request.method, rest) == ("POST", ["token"]):
            return token(request, at: now)
        case ("authentication", "v2") where (request.method, rest) == ("GET", ["authorize"]):
            return authorize(request, at: now)
        case ("applications", _) where request.method == "GET":
            return applications(Array(parts.dropFirst()), request, at: now)
        case ("tokenflex", "v1"): return tokenFlex(rest, request, at: now)
        case ("insights", "v1"): return insights(rest, request, at: now)
        default: return .notFound
        }
    }
}

extension Instant {
    var utcDay: CivilDate { Zone.utc.day(of: self) }
}
