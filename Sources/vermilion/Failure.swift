import ArgumentParser
import VermilionDaemon
import VermilionDomain
import VermilionStore

/// Exit codes beside those of `check`: 64 and 78 are contract, the others follow sysexits(3).
extension ExitCode {
    /// EX_DATAERR: what was given to read is wrong.
    static let badData = ExitCode(65)
    /// EX_UNAVAILABLE: the state cannot be used.
    static let noState = ExitCode(69)
    /// EX_UNAVAILABLE: the address to listen at cannot be had.
    static let cannotListen = ExitCode(69)
    /// EX_UNAVAILABLE: a server cannot be reached.
    static let unreachable = ExitCode(69)
    /// EX_CANTCREAT.
    static let cannotCreate = ExitCode(73)
    /// EX_CONFIG.
    static let wrongConfiguration = ExitCode(78)
    /// EX_SOFTWARE: the program contradicts itself.
    static let wrongEngine = ExitCode(70)
}

/// Ends a command whose arguments name what is not there.
func refusal(_ message: String) -> ExitCode {
    Console.complain("error: \(message)")
    return .validationFailure
}

/// Runs a command's work; what goes wrong in it is told in one line and ends the command with the fitting code.
func reporting<Value>(_ work: () async throws -> Value) async throws -> Value {
    do {
        return try await work()
    } catch let failure as StoreFailure {
        Console.complain("error: \(failure)")
        throw ExitCode.noState
    } catch let failure as ListenFailure {
        Console.complain("error: \(failure)")
        throw ExitCode.cannotListen
    } catch let diagnostic as Diagnostic {
        Console.complain([diagnostic])
        throw ExitCode.badData
    } catch let failure as Ledger.Failure {
        Console.complain([Diagnostic(failure)])
        throw ExitCode.badData
    }
}
