import Foundation
import Glibc
import VermilionTransport

/// Tells systemd how the service is (sd_notify(3)): a datagram to the socket that it names in the environment.
package struct ServiceNotifier: Sendable {
    private let socket: DatagramSocket?
    /// systemd restarts the service when it hears nothing for so long; nil when it does not watch.
    package let watchdog: Duration?

    /// Silent when not started by systemd.
    package init(environment: [String: String]) {
        socket = environment["NOTIFY_SOCKET"].flatMap {
            $0.hasPrefix("/") || $0.hasPrefix("@") ? DatagramSocket($0) : nil
        }
        let isMeant = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
        watchdog = isMeant ? environment["WATCHDOG_USEC"].flatMap { Int64($0) }.map { .microseconds($0) } : nil
    }

    package func ready(status: String) { send("READY=1\nSTATUS=\(status)") }

    /// systemd waits for `ready` then.
    package func reloading() {
        // CLOCK_MONOTONIC, as systemd wants it.
        let now = Int64(ProcessInfo.processInfo.systemUptime * 1_000_000)
        send("RELOADING=1\nMONOTONIC_USEC=\(now)")
    }

    package func stopping() { send("STOPPING=1\nSTATUS=Stopping") }
    package func status(_ words: String) { send("STATUS=\(words)", waiting: false) }
    package func alive() { if watchdog != nil { send("WATCHDOG=1", waiting: false) } }

    /// Best effort: a service manager that does not listen must not stop the service.
    private func send(_ state: String, waiting: Bool = true) { try? socket?.send(Array(state.utf8), waiting: waiting) }
}
