"""Called by scripts/validate-payloads: PROGRAM FOLDER."""
import collections, csv, datetime, http.server, json, os, re, subprocess, sys, threading, urllib.parse

import jsonschema
from html.parser import HTMLParser
from slack_sdk.models import blocks as slack
from standardwebhooks import Webhook
from cloudevents.core.bindings.http import HTTPMessage, from_binary_event, from_structured_event

program, folder = sys.argv[1:]
SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NAMES = [
    "Acme", "株式会社アクメ設計 <!channel> & co", "**b** [click](https://evil.example) @everyone", "[toall] [To:1] [/info]",
    "<users/all> <b>bold</b> </pre> &amp;", "👩‍👩‍👧‍👦 שלום مرحبا " + "z" + "\u0301" * 200, "長い" * 300, "*[`_~|" * 60,
]
ANSWERS = {
    "slack": (200, "ok"), "mattermost": (200, "ok"), "teams": (202, ""), "discord": (200, '{"id":"1"}'),
    "google-chat": (200, '{"name":"spaces/A/messages/B"}'), "line-works": (200, '{"code":200}'),
    "chatwork": (200, '{"message_id":"1"}'), "telegram": (200, '{"ok":true,"result":{"message_id":1}}'),
    "ntfy": (200, '{"id":"1"}'), "pagerduty": (202, '{"status":"success"}'), "alertmanager": (200, ""),
    "matrix": (200, '{"event_id":"$1"}'), "hook": (204, ""), "structured": (204, ""), "binary": (204, ""),
}
Request = collections.namedtuple("Request", "verb path headers body")
received = collections.defaultdict(list)


