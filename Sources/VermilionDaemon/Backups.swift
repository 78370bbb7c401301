package import VermilionDomain
package import VermilionStore

/// The state as a file to put away, and back.
extension Installation {
    package func backUp(to file: String, replacing: Bool) throws(StoreFailure) -> StateSummary {
        try Store.backUp(stateIn: stateDirectory, to: file, replacing: replacing)
    }

    package func restore(_ file: String, at now: Instant) throws(StoreFailure) -> RestoredState {
        let seconds = "\(now)".prefix(19).filter { $0.isNumber || $0 == "T" }
        return try Store.restore(file, to: stateDirectory, keeping: seconds + "Z")
    }
}
