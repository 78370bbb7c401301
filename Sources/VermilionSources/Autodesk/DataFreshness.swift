package import VermilionDomain
package import VermilionFormats

/// Up to when `GET /usage/{n}/last` of the Token Flex Usage Data API says that the data are there.
package enum DataFreshness {
    /// The latest processing, not the latest usage: a category that nobody uses any more is not behind.
    ///
    /// Nil when there was no usage yet.
    package static func dataUntil(_ document: JSON, file: String) throws(Diagnostic) -> Instant? {
        guard let categories = document.elements else {
            throw Diagnostic(at: Diagnostic.Place(file: file), "the answer is not a list of categories")
        }
        var latest: Instant?
        for category in categories {
            let key = category.member("lastProcessDate") == nil ? "lastUsageDate" : "lastProcessDate"
            let moment = try category.moment(key, in: file).instant(in: .utc)
            latest = max(latest ?? moment, moment)
        }
        return latest
    }
}
