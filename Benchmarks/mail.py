"""Hands mails over to smtp-sink: vermilion, Alertmanager, smtplib and smtp-source; and how soon the first byte goes out."""
import datetime
import glob
import json
import multiprocessing
import os
import re
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

vermilion, count = sys.argv[1], int(sys.argv[2])
LOTS = 4
ROUNDS = 3
NOW = datetime.datetime.now(datetime.timezone.utc)
folder = tempfile.mkdtemp(prefix="vermilion-mail-")
started = []


def start(arguments, **options):
    started.append(subprocess.Popen(arguments, **options))
    return started[-1]


def expect(condition, words):
    if not condition:
        sys.exit(f"benchmark: {words}")


def write(name, text):
    path = os.path.join(folder, name)
    with open(path + ".part", "w") as file:
        file.write(text)
    os.rename(path + ".part", path)
    return path


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def cpu(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak(pid):
    found = re.search(r"VmHWM:\s+(\d+)", open(f"/proc/{pid}/status").read())
    return int(found.group(1)) / 1024 if found else 0


def wait_for(condition, words, limit=120):
    end = time.monotonic() + limit
    while not condition():
        expect(time.monotonic() < end, words)
        time.sleep(0.02)


class Sink:
    """smtp-sink, which counts what it takes; the times are those of its first connection and of its last mail."""

    def __init__(self, port):
        self.first = self.last = None
        self.mails = 0
        privileges = ["-u", "nobody"] if os.getuid() == 0 else []
        self.process = start(["smtp-sink", "-c", "-m", "1000", *privileges, f"127.0.0.1:{port}", "1000"],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        threading.Thread(target=self.watch, daemon=True).start()
        wait_for(lambda: os.path.exists(f"/proc/{self.process.pid}") and listens(port), "smtp-sink does not start")

    def watch(self):
        while text := os.read(self.process.stdout.fileno(), 1 << 16):
            now = time.monotonic()
            self.first = self.first or now
            mails = [int(number) for number in re.findall(rb"mesg=(\d+)", text)]
            if mails and mails[-1] > self.mails:
                self.mails, self.last = mails[-1], now

    def has(self, mails):
        return self.mails >= mails

    def stop(self):
        self.process.kill()
        self.process.wait()


def listens(port):
    # Without a connection, which the sink would count.
    return any(line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A" for line in open("/proc/net/tcp"))


# What is delivered: packs that expire, each an incident of its own.

def configuration(port):
    teams = count // LOTS
    lines = [f"state: {folder}/state", "poll: { every: 1h }", "teams:"]
    for team in range(teams):
        lines += [f"  - name: Team {team}", f"    sources: [{{ csv: {folder}/usage.csv }}]", "    lots:"]
        for lot in range(LOTS):
            expires = NOW.date() + datetime.timedelta(days=8 + lot)
            lines.append(f"      - {{ id: pack-{lot}, tokens: 100, start: {NOW.date() - datetime.timedelta(days=300)}, expires: {expires} }}")
    lines += ["channels:", "  mail:", "    email:", f"      server: smtp://127.0.0.1:{port}", "      tls: none",
              "      from: vermilion@example.com", "      to: ops@example.com"]
    return "\n".join(lines) + "\n"


def daemon(name):
    return start([vermilion, "run", "--config", f"{folder}/{name}.yaml"], cwd=folder,
                            stderr=open(f"{folder}/{name}.log", "a"))


def query(sql):
    paths = glob.glob(f"{folder}/state/*.sqlite*")
    path = next((path for path in paths if not path.endswith(("-wal", "-shm"))), None)
    if path is None:
        return None
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
            return db.execute(sql).fetchone()[0]
    except sqlite3.DatabaseError:
        return None


def stop(process):
    process.send_signal(signal.SIGTERM)
    process.wait()


def commit(port):
    """A daemon decides and commits; its mail server takes connections and says nothing, so that nothing goes out."""
    write("usage.csv", "team,time,app,api,tokens\n")
    write("vermilion.yaml", configuration(port))
    with socket.create_server(("127.0.0.1", port)):
        process = daemon("vermilion")
        wait_for(lambda: query("SELECT count(*) FROM delivery WHERE state = 'queued'") == count,
                 "the deliveries are not committed")
        stop(process)
    expect(query("SELECT count(*) FROM attempt") == 0, "something was tried already")
    shutil.copytree(f"{folder}/state", f"{folder}/committed")


def by_daemon(port, committed):
    """Another daemon: the sources are not due again, so that all it does is to deliver."""
    shutil.rmtree(f"{folder}/state", ignore_errors=True)
    if committed:
        shutil.copytree(f"{folder}/committed", f"{folder}/state")
    sink = Sink(port)
    process = daemon("vermilion")
    wait_for(lambda: sink.has(count), "vermilion does not deliver")
    wait_for(lambda: query("SELECT count(*) FROM delivery WHERE state = 'delivered'") == count, "not receipted")
    last = query("SELECT max(at) FROM attempt") / 1e6 - time.time() + time.monotonic()
    used, memory = cpu(process.pid), peak(process.pid)
    stop(process)
    sink.stop()
    expect(sink.mails == count, f"the sink got {sink.mails} mails")
    return max(last, sink.last) - sink.first, used, memory


def by_alertmanager(port):
    api = f"127.0.0.1:{free_port()}"
    write("alertmanager.yml", f"""
global: {{ smtp_smarthost: '127.0.0.1:{port}', smtp_from: vermilion@example.com, smtp_require_tls: false }}
route: {{ receiver: mail, group_by: ['...'], group_wait: 0s, group_interval: 5m, repeat_interval: 4h }}
receivers: [{{ name: mail, email_configs: [{{ to: ops@example.com }}] }}]
""")
    shutil.rmtree(f"{folder}/alertmanager", ignore_errors=True)
    process = start(
        ["prometheus-alertmanager", f"--config.file={folder}/alertmanager.yml", f"--storage.path={folder}/alertmanager",
         f"--web.listen-address={api}", "--cluster.listen-address="],
        stdout=subprocess.DEVNULL, stderr=open(f"{folder}/alertmanager.log", "w"))

    def is_ready():
        try:
            return urllib.request.urlopen(f"http://{api}/-/ready").status == 200
        except OSError:
            return False
    wait_for(is_ready, "Alertmanager does not start")
    sink = Sink(port)
    alerts = [{"labels": {"alertname": "expiry", "team": f"Team {n // LOTS}", "pack": f"pack-{n % LOTS}", "severity": "warning"},
               "annotations": {"summary": f"pack-{n % LOTS} of Team {n // LOTS} expires in {8 + n % LOTS} days",
                               "description": "100 tokens are left in it and will lapse."}} for n in range(count)]
    before = cpu(process.pid)
    request = urllib.request.Request(f"http://{api}/api/v2/alerts", json.dumps(alerts).encode(),
                                     {"Content-Type": "application/json"})
    urllib.request.urlopen(request).read()
    wait_for(lambda: sink.has(count), "Alertmanager does not deliver")
    time.sleep(0.5)
    used, memory = cpu(process.pid) - before, peak(process.pid)
    stop(process)
    sink.stop()
    expect(sink.mails == count, f"the sink got {sink.mails} mails of Alertmanager")
    return sink.last - sink.first, used, memory


SMTPLIB = """
import smtplib, sys
port, count, reuses = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "reuse"
message = open(sys.argv[4], "rb").read()
client = None
for _ in range(count):
    client = client or smtplib.SMTP("127.0.0.1", port, local_hostname="localhost")
    client.sendmail("vermilion@example.com", ["ops@example.com"], message)
    if not reuses:
        client.quit()
        client = None
"""


def by_program(port, arguments):
    sink = Sink(port)
    process = start(arguments, cwd=folder, stdout=subprocess.DEVNULL)
    memory = 0
    # What wait4 says of memory is that of this process, which it was forked from.
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        memory = peak(process.pid) or memory
        time.sleep(0.01)
    process.returncode = status
    expect(status == 0, f"{arguments[0]} failed")
    wait_for(lambda: sink.has(count), f"{arguments[0]} does not deliver")
    sink.stop()
    return sink.last - sink.first, usage.ru_utime + usage.ru_stime, memory


def throughput():
    port = free_port()
    commit(port)
    size = query("SELECT avg(length(payload)) FROM message")
    path = next(path for path in glob.glob(f"{folder}/state/*.sqlite*") if not path.endswith(("-wal", "-shm")))
    with sqlite3.connect(path) as db, open(f"{folder}/mail.eml", "wb") as file:
        file.write(db.execute("SELECT payload FROM message").fetchone()[0])
    source = ["smtp-source", "-l", str(int(size)), "-m", str(count), "-f", "vermilion@example.com", "-t", "ops@example.com"]
    python = [sys.executable, "-c", SMTPLIB, str(port), str(count)]
    ways = {
        "vermilion run, delivering": lambda: by_daemon(port, True),
        "vermilion run, with deciding": lambda: by_daemon(port, False),
        "Alertmanager": lambda: by_alertmanager(port),
        "smtplib, a connection each": lambda: by_program(port, python + ["each", f"{folder}/mail.eml"]),
        "smtplib, one connection": lambda: by_program(port, python + ["reuse", f"{folder}/mail.eml"]),
        "smtp-source, a connection each": lambda: by_program(port, source + [f"127.0.0.1:{port}"]),
        "smtp-source -d, one connection": lambda: by_program(port, source + ["-d", f"127.0.0.1:{port}"]),
        "smtp-source -d -s 4": lambda: by_program(port, source + ["-d", "-s", "4", f"127.0.0.1:{port}"]),
    }
    results = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            results[name].append(way())
    best = {name: min(rounds) for name, rounds in results.items()}
    base = best["vermilion run, delivering"]
    print(f"{count} incidents, a mail each of {size / 1024:.1f} kB; the best of {ROUNDS} by turns\n")
    print("| way | mails a second | processor s | MB | rate | processor | memory |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, (wall, used, memory) in best.items():
        print(f"| {name} | {count / wall:.0f} | {used:.2f} | {memory:.0f} | {base[0] / wall:.2f} "
              f"| {used / base[1]:.2f} | {memory / base[2]:.2f} |")
    print("\nThe last three columns are ratios to the first row.\n", flush=True)


# From the commit to the first byte.

def serve(port, times):
    """Takes mails from one client after the other, and tells when the first byte of each came."""
    server = socket.create_server(("127.0.0.1", port))
    while True:
        client, _ = server.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.sendall(b"220 here\r\n")
        first, begun, is_data, text = None, False, False, b""
        while part := client.recv(1 << 16):
            first = first or time.monotonic()
            text += part
            while b"\r\n" in text:
                line, text = text.split(b"\r\n", 1)
                if is_data:
                    if line == b".":
                        is_data = False
                        client.sendall(b"250 2.0.0 taken\r\n")
                        times.put(first)
                        first = None
                elif line == b"DATA":
                    is_data = True
                    client.sendall(b"354 go\r\n")
                else:
                    client.sendall(b"250-here\r\n250 PIPELINING\r\n" if line.startswith(b"EHLO") else b"250 2.0.0 ok\r\n")


def observe(path, times):
    """Tells when another delivery can be seen in the state: from then on it is committed."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
    seen = 0
    while True:
        now_there = db.execute("SELECT count(*) FROM delivery").fetchone()[0]
        if now_there > seen:
            times.put(time.monotonic())
            seen = now_there
        time.sleep(0.0002)


def latency(pause, tries):
    port = free_port()
    shutil.rmtree(f"{folder}/state", ignore_errors=True)
    write("usage.csv", "team,time,app,api,tokens\n")
    write("rest.yaml", f"""
state: {folder}/state
poll: {{ every: 1s, jitter: 0% }}
teams:
  - name: Team
    sources: [{{ csv: {folder}/usage.csv }}]
    notify: [mail]
channels:
  mail: {{ email: {{ server: "smtp://127.0.0.1:{port}", tls: none, from: vermilion@example.com, to: ops@example.com }} }}
""")
    arrivals, commits = multiprocessing.Queue(), multiprocessing.Queue()
    helpers = [multiprocessing.Process(target=serve, args=(port, arrivals), daemon=True)]
    helpers[0].start()
    wait_for(lambda: listens(port), "the mail server does not start")
    process = daemon("rest")
    wait_for(lambda: query("SELECT count(*) FROM delivery") == 0, "the daemon does not start")
    path = next(path for path in glob.glob(f"{folder}/state/*.sqlite*") if not path.endswith(("-wal", "-shm")))
    helpers.append(multiprocessing.Process(target=observe, args=(path, commits), daemon=True))
    helpers[1].start()
    day, waits = NOW.date() - datetime.timedelta(days=1), []
    for turn in range(tries):
        # Twice as much uncharged usage each time, which is told each time.
        write("usage.csv", f"team,time,app,api,tokens\nTeam,{day},Viewer,md,{2 ** turn}\n")
        committed, arrived = commits.get(timeout=30), arrivals.get(timeout=30)
        waits.append((arrived - committed) * 1000)
        time.sleep(pause)
    stop(process)
    for helper in helpers:
        helper.kill()
    # The first one finds nothing warm: neither pages nor code.
    return sorted(waits[1:])


def print_latency():
    print("| at rest | median ms | most ms | mails |")
    print("|---|---:|---:|---:|")
    for name, pause, tries in [("a new connection", 11, 9), ("over the connection of the mail before", 1.5, 21)]:
        waits = latency(pause, tries)
        print(f"| {name} | {statistics.median(waits):.1f} | {waits[-1]:.1f} | {len(waits)} |")


try:
    throughput()
    print_latency()
finally:
    for process in started:
        if process.returncode is None:
            process.kill()
    if os.environ.get("KEEP"):
        print(folder)
    else:
        shutil.rmtree(folder, ignore_errors=True)
