/// Answers every GET over TLS with `secure`.
final class HTTPSServer: Sendable {
    let port: Int
    private let process: ServerProcess
    private let directory: PrivateDirectory

    /// - Parameter asksWho: whether clients must show a certificate of the same authority.
    init(_ certificates: TestCertificates, _ kind: TestCertificates.Kind, asksWho: Bool = false) async throws {
        let directory = try PrivateDirectory()
        self.directory = directory
        let program = try directory.write("server.py", Self.source)
        (process, port) = try await ServerProcess.start(
            "/usr/bin/python3", package: "python3", log: directory.file("log")
        ) {
            [program, "\($0)", certificates.certificate(kind), certificates.key(kind)]
                + (asksWho ? [certificates.authority] : [])
        }
    }

    private static let source = #"""
        import http.server, os, shutil, ssl, sys, threading, time

        port, certificate, key = sys.argv[1:4]

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Length", "6")
                self.end_headers()
                self.wfile.write(b"secure")

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
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)
        if len(sys.argv) > 4:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(sys.argv[4])
        server = http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Handler)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        server.serve_forever()
        """#
}
