import Foundation
import VermilionFormats

/// Takes secrets out of what a server said: error pages like to repeat the address that was asked for.
package struct Redaction: Sendable {
    /// The longest first, so that none leaves a piece of another.
    private let secrets: [String]

    init(of secrets: [String]) {
        let forms = secrets.flatMap { [$0, $0.removingPercentEncoding ?? $0, $0.percentEncoded] }
        self.secrets = Set(forms).filter { !$0.isEmpty }.sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) }
    }

    static let none = Redaction(of: [])

    func callAsFunction(_ text: String) -> String { secrets.reduce(text) { $0.replacing($1, with: "***") } }

    /// What is secret of an address: all behind the server, whole and in its pieces. Short ones are words such as
    /// `v2` and `api`.
    static func pieces(of url: String) -> [String] {
        guard let start = url.firstRange(of: "://"),
            let slash = url[start.upperBound...].firstIndex(where: { "/?#".contains($0) })
        else { return [] }
        let rest = url[slash...]
        return [url, String(rest)] + rest.split { "/?#&=".contains($0) }.filter { $0.utf8.count >= 8 }.map(String.init)
    }
}
