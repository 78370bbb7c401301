import VermilionDomain

enum RateKey: String, ConfigurationKey {
    case api, tokens, per, from, until
}

struct RatesReader {
    let value: Value

    func read() -> [Rate] {
        guard let items = value.list(of: "rates") else { return [] }
        var lines: [Identity: Int] = [:]
        return items.compactMap { item in
            guard let rate = readRate(item) else { return nil }
            // Of two rates that come into force on one day nobody could tell which is meant.
            let identity = Identity(api: rate.api, measure: rate.measure, from: rate.from)
            if let line = lines[identity] {
                item.reject(
                    "\(quoted(rate.api.text)) has two rates from \(rate.from)", hint: "the first is in line \(line)")
                return nil
            }
            lines[identity] = item.position.line
            return rate
        }
    }

    private struct Identity: Hashable {
        let api: APIName
        let measure: Measure
        let from: CivilDate
    }

    private func readRate(_ item: Value) -> Rate? {
        guard let section = item.named("rate").section(RateKey.self) else { return nil }
        let api = section.require(.api)?.text("the name of an API")
        let tokens = section.require(.tokens)?.amount()
        let per = section.require(.per, hint: "hour, job, 50 photos or MB").flatMap(readMeasure)
        let from = section.require(.from, hint: "the first day on which it holds")?.day()
        let until = section[.until].map { ($0, $0.day()) }
        guard let api, let tokens, let (count, measure) = per, let from else { return nil }
        if let (place, end) = until {
            guard let end else { return nil }
            guard from < end else {
                place.reject("`until` is not after `from`", hint: "it is the first day on which the rate holds no more")
                return nil
            }
        }
        return Rate(
            api: APIName(api), measure: measure, tokens: tokens, per: count, from: from, until: until?.1)
    }

    /// `hour`, `job`, `50 photos`, `MB`.
    private func readMeasure(_ value: Value) -> (count: Int64, measure: Measure)? {
        guard let text = value.characters("what the tokens are for, such as hour or 50 photos") else { return nil }
        let parts = text.split(separator: " ")
        let count = parts.count == 2 ? Int64(parts[0]) : 1
        guard (1...2).contains(parts.count), let count, count > 0, count <= 1_000_000,
            let measure = Self.measures[parts[parts.count - 1].lowercased()]
        else {
            value.reject("\(quoted(text)) is nothing that has a rate", hint: "hour, job, 50 photos or MB")
            return nil
        }
        return (count, measure)
    }

    static let measures: [String: Measure] = [
        "hour": .hours, "hours": .hours, "job": .jobs, "jobs": .jobs, "photo": .photos, "photos": .photos,
        "mb": .megabytes, "megabyte": .megabytes, "megabytes": .megabytes,
    ]
}
