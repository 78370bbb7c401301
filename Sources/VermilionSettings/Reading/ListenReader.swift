import VermilionFormats

/// Reads where to listen. Nobody logs in there, so it is no address that another machine reaches.
struct ListenReader {
    let value: Value

    private static let example = "write 127.0.0.1:8417, \"[::1]:8417\" or unix:/run/vermilion/http"

    func read() -> Settings.Listen? {
        guard let text = value.characters("an address such as 127.0.0.1:8417") else { return nil }
        do throws(Endpoint.Mistake) {
            return text.hasPrefix("unix:") ? try unix(String(text.dropFirst(5))) : try tcp(text)
        } catch {
            value.reject(error.message, hint: error.hint ?? Self.example)
            return nil
        }
    }

    private func tcp(_ text: String) throws(Endpoint.Mistake) -> Settings.Listen {
        guard !text.contains("/") else {
            throw Endpoint.Mistake("\(quoted(text)) is no address to listen at", hint: Self.example)
        }
        let endpoint = try Endpoint(parsing: "http://\(text)", schemes: ["http"])
        guard let port = endpoint.port else {
            if let port = UInt16(text), port > 0 {
                throw Endpoint.Mistake("\(quoted(text)) is a port without its address", hint: "write 127.0.0.1:\(port)")
            }
            throw Endpoint.Mistake("\(quoted(text)) has no port", hint: Self.example)
        }
        guard HostName.isAddress(endpoint.host) else {
            throw Endpoint.Mistake(
                "\(quoted(endpoint.host)) is a name, and may lead to several addresses",
                hint: "write 127.0.0.1:\(port)")
        }
        guard endpoint.isLoopback else {
            throw Endpoint.Mistake(
                "\(quoted(endpoint.host)) is no loopback address: nobody logs in here",
                hint: "write 127.0.0.1:\(port), and let a reverse proxy on this machine answer to others")
        }
        return .tcp(host: endpoint.host, port: port)
    }

    /// As much as `sockaddr_un` holds, with the zero behind it.
    private static let longestPath = 107

    private func unix(_ path: String) throws(Endpoint.Mistake) -> Settings.Listen {
        guard path.hasPrefix("/"), !path.hasSuffix("/"), path.unicodeScalars.allSatisfy({ $0 >= " " && $0 != "\u{7F}" })
        else {
            throw Endpoint.Mistake(
                "\(quoted(path)) is not the absolute path of a socket", hint: "write unix:/run/vermilion/http")
        }
        guard path.utf8.count <= Self.longestPath else {
            throw Endpoint.Mistake(
                "the path of a socket has at most \(Self.longestPath) bytes, and this one \(path.utf8.count)",
                hint: "name a shorter one")
        }
        return .unix(path: path)
    }
}
