import CCurl

/// An address that a server names in its answer.
package enum HTTPLink {
    /// `https://host:port` of an address, and nothing that may be a secret.
    package static func server(of address: String) -> String? { HTTPAddress(address)?.server }

    /// The address as a whole, when it leads to the server that named it; nil when it leads elsewhere or is none.
    ///
    /// Scheme, host and port must be the same: what is sent along may be a secret.
    /// - Parameter link: may be relative to `address`.
    package static func address(_ link: String, from address: String) -> String? {
        guard !link.utf8.contains(0), let origin = HTTPAddress(address), let parts = curl_url() else { return nil }
        defer { curl_url_cleanup(parts) }
        var text: UnsafeMutablePointer<CChar>?
        // libcurl takes the second address as one that the first page names.
        guard curl_url_set(parts, CURLUPART_URL, address, 0) == CURLUE_OK,
            curl_url_set(parts, CURLUPART_URL, link, 0) == CURLUE_OK,
            curl_url_get(parts, CURLUPART_URL, &text, 0) == CURLUE_OK, let text
        else { return nil }
        defer { curl_free(text) }
        let whole = String(cString: text)
        guard HTTPAddress(whole)?.server.lowercased() == origin.server.lowercased() else { return nil }
        return whole
    }
}
