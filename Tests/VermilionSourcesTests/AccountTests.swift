import Crypto
import CryptoExtras
import Foundation
import Synchronization
import Testing
import VermilionDomain
import VermilionTestSupport
import VermilionTransport

@testable import VermilionSources

@Suite struct `An account` {
    private let directory: TemporaryDirectory
    private let client = HTTPClient()
    private let now: Instant
    private let clock: SteppedTime

    init() throws {
        directory = try TemporaryDirectory()
        now = try .at("2026-01-10")
        clock = SteppedTime(now)
    }

    private static func answer(_ body: String, status: String = "200 OK") -> [ScriptedServer.Step] {
        [.hearRequest, .say("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")]
    }

    /// The n-th answer gives the n-th tokens.
    private static func tokens(_ number: Int) -> [ScriptedServer.Step] {
        answer(#"{"access_token":"access\#(number)","expires_in":3599,"refresh_token":"refresh\#(number)"}"#)
    }

    private func identity(
        _ server: ScriptedServer, _ grant: AccountIdentity.Grant, personal: AccountIdentity.SecretText? = nil
    ) -> AccountIdentity {
        AccountIdentity(
            name: "acme", endpoint: "http://127.0.0.1:\(server.port)", clientID: "client", grant: grant,
            scopes: ["data:read", "application:client:read"], personalAccessToken: personal, route: HTTPRoute())
    }

    private func account(
        _ server: ScriptedServer, _ grant: AccountIdentity.Grant = .user(secret: { "secret" }),
        personal: AccountIdentity.SecretText? = nil,
        manners: Manners? = nil, survives: @escaping @Sendable (TokenRefresh.Action) -> Bool = { _ in true }
    ) -> Account {
        Account(
            identity(server, grant, personal: personal), state: directory.path, client: client, time: clock.time,
            manners: manners ?? Manners(time: clock.time) { 1 }, survives: survives)
    }

    private var file: AccountFile { AccountFile("acme", state: directory.path) }

    private func logIn(at instant: Instant) throws {
        try FileManager.default.createDirectory(
            atPath: directory.path + "/accounts", withIntermediateDirectories: true)
        chmod(directory.path + "/accounts", 0o700)
        try file.save(
            AccountRecord(refresh: AccountRecord.Refresh(token: Token("refresh0"), since: instant)))
    }

    private func bearer(_ account: Account, at now: Instant) async throws -> String? {
        clock.now = now
        return try await account.headers().first { $0.name == "Authorization" }?.value
    }

    @Test func `logs in as its app, and again when the token is over`() async throws {
        let server = try ScriptedServer(Self.tokens(1), Self.tokens(2))
        let account = account(server, .clientCredentials(secret: { "pass word" }), personal: { "PAT" })
        let headers = try await account.headers()
        #expect(
            headers.map(\.name) == ["Authorization", "ADSK-PAT"] && headers.map(\.value) == ["Bearer access1", "PAT"])
        #expect(try await bearer(account, at: now + .minutes(50)) == "Bearer access1")
        #expect(try await bearer(account, at: now + .minutes(58)) == "Bearer access2")
        let heard = server.heard[0]
        #expect(heard.hasPrefix("POST /authentication/v2/token HTTP/1.1\r\n"))
        let pair = Data("client:pass word".utf8).base64EncodedString()
        #expect(heard.contains("Authorization: Basic \(pair)\r\n"))
        #expect(heard.hasSuffix("grant_type=client_credentials&scope=data%3Aread%20application%3Aclient%3Aread"))
        #expect(await account.loginEnds() == nil)
    }

    @Test func `signs as a service account what its key proves`() async throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let server = try ScriptedServer(Self.answer(#"{"access_token":"a","expires_in":"3600"}"#))
        let pem = key.pemRepresentation
        let account = account(
            server, .serviceAccount(id: "S123", keyID: "K1", privateKey: { pem }, secret: { "secret" }))
        #expect(try await bearer(account, at: now) == "Bearer a")
        let form = try #require(server.heard[0].split(separator: "\r\n\r\n").last)
        #expect(form.contains("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"))
        let assertion = try #require(form.split(separator: "&").first { $0.hasPrefix("assertion=") }).dropFirst(10)
        let parts = assertion.split(separator: ".").map(String.init)
        func decoded(_ text: String) throws -> Data {
            let padded = text.replacing("-", with: "+").replacing("_", with: "/")
            return try #require(
                Data(base64Encoded: padded + String(repeating: "=", count: (4 - padded.count % 4) % 4)))
        }
        let signature = _RSA.Signing.RSASignature(rawRepresentation: try decoded(parts[2]))
        let digest = SHA256.hash(data: Data("\(parts[0]).\(parts[1])".utf8))
        #expect(key.publicKey.isValidSignature(signature, for: digest, padding: .insecurePKCS1v1_5))
        #expect(String(decoding: try decoded(parts[0]), as: UTF8.self).contains(#""kid":"K1""#))
        let claims = String(decoding: try decoded(parts[1]), as: UTF8.self)
        #expect(
            claims.contains(
                #""iss":"client","sub":"S123","aud":"http://127.0.0.1:\#(server.port)/authentication/v2/token""#))
        #expect(claims.contains(#""exp":\#(now.seconds + 240)"#))
        #expect(claims.contains(#""scope":["data:read","application:client:read"]"#))
    }

    @Test func `never tells its key`() async throws {
        let server = try ScriptedServer(Self.tokens(1))
        let account = account(
            server, .serviceAccount(id: "S", keyID: "K", privateKey: { "canary" }, secret: { "canary" }))
        await #expect {
            _ = try await account.headers()
        } throws: {
            guard case .unavailable(let words) = $0 as? AccountFailure else { return false }
            return words.description.contains("is no RSA key") && !words.description.contains("canary")
        }
    }

