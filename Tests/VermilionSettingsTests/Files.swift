import Glibc

struct FileFailure: Error {
    let path: String
    let reason: String

    init(_ path: String) { (self.path, reason) = (path, String(cString: strerror(errno))) }
}

func read(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "r") else { throw FileFailure(path) }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes[..<count])
}

func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }

func write(_ bytes: [UInt8], to path: String) throws {
    guard let file = fopen(path, "w") else { throw FileFailure(path) }
    defer { fclose(file) }
    // As secrets must be.
    fchmod(fileno(file), 0o600)
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw FileFailure(path) }
}

/// What lies in a folder, sorted.
func names(in folder: String) throws -> [String] {
    guard let directory = opendir(folder) else { throw FileFailure(folder) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
}
