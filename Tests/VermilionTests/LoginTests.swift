import Foundation
import Glibc
import Testing
import VermilionTestSupport

/// Accounts, as a person, a daemon and a `kill -9` treat them.
@Suite struct `A login` {
    private static func configuration(_ url: String, port: Int) -> String {
        """
        state: state
        accounts:
          portal:
            endpoint: \(url)
            client-id: fake-client
            client-secret: { env: SECRET }
            grant: user
            redirect: http://127.0.0.1:\(port)/callback
        teams:
          - { name: Acme, sources: [{ applications: { account: portal, hub: hub-acme } }] }
        channels: { box: { maildir: mail } }
        """
    }

    private static let environment = ["SECRET": "fake-secret-canary"]

    private func prepared(_ folder: Folder, faults: String = "") throws -> SimulatedAutodesk {
        let port = try freePort()
        let autodesk = try SimulatedAutodesk(SimulatedAutodesk.acme(redirectedTo: port, more: faults), in: folder)
        try folder.write(Self.configuration(autodesk.url, port: port), to: "vermilion.yaml")
        return autodesk
    }

    /// - Parameter visit: what is done with the address that is printed.
    @discardableResult
    private func logIn(_ folder: Folder, _ visit: (String) throws -> Void) throws -> Int32 {
        let process = Program.process(["login", "portal"], in: folder, environment: Self.environment)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        try visit(try SimulatedAutodesk.line(of: output))
        return process.status()
    }

    private func agree(_ address: String) throws { try SimulatedAutodesk.curl("-L", address) }

    @Test func `waits for the right browser, and is then used without anybody`() throws {
        let folder = try Folder()
        let autodesk = try prepared(folder)
        let before = try Program.run("check", in: folder, environment: Self.environment)
        #expect(before.status == 2 && before.output.contains("vermilion login portal"))
        let status = try logIn(folder) { address in
            let redirect =
                address.components(separatedBy: "redirect_uri=")[1].prefix { $0 != "&" }
                .removingPercentEncoding ?? ""
            let refused = try SimulatedAutodesk.curl("\(redirect)?state=another&code=evil")
            #expect(refused.contains("goes on waiting"))
            try agree(address)
        }
        #expect(status == 0)
        let after = try Program.run("check", in: folder, environment: Self.environment)
        #expect(after.status == 2 && after.output.contains("Balance -2.5"), "\(after)")
        #expect(try autodesk.log().grants == ["authorization_code"])
        for name in ["portal.json", "portal.pace"]
        where FileManager.default.fileExists(atPath: "\(folder.path)/state/accounts/\(name)") {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/state/accounts/\(name)")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func `ends when the person refuses`() throws {
        let folder = try Folder()
        let port = try freePort()
        let autodesk = try SimulatedAutodesk(
            SimulatedAutodesk.acme(redirectedTo: port, account: "consents: false"), in: folder)
        try folder.write(Self.configuration(autodesk.url, port: port), to: "vermilion.yaml")
        #expect(try logIn(folder, agree) == 65)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/state/accounts/portal.json"))
    }

    /// Every poll finds its access token refused and refreshes; the process is killed at any moment of it.
    @Test func `uses no refresh token twice, whenever it is killed`() async throws {
        let folder = try Folder()
        let autodesk = try prepared(folder, faults: #"faults: [{ path: "/applications/*", kind: unauthorized }]"#)
        var random = SplitMix64(seed: 1)
        try logIn(folder, agree)
        var refreshes = 0
        // A machine that is busy needs longer to come as far as a refresh.
        for round in 0..<400 where round < 40 || refreshes <= 5 {
            let process = Program.process(
                ["fetch", "applications"], in: folder, environment: Self.environment)
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            usleep(UInt32(random.draw(10_000...120_000) * (1 + round / 40)))
            kill(process.processIdentifier, SIGKILL)
            _ = process.status()
            let record = (try? folder.read("state/accounts/portal.json")) ?? ""
            // A refresh that was under way when it was killed has used up the login.
            if !record.contains(#""sent": null"#) { try logIn(folder, agree) }
            if round % 10 == 9 { refreshes = try autodesk.log().grants.filter { $0 == "refresh_token" }.count }
        }
        #expect(try autodesk.log().refreshTokensUsedTwice == 0)
        #expect(refreshes > 5)
    }

    @Test func `and its secrets are in nothing that is printed, sent or logged`() throws {
        let folder = try Folder()
        let autodesk = try prepared(
            folder, faults: #"faults: [{ path: "/applications/*", kind: unauthorized, every: 3 }]"#)
        try logIn(folder, agree)
        var printed: [String] = []
        for arguments in [
            ["check"], ["fetch", "applications", "--raw"], ["check", "--dry-run"], ["check", "--format", "json"],
        ] {
            let result = try Program.run(arguments, in: folder, environment: Self.environment)
            printed += [result.output, result.errors]
        }
        // A wrong secret is told without the secret.
        let record = try folder.read("state/accounts/portal.json")
        try folder.write(
            record.replacingOccurrences(of: "\"expires\": ", with: "\"expires\": -"), to: "state/accounts/portal.json")
        chmod(folder.path + "/state/accounts/portal.json", 0o600)
        let wrong = try Program.run("check", in: folder, environment: ["SECRET": "wrong-canary"])
        #expect(wrong.status == 2 && wrong.output.contains("401"), "\(wrong)")
        printed +=
            [wrong.output, wrong.errors]
            + folder.files(in: "mail/new").map { (try? folder.read("mail/new/\($0)")) ?? "" }
        for text in printed {
            for secret in ["canary", "fake-access-", "fake-refresh-", "Basic "] { #expect(!text.contains(secret)) }
        }
        #expect(printed.joined().contains("daily-totals"))
        _ = autodesk
    }
}
