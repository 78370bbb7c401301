import Crypto
import CryptoExtras
import Foundation
import Testing
import VermilionDomain
import VermilionSimulator

@Suite struct `The simulated login` {
    static let verifier = "fake-verifier-fake-verifier-fake-verifier-1234"
    static let callback = "http://127.0.0.1:9/callback"

    static func base64URL(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    static func authorize(_ caller: inout Caller, client: String = "fake-client", _ changes: [String: String] = [:])
        -> SimulatedResponse
    {
        let query = [
            "response_type": "code", "client_id": client, "redirect_uri": callback, "scope": "data:read",
            "state": "s 1",
            "code_challenge": base64URL(SHA256.hash(data: Data(verifier.utf8))), "code_challenge_method": "S256",
        ].merging(changes) { _, change in change }
        return caller.get("/authentication/v2/authorize", query)
    }

    static func code(_ answer: SimulatedResponse) throws -> String {
        let location = try #require(answer.headers["location"], "\(answer)")
        try #require(answer.status == 302 && location.hasPrefix(callback + "?"))
        let fields = FormEncoding.fields(String(location.dropFirst(callback.count + 1)))
        #expect(fields["state"] == "s 1")
        return try #require(fields["code"])
    }

    static func redeem(_ caller: inout Caller, _ code: String, verifier: String = verifier) -> SimulatedResponse {
        caller.form([
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", callback),
            ("code_verifier", verifier),
        ])
    }

    static func refresh(_ caller: inout Caller, _ token: String) -> SimulatedResponse {
        caller.form([("grant_type", "refresh_token"), ("refresh_token", token)])
    }

    @Test func `a code is redeemed once, with its verifier, within five minutes`() throws {
        var caller = try Caller(Scenarios.account)
        let code = try Self.code(Self.authorize(&caller))
        #expect(Self.redeem(&caller, code, verifier: "another").text("error") == "invalid_grant")
        caller.now = caller.now + .seconds(299)
        #expect(Self.redeem(&caller, code).status == 200)
        #expect(Self.redeem(&caller, code).text("error") == "invalid_grant")
        let late = try Self.code(Self.authorize(&caller))
        caller.now = caller.now + .minutes(5)
        #expect(Self.redeem(&caller, late).status == 400)
    }

    @Test func `a public client needs PKCE and no secret`() throws {
        var caller = try Caller(Scenarios.account)
        let without = Self.authorize(&caller, client: "fake-public", ["code_challenge_method": "plain"])
        #expect(without.headers["location"]?.contains("error=invalid_request") == true)
        let code = try Self.code(Self.authorize(&caller, client: "fake-public"))
        let answer = caller.form(
            [
                ("grant_type", "authorization_code"), ("client_id", "fake-public"), ("code", code),
                ("redirect_uri", Self.callback), ("code_verifier", Self.verifier),
            ], basic: nil)
        #expect(answer.status == 200 && answer.text("refresh_token") != nil)
    }

    @Test func `nothing is sent to an address that is not registered, and consent can be denied`() throws {
        var caller = try Caller(Scenarios.account)
        let stray = Self.authorize(&caller, ["redirect_uri": "http://127.0.0.1:9/elsewhere"])
        #expect(stray.status == 400 && stray.headers["location"] == nil)
        caller = try Caller(Scenarios.account.replacing("two-legged: true", with: "consents: false"))
        #expect(Self.authorize(&caller).headers["location"]?.contains("error=access_denied") == true)
    }

    @Test func `a refresh token works once, gives another, and a second use is seen`() throws {
        var caller = try Caller(Scenarios.account)
        let first = try #require(
            Self.redeem(&caller, try Self.code(Self.authorize(&caller))).text("refresh_token"))
        let answer = Self.refresh(&caller, first)
        let second = try #require(answer.text("refresh_token"))
        #expect(answer.text("expires_in") == "3599" && second != first)
        #expect(caller.get("/simulator/log").count("refreshTokensUsedTwice") == 0)
        #expect(Self.refresh(&caller, first).text("error") == "invalid_grant")
        #expect(caller.get("/simulator/log").text("refreshTokensUsedTwice/0/token") == first)
        caller.now = caller.now + .days(15) - .seconds(1)
        let third = try #require(Self.refresh(&caller, second).text("refresh_token"))
        caller.now = caller.now + .days(15)
        #expect(Self.refresh(&caller, third).status == 400)
    }

