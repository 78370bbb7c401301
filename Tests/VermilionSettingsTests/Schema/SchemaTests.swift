import Testing
import VermilionDomain
import VermilionFormats
import VermilionSettings
import VermilionTestSupport

@Suite struct `The schema` {
    private static let root = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined() + "/"

    private static func text(_ file: String) throws -> String {
        String(decoding: try read(root + file), as: UTF8.self)
    }

    @Test func `takes the shipped configurations`() throws {
        let files = ["config/vermilion.yaml", "config/minimal.yaml"]
        let verdicts = try SchemaReader.verdicts(on: files.map(Self.text))
        for (file, verdict) in zip(files, verdicts) { #expect(!verdict.isRefused, "\(file): \(verdict.problems)") }
    }

    /// Each is a configuration or a part of one, and is put into its place.
    @Test func `takes every example of the documentation`() throws {
        let files =
            ["README.md", "README.ja.md"]
            + ["channels", "configuration", "flex-team", "sources", "templates"].map { "docs/\($0).md" }
        let examples = try files.flatMap { file in Example.all(in: try Self.text(file), named: file) }
        #expect(examples.count >= 30)
        let verdicts = try SchemaReader.verdicts(on: examples.map(\.configuration))
        for (example, verdict) in zip(examples, verdicts) {
            #expect(!verdict.isRefused, "\(example): \(verdict.problems)")
        }
    }

    /// What cannot be seen by it: syntax, keys given twice, references, sums, and what two places say together.
    @Test func `refuses most mistakes that the readers refuse`() throws {
        let groups = [
            `A mistake`.unknown, `A mistake`.quantities, `A mistake`.teams, `A mistake`.lots, `A mistake`.channels,
            `A mistake`.mail, `A mistake`.addresses, `A mistake`.secrets, `A mistake`.traps,
        ]
        let samples =
            groups.flatMap { $0.map(\.sample.text) } + `A mistake in what asks for usage`.all.map(\.sample.text)
        let verdicts = try SchemaReader.verdicts(on: samples)
        let passed = zip(samples, verdicts).filter { !$1.isRefused }.map(\.0)
        #expect(
            samples.count - passed.count >= 237,
            "\(passed.count) of \(samples.count) pass:\n\(passed.joined(separator: "\n---\n"))")
    }

    @Test func `describes every key`() {
        var count = 0
        func look(at json: JSON, _ path: String) {
            if case .object(let members) = json {
                for (name, value) in members {
                    if name == "properties", case .object(let properties) = value {
                        for (key, schema) in properties {
                            guard case .object(let keywords) = schema else { continue }
                            count += 1
                            #expect(keywords.contains { $0.0 == "description" || $0.0 == "$ref" }, "\(path)/\(key)")
                        }
                    }
                    // Rules name keys that are described elsewhere.
                    if name != "allOf" { look(at: value, path + "/" + name) }
                }
            }
            if case .array(let items) = json { for item in items { look(at: item, path) } }
        }
        look(at: Schema.configuration.json, "")
        #expect(count > 120)
    }

    /// A reader whose keys have no schema would not show up in the schema at all.
    @Test func `is of all keys that the readers read`() throws {
        for name in try names(in: Self.root + "Sources/VermilionSettings/Reading") {
            let source = try Self.text("Sources/VermilionSettings/Reading/" + name)
            #expect(!source.contains(": String, SettingKey"), "\(name): its keys must be a ConfigurationKey")
        }
    }
}

/// A block of YAML in the documentation.
private struct Example: CustomStringConvertible {
    let description: String
    private let text: String

    static func all(in markdown: String, named file: String) -> [Example] {
        markdown.split(separator: "```yaml\n", omittingEmptySubsequences: false).dropFirst().enumerated().compactMap {
            number, rest in
            guard let end = rest.firstRange(of: "```") else { return nil }
            let lines = rest[..<end.lowerBound].split(separator: "\n", omittingEmptySubsequences: false)
            // What is left out with dots is no YAML.
            if lines.contains(where: { $0.contains("{ …") }) { return nil }
            // In an item of a list it is indented.
            let margin = lines.filter { $0.contains { $0 != " " } }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
            return Example(
                description: "\(file), example \(number + 1)",
                text: lines.map { String($0.dropFirst(margin)) }.joined(separator: "\n"))
        }
    }

    private var keys: [Substring] {
        text.split(separator: "\n").filter { $0.first?.isLetter == true }.compactMap { $0.split(separator: ":").first }
    }

    var configuration: String {
        let indented = text.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0 }.joined(
            separator: "\n")
        let team = "teams:\n  - name: A\n"
        let sources = "    sources: [{ csv: a.csv }]\n"
        if description.hasPrefix("docs/channels.md"), !keys.contains("teams"), !keys.contains("channels") {
            let channel =
                keys.first == "login"
                ? "  m:\n    email:\n      server: smtp://h\n      from: v@example.com\n      to: v@example.com\n" : ""
            return "channels:\n" + channel + (channel.isEmpty ? indented : indented.replacing("    ", with: "      "))
                + "\n" + team + sources
        }
        switch keys.first {
        case "sources": return team + indented
        case "lots", "alerts", "notify": return team + sources + indented
        case "map": return team + "    sources:\n    - http:\n        url: https://example.com\n        " + text
        default: return keys.contains("teams") ? text : text + "\n" + team + sources
        }
    }
}
