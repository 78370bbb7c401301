import VermilionFormats
import VermilionSettings
import VermilionTestSupport

/// The schema as an editor uses it: Python's `jsonschema` on documents as YAML 1.2 reads them, which the YAML language server
/// does.
enum SchemaReader {
    struct Verdict: Decodable {
        let isYAML: Bool
        /// Places and what is wrong there.
        let problems: [String]

        var isRefused: Bool { !isYAML || !problems.isEmpty }
    }

    /// - Throws: also when the schema is none of 2020-12.
    static func verdicts(on documents: [String]) throws -> [Verdict] {
        try PythonReader.run(
            script, on: [Array(Schema.configuration.json.compact.utf8)] + documents.map { Array($0.utf8) })
    }

    private static let script = #"""
        import base64, json, re, sys, yaml, jsonschema

        class Core(yaml.CSafeLoader):
            yaml_implicit_resolvers = {}

        def resolve(tag, pattern, first):
            Core.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(pattern), first)

        # YAML 1.2.2, 10.3.2.
        resolve("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF"))
        resolve("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""])
        resolve("int", r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", list("-+0123456789"))
        resolve("float", r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)$", list("-+.0123456789"))

        def integer(loader, node):
            text = node.value
            return int(text[2:], 8) if text.startswith("0o") else int(text, 16) if text.startswith("0x") else int(text)

        Core.add_constructor("tag:yaml.org,2002:int", integer)
        lines = [base64.b64decode(line) for line in sys.stdin]
        schema = json.loads(lines[0])
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        verdicts = []
        for line in lines[1:]:
            try:
                document = yaml.load(line.decode(), Core)
                problems = [e.json_path + ": " + e.message[:200] for e in validator.iter_errors(document)]
                verdicts.append({"isYAML": True, "problems": problems})
            except (yaml.YAMLError, RecursionError, TypeError) as problem:
                verdicts.append({"isYAML": False, "problems": [str(problem)[:200]]})
        json.dump(verdicts, sys.stdout)
        """#
}
