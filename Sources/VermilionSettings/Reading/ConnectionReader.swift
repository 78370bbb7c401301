/// Reads how a web server is reached, of the settings of an account or of a source.
struct ConnectionReader {
    let proxy: Value?
    let caFile: Value?
    let certificate: Value?
    let key: Value?

    func read() -> Settings.Connection {
        Settings.Connection(
            proxy: proxy.flatMap(readProxy), caFile: caFile.flatMap { $0.path() }, identity: readIdentity())
    }

    /// Most proxies that ask who one is are inside a company, and their password would stand in the configuration.
    private func readProxy(_ value: Value) -> String? {
        guard let text = value.characters("an address such as http://proxy:3128") else { return nil }
        do throws(Endpoint.Mistake) {
            let endpoint = try Endpoint(parsing: text, schemes: ["http", "https"])
            guard endpoint.rest.isEmpty || endpoint.rest == "/" else {
                throw Endpoint.Mistake("the address has something behind its host", hint: "write http://host:port")
            }
            guard endpoint.port != nil else {
                throw Endpoint.Mistake("the address of a proxy needs its port", hint: "write http://host:3128")
            }
            return text.hasSuffix("/") ? String(text.dropLast()) : text
        } catch {
            value.reject(error.message, hint: error.hint)
            return nil
        }
    }

    private func readIdentity() -> Settings.ClientIdentity? {
        let paths = (certificate?.path(), key?.path())
        switch (certificate, key) {
        case (let certificate?, nil):
            certificate.reject("`client-certificate` needs its `client-key`", hint: "the PEM file of the private key")
        case (nil, let key?): key.reject("`client-key` needs its `client-certificate`")
        default: break
        }
        guard let certificate = paths.0, let key = paths.1 else { return nil }
        return Settings.ClientIdentity(certificate: certificate, key: key)
    }
}
