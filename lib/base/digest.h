/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_BASE_DIGEST_H
#define COLPORTEUR_BASE_DIGEST_H

#include "base/text.h"

#include <nettle/sha2.h>
#include <stdbool.h>

/*
 * SHA-256 (FIPS 180-4), as `sha256sum` prints it. Nettle computes it: as fast as libcrypto here
 * (1.5 GB/s against 1.6), and it adds 0.2 ms to a process's start where libcrypto adds 1.8.
 */

enum { DIGEST_SIZE = 32, DIGEST_HEX = 64 };

struct digest {
    unsigned char bytes[DIGEST_SIZE];
};

/* A digest taken piece by piece. */
struct digest_state {
    struct sha256_ctx context;
};

struct digest_state digest_begin(void);
void digest_more(struct digest_state *state, struct slice bytes);
struct digest digest_end(struct digest_state *state);

struct digest digest_of(struct slice bytes);
struct digest digest_keyed(struct slice key, struct slice bytes);     /* HMAC-SHA-256 (RFC 2104): nobody makes it without the key */
struct digest digest_of_two(struct slice first, struct slice second); /* of their concatenation */
bool digest_equal(const struct digest *a, const struct digest *b);
void digest_hex(const struct digest *digest, char hex[DIGEST_HEX]); /* lower case, no NUL */
bool digest_read(struct slice hex, struct digest *digest) __attribute__((warn_unused_result));

/* Exactly `count` bytes from their hexadecimal digits, in lower case. */
bool hex_read(struct slice hex, unsigned char *bytes, size_t count) __attribute__((warn_unused_result));

#endif
