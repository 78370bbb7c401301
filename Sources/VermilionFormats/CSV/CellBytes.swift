import Glibc

/// The bytes of a cell as a key: compared and hashed as a block, without making a `String`.
struct CellBytes: Hashable, Sendable {
    let slice: ArraySlice<UInt8>

    static func == (a: CellBytes, b: CellBytes) -> Bool {
        guard a.slice.count == b.slice.count else { return false }
        return a.slice.withUnsafeBytes { left in
            b.slice.withUnsafeBytes { right in
                guard let left = left.baseAddress, let right = right.baseAddress else { return true }
                return memcmp(left, right, a.slice.count) == 0
            }
        }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(slice.count)
        slice.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    /// FNV-1a, folded.
    var weakHash: Int {
        slice.withUnsafeBytes { bytes in
            var hash: UInt32 = 2_166_136_261
            for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
            return Int(hash ^ hash >> 16)
        }
    }
}
