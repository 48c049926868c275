/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_REGION_H
#define COLPORTEUR_SHOP_REGION_H

#include "base/arena.h"
#include "base/date.h"
#include "base/fault.h"

#include <stddef.h>

/*
 * In which part of a country an address lies, by its postcode: share/law/regions.tsv, whose head tells how. Parts have holidays
 * of their own (shop/calendar.h).
 */

struct regions {
    struct arena arena; /* a copy of the table */
    struct region_row *rows;
    size_t count, room;
};

#define REGIONS_INIT                                                                                                               \
    {                                                                                                                              \
        ARENA_INIT, NULL, 0, 0                                                                                                     \
    }

/* The fault (FAULT_USAGE, "wrong_table") names the line. */
bool regions_read(struct regions *regions, struct slice table, struct fault *fault) CHECKED;
void regions_release(struct regions *regions);

/* "BY"; "" where the postcode does not tell. However a person typed it. */
struct slice region_of(const struct regions *regions, struct slice country, struct slice postcode, day on);

#endif
