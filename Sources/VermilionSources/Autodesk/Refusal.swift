package import VermilionDomain
import VermilionFormats

/// An answer of Autodesk's that is not the one that was asked for, in any of the shapes its services use.
package struct Refusal: Hashable {
    let status: Int
    let code: String?
    /// The server's words, on one line.
    let words: String?
    let moreAt: String?

    /// - Parameter body: anything; what is not JSON has no words.
    package init(status: Int, body: [UInt8]) {
        self.status = status
        let document = try? JSON.read(body, file: "", depth: 8, size: 65_536)
        func first(_ keys: String...) -> String? {
            keys.lazy.compactMap { document?.member($0)?.text }.first.map { $0.singleLine(atMost: 200) }
        }
        code = first("errorCode", "Code", "error")
        words = first("developerMessage", "Message", "error_description", "userMessage")
        moreAt = first("moreInfo", "more info")
    }

    /// Autodesk suspends a team with exactly this answer; any other 403 means something else.
    var isCapacityExceeded: Bool {
        status == 403 && code == "403" && words == "API request capacity exceeded."
    }

    package func diagnostic(file: String) -> Diagnostic {
        let said = [code, words].compactMap(\.self).filter { $0 != String(status) }.joined(separator: ": ")
        return Diagnostic(
            at: Diagnostic.Place(file: file),
            "the server answers \(status)" + (said.isEmpty ? "" : " and says \"\(said)\""),
            hint: moreAt.map { "see \($0)" })
    }
}
