import Foundation
import Glibc

/// Ends the process when something, such as a file on a network disk that is gone, holds up an orderly end.
///
/// Nothing is lost by it: the state is as it was after the last commit, whenever the process ends.
enum LastResort {
    static func exit(after patience: Duration) {
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: patience / .seconds(1))
            _exit(EXIT_SUCCESS)
        }
    }
}
