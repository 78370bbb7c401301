extension Identifier<RowTag> {
    /// Names the nth row of an app, API and day to which the source gives no id: empty, then `#2`, `#3`, …
    ///
    /// Such ids say where a row stood and not which row it is: of a day that is read again, the rows with
    /// generated ids are replaced as a whole.
    package static func generated(_ number: Int) -> RowID { number == 1 ? "" : RowID("#" + String(number)) }

    /// Which of the rows without an id it is, from 1; nil for an id that the source gave.
    package var generatedNumber: Int? {
        var text = text
        return text.withUTF8 { bytes in
            guard let first = bytes.first else { return 1 }
            // As `generated` writes them: no sign, no zero in front, and neither 0 nor 1.
            guard first == UInt8(ascii: "#"), bytes.count > 1, bytes[1] != UInt8(ascii: "0") else { return nil }
            var number = 0
            for byte in bytes.dropFirst() {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                let (product, isTooLarge) = number.multipliedReportingOverflow(by: 10)
                let (sum, overflows) = product.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
                if isTooLarge || overflows { return nil }
                number = sum
            }
            return number > 1 ? number : nil
        }
    }

    /// The order at one instant, app and API: rows without an id first, in the order of the file.
    package func isPaidBefore(_ other: RowID) -> Bool {
        switch (generatedNumber, other.generatedNumber) {
        case (let a?, let b?): a < b
        case (_?, nil): true
        case (nil, _?): false
        case (nil, nil): self < other
        }
    }
}