    @Test func `credentials come in the header or in the body but not in both`() throws {
        var caller = try Caller(Scenarios.account)
        let body = [
            (name: "grant_type", value: "client_credentials"), ("scope", "data:read"), ("client_id", "fake-client"),
            ("client_secret", "fake-secret"),
        ]
        #expect(caller.form(body, basic: nil).status == 200)
        #expect(caller.form(body).text("error") == "invalid_request")
        #expect(caller.form(Array(body.prefix(2)), basic: "fake-client:wrong").status == 401)
        #expect(caller.form([body[0], ("scope", "everything")]).text("error") == "invalid_scope")
    }

    @Test func `500 logins a minute are taken`() throws {
        var caller = try Caller(Scenarios.account)
        for _ in 0..<500 { try caller.login() }
        let answer = caller.form([("grant_type", "client_credentials"), ("scope", "data:read")])
        #expect(answer.status == 429 && answer.headers["retry-after"] == "1")
        caller.now = caller.now + .seconds(1)
        try caller.login()
    }

    static let key = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048) }

    static func assertion(_ header: String = #"{"alg":"RS256","kid":"k1"}"#, _ change: (String, String) = ("", ""))
        throws -> String
    {
        let claims =
            #"{"iss":"fake-client","sub":"robot","aud":"http://127.0.0.1:1/authentication/v2/token","exp":1767225900,"scope":["data:read"]}"#
        let text = base64URL(header.utf8) + "." + base64URL(claims.replacing(change.0, with: change.1).utf8)
        let signature = try key.get().signature(
            for: SHA256.hash(data: Data(text.utf8)), padding: .insecurePKCS1v1_5)
        return text + "." + base64URL(signature.rawRepresentation)
    }

    static func robot() throws -> Caller {
        let pem = try key.get().publicKey.pemRepresentation.replacing("\n", with: "\\n")
        return try Caller(
            """
            accounts:
              - client-id: fake-client
                secret: fake-secret
                service-accounts: [{id: robot, key: k1, public-key: "\(pem)"}]
            """)
    }

    static func present(_ caller: inout Caller, _ assertion: String) -> SimulatedResponse {
        caller.form([
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion),
        ])
    }

    @Test func `a signed assertion gives an access token and no refresh token`() throws {
        var caller = try Self.robot()
        let answer = Self.present(&caller, try Self.assertion())
        #expect(answer.status == 200, "\(answer)")
        #expect(answer.text("access_token") != nil && answer.text("refresh_token") == nil)
        caller.token = answer.text("access_token") ?? ""
        #expect(caller.get("/applications/v2/hubs").status == 403, "its scope is data:read")
    }

    @Test(arguments: [
        ("fake-client", "another"), ("robot", "another"), ("/token", "/other"), ("1767225900", "1767225901"),
        ("1767225900", "1767225600"), (#"["data:read"]"#, #""data:read""#),
    ])
    func `an assertion with a wrong claim is refused`(claim: String, wrong: String) throws {
        var caller = try Self.robot()
        let answer = Self.present(&caller, try Self.assertion(#"{"alg":"RS256","kid":"k1"}"#, (claim, wrong)))
        #expect(answer.status == 400 && answer.text("error") == "invalid_grant")
    }

    @Test func `an assertion with another key, algorithm or signature is refused`() throws {
        var caller = try Self.robot()
        #expect(Self.present(&caller, try Self.assertion(#"{"alg":"RS256","kid":"k2"}"#)).status == 400)
        #expect(Self.present(&caller, try Self.assertion(#"{"alg":"none","kid":"k1"}"#)).status == 400)
        let good = try Self.assertion()
        let forged = good.split(separator: ".").prefix(2).joined(separator: ".") + "." + Self.base64URL([1, 2, 3])
        #expect(Self.present(&caller, forged).status == 400)
        #expect(Self.present(&caller, "nonsense").status == 400)
    }
}
