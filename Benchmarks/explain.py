"""Times questions to a state with many rows, by turns with plain SQL on the same file, and prints one table.

    explain.py VERMILION ROWS

Three years of one team: 20 apps, 5 APIs, a row a job at its own second; 24 lots, of which every other one starts and
expires within a day, and which leave the last days unpaid. The answers by day, by app and for the
whole team must be those that all rows give, which `--as-known-at` reads. Times are the best of five of whole processes.
"""
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone

FIRST, DAYS, LOTS = datetime(2023, 1, 1, tzinfo=timezone.utc), 1096, 24
NOW = "2026-01-02T00:00:00Z"
# In the middle, paid by one lot; while a lot starts; and among the last, which are unpaid.
PAID, CUT, UNPAID = "2024-06-20", "2024-05-10", "2025-12-30"
APP, ROW = "App number 7 of the team", "job-0004-07-2-0005"

PEER = """
import sqlite3, sys
db = sqlite3.connect("file:state/vermilion.sqlite?mode=ro", uri=True)
day = int(sys.argv[1])
print(db.execute("SELECT sum(tokens) FROM usage WHERE day < ?", (day,)).fetchone() if sys.argv[2] == "before" else
      db.execute("SELECT app, api, sum(tokens) FROM usage WHERE source = 1 AND day = ? GROUP BY app, api", (day,)).fetchall())
"""


def configure(rows, folder):
    lots = []
    for number in range(LOTS):
        start = FIRST + timedelta(days=number * 45, hours=10 * (number % 2))
        end = start + timedelta(days=365)
        # Rows use 2.5 tokens in the mean; one in a hundred stays unpaid.
        tokens = rows // (DAYS * 100) * DAYS * 100 * 25 // 10 // LOTS * 99 // 100
        lots.append(f"      - {{ id: L{number:02}, tokens: {tokens}, start: {start:%Y-%m-%dT%H:%M:%SZ}, expires: {end:%Y-%m-%dT%H:%M:%SZ} }}")
    with open(f"{folder}/vermilion.yaml", "w") as file:
        file.write("state: state\nteams:\n  - name: Acme Design\n    sources: [{ csv: usage.csv }]\n    lots:\n")
        file.write("\n".join(lots) + "\n    notify: [box]\nchannels:\n  box: { maildir: mail }\n")
    with open(f"{folder}/usage.csv", "w") as file:
        file.write("team,time,app,api,tokens\n")


def fill(rows, folder):
    """Rows as a source would have brought them, and their sums as a poll keeps them."""
    jobs = rows // (DAYS * 100)
    db = sqlite3.connect(f"{folder}/state/vermilion.sqlite", isolation_level=None)
    db.executescript(f"""
        PRAGMA synchronous = OFF; PRAGMA cache_size = -400000;
        BEGIN;
        CREATE TEMP TABLE number AS
            WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 9999) SELECT n FROM n;
        CREATE TEMP TABLE api AS SELECT 0 AS p, 'Automation' AS api UNION ALL SELECT 1, 'Flow Graph'
            UNION ALL SELECT 2, 'Model Derivative complex job' UNION ALL SELECT 3, 'Model Derivative simple job'
            UNION ALL SELECT 4, 'Reality Capture photo';
        INSERT INTO usage
            SELECT 1, {FIRST.timestamp():.0f} / 86400 + d, 'App number ' || a || ' of the team', api,
                printf('job-%04d-%02d-%d-%04d', d, a, p, j),
                ({FIRST.timestamp():.0f} + d * 86400 + (j * 100 + a * 5 + p) * 86400 / ({jobs} * 100)) * 1000000,
                1000 + (d * 7919 + a * 104729 + p * 1299709 + j * 15485863) % 4999 * 1000, 0
            FROM (SELECT n AS d FROM number WHERE n < {DAYS}) CROSS JOIN (SELECT n AS a FROM number WHERE n < 20 ORDER BY 'App number ' || n)
                CROSS JOIN api CROSS JOIN (SELECT n AS j FROM number WHERE n < {jobs});
        INSERT INTO usage_sum SELECT source, day, app, api, sum(tokens), min(time), max(time), min(time) FROM usage
            GROUP BY source, day, app, api;
        INSERT INTO usage_day SELECT source, day, sum(tokens), min(first), max(last) FROM usage_sum GROUP BY source, day;
        COMMIT;
        PRAGMA wal_checkpoint(TRUNCATE);
        """)
    count, cells = db.execute("SELECT (SELECT count(*) FROM usage), (SELECT count(*) FROM usage_sum)").fetchone()
    db.close()
    print(count, cells)


