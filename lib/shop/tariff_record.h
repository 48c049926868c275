/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_TARIFF_RECORD_H
#define COLPORTEUR_SHOP_TARIFF_RECORD_H

#include "shop/calendar.h"
#include "shop/settings.h"
#include "shop/tariff.h"

#include <jansson.h>

/*
 * Tariffs in the store. Record "tariff/NAME/DAY": the rows as the merchant wrote them, numbers, days and countries in one
 * form (format/tariff_cell.h, shop/tariff_countries.h), from that day on, until the next version of the name. colporteur-records(5)
 * has the fields.
 *
 * A version that says what the one before it says is none: unchanged. Another one for the same day is a conflict, unless it is
 * a correction. Quotes that orders keep stay what they are.
 */

/* A tariff's rows, before they are understood. */
struct tariff_rows {
    struct tariff_row *items[TARIFF_SECTIONS];
    size_t counts[TARIFF_SECTIONS], rooms[TARIFF_SECTIONS];
};

void tariff_rows_release(struct tariff_rows *rows);
struct tariff_row *tariff_rows_add(struct tariff_rows *rows, enum tariff_section section); /* zeroed */

struct tariff_heading {
    struct slice name, currency;
    day from;
    bool prices_include_tax;
};

/* Of a record, the store's or one that comes from outside; slices live as long as the JSON. */
bool tariff_record_read(const json_t *record, struct tariff_heading *heading, struct tariff_rows *rows,
                        struct fault *fault) CHECKED;
void tariff_record_write(const struct tariff_heading *heading, const struct tariff_rows *rows, struct text *text);

/*
 * A tariff of rows; each that is wrong is told to `complain`. False: one was, and the tariff is released. The fault is filled
 * where the heading is.
 */
bool tariff_build(struct tariff *tariff, const struct tariff_heading *heading, const struct tariff_rows *rows,
                  tariff_complaint *complain, void *context, struct fault *fault) CHECKED;

bool tariff_change(struct store *store, const struct tariff_heading *heading, const struct tariff_rows *rows, bool correct,
                   struct changes *changes, bool *changed, struct text *id, struct fault *fault) CHECKED;

/* The version of a name that holds on a day, kept for as long as it is the one. */
struct tariff_book {
    bool (*read)(const char *file, struct text *table, struct fault *fault); /* fills the text with a file of share/law */
    bool known, exists;
    uint64_t batch;
    day from, until; /* for which days that is known, both inclusive */
    struct place place;
    struct text name;
    struct tariff tariff;
    struct calendar calendar;
    bool has_calendar;
};

#define TARIFF_BOOK_INIT(read_table)                                                                                               \
    {                                                                                                                              \
        .read = (read_table), .name = TEXT_INIT, .calendar = CALENDAR_INIT                                                         \
    }

void tariff_book_release(struct tariff_book *book);

/* book->exists: whether there is one for the day. Slices of the tariff are its own. */
bool tariff_book_find(struct tariff_book *book, struct store *store, struct slice name, day on, struct fault *fault) CHECKED;
/* The holidays, read once. */
bool tariff_book_calendar(struct tariff_book *book, struct fault *fault) CHECKED;

#endif
