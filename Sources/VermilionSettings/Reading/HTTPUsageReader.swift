enum HTTPUsageKey: String, ConfigurationKey {
    case url, headers, map, proxy
    case allowHTTP = "allow-http"
    case caFile = "ca-file"
    case clientCertificate = "client-certificate"
    case clientKey = "client-key"
}

struct HTTPUsageReader {
    let value: Value

    /// With where the address stands.
    func read() -> (usage: Settings.HTTPUsage, place: Value)? {
        guard let section = value.section(HTTPUsageKey.self) else { return nil }
        let place = section.require(.url, hint: "where the usage is")
        let url = place.flatMap {
            SecretReader(value: $0).readAddress(allowsHTTP: section[.allowHTTP]?.boolean() ?? false)
        }
        let headers = section[.headers].map { HeadersReader(value: $0).read() } ?? []
        let map = section[.map].map { FieldMapReader(value: $0).read() } ?? [:]
        let connection = ConnectionReader(
            proxy: section[.proxy], caFile: section[.caFile], certificate: section[.clientCertificate],
            key: section[.clientKey]
        ).read()
        guard let place, let url else { return nil }
        return (
            Settings.HTTPUsage(url: url, shown: url.shownAddress, headers: headers, map: map, connection: connection),
            place
        )
    }
}

/// Reads JSON Pointers by the names of the fields they lead to.
struct FieldMapReader {
    let value: Value

    func read() -> Settings.FieldMap {
        guard let section = value.section(FieldMapKey.self) else { return [:] }
        var map: Settings.FieldMap = [:]
        for key in Settings.FieldKey.allCases {
            guard let field = FieldMapKey(rawValue: key.rawValue), let value = section[field],
                let pointer = readPointer(value)
            else { continue }
            map[key] = pointer
        }
        return map
    }

    private func readPointer(_ value: Value) -> String? {
        guard let text = value.characters("a JSON Pointer such as /results") else { return nil }
        // RFC 6901 §3: each step begins with a slash, and a tilde stands before 0 or 1 only.
        guard text.isEmpty || text.hasPrefix("/") else {
            value.reject("\(quoted(text)) is not a JSON Pointer", hint: "did you mean `/\(text)`?")
            return nil
        }
        guard
            text.split(separator: "~", omittingEmptySubsequences: false).dropFirst().allSatisfy({
                "01".contains($0.first ?? " ")
            })
        else {
            value.reject("\(quoted(text)) is not a JSON Pointer", hint: "write ~0 for ~ and ~1 for / in a name")
            return nil
        }
        return text
    }
}

enum FieldMapKey: String, ConfigurationKey {
    case rows, day, app, api, tokens, next, uncharged, id, balance, jobs, hours, seconds, photos, megabytes
}
