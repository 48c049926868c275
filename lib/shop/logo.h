/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_LOGO_H
#define COLPORTEUR_SHOP_LOGO_H

#include "store/store.h"

#include <stdbool.h>

/*
 * The shop's logo. Record "logo/DIGEST": {"type":"logo","id":DIGEST,"media_type":"image/png","bytes":BASE64}.
 *
 * A document names the picture by the SHA-256 of its bytes and not as "the logo": it comes out alike after the shop has got
 * another one, and a copy of the store has all that its documents show. Such a record is written once and never changes.
 */

enum { LOGO_LIMIT = 1024 * 1024 };

const char *logo_media_type(struct slice bytes); /* "image/png", by the first bytes; NULL: it is no picture that a logo can be */

/* Refuses what is neither PNG nor JPEG nor SVG, and what is larger. */
bool logo_check(struct slice bytes, struct fault *fault) CHECKED;
void logo_id(struct slice bytes, struct text *id); /* "logo/…" */
void logo_write(struct slice bytes, struct text *record);

/* The picture of a digest as it stands in the record, in base64; bytes NULL: there is none. It lives as what store_get gives. */
bool logo_find(struct store *store, struct slice digest, struct slice *base64, struct fault *fault) CHECKED;
bool logo_decode(struct slice base64, struct text *bytes, struct fault *fault) CHECKED;

#endif
