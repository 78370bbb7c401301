import Foundation
import Glibc

/// Debian's Postfix with a configuration, queue and mailbox of its own. Takes mail for example.com.
///
/// Refuses `nobody@example.com` for good and `later@example.com` for now.
final class PostfixServer: Sendable {
    let port: Int
    private let process: ServerProcess
    private let directory: PrivateDirectory

    /// - Parameter policy: the port of a program that Postfix asks before it takes a recipient.
    init(_ certificates: TestCertificates, policy: Int? = nil) async throws {
        guard getuid() == 0, let owner = getpwnam("postfix") else {
            throw ServerTrouble("Postfix runs as root alone, and needs Debian's postfix for its user")
        }
        let directory = try PrivateDirectory()
        self.directory = directory
        for name in ["conf", "queue", "data", "mail"] {
            try FileManager.default.createDirectory(atPath: directory.file(name), withIntermediateDirectories: false)
        }
        chown(directory.file("data"), owner.pointee.pw_uid, owner.pointee.pw_gid)
        chown(directory.file("mail"), 65_534, 65_534)
        try directory.write("conf/main.cf", Self.main(directory.path, certificates, policy))
        // Ends with the pipe on its input, and takes along the master and its process group.
        let script = """
            /usr/sbin/postfix -c "$0/conf" check </dev/null
            /usr/lib/postfix/sbin/master -c "$0/conf" -s </dev/null &
            cat >/dev/null
            kill -KILL "-$!" "$!"
            wait
            rm -rf "$0"
            """
        (process, port) = try await ServerProcess.start("/bin/sh", package: "dash", log: directory.file("stderr")) {
            port in
            guard FileManager.default.isExecutableFile(atPath: "/usr/sbin/postfix") else {
                throw ServerTrouble("/usr/sbin/postfix is missing: these tests need Debian's postfix")
            }
            try directory.write("conf/master.cf", Self.services(port))
            return ["-c", script, directory.path]
        }
    }

    /// The next mail that is delivered, as it lies in the mailbox: line ends are LF.
    func delivered() async throws -> String {
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline {
            if let name = directory.names(in: "mail/box/new").first {
                let path = "mail/box/new/\(name)"
                let mail = String(decoding: directory.read(path) ?? [], as: UTF8.self)
                unlink(directory.file(path))
                return mail
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw ServerTrouble("nothing was delivered: \(String(decoding: directory.read("log") ?? [], as: UTF8.self))")
    }

    private static func main(_ home: String, _ certificates: TestCertificates, _ policy: Int?) -> String {
        let asks = policy.map { ",\n    check_policy_service inet:127.0.0.1:\($0)" } ?? ""
        return """
            compatibility_level = 3.6
            queue_directory = \(home)/queue
            data_directory = \(home)/data
            maillog_file = \(home)/log
            maillog_file_prefixes = \(home)
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            myhostname = mail.example.com
            mydestination =
            virtual_mailbox_domains = example.com
            virtual_mailbox_base = \(home)/mail
            virtual_mailbox_maps = static:box/
            virtual_uid_maps = static:65534
            virtual_gid_maps = static:65534
            in_flow_delay = 0
            smtpd_tls_security_level = encrypt
            smtpd_tls_received_header = yes
            smtpd_tls_chain_files = \(certificates.key(.good)), \(certificates.certificate(.good))
            smtpd_recipient_restrictions =
                check_recipient_access inline:{ { nobody@example.com = 550 5.1.1 no such user },
                    { later@example.com = 450 4.2.0 come back later } },
                reject_unauth_destination\(asks)

            """
    }

    private static func services(_ port: Int) -> String {
        """
        127.0.0.1:\(port) inet n - n - - smtpd
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        proxymap unix - - n - - proxymap
        virtual unix - n n - - virtual
        error unix - - n - - error
        retry unix - - n - - error
        anvil unix - - n - 1 anvil
        postlog unix-dgram n - n - 1 postlogd

        """
    }
}
