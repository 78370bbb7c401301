"""Times the split of usage over lots in memory, without files, by several ways on the same rows, and prints one table.

    memory.py MEASURE ROWS

MEASURE is the program of Benchmarks/memory, which makes the rows and times Vermilion's ledger. The others get the same
columns: day, app and API as numbers, amounts in thousandths of tokens. Times are processor times, the best of some runs;
making the columns is in none of them. Every way must come to the same sums.
"""
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta

import duckdb
import numpy

from ways import rolled_up, segments

FIRST = date(2023, 1, 1)


def best(runs, work):
    times = []
    for _ in range(runs):
        start = time.process_time()
        answer = work()
        times.append(time.process_time() - start)
    return min(times), answer


def number(day):
    """Of a day as a lots file has it."""
    return 1 << 30 if day == "9999" else (date.fromisoformat(day) - FIRST).days


def with_numpy(days, consumers, amounts):
    tape = numpy.concatenate([[0], numpy.cumsum(amounts)])
    stretches = segments(lambda day: int(tape[numpy.searchsorted(days, number(day), side="left")]))
    edges = numpy.array([0] + [stop for _, stop, _ in stretches])
    charged = numpy.cumsum([0] + [0 if settled else stop - start for start, stop, settled in stretches])
    settled = numpy.cumsum([0] + [stop - start if settled else 0 for start, stop, settled in stretches])
    row_charged = numpy.diff(numpy.interp(tape, edges, charged))
    row_settled = numpy.diff(numpy.interp(tape, edges, settled))
    cells = days * 100 + consumers
    parts = [
        numpy.bincount(cells, weights=part)
        for part in (row_charged, row_settled, amounts - row_charged - row_settled)]
    return [int(round(part.sum())) for part in parts]


def with_duckdb(base):
    base.execute("""CREATE OR REPLACE TABLE tape AS SELECT day, consumer, amount,
        CAST(sum(amount) OVER (ORDER BY day, consumer ROWS UNBOUNDED PRECEDING) AS BIGINT) AS stop FROM rows""")

    def ends(day):
        return base.execute("SELECT coalesce(max(stop), 0) FROM tape WHERE day < ?", [number(day)]).fetchone()[0]

    stretches = segments(ends)
    base.execute("CREATE OR REPLACE TABLE stretches (start BIGINT, stop BIGINT, is_settled BOOLEAN)")
    base.executemany("INSERT INTO stretches VALUES (?, ?, ?)", [list(stretch) for stretch in stretches])

    def classify():
        # An ASOF join finds the stretch in which a row begins; the few rows that reach into the next are joined by range.
        base.execute("""CREATE OR REPLACE TABLE parts AS
            SELECT day, consumer, is_settled, sum(part) AS part FROM (
                SELECT t.day, t.consumer, s.is_settled, least(t.stop, s.stop) - (t.stop - t.amount) AS part
                FROM tape t ASOF JOIN stretches s ON t.stop - t.amount >= s.start WHERE t.stop - t.amount < s.stop
                UNION ALL
                SELECT t.day, t.consumer, s.is_settled, least(t.stop, s.stop) - s.start
                FROM stretches s JOIN tape t ON t.stop - t.amount < s.start AND s.start < t.stop
            ) GROUP BY ALL""")
        charged, settled = base.execute("""SELECT coalesce(sum(part) FILTER (NOT is_settled), 0),
            coalesce(sum(part) FILTER (is_settled), 0) FROM parts""").fetchone()
        total = base.execute("SELECT sum(amount) FROM rows").fetchone()[0]
        return [int(charged), int(settled), int(total - charged - settled)]

    return best(3, classify)


def loop(days, consumers, amounts):
    tape, total = {}, 0
    for day, amount in zip(days, amounts):
        tape.setdefault(day, total)
        total += amount
    known = sorted(tape)

    def ends(day):
        from bisect import bisect_left
        index = bisect_left(known, number(day))
        return tape[known[index]] if index < len(known) else total

    return rolled_up(zip(zip(days, consumers), amounts), segments(ends))


def main(measure, rows):
    with tempfile.TemporaryDirectory() as folder:
        ours = json.loads(subprocess.run([measure, str(rows), folder], check=True, capture_output=True).stdout)
        os.chdir(folder)
        days = numpy.fromfile("day.i32", dtype=numpy.int32).astype(numpy.int64)
        consumers = numpy.fromfile("consumer.i32", dtype=numpy.int32).astype(numpy.int64)
        amounts = numpy.fromfile("amount.i64", dtype=numpy.int64)
        base = duckdb.connect()
        base.execute("SET threads = 1")
        columns = {"day": days, "consumer": consumers, "amount": amounts}
        base.execute("CREATE TABLE rows AS SELECT * FROM columns")
        answers = {
            "NumPy closed form, with the roll-up": best(3, lambda: with_numpy(days, consumers, amounts)),
            "DuckDB, classification with the roll-up": with_duckdb(base),
        }
        lists = days.tolist(), consumers.tolist(), amounts.tolist()
        answers["Python loop, with the roll-up"] = best(1, lambda: loop(*lists))
    for name, (_, sums) in answers.items():
        assert sums == ours["sums"], (name, sums, ours["sums"])
    floor = ours["floor"]
    table = [
        ("one plain read of the same columns", floor),
        ("vermilion: the lots' stretches of the tape", ours["segments"]),
        ("vermilion: every row split", ours["split"]),
        (f"vermilion: split and rolled up into {ours['cells']} cells", ours["rollUp"]),
        ("vermilion: one late row, and the ledger after it", ours["lateRow"]),
    ] + [(name, seconds) for name, (seconds, _) in answers.items()]
    print(f"{rows} rows, {ours['bytes']:.1f} bytes a row with names; charged, settled, uncharged: {ours['sums']}\n")
    print("| way | ms | to the plain read | to vermilion's roll-up |")
    print("|---|---:|---:|---:|")
    for name, seconds in table:
        print(f"| {name} | {seconds * 1e3:.3f} | {seconds / floor:.3g} | {seconds / ours['rollUp']:.3g} |")


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), int(sys.argv[2]))
