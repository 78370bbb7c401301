import Glibc
import VermilionDomain

/// The names in one column. Few of them stand in many rows, so each becomes one `String` that the rows share.
struct NamePool<Of>: Sendable {
    /// By number, in the order in which the file first names them.
    private(set) var names: [Identifier<Of>] = []
    /// By number, as bytes of their own: the file itself does not stay in memory.
    private var keys: [[UInt8]] = []
    private var numbers: [[UInt8]: Int32] = [:]
    /// Numbers of names, by a hash that is quick and weak. A wrong or missing one costs a look-up in `numbers`, whose
    /// hash nobody can make collide on purpose.
    private var recent = [Int32](repeating: -1, count: 1 << 10)

    subscript(number: Int32) -> Identifier<Of> { names[Int(number)] }

    /// Nil when no row has it.
    func number(named name: Identifier<Of>) -> Int32? { numbers[Array(name.text.utf8)] }

    /// The number of a name; the same name always has the same.
    mutating func number(of name: Span<UInt8>) -> Int32 {
        let slot = name.weakHash & (recent.count - 1)
        let likely = recent[slot]
        if likely >= 0, name.isEqual(to: keys[Int(likely)]) { return likely }
        let key = name.withUnsafeBufferPointer { Array($0) }
        let number = numbers[key] ?? add(key)
        recent[slot] = number
        return number
    }

    private mutating func add(_ key: [UInt8]) -> Int32 {
        // 2^31 names that differ would need a file of many gibibytes.
        let number = Int32(names.count)
        names.append(Identifier(String(decoding: key, as: UTF8.self)))
        keys.append(key)
        numbers[key] = number
        return number
    }
}

extension Span<UInt8> {
    func isEqual(to other: [UInt8]) -> Bool {
        guard count == other.count else { return false }
        return withUnsafeBytes { left in
            other.withUnsafeBytes { right in
                guard let left = left.baseAddress, let right = right.baseAddress else { return true }
                return memcmp(left, right, count) == 0
            }
        }
    }

    /// Eight bytes at a time; what differs nearly always differs here.
    var weakHash: Int {
        withUnsafeBytes { bytes in
            var hash = UInt64(truncatingIfNeeded: bytes.count)
            var offset = 0
            while offset + 8 <= bytes.count {
                hash = (hash ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
                hash ^= hash >> 29
                offset += 8
            }
            while offset < bytes.count {
                hash = (hash ^ UInt64(bytes[offset])) &* 0x1_0000_01B3
                offset += 1
            }
            return Int(truncatingIfNeeded: (hash ^ hash >> 32) & 0x7FFF_FFFF)
        }
    }
}
