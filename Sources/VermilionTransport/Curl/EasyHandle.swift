import CCurl

/// One libcurl transfer and its settings; freed with this object.
///
/// Setting an option can fail (no memory, a libcurl without the feature). The first failure is kept, so that settings
/// read as a list and a transfer with a setting missing is never started.
final class EasyHandle {
    let raw: UnsafeMutableRawPointer
    private(set) var problem = CURLE_OK
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private let forbidden = UnsafeMutablePointer<CInt>.allocate(capacity: 1)
    private var lists: [UnsafeMutablePointer<curl_slist>] = []

    init?() {
        guard CurlLibrary.isReady, let raw = curl_easy_init() else {
            errorText.deallocate()
            forbidden.deallocate()
            return nil
        }
        self.raw = raw
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        note(ccurl_set_error_buffer(raw, errorText))
        forbidden.initialize(to: 0)
        note(ccurl_set_private_sockets(raw, forbidden))
    }

    deinit {
        curl_easy_cleanup(raw)
        for list in lists { curl_slist_free_all(list) }
        errorText.deallocate()
        forbidden.deallocate()
    }

    static let forbiddenWords = "the host's address is link-local, of no host or of many, and is never asked"

    /// Whether an address was refused of which no server is asked.
    var isForbidden: Bool { forbidden.pointee != 0 }

    func set(_ option: CURLoption, _ value: Int) { note(ccurl_set_long(raw, option, value)) }

    func set(_ option: CURLoption, _ value: String?) { note(ccurl_set_string(raw, option, value)) }

    func set(_ option: CURLoption, _ value: Duration) { set(option, value.wholeMilliseconds) }

    func set(_ option: CURLoption, _ values: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for value in values {
            guard let longer = curl_slist_append(list, value) else {
                curl_slist_free_all(list)
                return note(CURLE_OUT_OF_MEMORY)
            }
            list = longer
        }
        if let list { lists.append(list) }
        note(ccurl_set_list(raw, option, list))
    }

    /// The bytes are copied.
    func setBody(_ body: [UInt8]) {
        note(ccurl_set_offset(raw, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
        body.withUnsafeBytes { bytes in
            let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            if let start {
                note(ccurl_set_string(raw, CURLOPT_COPYPOSTFIELDS, start))
            } else {
                set(CURLOPT_COPYPOSTFIELDS, "")
            }
        }
    }

    func note(_ code: CURLcode) {
        if problem == CURLE_OK { problem = code }
    }

    func duration(_ info: CURLINFO) -> Duration {
        var microseconds: curl_off_t = 0
        guard ccurl_get_offset(raw, info, &microseconds) == CURLE_OK else { return .zero }
        return .microseconds(microseconds)
    }

    var responseCode: Int {
        var code = 0
        guard ccurl_get_long(raw, CURLINFO_RESPONSE_CODE, &code) == CURLE_OK else { return 0 }
        return code
    }

    /// What is wrong with the certificate that it did not believe.
    var certificateFault: CertificateFault {
        var code = 0
        guard ccurl_get_long(raw, CURLINFO_SSL_VERIFYRESULT, &code) == CURLE_OK else { return .other }
        return CertificateFault(openSSL: code)
    }

    /// What a proxy answered that was asked for a way through and gave none.
    var proxyRefusal: Int? {
        var code = 0
        guard ccurl_get_long(raw, CURLINFO_HTTP_CONNECTCODE, &code) == CURLE_OK, code >= 300 else { return nil }
        return code
    }

    /// What libcurl says about the last failure; its general words for the code when it says nothing particular.
    func words(for code: CURLcode) -> String {
        let particular = String(cString: errorText)
        return particular.isEmpty ? String(cString: curl_easy_strerror(code)) : particular
    }

    /// What every transfer of this process has in common.
    func setCommon(trust: TLSTrust) {
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_QUICK_EXIT, 1)  // a resolver that hangs is left behind instead of waited for
        set(CURLOPT_PROXY, "")  // not from the environment
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        if let caFile = trust.caFile {
            set(CURLOPT_CAINFO, caFile)
            set(CURLOPT_CAPATH, nil as String?)
        }
    }
}

extension Duration {
    /// Rounded up, so that a short wait does not become none, which libcurl reads as "for ever".
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(seconds) * 1_000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
