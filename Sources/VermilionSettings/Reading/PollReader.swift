import VermilionDomain

enum PollKey: String, ConfigurationKey {
    case every, jitter
    case staleAfter = "stale-after"
    case window, deadline
}

struct PollReader {
    let value: Value

    func read() -> Settings.Poll {
        var poll = Settings.Poll()
        guard let section = value.section(PollKey.self) else { return poll }
        if let every = section[.every]?.duration(atLeast: .seconds(1)) { poll.every = every }
        if let jitter = section[.jitter]?.percent(in: 0...100) { poll.jitter = jitter }
        if let staleAfter = section[.staleAfter]?.duration(atLeast: .seconds(1)) { poll.staleAfter = staleAfter }
        if let days = section[.window]?.days() { poll.window = .days(days) }
        if let deadline = section[.deadline]?.duration(atLeast: .seconds(1), atMost: .hours(1)) {
            poll.deadline = deadline
        }
        if poll.staleAfter <= poll.every {
            (section[.staleAfter] ?? section[.every])?.warn(
                "sources are stale after \(poll.staleAfter.setting) but polled only every \(poll.every.setting)",
                hint: "make `stale-after` a few times as long as `every`")
        }
        return poll
    }
}
