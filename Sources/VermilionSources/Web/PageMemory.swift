import Synchronization
import VermilionTransport

/// What pages of a server were like when they were last read well, so that it need not send them again unchanged.
///
/// It is forgotten when what was read could not be kept: an unchanged page is then no page that is known.
final class PageMemory: Sendable {
    struct Page {
        let url: String
        /// Headers of a request that only wants what has changed since (RFC 9110 §13.1).
        let conditions: [(name: String, value: String)]
    }

    private let known = Mutex<(starts: [String], pages: [Page])?>(nil)

    /// All pages that these addresses led to; nil when one of them cannot be asked about.
    func pages(from starts: [String]) -> [Page]? {
        known.withLock { $0.flatMap { $0.starts == starts ? $0.pages : nil } }
    }

    func keep(_ pages: [Page]?, from starts: [String]) {
        known.withLock { $0 = pages.map { (starts, $0) } }
    }
}

extension PageMemory.Page {
    /// Nil when the server gives nothing to ask by.
    init?(_ response: HTTPResponse, at url: String) {
        let (tag, date) = (response.header("ETag"), response.header("Last-Modified"))
        self.url = url
        conditions = [("If-None-Match", tag), ("If-Modified-Since", date)].compactMap { name, value in
            value.map { (name, $0) }
        }
        if conditions.isEmpty { return nil }
    }
}
