/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/http.h"

#include <curl/curl.h>
#include <stdlib.h>

struct reception {
    struct text *body;
    size_t limit;
    bool too_long;
};

static size_t receive(char *bytes, size_t size, size_t count, void *context)
{
    struct reception *reception = context;

    reception->too_long = count > reception->limit - reception->body->length;
    if (reception->too_long)
        return 0;
    text_add(reception->body, bytes, size * count);
    return count;
}

static bool is_this_machine(const char *host)
{
    return strcmp(host, "localhost") == 0 || strcmp(host, "127.0.0.1") == 0 || strcmp(host, "[::1]") == 0;
}

static char *part_of(CURLU *url, CURLUPart part)
{
    char *text = NULL;

    return curl_url_get(url, part, &text, 0) == CURLUE_OK ? text : NULL;
}

bool http_address_check(const char *address, struct fault *fault)
{
    CURLU *url = curl_url();
    char *scheme = NULL;
    char *host = NULL;
    char *user = NULL;
    bool right = url && curl_url_set(url, CURLUPART_URL, address, 0) == CURLUE_OK;

    if (right) {
        scheme = part_of(url, CURLUPART_SCHEME);
        host = part_of(url, CURLUPART_HOST);
        user = part_of(url, CURLUPART_USER);
        right = !user && scheme && host && (strcmp(scheme, "https") == 0 || (strcmp(scheme, "http") == 0 && is_this_machine(host)));
    }
    curl_free(scheme);
    curl_free(host);
    curl_free(user);
    curl_url_cleanup(url);
    return right ||
           fault_set(fault, FAULT_USAGE, "not_an_address", NULL,
                     "\"%s\" is no address like https://example.org/path (http: of this machine alone), without user", address);
}

static const char *code_of(CURLcode result)
{
    switch (result) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
        return "unreachable";
    case CURLE_OPERATION_TIMEDOUT:
        return "timed_out";
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_ISSUER_ERROR:
        return "not_trusted";
    default:
        return "no_answer";
    }
}

static CURLcode perform(CURL *curl, const struct http_post *post, struct curl_slist *headers, struct reception *reception)
{
    curl_easy_setopt(curl, CURLOPT_URL, post->address);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, post->seconds);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, post->seconds);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, PACKAGE_NAME "/" PACKAGE_VERSION);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)post->json.length);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, post->json.bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, reception);
    return curl_easy_perform(curl);
}

bool http_post(const struct http_post *post, long *status, struct text *body, struct fault *fault)
{
    struct reception reception = {body, post->limit, false};
    CURL *curl = curl_easy_init();
    struct curl_slist *type = curl_slist_append(NULL, "Content-Type: application/json");
    struct curl_slist *headers = type ? curl_slist_append(type, "Accept: application/json") : NULL;
    CURLcode result = CURLE_OUT_OF_MEMORY;

    text_clear(body);
    if (curl && headers)
        result = perform(curl, post, headers, &reception);
    if (result == CURLE_OK)
        result = curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status);
    curl_slist_free_all(type);
    curl_easy_cleanup(curl);
    if (reception.too_long)
        return fault_set(fault, FAULT_SYSTEM, "too_long", NULL, "the answer has more than %zu bytes", post->limit);
    return result == CURLE_OK || fault_set(fault, FAULT_SYSTEM, code_of(result), NULL, "%s", curl_easy_strerror(result));
}
