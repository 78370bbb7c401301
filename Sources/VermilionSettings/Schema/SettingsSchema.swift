import VermilionDomain
import VermilionFormats

extension SettingsKey {
    static let required: Set<SettingsKey> = [.teams]

    var schema: Schema {
        switch self {
        case .state:
            .path.described(
                "The folder where Vermilion keeps its books. Default: $STATE_DIRECTORY, else $XDG_STATE_HOME/vermilion."
            )
        case .poll: .mapping(PollKey.self).described("When sources are polled.")
        case .zone: .zone.described("The time zone of days and message times, an IANA name.").usually("UTC")
        case .language:
            .choice(Language.self).described("The language of messages; a team may have its own.").usually("en")
        case .listen:
            .wording(
                "^(127(\\.[0-9]{1,3}){3}:[0-9]{1,5}|\\[[0-9A-Fa-f:.]+\\]:[0-9]{1,5}|unix:/[^\\u0000-\\u001f\\u007f]*[^/\\u0000-\\u001f\\u007f])$",
                "a loopback address and a port such as 127.0.0.1:8417, or unix:/run/vermilion/http"
            )
            .described("Where /healthz, /readyz and /metrics are answered. Default: nowhere.")
        case .heartbeat:
            .address.described("An address that is asked every five minutes while all is well; or a secret.")
        case .accounts:
            .entries(named: .folderName, of: .mapping(AccountKey.self))
                .described("Who asks Autodesk for usage, and how it logs in (docs/sources.md).")
        case .rates:
            .list(of: .mapping(RateKey.self)).described(
                "What usage costs in tokens, where a source counts jobs, hours, photos or MB instead of tokens.")
        case .teams:
            .list(of: .mapping(TeamKey.self), atLeast: 1).described("The teams that are watched.")
        case .channels:
            .entries(named: .word(beside: "._-"), of: .mapping(ChannelKey.self))
                .described("Where messages go. Names are letters, digits, `.`, `_` and `-`.")
        case .unprovenAfter:
            .span.described("`check` warns of a channel through which nothing has got for so long.").usually("90d")
        }
    }
}

extension PollKey {
    var schema: Schema {
        let usual = Settings.Poll()
        return switch self {
        case .every: .span.described("How often each source is polled, 1s at least.").usually(usual.every.setting)
        case .jitter:
            .percentUpTo100.described("By how much each wait is shortened or lengthened.").usually("\(usual.jitter)%")
        case .staleAfter:
            .span.described("No good reading for so long is a warning, three times as long is critical.")
                .usually(usual.staleAfter.setting)
        case .window: .span.described("How far back usage is asked for, in whole days.").usually(usual.window.setting)
        case .deadline:
            .span.described("One poll of one source takes no longer; 1h at most.").usually(usual.deadline.setting)
        }
    }
}

extension RateKey {
    static let required: Set<RateKey> = [.api, .tokens, .per, .from]

    var schema: Schema {
        switch self {
        case .api: .text().described("The name of the API, as the source has it.")
        case .tokens: .amount.described("So many tokens …")
        case .per:
            .wording(
                "^ *(0*[1-9][0-9]{0,6} +)?(\(Schema.anyCase(RatesReader.measures.keys.sorted()))) *$",
                "hour, job, 50 photos or MB"
            ).described("… for what: hour, job, 50 photos or MB.")
        case .from: .day.described("The first day on which the rate holds.")
        case .until: .day.described("The first day on which it holds no more; without it the rate has no end.")
        }
    }
}

extension SecretKey {
    static let rules: [SchemaRule<SecretKey>] = [.exactlyOne(allCases)]

    var schema: Schema {
        switch self {
        case .file: .path.described("A file that holds the secret, readable by Vermilion alone.")
        case .env:
            .text("^[A-Za-z_][A-Za-z0-9_]{0,63}$", "the name of an environment variable")
                .described("An environment variable that holds the secret.")
        case .credential: .folderName.described("A systemd credential: LoadCredential=NAME:PATH.")
        }
    }
}
