import ArgumentParser
import VermilionDomain
import VermilionFormats
import VermilionSettings

/// An amount of tokens on the command line.
struct Amount: ExpressibleByArgument {
    let tokens: Tokens

    init?(argument: String) {
        guard let tokens = try? Tokens(decimal: argument) else { return nil }
        self.tokens = tokens
    }

    var defaultValueDescription: String { tokens.description }
}

/// A date, or a date with a time, on the command line.
struct Moment: ExpressibleByArgument {
    let moment: CivilMoment

    init?(argument: String) {
        guard let moment = CivilMoment(argument) else { return nil }
        self.moment = moment
    }
}

/// How long a command may take: `30s`, or `30`, as monitoring plugins take seconds.
struct TimeLimit: ExpressibleByArgument {
    let duration: Duration

    init?(argument: String) {
        guard let duration = Duration(setting: argument) ?? Duration(setting: argument + "s"),
            duration > .zero, duration <= .hours(24)
        else { return nil }
        self.duration = duration
    }
}
