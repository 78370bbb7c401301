import Glibc
import VermilionDomain

/// A file that is read whole, up to a limit.
enum SmallFile {
    struct Unreadable: Error {
        let reason: String
        let isMissing: Bool
        var hint: String?
    }

    /// - Parameter readers: nil when anybody may read it.
    static func read(_ path: String, limit: Int, readers: SecretReaders? = nil) throws(Unreadable) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw Unreadable(errno) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw Unreadable(errno) }
        // A pipe or a terminal is nobody's file.
        if status.st_mode & S_IFMT == S_IFREG, readers?.areExceeded(by: status.st_mode) == true {
            throw Unreadable(
                reason: "others than its owner may read or change it", isMissing: false,
                hint: "chmod 600 \(path), and change the secret if somebody may have read it")
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw Unreadable(errno)
            }
            bytes += chunk[..<count]
            guard bytes.count <= limit else {
                throw Unreadable(reason: "it is larger than \(limit / 1024) KiB", isMissing: false)
            }
        }
    }
}

extension SmallFile.Unreadable {
    init(_ error: Int32) { self.init(reason: String(cString: strerror(error)), isMissing: error == ENOENT) }
}

/// Folders that relative paths start from.
package enum Folder {
    /// A path as seen from the working directory, as an absolute one.
    package static func absolutePath(_ path: String) -> String {
        guard !path.hasPrefix("/"), let here = getcwd(nil, 0) else { return path }
        defer { free(here) }
        return joined(String(cString: here), path)
    }

    /// The folder that holds a file, as an absolute path.
    static func absolute(of file: String) -> String {
        let path = absolutePath(file)
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// `path` as seen from `folder`.
    static func joined(_ folder: String, _ path: String) -> String {
        if path.hasPrefix("/") { return path }
        if path == "." { return folder }
        let rest = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        return folder.hasSuffix("/") ? folder + rest : folder + "/" + rest
    }
}
