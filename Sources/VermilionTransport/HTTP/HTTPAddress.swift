import CCurl

/// What of a URL may be shown, read the way libcurl itself reads it.
struct HTTPAddress {
    /// `https://host`, with the port when the URL names one. Never credentials, path or query.
    let server: String

    /// Nil when it is no http or https address that libcurl would take.
    init?(_ url: String) {
        // libcurl would take what follows a third slash for the host, and so would show the path.
        let afterScheme = url.drop { $0 != "/" }
        guard afterScheme.hasPrefix("//"), !afterScheme.hasPrefix("///") else { return nil }
        guard !url.utf8.contains(0), let parts = curl_url() else { return nil }
        defer { curl_url_cleanup(parts) }
        guard curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK,
            let scheme = HTTPAddress.part(CURLUPART_SCHEME, of: parts)?.lowercased(),
            scheme == "http" || scheme == "https",
            let host = HTTPAddress.part(CURLUPART_HOST, of: parts), !host.isEmpty
        else { return nil }
        let port = HTTPAddress.part(CURLUPART_PORT, of: parts).map { ":\($0)" } ?? ""
        server = "\(scheme)://\(host)\(port)"
    }

    private static func part(_ which: CURLUPart, of parts: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parts, which, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
