import VermilionDomain
import VermilionSettings

/// A configuration to read in a test. `▸` marks where a mistake is to be reported and is not part of the text.
struct Sample: Sendable, CustomStringConvertible {
    let text: String
    let marks: [Diagnostic.Place]

    init(_ marked: String) {
        var text = ""
        var marks: [Diagnostic.Place] = []
        var (line, column) = (1, 1)
        for character in marked {
            if character == "▸" {
                marks.append(Diagnostic.Place(file: Sample.file, line: line, column: column))
                continue
            }
            text.append(character)
            (line, column) = character == "\n" || character == "\r\n" ? (line + 1, 1) : (line, column + 1)
        }
        (self.text, self.marks) = (text, marks)
    }

    static let file = "vermilion.yaml"

    var description: String { text }

    /// A team and a channel that are sound, below what is given.
    static func top(_ marked: String) -> Sample {
        Sample(marked + "\nteams: [{ name: A, sources: [{ csv: a.csv }] }]\nchannels: { j: { log: {} } }\n")
    }

    /// Keys of a team that has its name and source already.
    static func team(_ marked: String) -> Sample {
        Sample(
            """
            teams:
              - name: A
                sources: [{ csv: a.csv }]
                \(marked)
            channels: { j: { log: {} }, night.box: { maildir: mail } }
            """)
    }

    /// Channels beside a sound team.
    static func channel(_ marked: String) -> Sample {
        Sample("teams: [{ name: A, sources: [{ csv: a.csv }] }]\nchannels:\n  \(marked)\n")
    }

    static func email(
        server: String = "smtp://mail.example.com", from: String = "v@example.com", to: String = "ops@example.com",
        and rest: String = "hello-name: here"
    ) -> Sample {
        channel("m: { email: { server: \(server), from: \(from), to: \(to), \(rest) } }")
    }

    /// Keys of a webhook that has its address already.
    static func hook(_ marked: String) -> Sample {
        channel("h: { webhook: { url: https://example.com, \(marked) } }")
    }

    func settings(environment: [String: String] = [:]) throws(InvalidSettings) -> Settings {
        try Settings.parse(text.utf8, file: Sample.file, folder: "/srv/vermilion", environment: environment)
    }

    /// What is wrong with it; empty when nothing is.
    func problems(environment: [String: String] = [:]) -> [Diagnostic] {
        do {
            _ = try settings(environment: environment)
            return []
        } catch {
            return error.diagnostics
        }
    }

    var errors: [Diagnostic] { problems().filter { $0.severity == .error } }
}

extension Sample {
    /// The shipped configuration with what is commented out in it, and no secret in it.
    static func everything(withTemplates: Bool = true) throws -> Sample {
        let file = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/config/vermilion.yaml"
        let keys = Set(
            [
                "proxy", "ca-file", "client-certificate", "client-key", "acknowledge", "refresh-token", "endpoint",
                "bearer",
                "headers",
            ] + (withTemplates ? ["templates", "subject", "headline", "summary"] : []))
        let lines = String(decoding: try read(file), as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        let text = lines.map { line -> String in
            let margin = line.prefix { $0 == " " }
            let rest = line.dropFirst(margin.count)
            guard rest.hasPrefix("# ") else { return String(line) }
            let key = rest.dropFirst(2).drop { $0 == " " }.prefix { $0 != ":" }
            return keys.contains(String(key)) ? String(margin + rest.dropFirst(2)) : String(line)
        }
        return Sample(
            text.joined(separator: "\n").replacing(
                "url: https://hooks.example.com/vermilion ", with: "url: { env: HOOK_URL }"))
    }
}
