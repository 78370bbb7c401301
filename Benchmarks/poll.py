"""Polls many teams of one account: the daemon, a one-shot check, Python requests and curl, on the same requests."""
import concurrent.futures
import datetime
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

import requests

vermilion, simulator, teams = sys.argv[1], sys.argv[2], int(sys.argv[3])
ROWS = 5
TODAY = datetime.datetime.now(datetime.timezone.utc).date()
folder = tempfile.mkdtemp(prefix="vermilion-poll-")


def write(name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.write(text)
    return path


def scenario(count):
    lines = [f"clock: {{ start: {TODAY} }}", "limits: false", "accounts:",
             "  - { client-id: fake-client, secret: fake-secret, two-legged: true }"]
    lines += ["teams:"] + [f"  - {{ name: t{n}, packs: [{{ id: p{n}, tokens: 500, start: {TODAY - datetime.timedelta(days=100)} }}] }}" for n in range(count)]
    lines += ["hubs:"] + [f"  - {{ id: h{n}, team: t{n} }}" for n in range(count)]
    lines += ["apps:"] + [f"  - {{ id: a{n}, name: App {n}, hub: h{n} }}" for n in range(count)]
    lines += ["usage:"] + [f"  - {{ app: a{n}, feature: md, day: {TODAY - datetime.timedelta(days=20 - d)}, tokens: {1 + d}.25 }}"
                           for n in range(count) for d in range(ROWS)]
    return "\n".join(lines) + "\n"


def configuration(url, count):
    lines = [f"state: {folder}/state", "poll: { every: 1h, window: 90d, deadline: 1h }", "accounts:", "  one:",
             f"    endpoint: {url}", "    client-id: fake-client", "    client-secret: { env: SECRET }",
             "    grant: client-credentials", "teams:"]
    for n in range(count):
        lines += [f"  - name: Team {n}", f"    sources: [{{ applications: {{ account: one, hub: h{n} }} }}]",
                  f"    lots: [{{ id: p{n}, tokens: 500, start: {TODAY - datetime.timedelta(days=100)} }}]"]
    return "\n".join(lines) + "\nchannels:\n  box: { maildir: mail }\n"


class Simulator:
    def __init__(self, count):
        self.process = subprocess.Popen([simulator, write("scenario.yaml", scenario(count)), "--port", "0"],
                                        stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        # Its clock stands, and the programs use the machine's: put it there, so that days agree.
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        urllib.request.urlopen(f"{self.url}/simulator/clock", data=f"to={now}".encode()).read()

    def total(self):
        return json.load(urllib.request.urlopen(f"{self.url}/simulator/log"))["total"]

    def stop(self):
        self.process.terminate()
        self.process.wait()


def cpu(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid):
    for line in open(f"/proc/{pid}/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0


def child(arguments):
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    result = subprocess.run(arguments, cwd=folder, env={**os.environ, "SECRET": "fake-secret"},
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - start
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return result, used, wall


def paths(count):
    window = f"{TODAY - datetime.timedelta(days=89)}..{TODAY}"
    return [f"/applications/v2/hubs/h{n}/usage/daily-totals?filter%5Bdate%5D={window}" for n in range(count)]


def token(url):
    answer = requests.post(f"{url}/authentication/v2/token", auth=("fake-client", "fake-secret"),
                           data={"grant_type": "client_credentials", "scope": "application:client:read"})
    return answer.json()["access_token"]


def expect(condition, words):
    if not condition:
        sys.exit(f"benchmark: {words}")


def by_requests(url, count, threads):
    bearer = token(url)
    local = threading.local()

    def one(path):
        if not hasattr(local, "session"):
            local.session = requests.Session()
            local.session.headers["Authorization"] = f"Bearer {bearer}"
        rows = local.session.get(url + path).json()["results"]
        return len(rows)

    before, start = time.process_time(), time.monotonic()
    if threads == 1:
        rows = sum(one(path) for path in paths(count))
    else:
        with concurrent.futures.ThreadPoolExecutor(threads) as pool:
            rows = sum(pool.map(one, paths(count)))
    used, wall = time.process_time() - before, time.monotonic() - start
    expect(rows == count * ROWS, f"requests read {rows} rows")
    return used, wall


def by_curl(url, count):
    bearer = token(url)
    lines = [f'url = "{url}{path}"\noutput = "{folder}/answers/{n}.json"' for n, path in enumerate(paths(count))]
    os.makedirs(f"{folder}/answers", exist_ok=True)
    write("curl.conf", "\n".join(lines) + "\n")
    result, used, wall = child(["curl", "-sg", "--parallel", "--parallel-max", "16", "-H",
                                f"Authorization: Bearer {bearer}", "-K", f"{folder}/curl.conf"])
    rows = sum(len(json.load(open(f"{folder}/answers/{n}.json"))["results"]) for n in range(count))
    expect(result.returncode == 0 and rows == count * ROWS, f"curl read {rows} rows")
    return used, wall


def by_check(url, count):
    shutil.rmtree(f"{folder}/state", ignore_errors=True)
    result, used, wall = child([vermilion, "check", "--config", f"{folder}/vermilion.yaml", "--format", "json"])
    balances = [team["balance"] for team in json.loads(result.stdout)["teams"]]
    expect(len(balances) == count and set(balances) == {"483.75"}, f"check: {result.stderr[:500]} {set(balances)}")
    return used, wall


def by_daemon(sim, count):
    """From its start until every team is polled; then what it holds, and what it uses while it waits."""
    shutil.rmtree(f"{folder}/state", ignore_errors=True)
    before, start = sim.total(), time.monotonic()
    process = subprocess.Popen([vermilion, "run", "--config", f"{folder}/vermilion.yaml"], cwd=folder,
                               env={**os.environ, "SECRET": "fake-secret"}, stderr=subprocess.DEVNULL)
    while sim.total() - before < count + 1:
        expect(process.poll() is None, "the daemon ended: is its configuration sound?")
        time.sleep(0.1)
    quiet = cpu(process.pid)
    wall = time.monotonic() - start
    # The last commits.
    while True:
        time.sleep(0.5)
        if cpu(process.pid) == quiet:
            break
        quiet = cpu(process.pid)
    size = memory(process.pid)
    process.send_signal(signal.SIGTERM)
    process.wait()
    return quiet, wall, size


def measure(count):
    sim = Simulator(count)
    write("vermilion.yaml", configuration(sim.url, count))
    ways = {
        "vermilion run": by_daemon(sim, count), "vermilion check": by_check(sim.url, count),
        "curl --parallel, 16 at once": by_curl(sim.url, count),
        "Python requests": by_requests(sim.url, count, 1),
        "Python requests, 16 threads": by_requests(sim.url, count, 16),
    }
    sim.stop()
    return ways


try:
    small = measure(10)["vermilion run"][2]
    ways = measure(teams)
    base = ways["vermilion run"][0]
    print(f"{teams} teams of one account, {ROWS} rows each; vermilion also decides and keeps what it read\n")
    print("| way | processor ms a poll | polls a second | processor time to that of vermilion run |")
    print("|---|---:|---:|---:|")
    for name, (used, wall, *_) in ways.items():
        print(f"| {name} | {used / teams * 1000:.2f} | {teams / wall:.0f} | {used / base:.2f} |")
    large = ways["vermilion run"][2]
    print(f"\nResident: {small:.1f} MB with 10 teams, {large:.1f} MB with {teams}: "
          f"{(large - small) * 1024 / (teams - 10):.1f} KB a team.")
    share = base / teams * 10_000 / 3600 * 100
    print(f"10,000 teams an hour would take {share:.2f} % of one core, 100,000 {share * 10:.1f} %.")
finally:
    shutil.rmtree(folder, ignore_errors=True)
