"""scripts/soak: the world around the daemon, and what is measured of it."""
import asyncio
import collections
import glob
import json
import math
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

from servers import Mail, Temper, Web

vermilion, minutes = sys.argv[1], float(sys.argv[2])
if minutes < 4:
    sys.exit("soak: at least 4 minutes, for things to come to their end")
random.seed(1)

# The bounds, and why: docs/benchmarks.md, "Soak".
MEMORY_KIB_AN_HOUR = 1024
DESCRIPTORS_AN_HOUR = 4
WAL_MIB = 16
SLACK = 2

TEAMS, JITTER, DEADLINE = 20, 10, 3
EVERY = [2, 3, 5]
SAMPLE, RELOAD = 5, 30
length = minutes * 60
# The servers turn well for the last tenth (2 to 6 minutes), and the files calm down when half of that is over.
well_for = min(max(length / 10, 120), 360)
THE_DOT = 720
DRAIN = 900

home = tempfile.mkdtemp(prefix="vermilion-soak-")
os.chmod(home, 0o700)
started = time.monotonic()


def since():
    return time.monotonic() - started


def write(name, text, gently=True):
    """Replaces a file; not gently, in place, so that a reader may see half of it."""
    path = os.path.join(home, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    data = text if isinstance(text, bytes) else text.encode()
    with open(path + ".part" if gently else path, "wb") as file:
        file.write(data)
    if gently:
        os.rename(path + ".part", path)


# The files.

class Drop:
    """The export of a team: it grows, is corrected, is broken now and then, and goes over the pack of 100 and back."""
    DAYS = [f"2026-06-{day:02}" for day in range(1, 25)]
    PAST = [(day, app) for day in DAYS for app in ("Viewer", "Review", "Sheets", "Model")]

    def __init__(self, number):
        self.number, self.rows, self.extra = number, 20, 0
        self.turns = [0, 0, 50, 85]
        self.next_turn = random.uniform(10, 90)

    def write(self):
        if since() > self.next_turn:
            self.turns.append(self.turns.pop(0))
            self.extra = self.turns[0]
            self.next_turn = since() + random.uniform(25, 50)
        self.rows = self.rows + 3 if self.rows < len(self.PAST) else 20
        tenths = [random.randint(1, 3) for _ in range(self.rows)]
        rows = [(day, app, "md.complex", f"0.{n}") for (day, app), n in zip(self.PAST, tenths)]
        rows.append(("2026-07-01", "Batch", "automation", f"{75 + self.extra - sum(tenths) / 10:.1f}"))
        text = "team,day,app,api,tokens\n" + "".join(f"T{self.number},{','.join(row)}\n" for row in rows)
        broken = random.random()
        if broken < 0.03:
            text = "a,b\n1,2\n"
        elif broken < 0.06:
            text = text[: len(text) // 2] + ',,"\n'
        elif broken < 0.08:
            text = random.randbytes(5000)
        elif broken < 0.10:
            text = text.replace("0.2", "zwei", 1)
        write(f"drop/{self.number}/usage.csv", text, gently=random.random() < 0.9)
        if random.random() < 0.1:
            write(f"drop/{self.number}/note-{random.randint(0, 3)}.csv", text)
        elif random.random() < 0.2:
            for note in glob.glob(f"{home}/drop/{self.number}/note-*.csv"):
                os.unlink(note)

    def calm(self):
        for note in glob.glob(f"{home}/drop/{self.number}/note-*.csv"):
            os.unlink(note)
        rows = [f"T{self.number},{day},{app},md.complex,0.1\n" for day, app in self.PAST]
        rows.append(f"T{self.number},2026-07-01,Batch,automation,1\n")
        write(f"drop/{self.number}/usage.csv", "team,day,app,api,tokens\n" + "".join(rows))


def configuration(ports, every, guest):
    lines = [f"state: {home}/state", f"listen: 127.0.0.1:{ports['listen']}",
             f"poll: {{ every: {every}s, jitter: {JITTER}%, deadline: {DEADLINE}s, stale-after: 20s, window: 365d }}", "teams:"]
    for team in range(TEAMS + guest):
        usage = f"http://127.0.0.1:{ports['web']}/usage/{team}"
        lines += [f"  - name: T{team}", "    sources:", f"      - csv: {home}/drop/{team}/*.csv"]
        if team < 6:
            lines += [f"      - http: {{ url: '{usage}', map: {{ rows: /results, day: /date, app: /clientName, "
                      "api: /featureId, tokens: /tokens } }"]
        elif team < 9:
            lines += [f"      - exec: [/usr/bin/curl, --silent, --show-error, --fail, --max-time, '2', '{usage}.csv']"]
        lines += ["    lots: [{ id: P, tokens: 100, start: 2026-01-01, expires: 2999-01-01 }]",
                  "    alerts: { expiry: [], reminders: [1m] }"]
    lines += ["channels:",
              f"  box: {{ maildir: {home}/box }}",
              "  journal: { log: { format: json } }",
              f"  hook: {{ webhook: {{ url: 'http://127.0.0.1:{ports['web']}/hook', secret: {{ file: {home}/secret }} }} }}",
              f"  events: {{ webhook: {{ url: 'http://127.0.0.1:{ports['web']}/events', cloudevents: structured }} }}"]
    for name in ("mail", "post"):
        lines += [f"  {name}: {{ email: {{ server: 'smtp://127.0.0.1:{ports[name]}', tls: none, from: vermilion@example.com, "
                  "to: [ops@example.com, night@example.com] } }"]
    return "\n".join(lines) + "\n"


# What is measured.

class Polls:
    """When each source was polled, by the metrics: no poll may come later than `every`, jitter and deadline allow."""

    def __init__(self):
        self.seen, self.total, self.late = {}, collections.Counter(), []
        self.every = [(0, EVERY[0])]
        self.worst, self.worst_share = 0, 0

    def bound(self, first, last):
        """By the longest `every` that was in force in between; a reload leaves a reading, which then begins anew."""
        before = [every for at, every in self.every if at <= first][-1:]
        during = [every for at, every in self.every if first < at <= last]
        return max(before + during) * (100 + JITTER) / 100 + DEADLINE * (1 + len(during)) + SLACK

    def note(self, metrics):
        now, counts = time.time(), collections.Counter()
        for (name, labels), value in metrics.items():
            if name == "vermilion_source_polls_total":
                counts[labels["team"], labels["source"]] += value
        last = {(labels["team"], labels["source"]): value for (name, labels), value in metrics.items()
                if name == "vermilion_source_last_poll_timestamp_seconds"}
        for source, at in last.items():
            before = self.seen.get(source)
            if before is None:
                # One that comes back with its team is shown with its poll of before.
                last[source] = now
                continue
            self.judge(source, max(at, before[0]), now)
            if at > before[0]:
                self.judge(source, before[0], at)
            last[source] = max(at, before[0])
            self.total[source] += max(counts[source] - before[1], 0)
        self.seen = {source: (at, counts[source]) for source, at in last.items()}

    def judge(self, source, first, last):
        gap, bound = last - first, self.bound(first, last)
        self.worst = max(self.worst, gap)
        self.worst_share = max(self.worst_share, gap / bound)
        if gap > bound:
            self.late.append(f"{source[0]}, {source[1]}: {gap:.1f} s between polls, at most {bound:.1f} s, {since():.0f} s after the start")


class Labels(dict):
    def __hash__(self):
        return hash(tuple(sorted(self.items())))


def parse(text):
    found = {}
    for name, labels, value in re.findall(r"^(\w+)(?:\{(.*)\})? (\S+)", text, re.MULTILINE):
        found[name, Labels(re.findall(r'(\w+)="([^"]*)"', labels))] = float(value)
    return found


def status(pid):
    text = open(f"/proc/{pid}/status").read()
    return {key: int(re.search(rf"^{key}:\s+(\d+)", text, re.MULTILINE).group(1)) for key in ("VmRSS", "RssAnon", "VmHWM", "Threads")}


def processor(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def files_of_state():
    sizes = {"wal": 0, "state": 0}
    for path in glob.glob(f"{home}/state/**/*", recursive=True):
        if os.path.isfile(path):
            sizes["wal" if path.endswith("-wal") else "state"] += os.path.getsize(path)
    return sizes


def slope(samples, key):
    """Least squares over the samples: per hour, with the standard error."""
    x, y = [at / 3600 for at, _ in samples], [sample[key] for _, sample in samples]
    count, mean_x, mean_y = len(x), sum(x) / len(x), sum(y) / len(y)
    spread = sum((value - mean_x) ** 2 for value in x)
    slope = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y)) / spread
    rest = sum((b - mean_y - slope * (a - mean_x)) ** 2 for a, b in zip(x, y))
    return slope, math.sqrt(rest / max(count - 2, 1) / spread)


# Who asks at `listen`.

async def ask(port, path):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
        return (await asyncio.wait_for(reader.read(-1), 5)).decode()
    finally:
        writer.close()


async def harass(port):
    """One peer that means no good, for up to 15 s."""
    ways = [b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nX: ", b"", b"GET / HTTP/9.9\r\n\r\n", random.randbytes(4000),
            b"POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello",
            b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n" + b"A: b\r\n" * 5000, b"GET /metrics HTTP/1.1\r\nHost: evil.example\r\n\r\n"]
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(random.choice(ways))
            for _ in range(random.randint(1, 15)):
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(1)
        finally:
            writer.close()
    except OSError:
        pass


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


# The run.

class Soak:
    def __init__(self):
        self.temper, self.polls, self.samples = Temper(), Polls(), []
        self.faults, self.metrics, self.unready, self.unanswered, self.reloads = [], {}, 0, 0, 0
        self.is_calm = False
        self.deliveries = collections.Counter()
        self.drops = [Drop(number) for number in range(TEAMS + 1)]

    async def prepare(self):
        web = await Web(self.temper).start()
        self.ports = {"web": web, "listen": free_port(), "mail": await Mail(self.temper, "mail").start(),
                      "post": await Mail(self.temper, "post").start()}
        write("secret", "whsec_bm90IGEgc2VjcmV0LCBmb3IgYSBzb2FrIG9ubHk=")
        os.chmod(f"{home}/secret", 0o600)
        os.mkdir(f"{home}/state", 0o700)
        for drop in self.drops:
            drop.calm()
        write("vermilion.yaml", configuration(self.ports, EVERY[0], True))
        self.log = open(f"{home}/log", "wb")
        self.daemon = subprocess.Popen([vermilion, "run", "--config", f"{home}/vermilion.yaml"], cwd=home,
                                       stdout=self.log, stderr=self.log)
        for _ in range(100):
            try:
                await ask(self.ports["listen"], "/healthz")
                return
            except OSError:
                await asyncio.sleep(0.1)
        raise SystemExit(f"soak: the daemon does not start: {open(f'{home}/log').read()[-2000:]}")

    async def rewrite(self):
        while True:
            await asyncio.sleep(0.5)
            if not self.is_calm:
                random.choice(self.drops).write()

    async def reload(self):
        while True:
            await asyncio.sleep(RELOAD)
            self.reloads += 1
            every = EVERY[self.reloads % len(EVERY)]
            text = configuration(self.ports, every, self.is_calm or self.reloads % 4 != 3)
            if self.reloads % 5 == 4 and not self.is_calm:
                text = random.choice(["teams: [", text + "nonsense: 1\n", ""])
            else:
                self.polls.every.append((time.time(), every))
            write("vermilion.yaml", text)
            self.daemon.send_signal(signal.SIGHUP)

    async def harass(self):
        peers = set()
        while True:
            await asyncio.sleep(random.uniform(1, 4))
            peer = asyncio.create_task(harass(self.ports["listen"]))
            peers.add(peer)
            peer.add_done_callback(peers.discard)

    async def scrape(self):
        while True:
            await asyncio.sleep(1)
            try:
                text = await ask(self.ports["listen"], "/metrics")
                self.unready += " 200 " not in (await ask(self.ports["listen"], "/readyz")).split("\r\n")[0] + " "
            except (OSError, asyncio.TimeoutError):
                self.unanswered += 1
                continue
            self.metrics = parse(text.partition("\r\n\r\n")[2])
            self.polls.note(self.metrics)

    async def sample(self):
        kept = open(f"{home}/samples", "w")
        while True:
            try:
                sample = status(self.daemon.pid) | files_of_state()
                sample["fds"] = len(os.listdir(f"/proc/{self.daemon.pid}/fd"))
                sample["queued"] = self.gauge("vermilion_outbox_deliveries", state="queued")
                sample["dead"] = self.gauge("vermilion_outbox_deliveries", state="dead")
                sample["open"] = self.gauge("vermilion_incidents_open")
                sample["cpu"] = processor(self.daemon.pid)
                self.samples.append((since(), sample))
                print(json.dumps({"at": since()} | sample), file=kept, flush=True)
                if len(self.samples) % 12 == 1:
                    print(f"{since() / 60:6.1f} min", *(f"{key} {value:.0f}" for key, value in sample.items()),
                          f"polls {sum(self.polls.total.values()):.0f} late {len(self.polls.late)}", flush=True)
            except (OSError, AttributeError):
                pass  # It has ended, which is told elsewhere.
            await asyncio.sleep(SAMPLE)

    def gauge(self, wanted, **labels):
        return sum(value for (name, has), value in self.metrics.items()
                   if name == wanted and labels.items() <= has.items())

    async def live(self):
        await self.prepare()
        tasks = [asyncio.create_task(work()) for work in (self.rewrite, self.reload, self.harass, self.scrape, self.sample)]
        while since() < length + DRAIN:
            await asyncio.sleep(0.5)
            if (code := self.daemon.poll()) is not None:
                self.faults.append(f"the daemon ended with {code}")
                break
            for task in tasks:
                if task.done():
                    task.result()
            self.temper.spares_the_dot = since() > length - THE_DOT
            self.temper.is_well = since() > length - well_for
            if not self.is_calm and since() > length - well_for / 2:
                self.is_calm = True
                for drop in self.drops:
                    drop.calm()
            if since() > length and self.gauge("vermilion_outbox_deliveries", state="queued") == 0 \
                    and self.gauge("vermilion_incidents_open") == 0:
                break
        self.lasted = since()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.daemon.poll() is None:
            self.daemon.terminate()
            try:
                code = await asyncio.to_thread(self.daemon.wait, 30)
                if code:
                    self.faults.append(f"the daemon ended with {code} after SIGTERM")
            except subprocess.TimeoutExpired:
                self.faults.append("the daemon does not end after SIGTERM")
                self.daemon.kill()

    def pairs(self):
        """What the maildir got: each incident that was opened is closed, once."""
        told, kinds = collections.defaultdict(collections.Counter), collections.Counter()
        for path in glob.glob(f"{home}/box/new/*.eml"):
            head = open(path, errors="replace").read(8000)
            fields = dict(re.findall(r"^X-Vermilion-(\w+): (\S+)", head, re.MULTILINE))
            told[fields.get("Incident")][fields["Notice"]] += 1
            kinds[fields.get("Kind"), fields["Notice"]] += 1
        odd = [f"incident {incident}: {dict(notices)}" for incident, notices in told.items()
               if (notices["opened"], notices["closed"]) != (1, 1)]
        return kinds, odd

    def outbox(self):
        path = next(path for path in glob.glob(f"{home}/state/*.sqlite*") if not path.endswith(("-wal", "-shm")))
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
            return db.execute("SELECT channel, state, count(*) FROM delivery GROUP BY 1, 2").fetchall(), \
                db.execute("SELECT count(*) FROM attempt").fetchone()[0]

    def report(self):
        bad_until = length - well_for
        window = [(at, sample) for at, sample in self.samples if bad_until / 2 <= at <= bad_until]
        print(f"\nran {self.lasted / 60:.1f} minutes; servers well from {bad_until / 60:.1f} on; {self.reloads} reloads; "
              f"slopes over minutes {bad_until / 120:.1f} to {bad_until / 60:.1f}, {len(window)} samples\n")
        print("| | first | at half | last | least | most | slope an hour | ± |")
        print("|---|---:|---:|---:|---:|---:|---:|---:|")
        names = {"VmRSS": "resident KiB", "RssAnon": "private KiB", "fds": "descriptors", "Threads": "threads",
                 "state": "state bytes", "wal": "WAL bytes", "queued": "queued", "cpu": "processor s"}
        slopes = {}
        for key, name in names.items():
            slopes[key] = slope(window, key)
            values = [sample[key] for _, sample in self.samples]
            print(f"| {name} | {values[0]:.0f} | {window[0][1][key]:.0f} | {values[-1]:.0f} | {min(values):.0f} | {max(values):.0f} "
                  f"| {slopes[key][0]:.1f} | {slopes[key][1]:.1f} |")
        total = sum(self.polls.total.values())
        kinds, odd = self.pairs()
        outbox, attempts = self.outbox()
        print(f"\npolls: {total:.0f} of {len(self.polls.total)} sources, from {min(self.polls.total.values()):.0f} to "
              f"{max(self.polls.total.values()):.0f} each; longest gap {self.polls.worst:.2f} s; nearest to what is allowed "
              f"{self.polls.worst_share:.0%}; late: {len(self.polls.late)}")
        print(f"deliveries: {attempts} attempts;", ", ".join(f"{channel} {count} {state}" for channel, state, count in outbox))
        print("maildir:", ", ".join(f"{kind} {notice} {count}" for (kind, notice), count in sorted(kinds.items(), key=str)))
        print("servers:", ", ".join(f"{server} {deed} {count}" for (server, deed), count in sorted(self.temper.done.items())))
        print(f"listen: {self.unanswered} scrapes unanswered, {self.unready} times not ready")

        def expect(holds, words):
            if not holds:
                self.faults.append(words)
        for key, bound, unit in (("RssAnon", MEMORY_KIB_AN_HOUR, "KiB of private memory"), ("fds", DESCRIPTORS_AN_HOUR, "descriptors")):
            grows, error = slopes[key]
            # Caches fill in the first minutes.
            expect(minutes < 30 or grows <= bound + 2 * error, f"{grows:.1f} (± {error:.1f}) {unit} more each hour, at most {bound}")
        if minutes < 30 or slopes["RssAnon"][1] > MEMORY_KIB_AN_HOUR:
            print("memory: too short a run to say whether it grows")
        early = min(sample["fds"] for at, sample in self.samples if at < length / 4)
        late = min(sample["fds"] for at, sample in self.samples if at > length - well_for / 2)
        expect(late <= early + 4, f"{late} descriptors are open at the end, {early} were at the beginning")
        expect(max(sample["wal"] for _, sample in self.samples) < WAL_MIB << 20, f"the WAL is over {WAL_MIB} MiB")
        expect(not self.polls.late, f"{len(self.polls.late)} polls came late: " + "; ".join(self.polls.late[:5]))
        expect(not self.unanswered, f"{self.unanswered} scrapes were not answered")
        expect(not self.unready, f"/readyz said no {self.unready} times")
        expect(not any(state == "queued" for _, state, _ in outbox), "the outbox does not drain")
        expect(self.gauge("vermilion_incidents_open") == 0, f"{self.gauge('vermilion_incidents_open'):.0f} incidents stay open")
        expect(kinds and not odd, f"{len(odd)} incidents are not in pairs: " + "; ".join(odd[:5]))


soak = Soak()
asyncio.run(soak.live())
soak.report()
if soak.faults:
    print("\nsoak: FAILED: " + "\n  ".join(soak.faults) + f"\nsoak: everything is kept in {home}")
    sys.exit(1)
shutil.rmtree(home)
print("\nsoak: well")
