import ArgumentParser
import VermilionDomain
import VermilionFormats

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
