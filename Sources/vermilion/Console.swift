import Foundation
import Glibc
import VermilionDomain
import VermilionMessages

/// The terminal, or whatever stands in its place.
enum Console {
    /// Colour only on a terminal, and never against `NO_COLOR` (no-color.org).
    static func style(zone: Zone) -> TerminalStyle {
        let environment = ProcessInfo.processInfo.environment
        let isTerminal = isatty(STDOUT_FILENO) == 1
        return TerminalStyle(
            width: isTerminal ? width : 100, palette: isTerminal ? palette(environment) : .plain, zone: zone)
    }

    private static func palette(_ environment: [String: String]) -> Palette {
        guard (environment["NO_COLOR"] ?? "").isEmpty, environment["TERM"] != "dumb" else { return .plain }
        let depth = environment["COLORTERM"]
        return depth == "truecolor" || depth == "24bit" ? .trueColour : .ansi256
    }

    private static var width: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return min(max(Int(size.ws_col), 60), 120)
    }

    /// What went wrong goes to standard error, in the order of the places.
    static func complain(_ diagnostics: [Diagnostic]) {
        for diagnostic in diagnostics { complain(diagnostic.annotated) }
    }

    static func complain(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
