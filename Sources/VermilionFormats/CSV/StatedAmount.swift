import VermilionDomain

/// Why a cell is not an amount.
enum StatedAmountMistake: Error, Hashable {
    case empty
    case notANumber
    /// The comma seems to be the decimal mark; how it should be written.
    case decimalComma(write: String)
    case tooLarge
}

extension Tokens {
    /// Reads an amount as files state it: a decimal, maybe with thousands separators (`1,030.25`) and blanks around.
    ///
    /// A comma that does not separate thousands is refused rather than guessed at: `1,5` could be 1.5 or 15.
    init(stated cell: ArraySlice<UInt8>) throws(StatedAmountMistake) {
        let cell = cell.trimmed
        if let tokens = Tokens(plain: cell.span) {
            self = tokens
            return
        }
        guard !cell.isEmpty else { throw .empty }
        var digits = cell
        if cell.contains(.comma) {
            guard cell.hasThousandsSeparators else {
                throw cell.withDecimalPoint.map { .decimalComma(write: $0) } ?? .notANumber
            }
            digits.removeAll { $0 == .comma }
        }
        do {
            try self.init(decimal: digits)
        } catch {
            throw error == .tooLarge ? .tooLarge : .notANumber
        }
    }

    /// The usual case, without the general machinery: up to twelve digits, a point and up to six digits.
    init?(plain cell: Span<UInt8>) {
        var micro: Int64 = 0
        var wholeDigits = 0
        var index = 0
        while index < cell.count, let digit = cell[index].digit {
            micro = micro &* 10 &+ digit
            wholeDigits += 1
            index += 1
            if wholeDigits > 12 { return nil }
        }
        guard wholeDigits > 0 else { return nil }
        var missing = 6
        if index < cell.count {
            guard cell[index] == .point else { return nil }
            index += 1
            while index < cell.count {
                guard missing > 0, let digit = cell[index].digit else { return nil }
                micro = micro &* 10 &+ digit
                missing -= 1
                index += 1
            }
        }
        for _ in 0..<missing { micro = micro &* 10 }
        self.init(micro: micro)
    }
}

extension ArraySlice<UInt8> {
    /// Without blanks at the ends.
    var trimmed: ArraySlice<UInt8> {
        var trimmed = self
        while let first = trimmed.first, first == UInt8(ascii: " ") || first == UInt8(ascii: "\t") {
            trimmed.removeFirst()
        }
        while let last = trimmed.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") {
            trimmed.removeLast()
        }
        return trimmed
    }

    /// `1,030`, `12,345,678.9`: groups of three behind one to three digits that do not begin with zero.
    fileprivate var hasThousandsSeparators: Bool {
        let whole = withoutSign.prefix { $0 != .point }
        let fraction = withoutSign[whole.endIndex...].dropFirst()
        let groups = whole.split(separator: .comma, omittingEmptySubsequences: false)
        guard let first = groups.first, (1...3).contains(first.count), first.first != UInt8(ascii: "0") else {
            return false
        }
        return groups.dropFirst().allSatisfy { $0.count == 3 } && whole.allSatisfy { $0 == .comma || $0.digit != nil }
            && fraction.allSatisfy { $0.digit != nil }
    }

    /// The number as it may have been meant, when its only comma stands where a decimal mark could:
    /// `1,5` → `1.5`, `1.030,25` → `1030.25`.
    fileprivate var withDecimalPoint: String? {
        let parts = withoutSign.split(separator: .comma, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, parts[1].allSatisfy({ $0.digit != nil }) else {
            return nil
        }
        let groups = parts[0].split(separator: .point, omittingEmptySubsequences: false)
        guard groups.joined().allSatisfy({ $0.digit != nil }), !groups[0].isEmpty,
            groups.dropFirst().allSatisfy({ $0.count == 3 })
        else { return nil }
        let sign = first == UInt8(ascii: "-") ? "-" : ""
        return sign + String(decoding: Array(groups.joined()), as: UTF8.self) + "."
            + String(decoding: parts[1], as: UTF8.self)
    }

    private var withoutSign: ArraySlice<UInt8> {
        first == UInt8(ascii: "-") || first == UInt8(ascii: "+") ? dropFirst() : self
    }
}

extension UInt8 {
    fileprivate static let point = UInt8(ascii: ".")

    fileprivate var digit: Int64? {
        let value = self &- UInt8(ascii: "0")
        return value < 10 ? Int64(value) : nil
    }
}
