/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/grant_evidence.h"

#include "json/write.h"

#include <arpa/inet.h>

enum { V6_SIZE = 16, V4_SIZE = 4 };

/* The bytes of the address, however it is written; *length 0: it is none. */
static void read_address(struct slice address, unsigned char bytes[V6_SIZE], size_t *length)
{
    static const unsigned char within[V6_SIZE - V4_SIZE] = {[10] = 0xff, [11] = 0xff};
    char text[INET6_ADDRSTRLEN] = {0};

    *length = 0;
    if (address.length >= sizeof text)
        return;
    memcpy(text, address.bytes, address.length);
    if (strlen(text) == address.length && inet_pton(AF_INET, text, bytes) == 1)
        *length = V4_SIZE;
    else if (strlen(text) == address.length && inet_pton(AF_INET6, text, bytes) == 1)
        *length = V6_SIZE;
    if (*length == V6_SIZE && memcmp(bytes, within, sizeof within) == 0) {
        memmove(bytes, bytes + sizeof within, V4_SIZE);
        *length = V4_SIZE;
    }
}

static bool digest_address(const struct salt *salt, struct slice address, char hex[DIGEST_HEX], struct fault *fault)
{
    unsigned char bytes[V6_SIZE];
    size_t length;

    read_address(address, bytes, &length);
    if (!length)
        return fault_set(fault, FAULT_REFUSED, "bad_address", "address", "is no IPv4 or IPv6 address");
    salt_digest(salt, (struct slice){(const char *)bytes, length}, hex);
    return true;
}

bool grant_address_digest(const struct grant *grant, struct slice address, const unsigned char *random, struct store *store,
                          struct arena *arena, struct changes *changes, struct slice *digest, struct fault *fault)
{
    struct salt salt;
    char hex[DIGEST_HEX];

    *digest = (struct slice){NULL, 0};
    if (!salt_ensure(&salt, grant->id, random, store, changes, fault) || !digest_address(&salt, address, hex, fault))
        return false;
    if (salt.there)
        *digest = arena_copy(arena, (struct slice){hex, sizeof hex});
    return true;
}

bool grant_went_to(const struct grant *grant, struct slice address, struct store *store, bool *went, struct fault *fault)
{
    struct salt salt;
    char hex[DIGEST_HEX];

    *went = false;
    if (!salt_find(&salt, grant->id, store, fault) || !digest_address(&salt, address, hex, fault))
        return false;
    for (size_t i = 0; salt.there && i < grant->download_count; i++)
        *went |= slice_equal(grant->downloads[i].address, (struct slice){hex, sizeof hex});
    return true;
}

/* Whether a download before this one came from the same country; a country is told once. */
static bool is_told(const struct grant *grant, size_t which)
{
    for (size_t i = 0; i < which; i++)
        if (slice_equal(grant->downloads[i].country, grant->downloads[which].country))
            return true;
    return false;
}

static int64_t downloads_from(const struct grant *grant, struct slice country)
{
    int64_t count = 0;

    for (size_t i = 0; i < grant->download_count; i++)
        count += slice_equal(grant->downloads[i].country, country);
    return count;
}

static void put_item(const char *kind, struct slice country, int64_t downloads, struct text *text)
{
    json_open(text, NULL, '{');
    json_put_string(text, "kind", slice_of(kind));
    json_put_string(text, "country", country);
    if (downloads)
        json_put_integer(text, "downloads", downloads);
    json_close(text, '}');
}

void grant_put_evidence(const struct grant *grant, struct text *text)
{
    int64_t agreeing = 1;
    int64_t contradicting = 0;

    json_open(text, "evidence", '{');
    json_put_string(text, "country", grant->country);
    json_open(text, "items", '[');
    put_item("address", grant->country, 0, text);
    for (size_t i = 0; i < grant->download_count; i++) {
        struct slice country = grant->downloads[i].country;

        if (!country.bytes || is_told(grant, i))
            continue;
        *(slice_equal(country, grant->country) ? &agreeing : &contradicting) += 1;
        put_item("ip_address", country, downloads_from(grant, country), text);
    }
    json_close(text, ']');
    json_put_integer(text, "agreeing", agreeing);
    json_put_integer(text, "contradicting", contradicting);
    json_close(text, '}');
}
