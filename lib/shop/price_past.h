/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PRICE_PAST_H
#define COLPORTEUR_SHOP_PRICE_PAST_H

#include "store/store.h"

#include <stdbool.h>

/*
 * What prices were, and when: the index of the journal's past values of everything that makes a price.
 *
 * Directive 98/6/EC, art. 6a, wants the lowest price of the 30 days before a reduction. The journal holds every price there
 * ever was; the index keeps, for each record that prices are made of (product/, price_list/, price/, promotion/), the places
 * of the values that no longer hold, with the instants between which they did. The value that holds is the record itself, and
 * its facts say since when. A product is told apart by what its price depends on alone, and whether it is sold: a better description
 * is no new price.
 *
 * All of it comes from the fold, so it is in the index of any store, also of one whose journal is older than this.
 */

struct price_past {
    struct place place; /* of the value */
    instant until;      /* when another one took its place, or it went */
};

/*
 * For the fold: the record changes. *since comes in as what the facts before say and goes out as what the new ones are to say.
 * `same`: what prices depend on does not. A value that did not hold for a millisecond is no past.
 */
bool price_past_note(struct index *index, const struct change *change, bool same, instant *since, struct fault *fault) CHECKED;
/* Whether two values of a product give the same prices at the same times. bytes NULL: there is none. */
bool price_past_product_same(struct slice before, struct slice after);

/* One value of a record, and when it held: from `since`, until `until` (exclusive; INT64_MAX: it still does). */
struct price_version {
    instant since, until;
    struct slice value; /* JSON; in the arena */
};

struct price_versions {
    struct price_version *rows; /* in the order of time */
    size_t count, room;
};

/* All values that held at some time from `from` on. */
bool price_versions_read(struct price_versions *versions, struct store *store, struct slice id, instant from, struct arena *arena,
                         struct fault *fault) CHECKED;
/* That which held then; NULL: none. */
const struct price_version *price_versions_at(const struct price_versions *versions, instant at);

/*
 * The ids of all records of a kind ("price_list/") that there are, or were at some time from `from` on, each once and in order,
 * in the arena.
 */
bool price_past_ids(struct store *store, const char *kind, instant from, struct arena *arena, struct slice **ids, size_t *count,
                    struct fault *fault) CHECKED;

#endif
