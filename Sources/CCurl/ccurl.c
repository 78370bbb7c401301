#include "ccurl.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) { return curl_easy_setopt(easy, option, value); }

CURLcode ccurl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}

CURLcode ccurl_set_error_buffer(CURL *easy, char *buffer) {
    return curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, buffer);
}

CURLcode ccurl_set_body_sink(CURL *easy, ccurl_sink sink, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, sink);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
}

CURLcode ccurl_set_header_sink(CURL *easy, ccurl_sink sink, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, sink);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
}

static int is_forbidden_v4(uint32_t address) {
    return address >> 24 == 0              // 0.0.0.0/8
           || address >> 16 == 0xA9FE      // 169.254.0.0/16, link-local
           || address >> 28 >= 0xE         // 224.0.0.0/3, multicast and broadcast
           || address == 0x646464C8        // 100.100.100.200, Alibaba's metadata
           || address == 0xC00000C0;       // 192.0.0.192, Oracle's metadata
}

static int is_forbidden_within(const uint8_t *bytes) {
    return is_forbidden_v4((uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3]);
}

static int is_forbidden_v6(const uint8_t *address) {
    static const uint8_t mapped[12] = {[10] = 0xFF, [11] = 0xFF};              // ::ffff:0:0/96
    static const uint8_t compatible[12] = {0};                                  // ::/96, with :: and ::1
    static const uint8_t translated[12] = {0x00, 0x64, 0xFF, 0x9B};            // 64:ff9b::/96
    static const uint8_t translated_here[6] = {0x00, 0x64, 0xFF, 0x9B, 0x00, 0x01};  // 64:ff9b:1::/48
    static const uint8_t loopback[16] = {[15] = 1};
    static const uint8_t metadata[16] = {0xFD, 0x00, 0x0E, 0xC2, [14] = 0x02, [15] = 0x54};
    if (memcmp(address, loopback, 16) == 0) return 0;
    if (memcmp(address, mapped, 12) == 0 || memcmp(address, translated, 12) == 0
        || memcmp(address, translated_here, 6) == 0 || memcmp(address, compatible, 12) == 0) {
        return is_forbidden_within(address + 12);
    }
    if (address[0] == 0x20 && address[1] == 0x02) return is_forbidden_within(address + 2);  // 2002::/16, 6to4
    return memcmp(address, metadata, 16) == 0 || address[0] == 0xFF
           || (address[0] == 0xFE && (address[1] & 0xC0) == 0x80);             // fe80::/10
}

static int is_forbidden(const struct curl_sockaddr *address) {
    if (address->family == AF_INET) {
        return is_forbidden_v4(ntohl(((const struct sockaddr_in *)(const void *)&address->addr)->sin_addr.s_addr));
    }
    if (address->family == AF_INET6) {
        return is_forbidden_v6(((const struct sockaddr_in6 *)(const void *)&address->addr)->sin6_addr.s6_addr);
    }
    return 0;
}

static curl_socket_t open_private(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)purpose;
    if (is_forbidden(address)) {
        *(int *)context = 1;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

CURLcode ccurl_set_private_sockets(CURL *easy, int *is_forbidden) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_private);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, is_forbidden);
}

CURLcode ccurl_get_long(CURL *easy, CURLINFO info, long *value) { return curl_easy_getinfo(easy, info, value); }

CURLcode ccurl_get_offset(CURL *easy, CURLINFO info, curl_off_t *value) { return curl_easy_getinfo(easy, info, value); }

CURLcode ccurl_get_socket(CURL *easy, curl_socket_t *value) {
    return curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, value);
}

CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

CURLcode ccurl_result(const CURLMsg *message) { return message->data.result; }
