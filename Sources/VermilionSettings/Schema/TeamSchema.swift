import VermilionDomain
import VermilionFormats

extension TeamKey {
    static let required: Set<TeamKey> = [.name, .sources]

    var schema: Schema {
        switch self {
        case .name: .name.described("The name of the team, as the exports spell it.")
        case .language:
            .choice(Language.self).described("The language of messages about this team; default: that of the top.")
        case .regime:
            .choice(Regime.self).described(
                "What happens when tokens run out: negative (usage is recorded as debt) or suspend (access stops)."
            ).usually(.string(Regime.negative.rawValue))
        case .sources: .list(of: .mapping(SourceKey.self), atLeast: 1).described("Where usage comes from.")
        case .lots:
            .list(of: .mapping(LotKey.self)).described("The packs that were bought, here or in files.")
        case .alerts: .mapping(AlertsKey.self).described("What is told, and when.")
        case .notify:
            .list(of: .any(.text(), .mapping(RouteKey.self))).described(
                "Names of channels, or which incidents go to one and when. Default: all of them to all; [] is nobody.")
        }
    }
}

extension LotKey {
    static let rules: [SchemaRule<LotKey>] = [
        .exactlyOne([.csv, .id]), .apart(.csv, from: [.id, .tokens, .start, .expires]), .together(.id, .tokens),
        .together(.id, .start),
    ]

    var schema: Schema {
        switch self {
        case .id: .identity.described("The id of the pack.")
        case .tokens: .amount.described("How many tokens it held when it was bought.")
        case .start: .moment.described("When it begins: a date, or a date and time.")
        case .expires: .moment.described("When it ends; default: a year after its start.")
        case .csv:
            .path.described(
                "A file with the columns team, id, tokens, start and maybe expires, read again at each poll.")
        }
    }
}

extension AlertsKey {
    var schema: Schema {
        let usual = AlertRules()
        return switch self {
        case .uncharged: .mapping(UnchargedKey.self).described("Usage that no pack has paid.")
        case .expiry:
            .list(of: .span).described("How long before a pack expires it is told. [] is never.")
                .usually(.array(usual.expiry.map { .string($0.setting) }))
        case .low:
            .mapping(LowKey.self).described("What is written here is all there is: {} is never. Default: below 20%.")
        case .quota:
            .list(of: .mapping(QuotaKey.self)).described(
                "What a team may use of an API in a month: told at 80 % and at 100 %.")
        case .drift: .mapping(DriftKey.self).described("How an observed balance may differ from the ledger.")
        case .reminders:
            .list(of: .span).described(
                "How long after an incident was last told it is told again; the last repeats. [] is never."
            ).usually(.array(usual.reminders.map { .string($0.setting) }))
        }
    }
}

extension UnchargedKey {
    var schema: Schema {
        let usual = AlertRules().uncharged
        return switch self {
        case .for:
            .duration.described("How long usage must stay uncharged before it is told.").usually(usual.after.setting)
        case .raise:
            .percentUpTo10000.described("Told again when the amount grew by this much.").usually("\(usual.raise)%")
        }
    }
}

extension LowKey {
    var schema: Schema {
        switch self {
        case .below: .threshold.described("A part of what the valid packs held, or tokens: 20% or 50 tokens.")
        case .runway: .span.described("The tokens last for fewer whole days at the rate of the last 28.")
        }
    }
}

extension QuotaKey {
    static let required: Set<QuotaKey> = [.api, .tokens, .from]

    var schema: Schema {
        switch self {
        case .api: .text().described("The name of the API.")
        case .tokens: .amount.described("What may be used of it in a month.")
        case .from: .day.described("The first day on which the cap holds.")
        }
    }
}

extension DriftKey {
    var schema: Schema {
        switch self {
        case .tolerance:
            .threshold.described("The difference that is not told: tokens, or a part of what was observed.")
                .usually("1 token")
        }
    }
}
