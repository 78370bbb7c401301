"""Writes the pages of the manual that follow from the program: PROGRAM REPOSITORY DATE FOLDER.

vermilion(1) is the tree of commands, vermilion.yaml(5) the schema of the configuration; what is said around them is in
docs/man. So neither can tell of an option or a key that is not there, or leave one out.
"""
import json, os, re, subprocess, sys

program, repository, date, folder = sys.argv[1:]


def words(text):
    """Running text as lines of mdoc: what a reader would take for a macro or an escape is none."""
    lines = []
    for line in text.replace("\\", "\\e").splitlines():
        line = re.sub(r"`([^`]+)`", r"\\fB\1\\fP", line.strip())
        # A sentence ends its line, so that it is set apart from the next.
        lines += re.split(r"(?<=[.?!])(?<!e\.g\.) +(?=\S)", line)
    return [("\\&" if line[:1] in ".'" else "") + line for line in lines if line]


def quoted(text):
    """One argument of a macro."""
    text = text.replace("\\", "\\e").replace('"', "\\(dq")
    return f'"{text}"' if re.search(r"\s", text) or not text else "\\&" + text


def paragraphs(text):
    output = []
    for block in re.split(r"\n\s*\n", text):
        output += [".Pp"] + words(block)
    return output


def name_of(argument):
    dashes = {"long": "--", "short": "-", "longWithSingleDash": "-"}
    return ", ".join(dashes[name["kind"]] + name["name"] for name in argument.get("names", []))


def is_told(argument):
    return argument["shouldDisplay"] and not {"help", "version"} & {n["name"] for n in argument.get("names", [])}


def synopsis(command, path):
    lines = [".Nm " + " ".join(path)] if not path else [".Nm", ".Cm " + " ".join(path)]
    for argument in filter(is_told, command.get("arguments", [])):
        value = argument.get("valueName", "")
        repeats = " ..." if argument["isRepeating"] else ""
        if argument["kind"] == "positional":
            text = f"Ar {quoted(value)}{repeats}"
        else:
            text = "Fl " + name_of(argument).split(", ")[-1][1:].replace("-", "\\-")
            if argument["kind"] == "option":
                text += f" Ar {quoted(value)}{repeats}"
        lines.append(f".Op {text}" if argument["isOptional"] else f".{text}")
    return lines


def described(command, path):
    lines = [".Ss " + quoted(" ".join(path)), ".Bd -ragged -compact"] + synopsis(command, path) + [".Ed", ".Pp"]
    lines += words(command.get("abstract", "")) + paragraphs(command.get("discussion", ""))[0 if command.get("discussion") else 1:]
    told = list(filter(is_told, command.get("arguments", [])))
    if told:
        lines.append(".Bl -tag -width Ds")
        for argument in told:
            head = name_of(argument)
            value = argument.get("valueName", "")
            if argument["kind"] == "positional":
                lines.append(f".It Ar {quoted(value)}")
            else:
                flags = ["Fl " + flag[1:].replace("-", "\\-") for flag in head.split(", ")]
                lines.append(".It " + " , ".join(flags) + (f" Ar {quoted(value)}" if argument["kind"] == "option" else ""))
            lines += words(argument.get("abstract", "")) + words(argument.get("discussion", ""))
            if argument.get("allValues"):
                lines.append("One of " + ", ".join(f"\\fB{value}\\fP" for value in argument["allValues"]) + ".")
            if argument.get("defaultValue") is not None:
                lines.append(f"Default: \\fB{argument['defaultValue']}\\fP.")
        lines.append(".El")
    return lines


def commands(command, path=()):
    """Each command that does something, in the order of the help."""
    children = [child for child in command.get("subcommands", []) if child.get("shouldDisplay", True) and child["commandName"] != "help"]
    if path and not children:
        yield command, path
    for child in children:
        yield from commands(child, (*path, child["commandName"]))


def run(*arguments):
    return subprocess.run([program, *arguments], capture_output=True, text=True)


def filled(page, **parts):
    """A page of docs/man with its date and what belongs in its gaps."""
    with open(os.path.join(repository, "docs/man", page + ".in")) as file:
        text = file.read()
    for name, lines in {**parts, "date": [date]}.items():
        mark = f"@{name}@"
        assert mark in text, f"docs/man/{page}.in has no {mark}"
        text = text.replace(mark, "\n".join(lines))
    with open(os.path.join(folder, page), "w") as file:
        file.write(text)


