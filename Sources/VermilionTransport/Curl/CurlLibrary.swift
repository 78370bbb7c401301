import CCurl
import Glibc

/// libcurl as a whole, set up once for the process before its first handle.
enum CurlLibrary {
    /// Whether libcurl can be used. Asked before each handle; only the first question does anything.
    ///
    /// A peer that hangs up must end a write with an error: SIGPIPE would end the process, and libcurl leaves the
    /// signal alone when told to touch none.
    static let isReady: Bool = {
        signal(SIGPIPE, SIG_IGN)
        return curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    }()
}
