"""Times several ways to split usage over lots on the same data, by turns, and prints one table.

    compare.py VERMILION ROWS

Times are the best of three of processor time (user and system) and of wall time; ratios are of processor time, which
other work on the machine disturbs less. Every way is a process of its own that reads the CSV file, and every way that
splits must come to the same uncharged and charged tokens.
"""
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta

HERE = os.path.dirname(os.path.abspath(__file__))
FIRST, DAYS, LOTS = date(2023, 1, 1), 1096, 24
APPS = [f"App number {number} of the team" for number in range(20)]
APIS = ["Model Derivative complex job", "Model Derivative simple job", "Automation", "Reality Capture photo", "Flow Graph"]


def generate(rows, folder):
    """Three years of usage, a row a job, in the order of days; lots that overlap, expire and leave some unpaid."""
    chance = random.Random(2026)
    with open(f"{folder}/usage.csv", "w") as file:
        file.write("team,time,app,api,tokens\n")
        for number in range(rows):
            day = FIRST + timedelta(days=number * DAYS // rows)
            amount = chance.randrange(1, 4000) / 1000
            file.write(f"Acme Design,{day},{chance.choice(APPS)},{chance.choice(APIS)},{amount}\n")
    with open(f"{folder}/lots.csv", "w") as file:
        file.write("team,id,tokens,start,expires\n")
        for number in range(LOTS):
            start = FIRST + timedelta(days=number * 45)
            file.write(f"Acme Design,L{number:02},{rows * 2 // 26},{start},{start + timedelta(days=365)}\n")


def measure(command, folder):
    """Processor seconds, wall seconds, megabytes at most, and what was printed last."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    assert status == 0, command
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, output


def main(vermilion, rows):
    python = [sys.executable, f"{HERE}/ways.py"]
    statement = [vermilion, "statement", "--usage", "usage.csv", "--lots", "lots.csv", "--as-of", "2026-01-01"]
    ways = [
        ("vermilion statement", statement),
        ("vermilion statement --format csv", statement + ["--format", "csv"]),
        ("Python csv.DictReader, nothing else", python + ["dictreader"]),
        ("Python csv.reader, nothing else", python + ["reader"]),
        ("Python loop: split and roll-up", python + ["loop"]),
        ("NumPy closed form: split and roll-up", python + ["numpy"]),
        ("DuckDB SQL: split and roll-up", python + ["duckdb"]),
    ]
    with tempfile.TemporaryDirectory() as folder:
        generate(rows, folder)
        best = {}
        answers = {}
        for _ in range(3):
            for name, command in ways:
                cpu, wall, memory, output = measure(command, folder)
                old = best.get(name, (cpu, wall, memory))
                best[name] = (min(cpu, old[0]), min(wall, old[1]), max(memory, old[2]))
                if command != statement:
                    answers[name] = summary(output) if command[0] == vermilion else output.strip()
        size = os.path.getsize(f"{folder}/usage.csv") / 1e6
    splits = {name: answer for name, answer in answers.items() if answer}
    assert len(set(splits.values())) == 1, splits
    print(f"{rows} rows, {size:.0f} MB, {LOTS} lots, {DAYS} days; charged, settled, uncharged: {answers[ways[1][0]]}\n")
    print("| way | processor s | wall s | MB | processor time to that of vermilion |")
    print("|---|---:|---:|---:|---:|")
    ours = best[ways[0][0]][0]
    for name, _ in ways:
        cpu, wall, memory = best[name]
        print(f"| {name} | {cpu:.2f} | {wall:.2f} | {memory:.0f} | {cpu / ours:.2f} |")


def summary(csv):
    """The sums of the last three columns, in thousandths: charged, settled, uncharged."""
    sums = [0, 0, 0]
    for line in csv.splitlines()[1:]:
        for index, text in enumerate(line.rsplit(",", 3)[1:]):
            sums[index] += round(float(text) * 1000)
    return " ".join(map(str, sums))


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), int(sys.argv[2]))
