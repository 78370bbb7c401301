import Foundation
import Testing

/// Templates from the configuration to the mail, with the program as people run it.
@Suite struct `A configuration with templates` {
    private func folder(subject: String) throws -> Folder {
        let folder = try Folder()
        try folder.write("team,day,app,api,tokens\nAcme,2025-07-22,<b>Viewer</b>,Automation,3.5\n", to: "usage.csv")
        try folder.write("<p>{{amount}}{{#consumers}} {{app}}{{/consumers}}</p>\n", to: "page.mustache")
        try folder.write(
            """
            state: state
            teams: [{ name: Acme, sources: [{ csv: usage.csv }] }]
            channels:
              box:
                maildir: mail
                templates:
                  subject: '\(subject)'
                  html: { file: page.mustache }
              plain: { maildir: plain }
            """, to: "vermilion.yaml")
        return folder
    }

    @Test func `is refused with a wrong one, at its place`() throws {
        let folder = try folder(subject: "[T] {{incident.sverity}}")
        let check = try Program.run("config", "check", "vermilion.yaml", in: folder)
        #expect(check.status == 78)
        #expect(check.errors.contains("vermilion.yaml:7:21: error: there is no `incident.sverity` in a message"))
        #expect(check.errors.contains("did you mean `incident.severity`?"))
    }

    @Test func `shows and sends each channel's own words`() throws {
        let folder = try folder(subject: "[T-{{incident.severity}}] {{amount}}")
        let dry = try Program.run("check", "--dry-run", in: folder)
        let shown = dry.output.components(separatedBy: "Would go to ").dropFirst().map { $0 }
        try #require(shown.count == 2, "\(dry.output)")
        #expect(shown[0].hasPrefix("box:\n\nSubject: [T-critical] 3.5 tokens\n"), "\(shown)")
        #expect(shown[1].hasPrefix("plain:\n\nSubject: Uncharged usage for your Autodesk team: Acme, 3.5 tokens\n"))

        let check = try Program.run("check", in: folder)
        #expect(check.status == 2, "\(check.errors)")
        func mail(in name: String) throws -> String {
            let file = try #require(folder.files(in: name + "/new").first)
            return try folder.read("\(name)/new/\(file)")
        }
        let own = try mail(in: "mail")
        #expect(own.contains("\r\nSubject: [T-critical] 3.5 tokens\r\n"))
        #expect(own.contains("<p>3.5 tokens &lt;b&gt;Viewer&lt;/b&gt;</p>"))
        #expect(try mail(in: "plain").contains("Subject: Uncharged usage for your Autodesk team: Acme, 3.5 tokens"))
    }
}
