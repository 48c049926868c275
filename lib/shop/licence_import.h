/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_LICENCE_IMPORT_H
#define COLPORTEUR_SHOP_LICENCE_IMPORT_H

#include "shop/licence_key.h"

#include <jansson.h>

/*
 * Licence keys come in: {"sku":"PHOTO-5","key":"ABCD-…"}, or rows of the same columns.
 *
 * A file that comes again adds nothing. But a key that stands twice in one file, or is of another SKU, is a mistake of whoever
 * made it: two customers would get the same. It is refused and told by its number, never by itself.
 */

struct licence_import {
    struct slice sku, key;
};

bool licence_import_from_json(struct licence_import *import, const json_t *record, struct fault *fault) CHECKED;

/* Keys that came in this run, by their numbers: a bit each, so that a million cost 125 kB. Zeroed to begin with. */
struct licence_seen {
    struct text bits;
};

/*
 * One key more. *changed false: it is known, and `id` is its record. Refuses "not_a_key", "unknown_sku", "not_digital",
 * "key_twice", "key_of_other_sku".
 */
bool licence_import(const struct licence_import *import, const unsigned char *random, struct licence_seen *seen,
                    struct store *store, instant now, struct arena *arena, struct changes *changes, bool *changed, size_t *row,
                    struct text *id, struct fault *fault) CHECKED;

#endif
