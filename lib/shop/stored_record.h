/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_STORED_RECORD_H
#define COLPORTEUR_SHOP_STORED_RECORD_H

#include "base/arena.h"
#include "base/fault.h"
#include "store/store.h"

#include <jansson.h>

/* A record by its kind, as "carrier/", and the id that it has among those. */

/* As it is written; bytes NULL: there is none. It lasts as what store_get gives. */
bool stored_record(struct store *store, const char *kind, struct slice id, struct slice *record, struct fault *fault) CHECKED;
/* The same as JSON, too, in the arena; NULL: there is none. */
bool stored_record_json(struct store *store, const char *kind, struct slice id, struct arena *arena, const json_t **json,
                        struct slice *record, struct fault *fault) CHECKED;

/* Begins the change of such a record, as changes_begin does. */
struct text *stored_record_change(struct changes *changes, const char *kind, struct slice id);

/*
 * Writes such a change whole: what is given over what is stored (NULL: nothing is), member by member. What is not given stays, and
 * what is given as null goes. `members` are all that the record can have, in the order in which they are written, and NULL after
 * them; the first is "type", which is the kind without its slash. Returned is what was written, for the caller to check: nothing of
 * it was looked at. It lasts as what changes_value gives.
 */
struct slice stored_record_merge(struct changes *changes, const char *kind, struct slice id, const char *const *members,
                                 const json_t *given, const json_t *stored);

#endif
