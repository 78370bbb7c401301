extension Identifier<RowTag> {
    /// Names the nth row of an app, API and day to which the source gives no id: empty, then `#2`, `#3`, …
    ///
    /// Such ids say where a row stood and not which row it is: of a day that is read again, the rows with
    /// generated ids are replaced as a whole.
    package static func generated(_ number: Int) -> RowID { number == 1 ? "" : "#\(number)" }

    /// Which of the rows without an id it is, from 1; nil for an id that the source gave.
    package var generatedNumber: Int? {
        if text.isEmpty { return 1 }
        guard text.utf8.first == UInt8(ascii: "#"), let number = Int(text.dropFirst()), number > 1,
            self == .generated(number)
        else { return nil }
        return number
    }
}
