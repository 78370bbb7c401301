import Foundation

/// A mail server made of Debian's aiosmtpd: TLS in both ways, logins, and what it took as files.
final class AiosmtpdServer: Sendable {
    struct Mail: Decodable {
        let from: String
        let to: [String]
        /// Latin-1 characters for bytes.
        let data: String
        /// `PLAIN`, `LOGIN`, or empty without a login.
        let mechanism: String
        let isSecure: Bool
    }

    enum TLS: String, Sendable {
        case none, start, implicit
    }

    let port: Int
    private let process: ServerProcess
    private let directory: PrivateDirectory

    /// - Parameter mechanisms: what it offers for the login.
    init(
        tls: TLS, _ certificates: TestCertificates? = nil, _ kind: TestCertificates.Kind = .good,
        login: (user: String, password: String)? = nil, mechanisms: [String] = ["PLAIN", "LOGIN"]
    ) async throws {
        let directory = try PrivateDirectory()
        self.directory = directory
        let program = try directory.write("server.py", Self.source)
        try FileManager.default.createDirectory(atPath: directory.file("mails"), withIntermediateDirectories: false)
        (process, port) = try await ServerProcess.start(
            "/usr/bin/python3", package: "python3-aiosmtpd", log: directory.file("log")
        ) { port in
            [
                program, directory.file("mails"), "\(port)", tls.rawValue, certificates?.certificate(kind) ?? "",
                certificates?.key(kind) ?? "", login?.user ?? "", login?.password ?? "",
                mechanisms.joined(separator: ","),
            ]
        }
    }

    /// In the order in which they came.
    func mails() throws -> [Mail] {
        try directory.names(in: "mails").map { name in
            try JSONDecoder().decode(Mail.self, from: Data(directory.read("mails/\(name)") ?? []))
        }
    }

    private static let source = #"""
        import asyncio, json, os, shutil, ssl, sys, threading, time
        from aiosmtpd.smtp import SMTP, AuthResult

        folder, port, tls, certificate, key, user, password, mechanisms = sys.argv[1:]
        context = None
        if tls != "none":
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(certificate, key)

        class Handler:
            count = 0

            async def handle_DATA(self, server, session, envelope):
                Handler.count += 1
                mail = {
                    "from": envelope.mail_from, "to": envelope.rcpt_tos,
                    "data": envelope.original_content.decode("latin-1"),
                    "mechanism": getattr(session, "mechanism", ""),
                    "isSecure": server.transport.get_extra_info("ssl_object") is not None,
                }
                path = os.path.join(folder, "%04d" % Handler.count)
                with open(path, "w") as file:
                    json.dump(mail, file)
                return "250 2.0.0 taken as %d" % Handler.count

        def authenticate(server, session, envelope, mechanism, data):
            session.mechanism = mechanism
            fits = (data.login, data.password) == (user.encode(), password.encode())
            return AuthResult(success=fits, handled=False)

        async def serve():
            loop = asyncio.get_running_loop()
            handler = Handler()
            def connection():
                return SMTP(
                    handler, hostname="mail.example.com", loop=loop, enable_SMTPUTF8=True,
                    tls_context=context if tls == "start" else None, require_starttls=tls == "start",
                    authenticator=authenticate if user else None, auth_required=bool(user), auth_require_tls=False,
                    auth_exclude_mechanism=[m for m in ("PLAIN", "LOGIN") if m not in mechanisms.split(",")])
            await loop.create_server(
                connection, "127.0.0.1", int(port), ssl=context if tls == "implicit" else None)
            await asyncio.Event().wait()

        parent = os.getppid()

        def follow_parent():
            sys.stdin.read()
            # While the test process lives, the folder is its own: another server may be starting in it.
            for _ in range(20):
                if os.getppid() != parent:
                    shutil.rmtree(os.path.dirname(os.path.abspath(__file__)), ignore_errors=True)
                    break
                time.sleep(0.05)
            os._exit(0)

        threading.Thread(target=follow_parent, daemon=True).start()
        asyncio.run(serve())
        """#
}
