-- The ledger over again, in plain SQL: for everybody who would rather not take Vermilion's word for a figure.
-- It runs in SQLite (3.35 or newer) and in DuckDB, on the two files that `vermilion statement` reads.
--
-- In SQLite:
--   .mode csv
--   .import usage.csv usage
--   .import lots.csv lots
--   CREATE TABLE as_of AS SELECT '2025-08-01' AS moment;
--   .read audit.sql
-- In DuckDB:
--   CREATE TABLE usage AS FROM read_csv('usage.csv', all_varchar = true);
--   CREATE TABLE lots AS FROM read_csv('lots.csv', all_varchar = true);
--   CREATE TABLE as_of AS SELECT '2025-08-01' AS moment;
--   .read audit.sql
--
-- The columns must be: usage(team, time, app, api, tokens, id), lots(team, id, tokens, start, expires). Times are dates
-- or in UTC (2025-07-24, 2025-07-24T09:30:00Z); amounts are plain decimals with at most six digits behind the point; a
-- lot without an expiry lasts a year; rows without an id are taken in the order of the file.
--
-- The answers are in audit_usage (by day, app and API), audit_lots (by lot) and audit_split (which lot paid for what),
-- in millionths of a token.

-- Every row once, with amounts in millionths, times of equal length, and where the row lies on the tape: all usage of a
-- team laid end to end in the order in which it is paid. That order is time, app, API; rows without an id first; id.
CREATE TABLE audit_rows AS
WITH sound AS (
    SELECT team, app, api, coalesce(id, '') AS id, min(rowid) AS line, substr(time, 1, 10) AS day,
        substr(replace(replace(time, 'Z', ''), ' ', 'T')
            || substr('0000-00-00T00:00:00.000000', length(replace(time, 'Z', '')) + 1), 1, 26) AS moment,
        CAST(substr(tokens, 1, instr(tokens || '.', '.') - 1) AS BIGINT) * 1000000
            + CAST(substr(substr(tokens, instr(tokens || '.', '.') + 1) || '000000', 1, 6) AS BIGINT) AS micro
    FROM usage
    -- Rows with one id and the same content are one row; rows without an id are as many as they are.
    GROUP BY team, app, api, coalesce(id, ''), time, tokens, CASE WHEN coalesce(id, '') = '' THEN rowid ELSE 0 END
)
SELECT team, day, app, api, sound.moment AS moment, micro,
    row_number() OVER tape AS number,
    CAST(sum(micro) OVER tape AS BIGINT) - micro AS tape_start,
    CAST(sum(micro) OVER tape AS BIGINT) AS tape_end
FROM sound, as_of
WHERE sound.moment <= substr(replace(as_of.moment, 'Z', '')
    || substr('0000-00-00T00:00:00.000000', length(replace(as_of.moment, 'Z', '')) + 1), 1, 26)
WINDOW tape AS (
    PARTITION BY team ORDER BY sound.moment, app, api, CASE WHEN id = '' THEN 0 ELSE 1 END, id, line
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW);

-- Lots that have started, numbered in the order in which they are used up: earliest expiry, then smallest pack, then
-- start, then id.
CREATE TABLE audit_packs AS
WITH stated AS (
    SELECT DISTINCT team, id,
        CAST(substr(tokens, 1, instr(tokens || '.', '.') - 1) AS BIGINT) * 1000000
            + CAST(substr(substr(tokens, instr(tokens || '.', '.') + 1) || '000000', 1, 6) AS BIGINT) AS micro,
        replace(start, 'Z', '') AS start,
        CASE WHEN coalesce(expires, '') <> '' THEN replace(expires, 'Z', '')
            ELSE printf('%04d', CAST(substr(start, 1, 4) AS BIGINT) + 1)
                || CASE WHEN substr(start, 5, 6) = '-02-29' THEN '-03-01' ELSE substr(start, 5, 6) END
                || substr(replace(start, 'Z', ''), 11)
        END AS expires
    FROM lots
),
padded AS (
    SELECT team, id, micro,
        start || substr('0000-00-00T00:00:00.000000', length(start) + 1) AS start,
        expires || substr('0000-00-00T00:00:00.000000', length(expires) + 1) AS expires,
        replace(as_of.moment, 'Z', '')
            || substr('0000-00-00T00:00:00.000000', length(replace(as_of.moment, 'Z', '')) + 1) AS now
    FROM stated, as_of
)
SELECT team, id, micro, start, expires, CASE WHEN expires <= now THEN 1 ELSE 0 END AS is_over,
    row_number() OVER (PARTITION BY team ORDER BY expires, micro, start, id) AS number
FROM padded
WHERE start <= now;

-- What happens, in order: at one instant expiries (1) come first, then lots that start (2), then usage (3). `used` is
-- all usage of the team up to and with the event.
CREATE TABLE audit_events AS
WITH happening AS (
    SELECT team, expires AS moment, 1 AS kind, number, number AS lot, 0 AS pack, 0 AS micro FROM audit_packs WHERE is_over = 1
    UNION ALL SELECT team, start, 2, number, number, micro, 0 FROM audit_packs
    UNION ALL SELECT team, moment, 3, number, 0, 0, micro FROM audit_rows
)
SELECT team, kind, lot, pack,
    row_number() OVER course AS event,
    CAST(sum(micro) OVER course AS BIGINT) AS used,
    (SELECT count(*) FROM audit_packs WHERE audit_packs.team = happening.team) AS packs
FROM happening
WINDOW course AS (PARTITION BY team ORDER BY moment, kind, number ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW);

CREATE INDEX audit_events_in_order ON audit_events (team, event);

