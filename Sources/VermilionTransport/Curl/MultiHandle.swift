import CCurl
import Synchronization

/// The libcurl handle that drives transfers on one thread.
///
/// `@unchecked`: `raw` is used by the thread that drives it, alone, with one exception that libcurl allows from any
/// thread, `wake`; the lock keeps that from touching a handle that is closed already.
final class MultiHandle: @unchecked Sendable {
    private let raw: UnsafeMutableRawPointer
    private let isOpen = Mutex(true)

    init?() {
        guard CurlLibrary.isReady, let raw = curl_multi_init() else { return nil }
        self.raw = raw
    }

    deinit { close() }

    func close() {
        isOpen.withLock { isOpen in
            if isOpen { curl_multi_cleanup(raw) }
            isOpen = false
        }
    }

    /// Ends a `wait` at once, or the next one when none is going on.
    func wake() {
        isOpen.withLock { isOpen in
            if isOpen { curl_multi_wakeup(raw) }
        }
    }

    func limitConnections(to most: Int) { _ = ccurl_multi_set_long(raw, CURLMOPT_MAX_TOTAL_CONNECTIONS, most) }

    func add(_ easy: EasyHandle) -> Bool { curl_multi_add_handle(raw, easy.raw) == CURLM_OK }

    func remove(_ easy: EasyHandle) { curl_multi_remove_handle(raw, easy.raw) }

    func perform() {
        var running: Int32 = 0
        curl_multi_perform(raw, &running)
    }

    /// Until a transfer can go on, the socket is ready for what is asked, somebody wakes us, or the time is over.
    func wait(atMost limit: Duration, for socket: curl_socket_t? = nil, toWrite: Bool = false) {
        let milliseconds = Int32(clamping: max(.zero, limit).wholeMilliseconds)
        guard let socket else {
            curl_multi_poll(raw, nil, 0, milliseconds, nil)
            return
        }
        let events = CURL_WAIT_POLLIN | (toWrite ? CURL_WAIT_POLLOUT : 0)
        var watched = curl_waitfd(fd: socket, events: Int16(events), revents: 0)
        curl_multi_poll(raw, &watched, 1, milliseconds, nil)
    }

    /// The transfers that ended since the last call, by their raw handle.
    func finished() -> [(easy: UnsafeMutableRawPointer, result: CURLcode)] {
        var ended: [(easy: UnsafeMutableRawPointer, result: CURLcode)] = []
        var left: Int32 = 0
        while let message = curl_multi_info_read(raw, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            ended.append((easy, ccurl_result(message)))
        }
        return ended
    }
}
