import Foundation
import Glibc

/// Another program's reading of what is written here: Python and its modules.
package enum PythonReader {
    private static let path = "/usr/bin/python3"

    package struct Failure: Error, CustomStringConvertible { package let description: String }

    /// Runs a script that reads documents, each in a line of Base64, and prints JSON.
    package static func run<Answer: Decodable>(_ script: String, on documents: [[UInt8]]) throws -> Answer {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["-c", script]
        let (input, output, errors) = (Pipe(), Pipe(), Pipe())
        (process.standardInput, process.standardOutput, process.standardError) = (input, output, errors)
        // A script that fails stops reading: its complaint says more than a broken pipe.
        signal(SIGPIPE, SIG_IGN)
        try process.run()
        let lines = documents.map { Data($0).base64EncodedString() }.joined(separator: "\n")
        try? input.fileHandleForWriting.write(contentsOf: Data(lines.utf8))
        try? input.fileHandleForWriting.close()
        let answer = output.fileHandleForReading.readDataToEndOfFile()
        let complaint = errors.fileHandleForReading.readDataToEndOfFile()
        guard process.status() == 0 else {
            throw Failure(description: String(decoding: complaint, as: UTF8.self))
        }
        return try JSONDecoder().decode(Answer.self, from: answer)
    }
}
