/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_LOCATION_H
#define COLPORTEUR_SHOP_LOCATION_H

#include "base/arena.h"
#include "base/date.h"
#include "store/changes.h"
#include "store/store.h"

#include <jansson.h>

struct settings;

/*
 * Where goods are: warehouses, shops, the shelves of a logistics firm or of a supplier, what came back and is second choice.
 * Record "location/NAME"; colporteur-records(5) has the members.
 *
 * A name needs no record to have a stock: a shop with one place never writes one down. As soon as there is a record, orders are
 * allocated (shop/allocation.h); the place that the setting shop.location names, if it has no record then, is a warehouse like any
 * other.
 *
 *                  sells   ships   pickup     where the record does not say otherwise
 *   warehouse      yes     yes     no
 *   shop           yes     no      yes        goods for who stands at the counter
 *   third_party    yes     yes     no
 *   supplier       no      yes     no
 *   second_choice  no      no      no
 *
 * An area is a country, "FR", or the beginning of its postcodes: "FR 45". `serves`: where it goes before others, the more
 * precisely the sooner; `delivers`: where it goes at all, anywhere if none is told.
 *
 * Slices live in the JSON that the location was read from.
 */

enum {
    LOCATION_NAME_LIMIT = 200,
    LOCATION_AREAS_LIMIT = 500,
    LOCATION_PRIORITY_LIMIT = 1000000,
    LOCATION_PRIORITY = 100, /* of who has none */
    LOCATION_INSERTS_LIMIT = 50
};

enum location_kind { LOCATION_WAREHOUSE, LOCATION_SHOP, LOCATION_THIRD_PARTY, LOCATION_SUPPLIER, LOCATION_SECOND_CHOICE };

struct location_area {
    struct slice country, postcode; /* postcode: how it begins, as postcode_plain writes it; length 0: all of the country */
};

/* What goes along with the goods: a flyer, a sample. It is for all orders that fit; what is not told fits. */
struct location_insert {
    struct slice text;
    day from, until; /* both included, by the wave's day */
    bool has_from, has_until;
    const json_t *countries; /* NULL: all */
    struct slice channel;    /* bytes NULL: any */
};

struct location {
    struct slice id, name, country, postcode;
    enum location_kind kind;
    struct location_area *serves, *delivers; /* in the arena */
    size_t serve_count, deliver_count;
    int64_t priority; /* the lowest first */
    bool sells, ships, pickup;
    struct location_insert *inserts; /* in the arena */
    size_t insert_count;
};

/* What its record says, or what holds for a name that has none (*known false). */
bool location_find(struct location *location, struct store *store, struct slice id, struct arena *arena, bool *known,
                   struct fault *fault) CHECKED;

/* Where it lies: as its record says, as far as that does, else where the shop is. The slices live in the arena or the settings. */
bool location_address(struct store *store, struct slice id, const struct settings *settings, struct arena *arena,
                      struct slice *country, struct slice *postcode, struct fault *fault) CHECKED;

bool location_goes_to(const struct location *location, struct slice country, struct slice postcode);
/* How precisely it serves a place first: 0, not at all; 1, its country; more, as many signs of its postcode. `area`: by which. */
size_t location_serves(const struct location *location, struct slice country, struct slice postcode,
                       const struct location_area **area);
bool location_asks_postcode(const struct location *location); /* some area is more than a country */

bool location_kind_read(struct slice word, enum location_kind *kind) CHECKED;

/*
 * The record from outside over what is stored: members that are not given stay, null takes one away. *changed says whether that is
 * something new, and then the change is row 0. `id` becomes "location/NAME" either way.
 */
bool location_set(struct store *store, const json_t *record, struct arena *arena, struct changes *changes, bool *changed,
                  struct text *id, struct fault *fault) CHECKED;

/* All of them, kept for as long as none of them changes. */
struct location_book {
    bool read;
    uint64_t batch, seq; /* of the last transaction that changed one; 0: there is none */
    struct arena arena;
    struct location *items; /* by name */
    size_t count;
    bool ask_postcode;
};

#define LOCATION_BOOK_INIT                                                                                                         \
    {                                                                                                                              \
        .arena = ARENA_INIT                                                                                                        \
    }

void location_book_release(struct location_book *book);
/* With the place that is named `fallback`, should it have no record; without any record there is none at all. */
bool location_book_refresh(struct location_book *book, struct store *store, struct slice fallback, struct fault *fault) CHECKED;
const struct location *location_book_find(const struct location_book *book, struct slice id); /* NULL: none */

#endif
