import VermilionChannels
import VermilionDomain
import VermilionSettings
import VermilionTransport

extension Settings.Source {
    /// How to try it without reading; nil where an account is tried in its place, or nothing is there to be tried.
    func contact(_ environment: [String: String], client: HTTPClient) -> (@Sendable () async -> Contact)? {
        switch self {
        case .http(let usage): { await usage.contact(environment, client: client) }
        case .exec(let exec): { Program(exec).contact }
        case .csv, .applications, .tokenFlex, .insights: nil
        }
    }
}

extension Settings.HTTPUsage {
    fileprivate func contact(_ environment: [String: String], client: HTTPClient) async -> Contact {
        do {
            for header in headers { _ = try header.value.resolve(environment: environment) }
        } catch {
            return Contact(error)
        }
        return await url.contact(environment, by: HTTPRoute(connection), client: client)
    }
}

extension Secret {
    /// Connects to the web server whose address it is, and asks it nothing.
    func contact(_ environment: [String: String], by route: HTTPRoute, client: HTTPClient) async -> Contact {
        let address: String
        do {
            address = try resolveURL(environment: environment)
        } catch {
            return Contact(error)
        }
        do {
            let server = try await client.connect(to: address, route: route, deadlines: .standard)
            return .made("\(server), reachable, nothing asked")
        } catch {
            return error.isWorthRetrying
                ? .missed(error.description) : .wrong(error.description, hint: "check the address and the certificate")
        }
    }
}
