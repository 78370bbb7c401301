import Glibc
package import VermilionDomain
package import VermilionEngine
package import VermilionSettings
package import VermilionSources
package import VermilionStore
import VermilionTransport

/// What a configuration file and the environment come to: settings, and where the state is.
package struct Installation: Sendable {
    package let settings: Settings
    package let stateDirectory: String
    package let environment: [String: String]
    /// Its path, absolute: names the configuration in the state.
    package let file: String

    /// From here on the process may hold secrets, so nobody looks into it any more.
    ///
    /// - Parameter file: nil for the first of the default places that exists.
    package init(configuration file: String?, environment: [String: String]) throws(InvalidSettings) {
        ProcessMemory.keepPrivate()
        let file = file ?? Self.defaultFile
        let settings = try Settings.load(file: file, environment: environment)
        guard let directory = settings.state ?? Self.defaultStateDirectory(environment) else {
            throw InvalidSettings(diagnostics: [
                Diagnostic(
                    at: Diagnostic.Place(file: file), "there is no place for the state",
                    hint: "configure state: DIRECTORY, or set HOME")
            ])
        }
        self.settings = settings
        self.environment = environment
        self.file = Folder.absolutePath(file)
        stateDirectory = directory
    }

    private static var defaultFile: String {
        let installed = "/etc/vermilion/vermilion.yaml"
        return access(installed, F_OK) == 0 ? installed : "vermilion.yaml"
    }

    /// systemd may name several, divided by colons; the first is ours.
    private static func defaultStateDirectory(_ environment: [String: String]) -> String? {
        if let directory = environment["STATE_DIRECTORY"]?.split(separator: ":").first { return String(directory) }
        if let home = environment["XDG_STATE_HOME"], home.hasPrefix("/") { return "\(home)/vermilion" }
        return environment["HOME"].map { "\($0)/.local/state/vermilion" }
    }

    package func store() throws(StoreFailure) -> Store { try Store.open(directory: stateDirectory) }

    /// As it lies there; only to ask.
    package func storeToRead() throws(StoreFailure) -> Store { try Store.opening(stateIn: stateDirectory) }

    /// A copy to change without consequences.
    package func storeCopy() throws(StoreFailure) -> Store { try Store.copy(ofStateIn: stateDirectory) }

    /// - Parameter recorder: hears every exchange of a source with a web server.
    package func assembly<C: Clock>(
        transports: Transports, output: LogOutput, time: TimeSource<C>, recorder: WebPages.Recorder? = nil
    ) -> Assembly where C.Duration == Duration {
        assembly(transports: transports, output: output, sourceTime: time.forSources, recorder: recorder)
    }

    /// - Parameter sourceTime: what sources wait by, where that is not the time of the loops.
    package func assembly(
        transports: Transports, output: LogOutput, sourceTime: SourceTime, recorder: WebPages.Recorder? = nil
    ) -> Assembly {
        Assembly(
            settings, named: file, environment: environment, state: stateDirectory, transports: transports,
            output: output,
            time: sourceTime, recorder: recorder)
    }
}

extension WorkerID {
    /// This process, told apart from others on this and other machines.
    package static var process: WorkerID { "\(Machine.name)/\(getpid())/\(UInt32.random(in: 0 ... .max))" }
}
