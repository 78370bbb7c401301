/// Tokens used by one app and API at one instant or on one day.
package struct Usage: Hashable, Sendable {
    /// What makes a row the same row when it is read again.
    package struct Key: Hashable, Sendable {
        package let source: SourceID
        package let app: AppName
        package let api: APIName
        /// The day as the source states it, in the source's own offset where it gives one.
        package let day: CivilDate
        package let id: RowID

        package init(source: SourceID, app: AppName, api: APIName, day: CivilDate, id: RowID) {
            self.source = source
            self.app = app
            self.api = api
            self.day = day
            self.id = id
        }
    }

    package let key: Key
    /// When it was used; the start of the day when the source knows only the day.
    package let time: Instant
    package let tokens: Tokens

    package init(key: Key, time: Instant, tokens: Tokens) {
        self.key = key
        self.time = time
        self.tokens = tokens
    }

    /// The order in which usage is paid: time, then app, API, id; day and source last, so that the order is total.
    ///
    /// Rows without an id come first, in the order of the file. One instant can lie on two days, because a source
    /// states days in its own offset.
    package static func isPaidBefore(_ a: Usage, _ b: Usage) -> Bool {
        if a.time != b.time { return a.time < b.time }
        if a.key.app != b.key.app { return a.key.app < b.key.app }
        if a.key.api != b.key.api { return a.key.api < b.key.api }
        if a.key.id != b.key.id { return a.key.id.isPaidBefore(b.key.id) }
        if a.key.day != b.key.day { return a.key.day < b.key.day }
        return a.key.source < b.key.source
    }
}
