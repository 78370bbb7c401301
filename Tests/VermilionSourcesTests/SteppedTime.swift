import Synchronization
import VermilionDomain
import VermilionTransport

@testable import VermilionSources

/// A time that stands, but that waiting puts forward at once.
final class SteppedTime: Sendable {
    private let state: Mutex<(now: Instant, waits: [Duration])>

    init(_ start: Instant) { state = Mutex((start, [])) }

    var now: Instant {
        get { state.withLock { $0.now } }
        set { state.withLock { $0.now = newValue } }
    }

    /// How long was waited, one after the other.
    var waits: [Duration] { state.withLock { $0.waits } }

    var time: SourceTime {
        SourceTime(
            now: { self.now },
            pause: { wait in
                try Task.checkCancellation()
                self.state.withLock {
                    $0.now = $0.now + wait
                    $0.waits.append(wait)
                }
            })
    }
}

extension WebPages {
    /// Pages of a server that is asked by nobody else.
    static func alone(
        _ shown: String, _ time: SteppedTime, patience: Duration = .minutes(1), access: AccountAccess? = nil,
        recorder: Recorder? = nil, headers: [(name: String, value: String)] = []
    ) -> WebPages {
        WebPages(
            client: HTTPClient(), route: HTTPRoute(), shown: shown, manners: Manners(time: time.time) { 1 },
            time: time.time, patience: patience, access: access, recorder: recorder, headers: { headers })
    }
}
