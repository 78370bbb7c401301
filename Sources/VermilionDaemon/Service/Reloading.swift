import Glibc

/// What came of asking a daemon to reload.
package enum ReloadAnswer: Hashable, Sendable {
    case reloaded
    /// It keeps its configuration, because of these problems.
    case refused([String])
    case failed(String)
}

extension Installation {
    /// Asks the daemon that works on the state, and waits for what comes of it.
    package func reloadDaemon() async -> ReloadAnswer {
        guard let before = RunFile.record(in: stateDirectory) else {
            return .failed(
                "no daemon works on the state in \(stateDirectory) (start it: systemctl start vermilion; a changed `state` is"
                    + " in force after a restart)")
        }
        guard isSame(before.configuration) else {
            return .failed(
                "the daemon reads \(before.configuration), and not \(file) (--config \(before.configuration))")
        }
        guard kill(before.process, SIGHUP) == 0 else {
            return .failed(
                "process \(before.process) cannot be asked: \(String(cString: strerror(errno))) (run this as its user, or as root)"
            )
        }
        let patience = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < patience {
            guard RunFile.isHeld(in: stateDirectory) else { return .failed("the daemon ended (its log says why)") }
            // One that had begun before may have read an older file.
            if let record = RunFile.record(in: stateDirectory), record.ended > before.begun {
                return record.problems.isEmpty ? .reloaded : .refused(record.problems)
            }
            // Nothing tells of a change in a file of another process for less.
            try? await Task.sleep(for: .milliseconds(20))
        }
        return .failed("the daemon did not say within a minute what came of it (its log will)")
    }

    /// Whether another name leads to this configuration.
    private func isSame(_ other: String) -> Bool {
        func resolved(_ path: String) -> String? {
            guard let real = realpath(path, nil) else { return nil }
            defer { free(real) }
            return String(cString: real)
        }
        return other == file || resolved(other) == resolved(file)
    }
}
