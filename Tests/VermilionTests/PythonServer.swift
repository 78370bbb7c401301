import Foundation
import Glibc
import Testing
import VermilionTestSupport

/// A server written in Python, for a test to talk to. It prints its port when it is ready, and ends when its
/// standard input closes: also when the test process dies.
final class PythonServer {
    let port: Int
    private let process = Process()
    private let life = Pipe()

    init(_ script: String, _ arguments: String..., in folder: Folder) throws {
        let file = try folder.write(script, to: "server-\(UUID().uuidString).py")
        let output = Pipe()
        // Debian's, which has Debian's modules; another may come first on the path.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = [file.path] + arguments
        process.standardInput = life
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        port = try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines)), "the server did not start")
    }

    func stop() {
        // It inherits the mask of a thread that blocks gentler signals.
        kill(process.processIdentifier, SIGKILL)
        _ = process.status()
    }

    deinit { if process.isRunning { stop() } }
}

extension PythonServer {
    /// Keeps each mail that it takes as a file, with the envelope in front.
    static func mail(into name: String, in folder: Folder) throws -> PythonServer {
        try PythonServer(
            """
            import os, sys, time
            from aiosmtpd.controller import Controller

            folder, port = sys.argv[1], int(sys.argv[2])
            os.makedirs(folder, exist_ok=True)

            class Keep:
                async def handle_DATA(self, server, session, envelope):
                    name = os.path.join(folder, "%d.eml" % time.time_ns())
                    with open(name + ".part", "wb") as file:
                        file.write(envelope.content)
                    os.rename(name + ".part", name)
                    return "250 2.0.0 taken"

            controller = Controller(Keep(), hostname="127.0.0.1", port=port)
            controller.start()
            print(port, flush=True)
            sys.stdin.read()
            controller.stop()
            """, folder.path + "/" + name, "\(freePort())", in: folder)
    }

    /// Checks the signature of each request (Standard Webhooks, by hand) and keeps one line of JSON of it.
    static func webhooks(into name: String, secret: String, in folder: Folder) throws -> PythonServer {
        try PythonServer(
            """
            import base64, hashlib, hmac, json, sys, threading, time
            from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

            path, secret = sys.argv[1], base64.b64decode(sys.argv[2].removeprefix("whsec_"))
            lock = threading.Lock()

            class Receive(BaseHTTPRequestHandler):
                def do_POST(self):
                    body = self.rfile.read(int(self.headers["content-length"]))
                    message, stamp = self.headers["webhook-id"], self.headers["webhook-timestamp"]
                    signed = f"{message}.{stamp}.".encode() + body
                    wanted = "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
                    given = self.headers["webhook-signature"].split(" ")
                    good = wanted in given and abs(time.time() - int(stamp)) < 300
                    with lock, open(path, "a") as file:
                        file.write(json.dumps({"id": message, "signed": good, "body": json.loads(body)}) + "\\n")
                    self.send_response(200 if good else 401)
                    self.send_header("content-length", "0")
                    self.end_headers()
                def log_message(self, *_): pass

            server = ThreadingHTTPServer(("127.0.0.1", 0), Receive)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            print(server.server_port, flush=True)
            sys.stdin.read()
            """, folder.path + "/" + name, secret, in: folder)
    }

    /// Holds the state until it is stopped, so that nobody else can write.
    static func holder(ofStateIn folder: Folder) throws -> PythonServer {
        try PythonServer(
            """
            import sqlite3, sys

            database = sqlite3.connect(sys.argv[1], isolation_level=None)
            database.execute("BEGIN EXCLUSIVE")
            print(1, flush=True)
            sys.stdin.read()
            """, folder.path + "/state/vermilion.sqlite", in: folder)
    }

    /// Keeps the first line of each request, and answers that all is well.
    static func requests(into name: String, in folder: Folder) throws -> PythonServer {
        try PythonServer(
            """
            import sys, threading
            from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

            lock = threading.Lock()

            class Receive(BaseHTTPRequestHandler):
                def do_GET(self):
                    self.rfile.read(int(self.headers.get("content-length", 0)))
                    with lock, open(sys.argv[1], "a") as file:
                        file.write(self.requestline + "\\n")
                    self.send_response(200)
                    self.send_header("content-length", "0")
                    self.end_headers()
                do_POST = do_GET
                def log_message(self, *_): pass

            server = ThreadingHTTPServer(("127.0.0.1", 0), Receive)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            print(server.server_port, flush=True)
            sys.stdin.read()
            """, folder.path + "/" + name, in: folder)
    }
}
