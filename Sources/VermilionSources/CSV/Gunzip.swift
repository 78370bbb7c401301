import CZlib
import VermilionDomain
import VermilionFormats

/// Unpacks gzip data (RFC 1952) piece by piece; several members in one file count as one text.
final class Gunzip {
    private let packed: CSVReader.Pieces
    private let place: Diagnostic.Place
    /// Bytes; data that unpack to more are refused before they fill the memory.
    private let largest: Int
    /// Where it stays: zlib refuses a stream that was moved.
    private let stream: UnsafeMutablePointer<z_stream>

    private var input: [UInt8] = []
    private var taken = 0
    private var unpacked = 0
    private var isInsideMember = true

    private static let pieceSize = 256 << 10

    init(_ packed: @escaping CSVReader.Pieces, largest: Int, place: Diagnostic.Place) throws(Diagnostic) {
        self.packed = packed
        self.largest = largest
        self.place = place
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard czlib_start_gzip(stream) == Z_OK else { throw outOfMemory }
    }

    deinit {
        inflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    /// The next unpacked bytes; none at the end.
    func next() throws(Diagnostic) -> [UInt8] {
        while true {
            // What zlib may hold back comes with the next input: it takes the end of a member only when all is out.
            if taken == input.count {
                input = try packed()
                taken = 0
                guard !input.isEmpty else {
                    if isInsideMember { throw isCutOff }
                    return []
                }
            }
            if !isInsideMember {
                inflateReset(stream)
                isInsideMember = true
            }
            let piece = try inflatedPiece()
            if !piece.isEmpty { return piece }
        }
    }

    private func inflatedPiece() throws(Diagnostic) -> [UInt8] {
        var status = Z_OK
        let piece = [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { output, count in
            input.withUnsafeMutableBufferPointer { input in
                stream.pointee.next_in = input.baseAddress.map { $0 + taken }
                stream.pointee.avail_in = UInt32(input.count - taken)
                stream.pointee.next_out = output.baseAddress
                stream.pointee.avail_out = UInt32(output.count)
                status = inflate(stream, Z_NO_FLUSH)
                taken = input.count - Int(stream.pointee.avail_in)
                count = output.count - Int(stream.pointee.avail_out)
            }
        }
        switch status {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: isInsideMember = false
        case Z_MEM_ERROR: throw outOfMemory
        default: throw isDamaged
        }
        unpacked += piece.count
        guard unpacked <= largest else {
            throw Diagnostic(.error, at: place, "unpacks to more than 1 GiB", hint: "split the export")
        }
        return piece
    }

    private var isCutOff: Diagnostic {
        Diagnostic(
            .error, at: place, "is cut off: its gzip data end too early", hint: "copy or export the file again")
    }

    private var isDamaged: Diagnostic {
        let reason = stream.pointee.msg.map { ": " + String(cString: $0) } ?? ""
        return Diagnostic(
            .error, at: place, "is damaged or no gzip file\(reason)", hint: "copy or export the file again")
    }

    private var outOfMemory: Diagnostic {
        Diagnostic(.error, at: place, "cannot be unpacked: there is not enough memory")
    }
}
