import ArgumentParser
import Foundation
import VermilionDomain
import VermilionSimulator

@main struct SimulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vermilion-simulator",
        abstract: "Be Autodesk on this machine: login and usage as documented, driven by a scenario.",
        discussion: "Prints its address on one line and runs until it is interrupted. See docs/simulator.md.")

    @Argument(help: "The scenario, a YAML file.") var scenario: String
    @Option(help: "The port; 0 takes any free one.") var port = 0
    @Option(help: "127.0.0.1 or ::1; it cannot be reached from elsewhere.") var host = "127.0.0.1"
    @Flag(help: "Only tell what is wrong with the scenario.") var check = false

    func validate() throws {
        guard ["127.0.0.1", "::1"].contains(host) else {
            throw ValidationError("--host must be 127.0.0.1 or ::1: the simulator is for this machine alone")
        }
        guard (0...65_535).contains(port) else { throw ValidationError("--port must be from 0 to 65535") }
    }

    func run() async throws {
        guard let data = FileManager.default.contents(atPath: scenario) else {
            complain("\(scenario): cannot be read")
            throw ExitCode(78)
        }
        let file = ScenarioFile(Array(data), file: scenario, launched: .now)
        for problem in file.diagnostics { complain(problem.annotated) }
        guard file.isFaultless else { throw ExitCode(78) }
        if check {
            print("\(scenario): fine")
            return
        }
        try await SimulatorServer(scenario: file.scenario, host: host, port: port).run { url in
            FileHandle.standardOutput.write(Data((url + "\n").utf8))
        }
    }

    private func complain(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
