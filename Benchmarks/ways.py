"""Other ways to do what `vermilion statement` does, or a part of it: ways.py dictreader|reader|loop|numpy|duckdb

Each that splits prints charged, settled and uncharged thousandths of tokens, after rolling them up by day, app and API.
"""
import csv
import sys


def dictreader():
    with open("usage.csv", newline="") as file:
        for _ in csv.DictReader(file):
            pass


def reader():
    with open("usage.csv", newline="") as file:
        for _ in csv.reader(file):
            pass


def lots():
    with open("lots.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    return sorted(
        ([row["expires"], int(row["tokens"]) * 1000, row["start"], row["id"]] for row in rows))


def segments(ends):
    """The paid stretches of the tape as (start, end, is settled). `ends` gives the tape's end before a day."""
    packs = lots()
    events = sorted(
        [(pack[0], 0, number) for number, pack in enumerate(packs)]
        + [(pack[2], 1, number) for number, pack in enumerate(packs)])
    left, paid, found = [0] * len(packs), 0, []

    def use(end):
        nonlocal paid
        for number in range(len(packs)):
            amount = min(left[number], end - paid)
            if amount > 0:
                found.append((paid, paid + amount, False))
                left[number] -= amount
                paid += amount

    for day, kind, number in events:
        end = ends(day)
        use(end)
        left[number] = 0
        if kind == 1:
            amount = min(packs[number][1], end - paid)
            if amount > 0:
                found.append((paid, paid + amount, True))
                paid += amount
            left[number] = packs[number][1] - amount
    use(ends("9999"))
    return found


def rolled_up(rows, stretches):
    """`rows` are cells with amounts, in order. Charged, settled and uncharged, summed over the cells."""
    cells, position, index = {}, 0, 0
    for key, amount in rows:
        end = position + amount
        cell = cells.setdefault(key, [0, 0, 0])
        cell[2] += amount
        while index < len(stretches) and stretches[index][0] < end:
            start, stop, is_settled = stretches[index]
            part = min(stop, end) - max(start, position)
            cell[is_settled] += part
            cell[2] -= part
            if stop > end:
                break
            index += 1
        position = end
    return [sum(cell[number] for cell in cells.values()) for number in range(3)]


def loop():
    with open("usage.csv", newline="") as file:
        rows = [
            (row["time"], row["app"], row["api"], round(float(row["tokens"]) * 1000)) for row in csv.DictReader(file)]
    rows.sort(key=lambda row: row[:3])
    by_day, total = {}, 0
    for day, _, _, amount in rows:
        by_day.setdefault(day, total)
        total += amount
    days = sorted(by_day)

    def ends(day):
        from bisect import bisect_left
        index = bisect_left(days, day)
        return by_day[days[index]] if index < len(days) else total

    cells = ((row[:3], row[3]) for row in rows)
    print(*rolled_up(cells, segments(ends)))


def closed_form(days, apps, apis, amounts):
    """`days` are texts of every row in order; apps and apis are numbers."""
    import numpy
    tape = numpy.concatenate([[0], numpy.cumsum(amounts)])
    stretches = segments(lambda day: int(tape[numpy.searchsorted(days, day, side="left")]))
    # What is paid up to a position, by payment, is piecewise linear.
    edges = numpy.array([0] + [stretch[1] for stretch in stretches])
    charged = numpy.cumsum([0] + [0 if settled else end - start for start, end, settled in stretches])
    settled = numpy.cumsum([0] + [end - start if settled else 0 for start, end, settled in stretches])

    def up_to(paid):
        piece = numpy.clip(numpy.searchsorted(edges, tape, side="left") - 1, 0, len(edges) - 2)
        inside = numpy.minimum(tape, edges[piece + 1]) - edges[piece]
        return paid[piece] + numpy.where(paid[piece + 1] > paid[piece], inside, 0)

    row_charged, row_settled = numpy.diff(up_to(charged)), numpy.diff(up_to(settled))
    _, day_numbers = numpy.unique(days, return_inverse=True)
    cells = (day_numbers * (apps.max() + 1) + apps) * (apis.max() + 1) + apis
    parts = [
        numpy.bincount(cells, weights=part).astype(numpy.int64)
        for part in (row_charged, row_settled, amounts - row_charged - row_settled)]
    print(*[int(part.sum()) for part in parts])


def with_numpy():
    import numpy
    with open("usage.csv", newline="") as file:
        columns = list(zip(*list(csv.reader(file))[1:]))
    days = numpy.array(columns[1])
    amounts = numpy.rint(numpy.array(columns[4], dtype=float) * 1000).astype(numpy.int64)
    _, apps = numpy.unique(numpy.array(columns[2]), return_inverse=True)
    _, apis = numpy.unique(numpy.array(columns[3]), return_inverse=True)
    order = numpy.lexsort((apis, apps, days))
    closed_form(days[order], apps[order], apis[order], amounts[order])


def with_duckdb():
    import duckdb
    base = duckdb.connect()
    base.execute("SET threads = 1")
    base.execute("""
        CREATE TABLE rows AS SELECT *, CAST(sum(amount) OVER (ORDER BY day, app, api ROWS UNBOUNDED PRECEDING) AS BIGINT) AS stop
        FROM (SELECT CAST(time AS VARCHAR) AS day, app, api, CAST(round(tokens * 1000) AS BIGINT) AS amount
            FROM read_csv('usage.csv'))""")

    def ends(day):
        return base.execute("SELECT coalesce(max(stop), 0) FROM rows WHERE day < ?", [day]).fetchone()[0]

    stretches = segments(ends)
    base.execute("CREATE TABLE stretches (start BIGINT, stop BIGINT, is_settled BOOLEAN)")
    base.executemany("INSERT INTO stretches VALUES (?, ?, ?)", [list(stretch) for stretch in stretches])
    base.execute("""
        CREATE TABLE parts AS SELECT day, app, api, is_settled,
            sum(least(r.stop, s.stop) - greatest(r.stop - amount, s.start)) AS part
        FROM rows r JOIN stretches s ON s.start < r.stop AND r.stop - amount < s.stop GROUP BY ALL""")
    charged, settled = base.execute(
        "SELECT coalesce(sum(part) FILTER (NOT is_settled), 0), coalesce(sum(part) FILTER (is_settled), 0) FROM parts"
    ).fetchone()
    total = base.execute("SELECT sum(amount) FROM (SELECT day, app, api, sum(amount) AS amount FROM rows GROUP BY ALL)").fetchone()[0]
    print(int(charged), int(settled), int(total - charged - settled))


if __name__ == "__main__":
    {"dictreader": dictreader, "reader": reader, "loop": loop, "numpy": with_numpy, "duckdb": with_duckdb}[sys.argv[1]]()
