import ArgumentParser
import Foundation
import VermilionDomain
import VermilionSettings

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a configuration to begin with, after a few questions.",
        discussion: """
            On a terminal it asks for what no option says. Elsewhere it asks nothing: --team is needed, and what is not said is \
            left to defaults. Secrets are neither asked for nor written: the file names where they are kept.
            """)

    @Argument(help: "The file to write.", completion: .file(extensions: ["yaml", "yml"])) var file = "vermilion.yaml"
    @Flag(help: "Replace the file if it is there.") var force = false
    @OptionGroup var answers: Answers

    func run() async throws {
        // Said before anybody is asked.
        if let obstacle = NewFile(path: file).obstacle(replacing: force) {
            Console.complain([obstacle])
            throw ExitCode.validationFailure
        }
        let draft = try isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 ? asked() : given()
        do {
            try NewFile(path: file).write(draft.text, replacing: force)
        } catch {
            Console.complain([error])
            throw ExitCode.cannotCreate
        }
        print("Wrote \(file). Next:\n\(draft.nextSteps(file: file))")
    }

    private func mistakes(of draft: Draft) -> [Diagnostic] {
        draft.mistakes(file: file, environment: ProcessInfo.processInfo.environment)
    }

    /// All that is missing and wrong, in one go.
    private func given() throws -> Draft {
        let missing = answers.missing
        guard missing.isEmpty else {
            throw refusal("not on a terminal, so nothing is asked; missing: \(missing.joined(separator: ", "))")
        }
        let draft = answers.draft(of: file)
        try check(draft)
        return draft
    }

    private func asked() throws -> Draft {
        let start = answers.draft(of: file)
        try check(start)
        var interview = Interview(
            start, judge: mistakes,
            ask: { question in
                FileHandle.standardError.write(Data(question.utf8))
                return readLine()
            }, complain: Console.complain)
        do {
            if answers.team == nil { try interview.askTeam() }
            if answers.usages.isEmpty { try interview.askUsage() }
            if interview.draft.usesAccount, answers.clientID == nil { try interview.askClient() }
            if answers.lot.isEmpty { try interview.askPacks() }
            if answers.mailServer == nil { try interview.askMail() }
            if answers.chat == nil { try interview.askChat() }
        } catch {
            // Behind the question on its line.
            Console.complain("")
            throw refusal("the answers ended, so nothing was written")
        }
        return interview.draft
    }

    /// Of a draft that options made.
    private func check(_ draft: Draft) throws {
        let mistakes = mistakes(of: draft)
        guard mistakes.isEmpty else {
            for mistake in mistakes {
                Console.complain("error: \(mistake.message)\(mistake.hint.map { " (\($0))" } ?? "")")
            }
            throw ExitCode.validationFailure
        }
    }
}
