import Foundation
import Glibc
import Testing
import VermilionTestSupport

/// One team, polled every second, that is told of in a maildir and wherever else a test says.
struct WatchedAcme {
    let folder: Folder
    var state = "state"
    /// Where it listens; nil for nowhere.
    var port: Int?
    var source = "{ csv: usage.csv }"
    /// In flow style, as `name: { … }`.
    var channels: [String] = []
    /// Whole lines.
    var more = ""

    /// In a folder of its own, with something to tell.
    init() throws {
        folder = try Folder()
        try use(2)
        try configure()
    }

    func configure() throws {
        let names = ["box"] + channels.compactMap { $0.split(separator: ":").first.map(String.init) }
        try folder.write(
            """
            state: \(state)
            poll: { every: 1s, jitter: 0% }
            teams:
              - { name: Acme, sources: [\(source)], lots: [], notify: [\(names.joined(separator: ", "))] }
            channels:
              box: { maildir: mail }
            \(channels.map { "  \($0)\n" }.joined())\(port.map { "listen: 127.0.0.1:\($0)\n" } ?? "")\(more)
            """, to: "vermilion.yaml")
    }

    /// What was used until now; each doubling is told.
    func use(_ tokens: Int) throws {
        try folder.write("team,day,app,api,tokens\nAcme,2025-07-22,Viewer,md,\(tokens)\n", to: "usage.part")
        try #require(rename(folder.path + "/usage.part", folder.path + "/usage.csv") == 0)
    }

    /// What a check of `listen` finds.
    func ask(_ path: String) throws -> (status: String, text: String) {
        let address = "http://127.0.0.1:\(port ?? 0)\(path)"
        let curl = try folder.run(["curl", "-s", "--max-time", "20", "-o", "answer", "-w", "%{http_code}", address])
        return (curl.output, try folder.read("answer"))
    }

    /// State and attempts of each delivery through a channel.
    func deliveries(through channel: String) throws -> [(state: String, attempts: Int)] {
        let json = try Program.run("deliveries", "--format", "json", in: folder).json()
        return try #require(json as? [[String: Any]]).filter { $0["channel"] as? String == channel }.map {
            ($0["state"] as? String ?? "", ($0["attempts"] as? [Any])?.count ?? 0)
        }
    }

    /// What an SMTP server says that takes one mail, and what it does between the dot and its answer.
    static func taking(_ steps: [ScriptedServer.Step] = []) -> [ScriptedServer.Step] {
        [
            .say("220 a\r\n"), .hear, .say("250 a\r\n"), .hear, .say("250 ok\r\n"), .hear, .say("250 ok\r\n"), .hear,
            .say("354 go\r\n"), .hearMail,
        ] + steps + [.say("250 2.0.0 taken\r\n"), .hear]
    }

    static func mail(to port: Int) -> String {
        "mail: { email: { server: \"smtp://127.0.0.1:\(port)\", tls: none, from: a@example.com, to: ops@example.com } }"
    }
}
