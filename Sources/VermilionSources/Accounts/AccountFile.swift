import VermilionDomain

/// Where the record of an account lies: `accounts/NAME.json` in the state's directory.
struct AccountFile: Sendable {
    private let file: PrivateFile
    private let name: AccountName

    /// - Parameter state: the directory of the state.
    init(_ name: AccountName, state: String) {
        self.name = name
        file = PrivateFile("\(name).json", state: state)
    }

    var path: String { file.path }

    /// Waits for other processes, which take no longer than one answer of the server.
    func lock() async throws(Diagnostic) -> PrivateFile.Lock {
        for _ in 0..<600 {
            if let lock = try file.tryLock() { return lock }
            do {
                try await Task.sleep(for: .milliseconds(50))
            } catch {
                throw Diagnostic("account \(name): the wait for another process was interrupted")
            }
        }
        throw Diagnostic(
            "account \(name): another process has held its file for half a minute", hint: "see what it waits for")
    }

    /// An empty record when there is no file.
    func load() throws(Diagnostic) -> AccountRecord {
        guard let bytes = try file.load() else { return AccountRecord() }
        return try AccountRecord(bytes, file: path)
    }

    /// Whether it belongs to the user of this process; also when there is none.
    func isOurs() throws(Diagnostic) -> Bool { try file.isOurs() }

    func save(_ record: AccountRecord) throws(Diagnostic) { try file.save(record.bytes, isDurable: true) }
}
