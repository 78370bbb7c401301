package import VermilionDomain

// Lines and columns are counted only when there is something to tell.
extension CSVReader {
    /// Where a field of the current record begins.
    package func place(of field: CSVField) -> Diagnostic.Place { place(ofByte: field.offset) }

    /// The place of a byte of the current record: the line of the file, and the column in characters.
    func place(ofByte offset: Int) -> Diagnostic.Place {
        let (line, start) = line(ofByte: offset)
        let column = String(decoding: bytes[start..<offset], as: UTF8.self).count + 1
        return Diagnostic.Place(file: file, line: line, column: column)
    }

    private func line(ofByte offset: Int) -> (number: Int, start: Int) {
        var number = recordLine
        var start = recordStart
        for index in recordStart..<offset where endsLine(at: index) {
            number += 1
            start = index + 1
        }
        return (number, start)
    }

    /// Words, place and excerpt are made only when they are told.
    func problem(
        at offset: Int, _ message: @autoclosure () -> String, hint: @autoclosure () -> String? = nil
    ) -> Diagnostic {
        guard tellsProblems else { return .untold }
        return Diagnostic(
            .error, at: place(ofByte: offset), message(), hint: hint(), excerpt: excerpt(ofByte: offset))
    }

    func problem(
        at field: CSVField, _ message: @autoclosure () -> String, hint: @autoclosure () -> String? = nil
    ) -> Diagnostic {
        problem(at: field.offset, message(), hint: hint())
    }

    /// The line around a byte, unless it is too long to be read; what is no text shows as U+FFFD, so that the caret
    /// stays below its column and a terminal prints no more than one line of text.
    private func excerpt(ofByte offset: Int) -> String? {
        let start = line(ofByte: offset).start
        let longest = 400
        let rest = bytes[start...].prefix(longest + 1)
        let end = rest.firstIndex { $0 == .lineFeed || $0 == .carriageReturn } ?? rest.endIndex
        guard end - start <= longest, end >= offset else { return nil }
        var excerpt = ""
        for scalar in String(decoding: bytes[start..<end], as: UTF8.self).unicodeScalars {
            excerpt.unicodeScalars.append(scalar.isText ? scalar : "\u{FFFD}")
        }
        return excerpt
    }
}

extension Diagnostic {
    /// Stands for a problem that is only counted.
    static let untold = Diagnostic("")
}
