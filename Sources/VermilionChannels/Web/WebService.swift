package import VermilionDomain
package import VermilionTransport

/// A web service that notices are posted to: what is said to it, and what its answers mean.
package protocol WebService: Sendable {
    /// The bytes that the outbox keeps. A pure function of the notice, and without a secret: the state is no place
    /// for one.
    func compose(_ notice: Notice, for reader: Reader) -> [UInt8]

    /// One attempt. Secrets are read here, so that one can be changed without a restart.
    func posting(of delivery: Delivery, at now: Instant) throws(Diagnostic) -> Posting

    func outcome(of answer: WebAnswer, at now: Instant) -> Outcome

    /// How many messages the service takes in what time; nil when it does not matter.
    var limit: Tempo.Limit? { get }

    /// Whether a message is joined to the first about its incident (`Delivery.thread`) when it is posted.
    var joinsMessages: Bool { get }
}

extension WebService {
    package var joinsMessages: Bool { false }

    /// What chat services have in common: about a message a second, and a few at once.
    package var limit: Tempo.Limit? { Tempo.Limit(5, in: .seconds(5)) }
}

/// A secret, read when it is used.
package typealias SecretText = @Sendable () throws(Diagnostic) -> String

/// A request, and what of it must never be shown.
package struct Posting: Sendable {
    package let request: HTTPRequest
    let redaction: Redaction

    /// JSON, unless a header says otherwise.
    ///
    /// - Parameter secrets: what a server could repeat in its answer.
    init(
        _ body: [UInt8], to url: String, headers: [(name: String, value: String)] = [], trust: TLSTrust = TLSTrust(),
        secrets: [String]
    ) {
        self.init(.post(body, to: url, headers: headers, trust: trust), secrets: secrets)
    }

    init(_ request: HTTPRequest, secrets: [String]) {
        self.request = request
        redaction = Redaction(of: secrets)
    }

    /// To an address that is itself the secret.
    init(_ body: [UInt8], toSecret url: String, trust: TLSTrust = TLSTrust()) {
        self.init(body, to: url, trust: trust, secrets: Redaction.pieces(of: url))
    }
}