def type_of(schema):
    """What may stand for a key, in a few words: a text that YAML would take for a number is a text, too."""
    if schema.get("$ref", "").endswith("/secret"):
        return "secret"
    if "const" in schema:
        return json.dumps(schema["const"], ensure_ascii=False)
    if "enum" in schema:
        told = dict.fromkeys(str(value).lower() for value in schema["enum"])
        return "true | false" if set(told) == {"true", "false"} else " | ".join(told)
    kind = schema.get("type")
    if kind == "array":
        return "list of " + type_of(schema["items"]) if isinstance(schema.get("items"), dict) else "list"
    kinds = kind if isinstance(kind, list) else [kind] if kind else [
        type_of(each) for several in ("oneOf", "anyOf") for each in schema.get(several, [])]
    kinds = [{"object": "section", "string": "text"}.get(kind, kind) for kind in kinds if kind]
    if "text" in kinds:
        kinds = [kind for kind in kinds if kind not in ("number", "integer", "boolean", "null")]
    return " | ".join(dict.fromkeys(kinds))


class Keys:
    """All keys of a JSON Schema, each once, under the way that leads to it."""

    def __init__(self, schema):
        self.schema, self.lines, self.ways = schema, [], []

    def resolved(self, schema):
        while "$ref" in schema:
            target = self.schema
            for step in schema["$ref"].removeprefix("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
        return schema

    def sections(self, schema, seen=()):
        """The sections that may stand where this schema does, without what is tried in place of them."""
        name = schema.get("$ref")
        if name in seen or type_of(schema) == "secret":
            return
        schema = self.resolved(schema)
        seen = seen + ((name,) if name else ())
        if "properties" in schema or isinstance(schema.get("additionalProperties"), dict):
            yield schema, "", seen
        if isinstance(schema.get("items"), dict):
            for section, way, below in self.sections(schema["items"], seen):
                yield section, "[]" + way, below
        for several in ("oneOf", "anyOf", "allOf"):
            for each in schema.get(several, []):
                yield from self.sections(each, seen)

    def tell(self, schema, way="", seen=()):
        told = set()
        for section, more, below in self.sections(schema, seen):
            required = set(section.get("required", []))
            for key, value in section.get("properties", {}).items():
                if (more, key) not in told:
                    told.add((more, key))
                    self.key(f"{way}{more}.{key}".lstrip("."), value, key in required, below)
            if isinstance(section.get("additionalProperties"), dict):
                self.key(f"{way}{more}.NAME".lstrip("."), section["additionalProperties"], False, below)

    def key(self, way, value, is_required, seen):
        self.ways.append(way)
        whole = self.resolved(value)
        kind = type_of(value) or type_of(whole)
        self.lines.append(f".It Ic {quoted(way)}" + (f" : {quoted(kind)}" if kind else ""))
        self.lines += words(whole.get("description", ""))
        if "default" in whole:
            default = whole["default"]
            shown = default if isinstance(default, str) else json.dumps(default, ensure_ascii=False)
            self.lines.append("Default: \\fB" + shown.replace("\\", "\\e") + "\\fP.")
        if is_required:
            self.lines.append("Must be given.")
        for example in whole.get("examples", [])[:1]:
            self.lines.append("Example: \\fB" + (example if isinstance(example, str) else json.dumps(example, ensure_ascii=False)).replace("\\", "\\e") + "\\fP.")
        if kind != "secret":
            self.tell(value, way, seen)


def named(schema):
    """The names of all keys that are anywhere in a schema."""
    if isinstance(schema, list):
        return set().union(*map(named, schema))
    if not isinstance(schema, dict):
        return set()
    own = schema.get("properties", {})
    return (set(own) if isinstance(own, dict) else set()).union(*map(named, schema.values()))


tree = json.loads(run("--experimental-dump-help").stdout)["command"]
told = list(commands(tree))
filled(
    "vermilion.1",
    synopsis=[line for command, path in told for line in [".Nm", ".Cm " + " ".join(path), ".Op Ar options"]],
    commands=[line for command, path in told for line in described(command, path)])

schema = run("config", "schema")
if schema.returncode == 0:
    keys = Keys(json.loads(schema.stdout))
    keys.tell(keys.schema)
    missing = named(keys.schema) - {way.split(".")[-1] for way in keys.ways} - {"file", "env", "credential"}
    assert keys.ways and not missing, f"vermilion.yaml(5) would not tell of {missing}"
    listed = [".Bl -tag -width Ds"] + keys.lines + [".El"]
else:
    listed = ["The example below has every key, with what it is for."]
with open(os.path.join(repository, "config/vermilion.yaml")) as file:
    example = file.read().rstrip("\n").replace("\\", "\\e")
filled(
    "vermilion.yaml.5", keys=listed,
    example=["\\&" + line if line[:1] in ".'" else line for line in example.splitlines()])
filled("vermilion.8")
