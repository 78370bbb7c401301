package import VermilionTransport

/// What everything that goes out goes through; one of each for a process.
package struct Transports: Sendable {
    package let http = HTTPClient()
    package let smtp = SMTPClient()

    package init() {}
}
