/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_TRACKING_CODES_H
#define COLPORTEUR_SHOP_TRACKING_CODES_H

#include "shop/tracking.h"

/*
 * How carriers name the states of a parcel: tables like share/tracking/codes.tsv, which says in its head what its columns are.
 *
 * A table that is read first goes before those that are read later, and a list by its name before "*", which is of anybody.
 */

struct tracking_code {
    struct slice list;
    struct slice folded; /* the code, as codes are compared */
    enum tracking_state state;
    bool corrects;
};

struct tracking_codes {
    struct arena arena;
    struct tracking_code *rows;
    size_t count, room;
    struct text folded; /* the code that is looked up */
};

#define TRACKING_CODES_INIT                                                                                                        \
    {                                                                                                                              \
        ARENA_INIT, NULL, 0, 0, TEXT_INIT                                                                                          \
    }

/* The fault (FAULT_USAGE, "wrong_table") names the line. */
bool tracking_codes_read(struct tracking_codes *codes, struct slice table, struct fault *fault) CHECKED;
void tracking_codes_release(struct tracking_codes *codes);

/* NULL: no list that is asked has the code. */
const struct tracking_code *tracking_code_find(struct tracking_codes *codes, struct slice list, struct slice code);

#endif