class Service(http.server.BaseHTTPRequestHandler):
    def answer(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        name = self.path.split("/")[1].split("?")[0]
        received[name].append(Request(self.command, self.path, self.headers, body))
        status, text = ANSWERS[name]
        self.send_response(status)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    do_POST = do_PUT = answer

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"

secrets = {"SIGNING": SIGNING, "TOKEN": "110201543:fake", "KEY": "f" * 32}
secrets |= {name.replace("-", "_"): f"{base}/{name}/services/T0?key=fakefake" for name in ANSWERS}
url = lambda name: {"url": {"env": name.replace("-", "_")}}
token = {"token": {"env": "TOKEN"}}
channels = {name: {name: url(name)} for name in ("slack", "teams", "discord", "google-chat", "line-works", "mattermost")}
channels |= {
    "telegram": {"telegram": {"endpoint": f"{base}/telegram", "chat": "-1001234567890", **token}},
    "chatwork": {"chatwork": {"endpoint": f"{base}/chatwork", "room": "77", **token}},
    "ntfy": {"ntfy": {"url": f"{base}/ntfy", "topic": "flex", **token}},
    "pagerduty": {"pagerduty": {"endpoint": f"{base}/pagerduty", "routing-key": {"env": "KEY"}}},
    "alertmanager": {"alertmanager": {"url": f"{base}/alertmanager"}},
    "matrix": {"matrix": {"homeserver": f"{base}/matrix", "room": "!a:example.com", **token}},
    "hook": {"webhook": {**url("hook"), "secret": {"env": "SIGNING"}}},
    "structured": {"webhook": {**url("structured"), "secret": {"env": "SIGNING"}, "cloudevents": "structured"}},
    "binary": {"webhook": {**url("binary"), "secret": {"env": "SIGNING"}, "cloudevents": "binary"}},
}
assert channels.keys() == ANSWERS.keys()

# Teams' names are short and on one line; apps may be called anything.
today = datetime.date.today()
teams = []
for number, name in enumerate(NAMES):
    team = name.encode()[:150].decode(errors="ignore").strip()
    path = os.path.join(folder, f"{number}.csv")
    with open(path, "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["team", "day", "app", "api", "tokens"])
        for days in range(1, 40):
            rows.writerow([team, today - datetime.timedelta(days), NAMES[-number] + "\r\nx: y" * (days == 3), "md", 1.5 + days % 7])
    language = "ja" if number % 2 else "en"
    teams.append({"name": team, "sources": [{"csv": path}], "language": language})
settings = os.path.join(folder, "vermilion.yaml")
with open(settings, "w") as file:  # JSON is YAML.
    json.dump({"state": os.path.join(folder, "state"), "teams": teams, "channels": channels}, file, ensure_ascii=False)

run = lambda *arguments: subprocess.run(
    [program, *arguments, "--config", settings], env=os.environ | secrets, capture_output=True, text=True)
check = run("check")
assert check.returncode == 2, check.stdout + check.stderr
test = run("test", *channels)
assert test.returncode == 0, test.stdout + test.stderr
for name in channels:
    assert len(received[name]) == len(NAMES) + 1, (name, len(received[name]), run("deliveries").stdout[-3000:])


def text(most, least=1):
    return {"type": "string", "minLength": least, "maxLength": most}


def shape(required=None, **properties):
    return {"type": "object", "additionalProperties": False, "required": required or list(properties),
            "properties": properties}


def listing(of, most):
    return {"type": "array", "minItems": 1, "maxItems": most, "items": of}


fact = shape(title={"type": "string"}, value={"type": "string"})
SCHEMAS = {
    "teams": shape(type={"const": "message"}, attachments=listing(shape(
        contentType={"const": "application/vnd.microsoft.card.adaptive"}, contentUrl={"type": "null"},
        content=shape(**{"$schema": {"type": "string"}}, type={"const": "AdaptiveCard"}, version={"const": "1.4"},
                      fallbackText={"type": "string"}, msteams=shape(width={"const": "Full"}),
                      body=listing({"oneOf": [
                          shape(type={"const": "FactSet"}, facts=listing(fact, 20)),
                          shape(["type", "text"], type={"const": "TextBlock"}, text=text(9999),
                                wrap={"type": "boolean"}, weight={"enum": ["Bolder", "Default", "Lighter"]},
                                size={"enum": ["Default", "Small", "Medium", "Large", "ExtraLarge"]},
                                style={"enum": ["default", "heading"]}, isSubtle={"type": "boolean"},
                                color={"enum": ["Default", "Dark", "Light", "Accent", "Good", "Warning", "Attention"]}),
                      ]}, 20))), 1)),
    "discord": shape(allowed_mentions={"const": {"parse": []}}, embeds=listing(shape(
        title=text(256), description=text(4096), color={"type": "integer", "minimum": 0, "maximum": 0xFFFFFF},
        fields={"type": "array", "maxItems": 25,
                "items": shape(name=text(256), value=text(1024), inline={"type": "boolean"})},
        timestamp={"type": "string", "format": "date-time"}, footer=shape(text=text(2048))), 10)),
    "google-chat": shape(fallbackText=text(4000), thread=shape(threadKey=text(4000)), cardsV2=listing(shape(
        cardId=text(64), card=shape(header=shape(title=text(999), subtitle=text(999)), sections=listing(shape(
            widgets=listing({"oneOf": [
                shape(textParagraph=shape(text=text(9999))),
                shape(decoratedText=shape(topLabel=text(999), text=text(999), wrapText={"type": "boolean"}))]}, 99)),
            1))), 1)),
    "mattermost": shape(["attachments"], priority=shape(priority={"enum": ["important", "urgent"]}),
                        attachments=listing(shape(
                            fallback=text(999), color={"type": "string", "pattern": "^#[0-9A-F]{6}$"},
                            title=text(999), text=text(9999), footer=text(999),
                            fields={"type": "array", "items": shape(
                                short={"type": "boolean"}, title=text(999), value=text(999))}), 1)),
    "telegram": shape(chat_id={"type": "integer"}, parse_mode={"const": "HTML"}, text=text(9999),
                      link_preview_options=shape(is_disabled={"const": True})),
    "line-works": shape(title=text(200), body=shape(text=text(2000))),
    "ntfy": shape(topic={"const": "flex"}, title=text(250), message=text(4096),
                  priority={"type": "integer", "minimum": 1, "maximum": 5}, tags=listing(text(99), 5)),
    "pagerduty": shape(
        routing_key={"const": "f" * 32}, event_action={"enum": ["trigger", "acknowledge", "resolve"]},
        dedup_key=text(255), client=text(99), payload=shape(
            summary=text(1024), source=text(255), severity={"enum": ["critical", "error", "warning", "info"]},
            timestamp={"type": "string", "format": "date-time"}, component=text(255), group=text(255),
            **{"class": text(255)}, custom_details={"type": "object"})),
    "alertmanager": listing(shape(
        labels={"type": "object", "required": ["alertname"], "additionalProperties": {"type": "string"}},
        annotations={"type": "object", "additionalProperties": {"type": "string"}},
        startsAt={"type": "string", "format": "date-time"}, endsAt={"type": "string", "format": "date-time"}), 1),
    "matrix": shape(msgtype={"const": "m.text"}, body=text(20000), format={"const": "org.matrix.custom.html"},
                    formatted_body=text(40000), **{"m.mentions": {"const": {}}}),
}
CLOUD_EVENT = {  # of cloudevents/spec, formats/cloudevents.json
    "type": "object", "required": ["id", "source", "specversion", "type"], "properties": {
        "id": text(9999), "source": {"type": "string", "minLength": 1, "format": "uri-reference"},
        "specversion": text(9), "type": text(999), "datacontenttype": text(999), "subject": text(999),
        "time": {"type": "string", "format": "date-time", "minLength": 1}}}


class Elements(HTMLParser):
    def __init__(self, allowed):
        super().__init__()
        self.allowed, self.open, self.seen = allowed, [], ""

    def handle_starttag(self, tag, attributes):
        assert tag in self.allowed and not attributes, (tag, attributes)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.seen += data


def html(markup, *allowed):
    reader = Elements(allowed)
    reader.feed(markup)
    reader.close()
    assert reader.open == []
    return reader.seen


def check_slack(request):
    message = json.loads(request.body)
    for block in message["blocks"]:
        parsed = slack.Block.parse(block)
        parsed.validate_json()
        assert parsed.to_dict() == block, block
    assert sum(len(value) for value in re.findall(r'"text":"((?:[^"\\]|\\.)*)"', request.body.decode())) < 26_000


def check_signature(request):
    Webhook(SIGNING).verify(request.body, {key.lower(): value for key, value in request.headers.items()})


def check_structured(request):
    check_signature(request)
    assert request.headers["content-type"].startswith("application/cloudevents+json")
    jsonschema.validate(json.loads(request.body), CLOUD_EVENT, format_checker=jsonschema.FormatChecker())
    event = from_structured_event(HTTPMessage(dict(request.headers.items()), request.body))
    assert event.get_id() and event.get_data()["data"]["incident"]


def check_binary(request):
    check_signature(request)
    headers = {key.lower(): value for key, value in request.headers.items()}
    event = from_binary_event(HTTPMessage(headers, request.body))
    assert event.get_id() and event.get_type().startswith("vermilion.") and event.get_data()["data"]["incident"]


def check_chatwork(request):
    form = urllib.parse.parse_qs(request.body.decode(), strict_parsing=True)
    assert form["self_unread"] == ["1"]
    assert re.findall(r"\[[^\]]*\]", form["body"][0]) == ["[info]", "[title]", "[/title]", "[/info]"]


checks = {"slack": check_slack, "hook": check_signature, "structured": check_structured, "binary": check_binary,
          "chatwork": check_chatwork}
units = lambda value: len(value.encode("utf-16-le")) // 2
for name, requests in sorted(received.items()):
    for request in requests:
        if name in SCHEMAS:
            message = json.loads(request.body)
            jsonschema.validate(message, SCHEMAS[name], format_checker=jsonschema.FormatChecker())
        if name in checks:
            checks[name](request)
        if name == "teams":
            assert len(request.body) <= 20_000, len(request.body)
        if name == "google-chat":
            assert len(request.body) <= 32_000
            for widget in message["cardsV2"][0]["card"]["sections"][0]["widgets"]:
                html(widget.get("textParagraph", widget.get("decoratedText"))["text"], "br")
        if name == "discord":
            embed = message["embeds"][0]
            assert units("".join([embed["title"], embed["description"], embed["footer"]["text"]] + [
                field["name"] + field["value"] for field in embed["fields"]])) <= 6_000
        if name == "telegram":
            assert units(html(message["text"], "b", "i")) <= 4_096
        if name == "ntfy":
            assert len(message["message"].encode()) <= 4_096
        if name == "matrix":
            assert request.verb == "PUT" and len(request.body) <= 60_000
            html(message["formatted_body"], "h4", "p", "ul", "li", "b", "pre", "code", "br")
    print(f"{name}: {len(requests)} messages, at most {max(len(request.body) for request in requests)} bytes: valid")