-- The walk through the events. `stock` is what is left in each lot, nineteen digits a lot in the order of consumption;
-- the tape is paid up to `paid`. Each event takes two steps: look how much can be paid (step 0 → 1), then pay (1 → 0).
-- Usage asks one lot after the other, `lot` being the one that is asked; a lot that starts pays what is owed.
CREATE TABLE audit_payments AS
WITH RECURSIVE walk(team, event, lot, step, stock, paid, amount) AS (
    -- One lot more than there are, for a team without lots.
    SELECT team, CAST(1 AS BIGINT), CAST(1 AS BIGINT), 0,
        (SELECT '0000000000000000000' || coalesce(group_concat('0000000000000000000', ''), '')
            FROM audit_packs p WHERE p.team = audit_events.team),
        CAST(0 AS BIGINT), CAST(0 AS BIGINT)
    FROM audit_events WHERE event = 1
    UNION ALL
    SELECT w.team,
        CASE WHEN w.step = 0 THEN w.event
            WHEN e.kind = 3 AND w.paid + w.amount < e.used AND w.lot < e.packs THEN w.event
            ELSE w.event + 1 END,
        CASE WHEN w.step = 0 THEN w.lot
            WHEN e.kind = 3 AND w.paid + w.amount < e.used AND w.lot < e.packs THEN w.lot + 1
            ELSE 1 END,
        1 - w.step,
        CASE WHEN w.step = 0 THEN w.stock
            WHEN e.kind = 1 THEN substr(w.stock, 1, e.lot * 19 - 19) || '0000000000000000000'
                || substr(w.stock, e.lot * 19 + 1)
            WHEN e.kind = 2 THEN substr(w.stock, 1, e.lot * 19 - 19) || printf('%019d', e.pack - w.amount)
                || substr(w.stock, e.lot * 19 + 1)
            ELSE substr(w.stock, 1, w.lot * 19 - 19)
                || printf('%019d', CAST(substr(w.stock, w.lot * 19 - 18, 19) AS BIGINT) - w.amount)
                || substr(w.stock, w.lot * 19 + 1) END,
        CASE WHEN w.step = 0 THEN w.paid ELSE w.paid + w.amount END,
        CASE WHEN w.step = 1 OR e.kind = 1 THEN 0
            WHEN e.kind = 2 THEN CASE WHEN e.pack < e.used - w.paid THEN e.pack ELSE e.used - w.paid END
            WHEN CAST(substr(w.stock, w.lot * 19 - 18, 19) AS BIGINT) < e.used - w.paid
            THEN CAST(substr(w.stock, w.lot * 19 - 18, 19) AS BIGINT)
            ELSE e.used - w.paid END
    FROM walk w JOIN audit_events e ON e.team = w.team AND e.event = w.event
)
SELECT w.team, p.id AS lot, CASE WHEN e.kind = 2 THEN 'settled' ELSE 'charged' END AS payment,
    w.paid AS tape_start, w.paid + w.amount AS tape_end
FROM walk w
JOIN audit_events e ON e.team = w.team AND e.event = w.event
JOIN audit_packs p ON p.team = w.team AND p.number = CASE WHEN e.kind = 2 THEN e.lot ELSE w.lot END
WHERE w.step = 1 AND w.amount > 0;

-- Which lot paid for how much of what.
CREATE VIEW audit_split AS
SELECT r.team, r.day, r.app, r.api, p.lot, p.payment,
    sum(CASE WHEN r.tape_end < p.tape_end THEN r.tape_end ELSE p.tape_end END
        - CASE WHEN r.tape_start > p.tape_start THEN r.tape_start ELSE p.tape_start END) AS micro
FROM audit_rows r
JOIN audit_payments p ON p.team = r.team AND p.tape_start < r.tape_end AND r.tape_start < p.tape_end
GROUP BY r.team, r.day, r.app, r.api, p.lot, p.payment;

CREATE VIEW audit_usage AS
WITH used AS (SELECT team, day, app, api, sum(micro) AS micro FROM audit_rows GROUP BY team, day, app, api),
paid AS (
    SELECT team, day, app, api, sum(CASE WHEN payment = 'charged' THEN micro ELSE 0 END) AS charged,
        sum(CASE WHEN payment = 'settled' THEN micro ELSE 0 END) AS settled
    FROM audit_split GROUP BY team, day, app, api
)
SELECT used.team, used.day, used.app, used.api, used.micro AS tokens, coalesce(charged, 0) AS charged,
    coalesce(settled, 0) AS settled, used.micro - coalesce(charged, 0) - coalesce(settled, 0) AS uncharged
FROM used
LEFT JOIN paid ON paid.team = used.team AND paid.day = used.day AND paid.app = used.app AND paid.api = used.api
ORDER BY used.team, used.day, used.app, used.api;

CREATE VIEW audit_lots AS
WITH paid AS (
    SELECT team, lot, sum(CASE WHEN payment = 'charged' THEN tape_end - tape_start ELSE 0 END) AS consumed,
        sum(CASE WHEN payment = 'settled' THEN tape_end - tape_start ELSE 0 END) AS settled
    FROM audit_payments GROUP BY team, lot
)
SELECT l.team, l.id, l.micro AS tokens, coalesce(consumed, 0) AS consumed, coalesce(settled, 0) AS settled,
    CASE WHEN is_over = 1 THEN l.micro - coalesce(consumed, 0) - coalesce(settled, 0) ELSE 0 END AS lapsed,
    CASE WHEN is_over = 0 THEN l.micro - coalesce(consumed, 0) - coalesce(settled, 0) ELSE 0 END AS remaining
FROM audit_packs l LEFT JOIN paid ON paid.team = l.team AND paid.lot = l.id
ORDER BY l.team, l.number;

SELECT * FROM audit_usage;
SELECT * FROM audit_lots;
