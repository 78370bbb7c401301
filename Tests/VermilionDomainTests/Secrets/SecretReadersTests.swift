import Testing
import VermilionDomain

@Suite struct `Who may read a secret` {
    @Test(
        arguments: [
            ("/etc/vermilion/key", 0o600, true), ("/etc/vermilion/key", 0o400, true),
            ("/etc/vermilion/key", 0o440, false),
            ("/etc/vermilion/key", 0o604, false), ("/etc/vermilion/key", 0o620, false),
            ("/run/credentials/vermilion.service/key", 0o440, true),
            ("/run/credentials/vermilion.service/key", 0o400, true),
            ("/run/credentials/vermilion.service/key", 0o444, false),
            ("/run/credentials/vermilion.service/key", 0o460, false), ("/run/credentials-of/key", 0o440, false),
        ] as [(String, UInt32, Bool)])
    func `is its owner, and of systemd's credentials the group`(path: String, mode: UInt32, isTaken: Bool) {
        #expect(SecretReaders(of: path).areExceeded(by: 0o100_000 | mode) != isTaken)
    }
}
