import VermilionDomain
package import VermilionSettings

extension Installation {
    /// What the configuration says now, ready to take over: read, with every message of its templates tried, and every secret
    /// read.
    ///
    /// - Throws: everything that is wrong with it, and what cannot change while the daemon runs.
    package func successor() throws(InvalidSettings) -> Installation {
        let next = try Installation(configuration: file, environment: environment)
        var problems = next.settings.problemsOfSecrets(environment: environment)
        if next.stateDirectory != stateDirectory {
            problems.append(
                Diagnostic(
                    at: Diagnostic.Place(file: file), "`state` cannot change while the daemon runs",
                    hint: "restart it: what is in \(stateDirectory) stays there"))
        }
        if next.settings.listen != settings.listen {
            problems.append(
                Diagnostic(
                    at: Diagnostic.Place(file: file), "`listen` cannot change while the daemon runs",
                    hint: "restart it"))
        }
        guard problems.isEmpty else { throw InvalidSettings(diagnostics: next.settings.warnings + problems) }
        return next
    }
}
