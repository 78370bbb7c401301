/// An authority of the tests' own, and certificates for `localhost` that it signed, good ones and bad ones.
///
/// Made once for all tests; the program that made them takes them away when the tests are over.
final class TestCertificates: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case good, expired, wrongName, selfSigned
    }

    static var shared: TestCertificates {
        get async throws { try await making.value }
    }

    private static let making = Task { try await TestCertificates() }

    private let directory: PrivateDirectory
    private let process: ServerProcess

    private init() async throws {
        directory = try PrivateDirectory()
        let script = """
            set -e
            cd "$0"
            key="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
            openssl req -x509 $key -keyout ca.key -out ca.pem -days 2 -subj /CN=authority
            certify() { # kind, name, days
                openssl req $key -keyout "$1.key" -out "$1.csr" -subj "/CN=$2" -addext "subjectAltName=DNS:$2"
                openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -copy_extensions copy \\
                    -out "$1.pem" -days "$3"
            }
            certify good localhost 2
            certify expired localhost -1
            certify wrongName elsewhere.example 2
            openssl req -x509 $key -keyout selfSigned.key -out selfSigned.pem -days 2 -subj /CN=localhost \\
                -addext subjectAltName=DNS:localhost
            touch complete
            cat >/dev/null
            rm -rf "$0"
            """
        process = try await ServerProcess.start(
            "/bin/sh", ["-c", script, directory.path], log: directory.file("log"), made: directory.file("complete"))
    }

    var authority: String { directory.file("ca.pem") }
    func certificate(_ kind: Kind) -> String { directory.file("\(kind).pem") }
    func key(_ kind: Kind) -> String { directory.file("\(kind).key") }
}
