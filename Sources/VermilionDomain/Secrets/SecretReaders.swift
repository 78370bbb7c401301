/// Who may read a file with a secret in it, beside its owner. Nobody else may change it.
package enum SecretReaders: Hashable, Sendable {
    case nobody
    /// systemd gives a service its credentials by an access list, which shows as bits of the group.
    case group

    /// - Parameter path: as the configuration names the file.
    package init(of path: String) { self = path.hasPrefix("/run/credentials/") ? .group : .nobody }

    /// - Parameter mode: the bits of stat(2).
    package func areExceeded(by mode: UInt32) -> Bool {
        switch self {
        case .nobody: mode & 0o077 != 0
        case .group: mode & 0o037 != 0
        }
    }
}