def measure(command, folder):
    """Processor milliseconds, wall milliseconds, and megabytes at most; what was printed is in the file `output`."""
    with open(f"{folder}/output", "w") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    assert status == 0, command
    return (usage.ru_utime + usage.ru_stime) * 1000, wall * 1000, usage.ru_maxrss / 1024


def answer(folder):
    with open(f"{folder}/output") as output:
        return json.load(output)


def day(text):
    return str(int(datetime.fromisoformat(text + "T00:00:00+00:00").timestamp()) // 86400)


def main(vermilion, rows):
    explain = [vermilion, "explain", "--team", "Acme Design", "--as-of", NOW, "--format", "json"]
    statement = [vermilion, "statement", "--as-of", NOW, "--format"]
    python = [sys.executable, "-c", PEER]
    ways = [
        (f"explain --day {PAID}, paid by one lot", explain + ["--day", PAID]),
        (f"explain --day {CUT}, while a lot starts", explain + ["--day", CUT]),
        (f"explain --day {UNPAID}, unpaid", explain + ["--day", UNPAID]),
        ("explain --day --row", explain + ["--day", "2023-01-05", "--row", ROW]),
        ("explain --app --row", explain + ["--app", APP, "--row", ROW]),
        ("explain --row", explain + ["--row", ROW]),
        ("explain --app", explain + ["--app", APP]),
        ("explain, the whole team", explain),
        ("statement --format text", statement + ["text"]),
        ("statement --format csv", statement + ["csv"]),
        ("SQL in Python: sums of that day by app and API", python + [day(PAID), "of"]),
        ("SQL in Python: sum of all before that day", python + [day(PAID), "before"]),
    ]
    with tempfile.TemporaryDirectory() as folder:
        configure(rows, folder)
        subprocess.run([vermilion, "check"], cwd=folder, stdout=subprocess.DEVNULL)
        # In a process of its own, whose memory the measured ones do not begin with.
        filling = subprocess.run([sys.executable, __file__, "fill", str(rows), folder], stdout=subprocess.PIPE, text=True)
        count, cells = filling.stdout.split()
        size = os.path.getsize(f"{folder}/state/vermilion.sqlite") / 1e6
        best = {}
        for _ in range(5):
            for name, command in ways:
                figures = measure(command, folder)
                old = best.get(name, figures)
                best[name] = (min(figures[0], old[0]), min(figures[1], old[1]), max(figures[2], old[2]))
        best["explain --as-known-at, from all rows"] = measure(explain + ["--as-known-at", NOW], folder)
        whole = answer(folder)
        for command, cells_of_it in [
            (explain, whole), (explain + ["--app", APP], [cell for cell in whole if cell["app"] == APP]),
            *[(explain + ["--day", which], [cell for cell in whole if cell["day"] == which]) for which in (PAID, CUT, UNPAID)],
        ]:
            measure(command, folder)
            assert answer(folder) == cells_of_it, command
    unpaid = {cell["day"] for cell in whole if cell["uncharged"] != "0"}
    payments = {}
    for cell in whole:
        payments.setdefault(cell["day"], set()).update((paid["lot"], paid["how"]) for paid in cell["paidBy"])
    mixed = {day for day in payments if len(payments[day]) > 1} - unpaid
    print(f"{count} rows, {size:.0f} MB, {LOTS} lots, {DAYS} days, {cells} cells; {len(unpaid)} days "
          f"are unpaid, at least in part, and {len(mixed)} others are paid in more than one way\n")
    print("| question | wall ms | processor ms | MB |")
    print("|---|---:|---:|---:|")
    for name, (cpu, wall, memory) in best.items():
        print(f"| {name} | {wall:.0f} | {cpu:.0f} | {memory:.0f} |")


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]), sys.argv[3])
    else:
        main(os.path.abspath(sys.argv[1]), int(sys.argv[2]))
