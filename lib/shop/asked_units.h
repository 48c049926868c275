/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_ASKED_UNITS_H
#define COLPORTEUR_SHOP_ASKED_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Units of an order's line with which something is to happen. Their number says with how many of the line it will have happened in
 * all, not with how many more: so it may be said again.
 */

struct asked_units {
    size_t line; /* from 1 */
    bool has_units;
    int64_t units; /* in all; without has_units, all that can be */
};

#endif
