// measure ROWS FOLDER: times the ledger on generated rows, and leaves them in FOLDER for others to be timed on.
//
// Prints one JSON object: seconds of processor time, bytes a row, and what the rows come to, in thousandths of tokens.
import Glibc
import VermilionDomain

let rows = Int(CommandLine.arguments[1])!
let folder = CommandLine.arguments[2]

func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// The best of some runs.
func best<Value>(of runs: Int, _ work: () throws -> Value) rethrows -> (value: Value, seconds: Double) {
    var best: (Value, Double)?
    for _ in 0..<runs {
        let start = processorTime()
        let value = try work()
        let seconds = processorTime() - start
        if best == nil || seconds < best!.1 { best = (value, seconds) }
    }
    return best!
}

/// Bytes that are in memory now.
func resident() -> Int {
    let file = fopen("/proc/self/statm", "r")!
    defer { fclose(file) }
    var (size, resident) = (0, 0)
    withUnsafeMutablePointer(to: &size) { size in
        withUnsafeMutablePointer(to: &resident) { resident in
            _ = withVaList([size, resident]) { vfscanf(file, "%ld %ld", $0) }
        }
    }
    return resident * 4_096
}

func write<Element: BitwiseCopyable>(_ column: [Element], _ name: String) {
    let file = fopen("\(folder)/\(name)", "w")!
    defer { fclose(file) }
    column.withUnsafeBytes { _ = fwrite($0.baseAddress, 1, $0.count, file) }
}

let columns = Columns(rows: rows)
write(columns.day, "day.i32")
write(columns.consumer, "consumer.i32")
write(columns.amount, "amount.i64")
let lots = try columns.lots(24)
let file = fopen("\(folder)/lots.csv", "w")!
fputs("team,id,tokens,start,expires\n", file)
for lot in lots {
    fputs("bench,\(lot.id),\(lot.tokens),\(Zone.utc.day(of: lot.start)),\(Zone.utc.day(of: lot.expires))\n", file)
}
fclose(file)

let floor = best(of: 5) {
    var (days, consumers, amounts) = (Int64(0), Int64(0), Int64(0))
    for row in columns.amount.indices {
        days &+= Int64(columns.day[row])
        consumers &+= Int64(columns.consumer[row])
        amounts &+= columns.amount[row]
    }
    return days ^ consumers ^ amounts
}

let before = resident()
let roll = try columns.roll()
let bytes = Double(resident() - before) / Double(rows)
let asOf = Zone.utc.startOfDay(Columns.first.adding(days: Columns.days + 1))
let segments = try best(of: 5) { try Ledger(lots: lots, roll: roll, asOf: asOf) }
let ledger = segments.value
let split = best(of: 5) {
    var sums = Statement.Split.zero
    ledger.forEachRow { _, split in sums += split }
    return sums
}
let rollUp = best(of: 5) { Statement(of: ledger, team: "bench") }
let statement = rollUp.value

var daybook = try Daybook(lots: lots, roll: roll)
_ = daybook.ledger(asOf: asOf)
func late(_ number: Int) -> Usage {
    let day = Columns.first.adding(days: 300 + number * 50)
    let key = Usage.Key(source: "bench", app: "App 07", api: "API 3", day: day, id: "late-\(number)")
    return Usage(key: key, time: Zone.utc.startOfDay(day), tokens: Tokens(micro: 1))
}
// The first one copies the list of blocks, which the ledgers above still hold.
try daybook.insert(late(0))
var next = 0
let lateRow = try best(of: 9) {
    next += 1
    try daybook.insert(late(next))
    return daybook.ledger(asOf: asOf).uncharged
}

let settled = statement.lots.reduce(Tokens.zero) { $0 + $1.settled }
print(
    """
    {"rows": \(rows), "floor": \(floor.seconds), "segments": \(segments.seconds), "split": \(split.seconds), \
    "rollUp": \(rollUp.seconds), "lateRow": \(lateRow.seconds), "bytes": \(bytes), "cells": \(statement.usage.count), \
    "sums": [\((statement.used - settled - statement.uncharged).micro / 1_000), \(settled.micro / 1_000), \
    \(statement.uncharged.micro / 1_000)], "check": \(floor.value &+ split.value.charged.micro)}
    """)
