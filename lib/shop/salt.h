/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_SALT_H
#define COLPORTEUR_SHOP_SALT_H

#include "base/digest.h"
#include "base/fault.h"
#include "store/store.h"

/*
 * A salt that stays: what the journal has to know again without saying it (the address that a download went to, a licence key) it
 * has as a keyed digest. An address is one of four thousand million, which anybody can try: so what keys the digest is no part of
 * the journal, but kept in people/ as "salt/NAME", one version. Once that is erased, the digests tell nothing.
 */

enum { SALT_SIZE = 32 };

struct salt {
    char digits[2 * SALT_SIZE];
    bool there; /* false: it was erased, or may not be read */
};

/* The salt of that name; where there never was one, it is made of SALT_SIZE random bytes and added to the changes. */
bool salt_ensure(struct salt *salt, struct slice name, const unsigned char *random, struct store *store, struct changes *changes,
                 struct fault *fault) CHECKED;
bool salt_find(struct salt *salt, struct slice name, struct store *store, struct fault *fault) CHECKED;

void salt_digest(const struct salt *salt, struct slice bytes, char hex[DIGEST_HEX]);

#endif