    @Test func `uses each refresh token once, and keeps the next one for itself alone`() async throws {
        let server = try ScriptedServer(Self.tokens(1), Self.tokens(2))
        try logIn(at: now)
        let account = account(server)
        #expect(try await bearer(account, at: now) == "Bearer access1")
        #expect(try await bearer(self.account(server), at: now + .days(2)) == "Bearer access2")
        #expect(server.heard.map { $0.contains("refresh_token=refresh0") } == [true, false])
        #expect(server.heard[1].contains("refresh_token=refresh1"))
        #expect(await account.loginEnds() == now + .days(17))
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let folder = try FileManager.default.attributesOfItem(atPath: directory.path + "/accounts")
        #expect(folder[.posixPermissions] as? Int == 0o700)
    }

    @Test func `refreshes once for all who ask, in this process and in others`() async throws {
        let server = try ScriptedServer(Self.tokens(1), Self.tokens(2))
        try logIn(at: now)
        let accounts = [account(server), account(server)]
        let values = try await withThrowingTaskGroup(of: String?.self) { group in
            for number in 0..<20 { group.addTask { try await bearer(accounts[number % 2], at: now) } }
            var values: Set<String?> = []
            for try await value in group { values.insert(value) }
            return values
        }
        #expect(values == ["Bearer access1"])
        #expect(server.heard.count == 1)
    }

    /// The process ends before its k-th step, for every k; the next one goes on from what is on the disk.
    @Test(arguments: 0..<5) func `sends no refresh token twice, wherever it is killed`(step: Int) async throws {
        let server = try ScriptedServer(Self.tokens(1), Self.tokens(2), Self.tokens(3))
        try logIn(at: now)
        let steps = Counter()
        let killed = account(server, survives: { _ in steps.next() != step })
        let first = try? await bearer(killed, at: now)
        let second = try? await bearer(account(server), at: now + .minutes(1))
        let sent = server.heard.compactMap { heard in
            heard.split(separator: "&").first { $0.hasPrefix("refresh_token=") }.map(String.init)
        }
        #expect(Set(sent).count == sent.count, "\(sent)")
        // Before the first step nothing happened; after the third the tokens are on the disk. In between nobody knows.
        #expect((first != nil) == (step == 4), "step \(step)")
        #expect((second != nil) == (step == 0 || step >= 3), "step \(step)")
    }

    @Test func `says that nobody logged in, and what to do`() async throws {
        let server = try ScriptedServer(Self.tokens(1))
        await #expect {
            _ = try await account(server).headers()
        } throws: {
            guard case .refused(let words) = $0 as? AccountFailure else { return false }
            return words.description.contains("vermilion login acme")
        }
        #expect(server.heard.isEmpty)
    }

    @Test func `tells a refusal from a server that is not well, and waits for the latter`() async throws {
        let refusing = try ScriptedServer(
            Self.answer(#"{"error":"invalid_client","error_description":"no such client"}"#, status: "401 Unauthorized")
        )
        let refused = account(refusing, .clientCredentials(secret: { "canary" }))
        await #expect {
            _ = try await refused.headers()
        } throws: {
            guard case .refused(let words) = $0 as? AccountFailure else { return false }
            return words.description.contains("invalid_client: no such client") && !words.description.contains("canary")
        }
        let failing = try ScriptedServer(
            Self.answer("oops", status: "503 Service Unavailable\r\nRetry-After: 25"), Self.tokens(2))
        let manners = Manners(time: clock.time) { 1 }
        let unwell = account(failing, .clientCredentials(secret: { "s" }), manners: manners)
        await #expect {
            _ = try await unwell.headers()
        } throws: {
            guard case .unavailable = $0 as? AccountFailure else { return false }
            return true
        }
        #expect(await manners.wait(for: nil) == .seconds(25))
        #expect(try await bearer(unwell, at: now + .seconds(25)) == "Bearer access2")
    }

    @Test func `forgets a token that was refused before its time`() async throws {
        let server = try ScriptedServer(Self.tokens(1), Self.tokens(2))
        let account = account(server, .clientCredentials(secret: { "s" }))
        #expect(try await bearer(account, at: now) == "Bearer access1")
        await account.wasRefused([("Authorization", "Bearer another")])
        #expect(try await bearer(account, at: now) == "Bearer access1")
        await account.wasRefused([("Authorization", "Bearer access1")])
        #expect(try await bearer(account, at: now) == "Bearer access2")
    }

    @Test func `does not use a file that others may read`() async throws {
        let server = try ScriptedServer(Self.tokens(1))
        try logIn(at: now)
        chmod(file.path, 0o640)
        await #expect {
            _ = try await account(server).headers()
        } throws: {
            guard case .unavailable(let words) = $0 as? AccountFailure else { return false }
            return words.description.contains("others may read it")
        }
    }
}

private final class Counter: Sendable {
    private let count = Atomic(0)

    func next() -> Int { count.add(1, ordering: .relaxed).oldValue }
}
