import VermilionFormats

extension Draft {
    /// What the configuration names and does not hold.
    package enum Secret: String, Hashable, Sendable, CaseIterable {
        case client = "autodesk-secret"
        case mail = "smtp-password"
        case chat = "chat-url"

        /// What is to be written into the credential, or the file beside the configuration, of its raw value's name.
        package var words: String {
            switch self {
            case .client: "the client secret of your app"
            case .mail: "the password of the mail user"
            case .chat: "the address of the chat's incoming webhook"
            }
        }
    }

    package var usesAccount: Bool {
        if case .csv = usage { false } else { true }
    }

    package var secrets: [Secret] {
        Secret.allCases.filter { secret in
            switch secret {
            case .client: usesAccount
            case .mail: mail?.user != nil
            case .chat: chat != nil
            }
        }
    }

    /// As the configuration names it.
    func secret(_ secret: Secret) -> YAML {
        switch vault {
        case .file: .only(SecretKey.file, .text(secret.rawValue))
        case .credential: .only(SecretKey.credential, .text(secret.rawValue))
        }
    }

    /// What is left to do once the file is written, one step a line.
    ///
    /// - Parameter file: as it was written.
    package func nextSteps(file: String) -> String {
        let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
        var steps: [String] = []
        for secret in secrets {
            let path = Self.shell(folder + secret.rawValue)
            steps.append("Write \(secret.words) into \(path): install -m 600 /dev/stdin \(path), paste it, Ctrl-D.")
        }
        let credentials =
            vault == .file
            ? []
            : secrets.map { secret in
                "LoadCredential=\(secret.rawValue):\(Folder.absolute(of: file))/\(secret.rawValue)"
            }
        if !credentials.isEmpty {
            steps.append("Hand them to the service: systemctl edit vermilion, and under [Service]:")
            steps += credentials.map { "   " + $0 }
        }
        let file = Self.shell(file)
        if case .csv(let path) = usage {
            steps.append(
                "Export Token Usage from Autodesk Account (Reporting) as CSV into \(Self.shell(folder + path)).")
        }
        let asService = credentials.map { "-p \(Self.shell($0)) " }.joined()
        steps.append(
            "See whether logins work: \(asService.isEmpty ? "" : "systemd-run --pipe --wait \(asService)")vermilion config check --online \(file)"
        )
        if usesAccount { steps.append("Log in once, in a browser: vermilion login \(Self.account) --config \(file)") }
        steps.append("See what would be told: vermilion check --dry-run --config \(file)")
        return steps.map { $0.hasPrefix(" ") ? $0 : "- " + $0 }.joined(separator: "\n")
    }

    /// A word that a shell takes as it is.
    private static func shell(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy {
            $0.isASCIILetterOrDigit || "/._-*=:".unicodeScalars.contains($0)
        }
        return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
