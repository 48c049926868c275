/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/digest.h"

#include <nettle/hmac.h>

struct digest_state digest_begin(void)
{
    struct digest_state state;

    sha256_init(&state.context);
    return state;
}

void digest_more(struct digest_state *state, struct slice bytes)
{
    sha256_update(&state->context, bytes.length, (const uint8_t *)bytes.bytes);
}

struct digest digest_end(struct digest_state *state)
{
    struct digest digest;

    sha256_digest(&state->context, DIGEST_SIZE, digest.bytes);
    return digest;
}

struct digest digest_of(struct slice bytes)
{
    return digest_of_two(bytes, (struct slice){"", 0});
}

struct digest digest_of_two(struct slice first, struct slice second)
{
    struct digest_state state = digest_begin();

    digest_more(&state, first);
    digest_more(&state, second);
    return digest_end(&state);
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
    return memcmp(a->bytes, b->bytes, DIGEST_SIZE) == 0;
}

void digest_hex(const struct digest *digest, char hex[DIGEST_HEX])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < DIGEST_SIZE; i++) {
        hex[2 * i] = digits[digest->bytes[i] >> 4];
        hex[2 * i + 1] = digits[digest->bytes[i] & 15];
    }
}

/* Letters come as often as digits: whatever is decided by a jump is decided wrongly every other time. */
static int hex_digit(char c)
{
    bool digit = c >= '0' && c <= '9';
    bool letter = c >= 'a' && c <= 'f';

    return digit || letter ? (c & 15) + 9 * letter : -1;
}

bool hex_read(struct slice hex, unsigned char *bytes, size_t count)
{
    if (hex.length != 2 * count)
        return false;
    for (size_t i = 0; i < count; i++) {
        int high = hex_digit(hex.bytes[2 * i]);
        int low = hex_digit(hex.bytes[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        bytes[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

bool digest_read(struct slice hex, struct digest *digest)
{
    return hex_read(hex, digest->bytes, DIGEST_SIZE);
}

struct digest digest_keyed(struct slice key, struct slice bytes)
{
    struct hmac_sha256_ctx context;
    struct digest digest;

    hmac_sha256_set_key(&context, key.length, (const uint8_t *)key.bytes);
    hmac_sha256_update(&context, bytes.length, (const uint8_t *)bytes.bytes);
    hmac_sha256_digest(&context, sizeof digest.bytes, digest.bytes);
    return digest;
}
