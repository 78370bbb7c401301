package import Foundation
import Glibc

extension Process {
    /// Waits for its end, and returns what it exits with; the negative number of the signal that ended it.
    ///
    /// Not by `waitUntilExit`, which waits until the other end of a socket is closed: a process that is started at the same
    /// moment may hold that, too.
    package func status() -> Int32 {
        var info = siginfo_t()
        while waitid(P_PID, id_t(processIdentifier), &info, WEXITED | WNOWAIT) != 0 {
            guard errno == EINTR else {
                // Reaped already, so that is known.
                waitUntilExit()
                return terminationReason == .exit ? terminationStatus : -terminationStatus
            }
        }
        let status = info._sifields._sigchld.si_status
        return info.si_code == CLD_EXITED ? status : -status
    }
}
