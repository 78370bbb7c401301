package import VermilionDomain
import VermilionFormats
package import VermilionTransport

/// Asks one server for JSON, with the patience and the manners that it needs.
package struct WebPages: Sendable {
    private let client: HTTPClient
    private let route: HTTPRoute
    private let manners: Manners
    private let access: AccountAccess?
    /// Sent with each request; may be secrets.
    private let headers: @Sendable () throws(Diagnostic) -> [(name: String, value: String)]
    private let recorder: Recorder?
    private let memory = PageMemory()
    /// How long one reading may take, waiting included.
    let patience: Duration
    let time: SourceTime
    /// How messages call the server: nothing of it is a secret.
    let shown: String

    package typealias Recorder = @Sendable (RawExchange) -> Void

    /// - Parameter manners: shared by all that ask the same server as the same account.
    /// - Parameter patience: how long one reading may take, waiting included.
    /// - Parameter recorder: hears every exchange.
    package init(
        client: HTTPClient, route: HTTPRoute, shown: String, manners: Manners, time: SourceTime, patience: Duration,
        access: AccountAccess? = nil, recorder: Recorder? = nil,
        headers: @escaping @Sendable () throws(Diagnostic) -> [(name: String, value: String)] = { [] }
    ) {
        (self.client, self.route, self.shown, self.manners) = (client, route, shown, manners)
        (self.time, self.patience, self.access, self.recorder) = (time, patience, access, recorder)
        self.headers = headers
    }

    package var account: AccountName? { access?.name }

    func loginEnds() async -> Instant? { await access?.loginEnds() }

    /// What was read could not be kept.
    func forget() { memory.keep(nil, from: []) }

    /// Until when a reading that begins at an instant is worth waiting for.
    func deadline(from start: Instant) -> Instant { start + patience }

    private static var bodyLimit: Int { 16 << 20 }
    /// More than a team has in ten years of days.
    private static var mostPages: Int { 1_000 }
    private static var mostRedirects: Int { 5 }
    private static var mostTries: Int { 3 }

    func json(
        _ method: HTTPRequest.Method, _ url: String, limit: RequestLimit? = nil, by deadline: Instant
    ) async throws(SourceFailure) -> JSON {
        try parsed(try await answer(method, url, limit: limit, by: deadline))
    }

    /// What the pages of one address hold.
    struct Found {
        var rows: [UsagePage.Row] = []
        var problems: [Diagnostic] = []
        var balance: Tokens?
    }

    /// Reads page after page of each address, as far as the pages lead on. All or nothing.
    ///
    /// Nil when the server says that nothing has changed since the same addresses were last read.
    func found(
        from starts: [String], map: UsageMap, by deadline: Instant
    ) async throws(SourceFailure) -> [Found]? {
        var fresh: [String: HTTPResponse] = [:]
        if let known = memory.pages(from: starts) {
            for page in known {
                let response = try await answer(.get, page.url, conditions: page.conditions, by: deadline)
                if response.status == 304 { continue }
                fresh[page.url] = response
                break
            }
            if fresh.isEmpty { return nil }
        }
        var (all, seen): ([Found], [PageMemory.Page]?) = ([], [])
        for start in starts {
            var found = Found()
            var (url, pages): (String?, Set<String>) = (start, [])
            while let address = url {
                guard pages.count < Self.mostPages else { throw problem("it has more than \(Self.mostPages) pages") }
                guard pages.insert(address).inserted else { throw problem("its pages lead in a circle") }
                let response: HTTPResponse
                if let known = fresh[address] {
                    response = known
                } else {
                    response = try await answer(.get, address, by: deadline)
                }
                let next = try found.take(try parsed(response), map: map, file: shown)
                seen = PageMemory.Page(response, at: address).flatMap { page in seen.map { $0 + [page] } }
                url = try next.map { link throws(SourceFailure) in
                    guard let whole = HTTPLink.address(link, from: address) else {
                        throw problem("its next page is on another server, where secrets must not go")
                    }
                    return whole
                }
            }
            all.append(found)
        }
        memory.keep(seen, from: starts)
        return all
    }

    func problem(_ words: String, hint: String? = nil) -> SourceFailure {
        SourceFailure(Diagnostic(at: Diagnostic.Place(file: shown), words, hint: hint))
    }

    private func parsed(_ response: HTTPResponse) throws(SourceFailure) -> JSON {
        try SourceFailure.of { () throws(Diagnostic) in
            try JSON.read(response.body, file: shown, depth: 64, size: Self.bodyLimit)
        }
    }

    /// An answer that is worth reading: 2xx, and 304 where conditions were given.
    private func answer(
        _ method: HTTPRequest.Method, _ url: String, conditions: [(name: String, value: String)] = [],
        limit: RequestLimit? = nil, by deadline: Instant
    ) async throws(SourceFailure) -> HTTPResponse {
        var (url, redirects, tries, hasNewLogin) = (url, 0, 0, false)
        while true {
            try await wait(for: limit, by: deadline)
            let proof = try await proof()
            let response: HTTPResponse
            do {
                response = try await send(method, url, conditions + proof.all)
            } catch {
                guard error.isWorthRetrying else { throw SourceFailure(Diagnostic(error.description)) }
                await manners.failed(asked: nil, Diagnostic(error.description))
                tries += 1
                if tries == Self.mostTries { throw SourceFailure(Diagnostic(error.description)) }
                continue
            }
            let failure = failure(response)
            switch response.status {
            case 200..<300:
                await manners.wentWell()
                return response
            case 304 where !conditions.isEmpty:
                await manners.wentWell()
                return response
            case 301, 302, 303, 307, 308:
                guard method == .get, redirects < Self.mostRedirects, let location = response.header("Location") else {
                    throw failure
                }
                guard let next = HTTPLink.address(location, from: url) else {
                    throw problem(
                        "the server answers \(response.status) and leads to another, where secrets must not go",
                        hint: "configure the final address")
                }
                redirects += 1
                url = next
            case 401 where access != nil && !hasNewLogin:
                // The token may have been revoked before its time: another one, once.
                await access?.refused(proof.access)
                hasNewLogin = true
            case _ where response.isWorthRetrying:
                await manners.failed(asked: response.retryAfter(at: time.now()), failure.diagnostic)
                tries += 1
                if tries == Self.mostTries { throw failure }
            default:
                await manners.wentWell()
                throw failure
            }
        }
    }

    private func wait(for limit: RequestLimit?, by deadline: Instant) async throws(SourceFailure) {
        while true {
            let wait = await manners.wait(for: limit)
            if wait == .zero { return }
            let until = time.now() + wait
            guard until <= deadline else { throw SourceFailure(await manners.reason(for: until, shown)) }
            do {
                try await time.pause(wait)
            } catch {
                throw problem("the reading was interrupted", hint: "it is read again in time")
            }
        }
    }

    private typealias Headers = [(name: String, value: String)]

    private func proof() async throws(SourceFailure) -> (all: Headers, access: Headers) {
        let own = try SourceFailure.of(headers)
        guard let access else { return (own, []) }
        do {
            let proof = try await access.headers()
            return (own + proof, proof)
        } catch {
            switch error {
            case .refused(let words): throw SourceFailure(words, .login(access.name))
            case .unavailable(let words): throw SourceFailure(words)
            }
        }
    }

    private func send(
        _ method: HTTPRequest.Method, _ url: String, _ headers: Headers
    ) async throws(HTTPFailure) -> HTTPResponse {
        var request = HTTPRequest(
            method, url, headers: [("Accept", "application/json")] + headers, route: route, deadlines: .standard,
            bodyLimit: Self.bodyLimit)
        // A question that is asked twice is answered twice, and no more.
        request.mayArriveTwice = true
        let response = try await client.send(request)
        if let recorder {
            let name = method == .get ? "GET" : "POST"
            // A bearer's token stands behind a word that is no secret.
            let secrets = headers.flatMap { [$0.value, String($0.value.split(separator: " ").last ?? "")] }
            let place = access == nil ? shown : url
            recorder(RawExchange("\(name) \(place)", response, secrets: access == nil ? secrets + [url] : secrets))
        }
        return response
    }

    private func failure(_ response: HTTPResponse) -> SourceFailure {
        let refusal = Refusal(status: response.status, body: response.body)
        var obstacle: Obstacle?
        if let access {
            if refusal.isCapacityExceeded { obstacle = .capacityExceeded }
            // Any other 403 may concern a single hub, app or contract.
            if response.status == 401 { obstacle = .login(access.name) }
        }
        return SourceFailure(refusal.diagnostic(file: shown), obstacle)
    }
}

extension WebPages.Found {
    /// The link to the next page.
    fileprivate mutating func take(
        _ document: JSON, map: UsageMap, file: String
    ) throws(SourceFailure) -> String? {
        let page = try SourceFailure.of { () throws(Diagnostic) in try map.page(document, file: file) }
        rows += page.rows
        problems += page.problems
        balance = balance ?? page.balance
        return page.next
    }
}
