package import VermilionDomain

/// How one account, or one server that needs none, is asked. Shared by all sources that ask it.
///
/// What a server asked for is kept in a file, so that it holds over restarts and for all processes of the machine.
package actor Manners {
    private let time: SourceTime
    private let file: PrivateFile?
    private let chance: @Sendable () -> Double
    private var pace: Pace
    /// Why there is a wait, when it is for a failure.
    private var problem: Diagnostic?

    package init(
        time: SourceTime, chance: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        (self.time, self.chance, file, pace) = (time, chance, nil, Pace())
    }

    /// - Parameter state: the directory of the state.
    package init(
        of account: AccountName, state: String, time: SourceTime,
        chance: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        let file = PrivateFile("\(account).pace", state: state)
        (self.time, self.chance, self.file) = (time, chance, file)
        pace = (try? file.load()).flatMap { $0 }.map { Pace($0) } ?? Pace()
    }

    /// How long to wait before a request; when that is not at all, the request is to be sent.
    func wait(for limit: RequestLimit?) -> Duration {
        limit == nil ? pace.ask(nil, at: time.now()) : shared { $0.ask(limit, at: time.now()) }
    }

    func wentWell() {
        pace.wentWell()
        problem = nil
    }

    /// - Parameter asked: what the server said in `Retry-After`.
    func failed(asked: Duration?, _ problem: Diagnostic) {
        self.problem = problem
        if asked == nil {
            pace.failed(asked: nil, at: time.now(), chance: chance())
        } else {
            shared { $0.failed(asked: asked, at: time.now(), chance: chance()) }
        }
    }

    /// Why there was no request, for a source that cannot wait until an instant.
    func reason(for until: Instant, _ shown: String) -> Diagnostic {
        guard let problem else {
            return Diagnostic(
                at: Diagnostic.Place(file: shown), "takes no more requests before \(until)",
                hint: "it is asked again in time; poll fewer teams of one account, or less often")
        }
        return Diagnostic(
            at: problem.place, "\(problem.message); it is not asked again before \(until)", hint: problem.hint)
    }

    /// With what other processes did since, and kept for them.
    private func shared<Value>(_ change: (inout Pace) -> Value) -> Value {
        guard let file else { return change(&pace) }
        // Without the file, on a full disk perhaps, this process at least keeps to the limits; the next commit of a
        // reading will say what is wrong with the disk.
        let lock = try? file.lock()
        if let bytes = (try? file.load()).flatMap({ $0 }) { pace.take(Pace(bytes)) }
        let value = change(&pace)
        try? file.save(pace.bytes, isDurable: false)
        _ = consume lock
        return value
    }
}
