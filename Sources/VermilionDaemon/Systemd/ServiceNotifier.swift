import VermilionTransport

/// Tells systemd how the service is (sd_notify(3)): a datagram to the socket that it names in the environment.
package struct ServiceNotifier: Sendable {
    private let socket: DatagramSocket?

    /// Silent when not started by systemd.
    package init(environment: [String: String]) {
        socket = environment["NOTIFY_SOCKET"].flatMap {
            $0.hasPrefix("/") || $0.hasPrefix("@") ? DatagramSocket($0) : nil
        }
    }

    package func ready(status: String) { send("READY=1\nSTATUS=\(status)") }
    package func stopping() { send("STOPPING=1\nSTATUS=Stopping") }
    package func status(_ words: String) { send("STATUS=\(words)") }

    /// Best effort: a service manager that does not listen must not stop the service.
    private func send(_ state: String) { try? socket?.send(Array(state.utf8), waiting: true) }
}
