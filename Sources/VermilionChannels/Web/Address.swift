extension String {
    /// The address with one more parameter in its query, unless it says that already.
    func asking(_ name: String, _ value: String) -> String {
        let query = split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        if query.split(separator: "&").contains(where: { $0.hasPrefix("\(name)=") }) { return self }
        return self + (contains("?") ? "&" : "?") + "\(name)=\(value)"
    }

    /// The address of something below this one.
    func below(_ path: String) -> String { (hasSuffix("/") ? String(dropLast()) : self) + path }
}
