/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_RETENTION_H
#define COLPORTEUR_SHOP_RETENTION_H

#include "base/date.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * How long the law has a shop keep what names a person, and how long it lets the shop keep the rest: a table of dated rows
 * (share/law/retention.tsv says what its columns are), so that a changed law is a changed row.
 *
 * A pro forma invoice is an offer and no accounting document: it keeps nobody, and tells the customer's number afterwards.
 *
 * A row of the seller's own country goes before one of all countries; of several that are in force on the day, the last.
 */

enum retained {
    RETAINED_INVOICE,       /* who an invoice names: a duty, which goes before erasure (GDPR art. 17(3)(b)) */
    RETAINED_DELIVERY_NOTE, /* whom goods went to by a delivery note: a voucher, or evidence of delivery (GDPR art. 17(3)(e)) */
    RETAINED_INACTIVE,      /* who has not ordered for so long: a limit (GDPR art. 5(1)(e)) */
    RETAINED_KINDS
};

struct retention_row {
    char country[2]; /* two zero bytes: any */
    enum retained what;
    int64_t years;
    bool from_year_end;
    day from, until; /* of which it is in force, both inclusive */
};

struct retention {
    struct retention_row *rows;
    size_t count, room;
};

#define RETENTION_INIT                                                                                                             \
    {                                                                                                                              \
        NULL, 0, 0                                                                                                                 \
    }

/* The fault (FAULT_USAGE, "wrong_table") names the line. Each kind must have a row for any country. */
bool retention_read(struct retention *retention, struct slice table, struct fault *fault) CHECKED;
void retention_release(struct retention *retention);

/* The last day on which what is of this day is kept. `years` 0: as the table says. */
bool retention_last_day(const struct retention *retention, enum retained what, struct slice country, day of, int64_t years,
                        day *last, struct fault *fault) CHECKED;

#endif
