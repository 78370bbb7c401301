import VermilionDomain
import VermilionFormats
import VermilionTransport

/// Asks an API a question that it answers in its own time, and takes the answer page by page.
///
/// The Token Flex and the Business Success Plan API work alike: a POST names the question, an id leads to the answer.
struct QueryRun {
    let pages: WebPages
    /// Where the question is posted; the id is a segment below it.
    let url: String
    /// Where in a row, by the names of columns, the fields of usage are.
    let map: UsageMap
    /// How often a question may be asked.
    let asking: RequestLimit?
    /// How often the answer may be looked at.
    let looking: RequestLimit?
    let deadline: Instant

    private static let pageSize = 100

    struct Found {
        var rows: [UsagePage.Row] = []
        var problems: [Diagnostic] = []
        var givenBack: [UsageQuery.GivenBack] = []
    }

    /// All rows or none.
    func rows(_ question: JSON) async throws(SourceFailure) -> Found {
        let asked = try await pages.json(.post(Array(question.compact.utf8)), url, limit: asking, by: deadline)
        var answer = try read(asked)
        let id = asked.member("id")?.text
        var found = Found()
        var (taken, wait) = (0, Duration.seconds(1))
        while true {
            switch answer {
            case .done(let page, let givenBack, let count, let total):
                found.rows += page.rows
                found.problems += page.problems
                found.givenBack += givenBack
                taken += count
                guard let total, taken < total else { return found }
                // Fewer rows than promised are not all there are.
                guard count > 0 else { throw pages.problem("the answer ends after \(taken) of \(total) rows") }
            case .underway:
                guard pages.time.now() + wait < deadline else {
                    throw pages.problem("the query is not done in time", hint: "it is asked again at the next poll")
                }
                do {
                    try await pages.time.pause(wait)
                } catch {
                    throw pages.problem("the reading was interrupted", hint: "it is read again in time")
                }
                wait = min(wait * 2, .seconds(30))
            }
            guard let id else { throw pages.problem("the answer names no query to ask for the rest") }
            let next = "\(url)/\(id.percentEncoded)?offset=\(taken)&limit=\(Self.pageSize)"
            answer = try read(try await pages.json(.get, next, limit: looking, by: deadline))
        }
    }

    private func read(_ document: JSON) throws(SourceFailure) -> UsageQuery {
        try SourceFailure.of { () throws(Diagnostic) in try UsageQuery(document, map: map, file: pages.shown) }
    }
}
