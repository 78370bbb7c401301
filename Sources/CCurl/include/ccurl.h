#ifndef CCURL_H
#define CCURL_H

#include <curl/curl.h>

// libcurl's setters and getters are variadic, which Swift does not import, and a wrong width passed through them
// is undefined behaviour. Each function here takes one type that a group of options expects.

CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value);
CURLcode ccurl_set_offset(CURL *easy, CURLoption option, curl_off_t value);
CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value);
CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value);
CURLcode ccurl_set_error_buffer(CURL *easy, char *buffer);

/// As many bytes as were given when they are taken, anything else to end the transfer.
typedef size_t (*ccurl_sink)(char *bytes, size_t size, size_t count, void *context);
CURLcode ccurl_set_body_sink(CURL *easy, ccurl_sink sink, void *context);
CURLcode ccurl_set_header_sink(CURL *easy, ccurl_sink sink, void *context);

/// Sockets that programs started by this process do not inherit, and none to addresses of which no server is asked: those
/// of this link, where clouds hand out the credentials of their machines, of no host and of many. Looks at the address
/// that a name led to, so that no name leads there.
///
/// @param is_forbidden set to 1 when such an address was refused; must outlive the handle.
CURLcode ccurl_set_private_sockets(CURL *easy, int *is_forbidden);

CURLcode ccurl_get_long(CURL *easy, CURLINFO info, long *value);
CURLcode ccurl_get_offset(CURL *easy, CURLINFO info, curl_off_t *value);
CURLcode ccurl_get_socket(CURL *easy, curl_socket_t *value);

CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value);
/// The result of a finished transfer; the message holds it in a union.
CURLcode ccurl_result(const CURLMsg *message);

#endif
