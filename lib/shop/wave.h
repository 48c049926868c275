/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_WAVE_H
#define COLPORTEUR_SHOP_WAVE_H

#include "base/arena.h"
#include "base/date.h"
#include "store/changes.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Orders whose goods are picked together at one location: a wave, and its pick list. Record "wave/KEY"; colporteur-records(5) has
 * the members.
 *
 * A wave takes in, by their number, open orders that are paid (or any, if that is asked), of which something is still to be packed
 * there, and that no other open wave of that location has. Goods go to the order that came first: what older orders wait for, what
 * other waves pick and what is packed and has not left is not there for a later one. An order of which not all that is to leave
 * from here is on hand waits, unless it may be picked in part.
 *
 * The list is in the order of the slots where the goods lie (member "slots" of products, by location; digits count as numbers, so
 * A-2 is before A-10), then by SKU; goods without a slot come last. With it comes what is laid in: the location's inserts.
 *
 * The key makes the wave once. Closed, its orders may be in another; what of them was not packed comes again.
 */

enum { WAVE_KEY_LIMIT = 100, WAVE_ORDERS_LIMIT = 2000 };

struct wave_request {
    struct slice key, location;
    struct slice carrier; /* bytes NULL: any */
    bool has_until;
    instant until; /* placed at that moment or before: the cut-off */
    bool unpaid;   /* as well */
    bool partial;
    int64_t limit; /* orders at most */
};

/*
 * The wave as row `row`; *changed false: it was made before. *made false: there is nothing to pick. Refuses the key of another
 * location's wave ("key_conflict").
 */
bool wave_make(const struct wave_request *request, struct store *store, instant now, struct arena *arena, struct changes *changes,
               bool *changed, bool *made, size_t *row, struct text *id, struct fault *fault) CHECKED;
/* Refuses "unknown_wave"; unchanged where it is closed. */
bool wave_close(struct store *store, struct slice key, instant now, struct arena *arena, struct changes *changes, bool *changed,
                size_t *row, struct text *id, struct fault *fault) CHECKED;

/* For the index: whether a wave is open, beside where it stands. */
void wave_facts(struct slice record, struct text *facts);

#endif
