package import VermilionDomain

extension Settings {
    /// Where usage comes from.
    package enum Source: Hashable, Sendable {
        /// `path` is absolute and may be a pattern such as `/inbox/*.csv`.
        case csv(path: String, allowsPartialFiles: Bool)
        /// The Application Management API.
        case applications(AccountName, Applications, FieldMap)
        /// The Token Flex Usage Data API.
        case tokenFlex(AccountName, contract: String)
        /// The Business Success Plan Reporting API.
        case insights(AccountName, context: String)
        case http(HTTPUsage)
        case exec(Exec)
    }

    /// Whose usage is asked for.
    package enum Applications: Hashable, Sendable {
        case hub(String)
        /// At least one.
        case clients([String])
    }

    /// JSON from any web server.
    package struct HTTPUsage: Hashable, Sendable {
        /// May be a secret as a whole; `resolveURL(environment:)` gives it checked.
        package let url: Secret
        /// How messages and the state call it: the address without what may be secret in it.
        package let shown: String
        package let headers: [Header]
        package let map: FieldMap
        package let connection: Connection
    }

    package struct Header: Hashable, Sendable {
        package let name: String
        package let value: Secret
    }

    /// A program: as a source it prints usage, as a channel it reads notices.
    package struct Exec: Hashable, Sendable {
        /// Absolute.
        package let program: String
        package let arguments: [String]
    }

    /// Where in a JSON document the fields of usage are, as JSON Pointers (RFC 6901); empty for the obvious names.
    package typealias FieldMap = [FieldKey: String]

    package enum FieldKey: String, Hashable, Sendable, CaseIterable {
        case rows, day, app, api, tokens, next, uncharged, id, balance, jobs, hours, seconds, photos, megabytes
    }
}
