extension String {
    /// One segment of a path, or one value of a query or a form: all but the unreserved characters of RFC 3986 §2.3 as
    /// `%` and two digits a byte.
    package var percentEncoded: String {
        let digits = Array("0123456789ABCDEF")
        var encoded = ""
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default: encoded += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
        return encoded
    }
}

/// A form as it goes over the wire (application/x-www-form-urlencoded).
package enum WebForm {
    package static func bytes(_ fields: [(name: String, value: String)]) -> [UInt8] {
        Array(fields.map { "\($0.name.percentEncoded)=\($0.value.percentEncoded)" }.joined(separator: "&").utf8)
    }
}
