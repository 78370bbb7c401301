import Synchronization
package import VermilionDomain

/// What a check is waiting for, for whoever cannot wait for it.
package final class CheckProgress: Sendable {
    package enum Step: Hashable, Sendable {
        case configuration
        case state
        case polling(TeamName, SourceID)
        /// To the channels that are not done.
        case delivering([ChannelName])
    }

    private let current = Mutex(Step.configuration)

    package init() {}

    package var step: Step {
        get { current.withLock { $0 } }
        set { current.withLock { $0 = newValue } }
    }

    func isDone(with channel: ChannelName) {
        current.withLock { step in
            guard case .delivering(let channels) = step else { return }
            step = .delivering(channels.filter { $0 != channel })
        }
    }

    /// In words that go on from "still".
    package var outstanding: String {
        switch step {
        case .configuration: "reading the configuration"
        case .state: "waiting for the state"
        case .polling(let team, let source): "polling \(source) of \(team)"
        case .delivering(let channels): "delivering to \(channels.map(\.text).joined(separator: ", "))"
        }
    }
}
