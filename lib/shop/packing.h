/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PACKING_H
#define COLPORTEUR_SHOP_PACKING_H

#include "shop/order_places.h"
#include "shop/parcel.h"

#include <jansson.h>

/*
 * Goods of an order are put into a parcel (shop/parcel.h), at one location: what is promised there, has not left, and is in no
 * other parcel.
 *
 * What is in the parcel is told by what was scanned, by lines, or not at all: then it is everything. Each scan is one unit, by
 * its SKU or its GTIN, whatever zeros stand before that; of a bundle the components are scanned. Scans are held against what is
 * wanted, and refused with the goods named that are wrong ("wrong_goods"), too many ("too_many") or, unless part of it is to
 * stay, missing ("missing_goods"). What stays is still promised, and goes into another parcel.
 *
 * A key makes the parcel once: asked for again it is unchanged, and refused with other goods or measures ("key_conflict").
 */

struct packing_line {
    int64_t line, quantity; /* from 1 */
};

struct packing {
    struct slice location; /* bytes NULL: the one where all that is open is promised */
    struct slice key;      /* bytes NULL: none */
    struct slice *scans;
    size_t scan_count;
    struct packing_line *lines;
    size_t line_count;
    bool is_partial;
    int64_t weight_g, length_mm, width_mm, height_mm; /* 0: not known */
};

/* {"key":…,"location":…,"scans":[…],"lines":[{"line","quantity"}],"partial":true,"weight_g":…,…} */
bool packing_from_json(struct packing *packing, const json_t *object, struct arena *arena, struct fault *fault) CHECKED;

/*
 * The parcel as row `row` of the changes; *changed false: it was packed before, as it is now in `parcel`. Refuses where nothing is
 * left to pack ("nothing_to_pack"), and an order that is over.
 */
bool parcel_pack(struct parcel *parcel, const struct order *order, const struct packing *packing, struct store *store, instant now,
                 struct arena *arena, struct changes *changes, bool *changed, size_t *row, struct fault *fault) CHECKED;

/* The lines' places, where what is in parcels that have not left counts as shipped: those of each line, in the arena. */
struct line_places *packing_places(const struct order *order, const struct parcels *parcels, struct arena *arena);

/*
 * What of each line is still to be packed at a location, bytes NULL: anywhere. One number for each line, in the arena; what takes
 * nothing from a shelf is never packed.
 */
int64_t *packing_open(const struct order *order, const struct parcels *parcels, struct slice location, struct arena *arena);

#endif
