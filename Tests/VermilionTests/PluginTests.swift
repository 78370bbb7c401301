import Foundation
import Glibc
import Testing
import VermilionTestSupport

/// `check --format nagios`, as a monitoring system runs it.
@Suite struct `The monitoring plugin` {
    private func configure(_ folder: Folder, source: String = "csv: usage.csv", team: String = "Acme Design") throws {
        try folder.write("team,day,app,api,tokens\n\(team),2025-07-22,Viewer,md,3.5\n", to: "usage.csv")
        try folder.write(
            """
            state: state
            teams:
              - name: "\(team)"
                sources: [{ \(source) }]
                lots: []
                notify: [box]
              - name: Beta
                sources: [{ csv: usage.csv }]
                lots: [{ id: F, tokens: 200, start: 2025-07-24, expires: 2999-01-01 }]
                alerts: { low: { below: 12.5 tokens } }
                notify: [box]
            channels:
              box: { maildir: mail }
            """, to: "vermilion.yaml")
    }

    // MARK: Icinga

    /// Lets Icinga 2 run a command as a check and prints what it made of it, as its writer for InfluxDB hands it on.
    private static let icinga = #"""
        import http.server, json, os, signal, subprocess, sys, threading

        folder, *command = sys.argv[1:]
        lines, heard = [], threading.Event()

