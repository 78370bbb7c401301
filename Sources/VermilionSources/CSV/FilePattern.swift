import Glibc
import VermilionDomain

/// A path, or a shell pattern such as `inbox/*.csv`.
struct FilePattern: Hashable, Sendable {
    let text: String

    /// Files that match, the least recently changed first: a newer export restates an older one.
    func files() throws(Diagnostic) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        let status = glob(text, GLOB_ERR | GLOB_NOSORT | GLOB_BRACE, nil, &found)
        switch status {
        case 0: break
        case GLOB_NOMATCH: throw nothingFound
        default:
            throw Diagnostic(
                .error, at: Diagnostic.Place(file: text),
                "the folder cannot be read: \(String(cString: strerror(errno)))",
                hint: "check the path and its permissions")
        }
        let paths = (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
        return paths.map { ($0, changed($0)) }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0)
    }

    /// Not a folder of exports but one file, which is overwritten.
    var isSingleFile: Bool { !text.contains { "*?[{".contains($0) } }

    private var nothingFound: Diagnostic {
        let isPattern = !isSingleFile
        return Diagnostic(
            .error, at: Diagnostic.Place(file: text), isPattern ? "no file matches" : "there is no such file",
            hint: isPattern ? "put an export into that folder" : "check the path")
    }

    /// Nanoseconds since 1970.
    private func changed(_ path: String) -> Int {
        var status = stat()
        guard stat(path, &status) == 0 else { return 0 }
        return status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
    }
}
