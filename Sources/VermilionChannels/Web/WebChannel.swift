package import VermilionDomain
import VermilionEngine
package import VermilionTransport

/// Posts to a web service.
package struct WebChannel: Reachable {
    package let name: ChannelName
    private let service: any WebService
    private let client: HTTPClient
    private let deadlines: HTTPDeadlines

    package init(
        name: ChannelName, client: HTTPClient, service: any WebService, deadlines: HTTPDeadlines = .standard
    ) {
        self.name = name
        self.service = service
        self.client = client
        self.deadlines = deadlines
    }

    package var tempo: Tempo { Tempo(limit: service.limit, pausesWhenAsked: true) }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] { service.compose(notice, for: reader) }

    package func deliver(_ delivery: Delivery, at now: Instant) async -> Outcome {
        do {
            var delivery = delivery
            // What is about no incident, as a digest, belongs to nothing before.
            if !service.joinsMessages || !delivery.kind.isAboutIncident { delivery.thread = nil }
            var answer = try await ask(delivery, at: now)
            if answer.status == 400, delivery.thread != nil {
                // The first message may be gone: it is better to be read apart from it than not at all.
                delivery.thread = nil
                answer = try await ask(delivery, at: now)
            }
            return service.outcome(of: answer, at: now)
        } catch let failure as HTTPFailure {
            return .of(failure)
        } catch {
            return .misconfigured(reason: "\(error)", hint: "mend the channel's settings")
        }
    }

    /// No request is harmless to all services: the connection alone says that the address leads to one.
    package func contact(for sample: Delivery, at now: Instant) async -> Contact {
        let request: HTTPRequest
        do {
            request = try service.posting(of: sample, at: now).request
        } catch {
            return Contact(error)
        }
        do {
            let server = try await client.connect(to: request.url, route: request.route, deadlines: deadlines)
            return .made("\(server), reachable, not logged in")
        } catch {
            return Contact(.of(error))
        }
    }

    private func ask(_ delivery: Delivery, at now: Instant) async throws -> WebAnswer {
        let posting = try service.posting(of: delivery, at: now)
        var request = posting.request
        request.deadlines = deadlines
        return WebAnswer(try await client.send(request), without: posting.redaction)
    }
}

extension Outcome {
    /// Nothing, or nothing whole, came back.
    static func of(_ failure: HTTPFailure) -> Outcome {
        failure.isWorthRetrying
            ? .retry(reason: failure.description, after: nil)
            : .misconfigured(reason: failure.description, hint: "check the address and the certificate")
    }
}