        class Writer(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                lines.extend(self.rfile.read(int(self.headers["Content-Length"])).decode().splitlines())
                self.send_response(204)
                self.end_headers()
                if any("state=" in line for line in lines):
                    heard.set()
            def log_message(self, *ignored):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Writer)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with open(f"{folder}/icinga2.conf", "w") as file:
            file.write(f'''
        object Endpoint NodeName {{ }}
        object Zone ZoneName {{ endpoints = [ NodeName ] }}
        object CheckerComponent "checker" {{ }}
        object InfluxdbWriter "writer" {{
          host = "127.0.0.1"
          port = {server.server_port}
          flush_threshold = 1
          flush_interval = 1s
          enable_send_thresholds = true
          enable_send_metadata = true
          host_template = {{ measurement = "host" }}
          service_template = {{ measurement = "service" }}
        }}
        object CheckCommand "vermilion" {{ command = {json.dumps(command)} }}
        object CheckCommand "none" {{ command = [ "/bin/true" ] }}
        object Host "host" {{ check_command = "none", enable_active_checks = false }}
        object Service "service" {{ host_name = "host", check_command = "vermilion", check_interval = 1s, retry_interval = 1s }}
        ''')
        settings = {"NodeName": "node", "ZoneName": "node", "Configuration.RunAsUser": "root",
                    "Configuration.RunAsGroup": "root"}
        for name in ["DataDir", "LogDir", "CacheDir", "SpoolDir", "InitRunDir"]:
            settings[f"Configuration.{name}"] = folder
        for name in ["StatePath", "PidPath", "ModAttrPath", "ObjectsPath", "VarsPath"]:
            settings[f"Configuration.{name}"] = f"{folder}/{name}"
        command = ["/usr/sbin/icinga2", "daemon", "--config", f"{folder}/icinga2.conf"]
        for name, value in settings.items():
            command += ["--define", f"{name}={value}"]
        with open(f"{folder}/log", "w") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
            heard.wait(60)
            process.send_signal(signal.SIGTERM)
            process.wait()
        figures, state = {}, None
        for line in lines:
            series, fields, _ = line.replace("\\ ", "\0").split(" ")
            values = dict(field.split("=") for field in fields.split(","))
            if "metric" in series:
                label = series.split("metric=")[1].replace("\0", " ").replace("\\", "")
                figures[label] = {key: value.strip('"') if key == "unit" else float(value)
                                  for key, value in values.items()}
            elif "state" in values:
                state = int(values["state"].rstrip("i"))
        print(json.dumps({"state": state, "figures": figures, "log": open(f"{folder}/log").read()}))
        """#

    private struct Understood: Decodable {
        struct Figure: Decodable, Equatable {
            var value: Double
            var warn: Double?
            var crit: Double?
            var min: Double?
            var max: Double?
            var unit: String?
        }
        let state: Int?
        let figures: [String: Figure]
        let log: String
    }

    @Test func `is understood by Icinga 2, labels, values, units and thresholds`() throws {
        let folder = try Folder()
        let team = "O'Hara = \"Söhne\" | 設計::部"
        try configure(folder, team: team.replacingOccurrences(of: "\"", with: "\\\""))
        try folder.write(
            "team,day,app,api,tokens\n\"\(team.replacingOccurrences(of: "\"", with: "\"\""))\",2025-07-22,V,md,3.5\n",
            to: "usage.csv")
        try FileManager.default.createDirectory(atPath: folder.path + "/icinga", withIntermediateDirectories: true)
        try folder.write(Self.icinga, to: "icinga.py")
        let result = try folder.run([
            "/usr/bin/python3", "icinga.py", folder.path + "/icinga", Program.executable.path, "check", "--config",
            folder.path + "/vermilion.yaml", "--format", "nagios", "-t", "30",
        ])
        let found = try JSONDecoder().decode(Understood.self, from: Data(result.output.utf8))
        #expect(found.state == 2, "\(found.log)")
        let name = "O’Hara _ \"Söhne\" _ 設計:.部"
        let figures = found.figures
        #expect(figures["\(name) uncharged"] == Understood.Figure(value: 3.5, crit: 0, min: 0))
        #expect(figures["\(name) available"] == Understood.Figure(value: 0, min: 0))
        // Icinga 2 keeps thresholds that are numbers, and lets go of ranges with a colon.
        #expect(figures["Beta available"] == Understood.Figure(value: 200, min: 0, max: 200))
        #expect(figures["Beta uncharged"] == Understood.Figure(value: 0, crit: 0, min: 0))
        let age = try #require(figures["Beta source age"])
        #expect(
            age == Understood.Figure(value: age.value, warn: 21_600, crit: 64_800, min: 0, unit: "seconds")
                && age.value < 60)
        // What is owed lasts no day.
        #expect(figures["\(name) runway"] == Understood.Figure(value: 0, min: 0, unit: "seconds"))
        #expect(figures.count == 7)
    }

    @Test func `prints one line on standard output and nothing beside it, also of what is wrong`() throws {
        let folder = try Folder()
        try configure(folder)
        try folder.write("a,b\n1,2\n", to: "usage.csv")
        let unread = try Program.run("check", "--format", "nagios", in: folder)
        #expect(unread.status == 3 && unread.errors.isEmpty, "\(unread.errors)")
        #expect(unread.output.split(separator: "\n", omittingEmptySubsequences: false).count == 2)
        #expect(unread.output.hasPrefix("VERMILION UNKNOWN - Acme Design: ") && unread.output.contains("usage.csv"))
        try folder.write("teams: 5\nchanels: {}\n", to: "vermilion.yaml")
        let wrong = try Program.run("check", "--format", "nagios", in: folder)
        #expect(wrong.status == 3 && wrong.errors.isEmpty)
        #expect(
            wrong.output.hasPrefix("VERMILION UNKNOWN - vermilion.yaml:1") && wrong.output.hasSuffix("; and 1 more\n"))
        #expect(try Program.run("check", in: folder).status == 78)
    }

    // MARK: The deadline

    /// - Returns: what it printed, with how long it took.
    private func run(
        _ folder: Folder, format: String = "nagios", timeout: String = "1s"
    ) throws -> (result: Program.Result, seconds: Double) {
        let begin = ContinuousClock.now
        let result = try Program.run("check", "--format", format, "--timeout", timeout, in: folder)
        return (result, (ContinuousClock.now - begin) / .seconds(1))
    }

    private func expectUnknown(_ found: (result: Program.Result, seconds: Double), _ outstanding: String) {
        #expect(found.result.status == 3)
        #expect(
            found.result.output == "VERMILION UNKNOWN - no answer within 1s: still \(outstanding)\n",
            "\(found.result.errors)")
        #expect(found.result.errors.isEmpty)
        #expect((1.0...2.0).contains(found.seconds), "\(found.seconds) s")
    }

    @Test func `ends in time when a source never answers, and stops the program that it started`() throws {
        let folder = try Folder()
        let program = try folder.write("#!/bin/sh\necho $$ > \(folder.path)/pid\nexec sleep 600\n", to: "usage")
        chmod(program.path, 0o700)
        try configure(folder, source: "exec: [\(program.path)]")
        expectUnknown(try run(folder), "polling exec:\(program.path) of Acme Design")
        let id = try #require(pid_t(try folder.read("pid").trimmingCharacters(in: .newlines)))
        #expect(kill(id, 0) != 0 && errno == ESRCH)
        // The other team's reading was not taken either, and nothing went out.
        #expect(folder.files(in: "mail/new").isEmpty)
        for (format, words) in [
            ("text", "error: no answer within 1s"), ("json", "error: no answer within 1s"),
        ] {
            let found = try run(folder, format: format, timeout: "1")
            #expect(found.result.status == 3 && found.result.output.isEmpty && found.result.errors.hasPrefix(words))
            #expect(found.seconds < 2)
        }
    }

    @Test func `ends in time when the file of a source cannot be opened`() throws {
        let folder = try Folder()
        try configure(folder, source: "csv: pipe.csv")
        // A configuration that is a pipe without a writer is waited for, as a file on a network disk that is gone is.
        unlink(folder.path + "/vermilion.yaml")
        #expect(mkfifo(folder.path + "/vermilion.yaml", 0o600) == 0)
        expectUnknown(try run(folder), "reading the configuration")
    }

    @Test func `ends in time when a mail server is silent, and leaves the delivery to the next check`() throws {
        let folder = try Folder()
        let server = try ScriptedServer([.silence])
        try folder.write("team,day,app,api,tokens\nAcme,2025-07-22,Viewer,md,2\n", to: "usage.csv")
        try folder.write(
            """
            state: state
            teams:
              - { name: Acme, sources: [{ csv: usage.csv }], lots: [] }
            channels:
              box: { maildir: mail }
              mail: { email: { server: "smtp://127.0.0.1:\(server.port)", tls: none, from: a@example.com, to: b@example.com } }
            """, to: "vermilion.yaml")
        expectUnknown(try run(folder), "delivering to mail")
        #expect(folder.files(in: "mail/new").count == 1)
        let json = try Program.run("deliveries", "--format", "json", in: folder).json()
        let deliveries = try #require(json as? [[String: Any]])
        let mail = try #require(deliveries.first { $0["channel"] as? String == "mail" })
        #expect(mail["state"] as? String == "queued")
        // Not leased to a process that is gone: another check tries it at once.
        let heard = server.heard.count
        _ = try run(folder)
        #expect(server.heard.count == heard + 1)
    }

    @Test func `ends in time when another process holds the state`() throws {
        let folder = try Folder()
        try configure(folder)
        #expect(try Program.run("check", in: folder).status == 2)
        let holder = try PythonServer.holder(ofStateIn: folder)
        expectUnknown(try run(folder), "waiting for the state")
        holder.stop()
        #expect(try run(folder, timeout: "30").result.status == 2)
    }

    @Test(arguments: ["0", "0s", "-1", "soon", "2d", ""]) func `refuses a deadline that is none`(text: String) throws {
        let folder = try Folder()
        try configure(folder)
        #expect(try Program.run("check", "--timeout=\(text)", in: folder).status == 64)
    }
}
