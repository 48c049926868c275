/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_TARIFF_CELL_H
#define COLPORTEUR_FORMAT_TARIFF_CELL_H

#include "shop/tariff.h"

/*
 * A cell of a tariff's table, from how a spreadsheet saves it to how the record has it:
 *
 *     numbers   "4,50 €", "1 250 kg", "8,5 %"    "4.50", "1250", "8.5"
 *     days      "25/12/2026", "25.12.2026"       "2026-12-25"
 *     times     "14:00:00", "2:00 PM"            "14:00"
 *     truths    "TRUE", "Vrai", "Oui", "1"       "yes"
 *     choices   "Home"                           "home"
 *     prose     lines                            one line
 *
 * What stands beside a number must be what the column is in: 500 g is no weight of 500 kilograms, 5 % no price of 5 euros.
 */

/* 5/6/2026: in which order a file has day and month. */
enum day_order { DAYS_UNKNOWN, DAYS_FIRST, MONTHS_FIRST };

struct tariff_writing {
    char mark; /* before decimals */
    enum day_order days;
    struct slice currency;
};

/* What a number tells of the mark before its decimals; 0: nothing, as 1.250 may be either. */
char tariff_cell_mark(struct slice cell);

/* The order that a day tells; DAYS_UNKNOWN: it tells nothing, or is none. */
enum day_order tariff_cell_order(struct slice written);

/*
 * Appends the cell as the record has it. False: it is another unit ("other_unit"), a part where a sum belongs ("percent_not_here")
 * or no number ("not_a_number"), and nothing was appended. Days, times, truths and choices that are none are appended as they
 * stand: who reads the row refuses them.
 */
bool tariff_cell_read(enum tariff_cell kind, const struct tariff_writing *writing, struct slice written, struct text *plain,
                      struct fault *fault) CHECKED;

#endif
