/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_CARRIER_CHARGE_H
#define COLPORTEUR_SHOP_CARRIER_CHARGE_H

#include "shop/settings.h"
#include "store/store.h"

#include <jansson.h>

/*
 * One line of a carrier's bill. Record "carrier_charge/CARRIER/BILL/LINE"; colporteur-records(5) has the members.
 *
 * Amounts are without tax but for `vat` and `total`, and may be negative: a carrier takes back what it billed wrongly. What a line
 * comes to, `net`, is its carriage, fuel and other surcharges, to the cent: so the lines of a bill add up to it.
 *
 * Slices live in the record or the arena; bytes NULL: absent.
 */

enum charged_for { FOR_CARRIAGE, FOR_FUEL, FOR_SURCHARGE, FOR_WAY_BACK, FOR_FEE };
enum { BILL_NUMBER_LIMIT = 64, CHARGE_SERVICE_LIMIT = 100, CHARGE_LINE_LIMIT = 1000000000 };

struct carrier_charge {
    struct slice carrier, bill; /* ids: the carrier's own number of the bill */
    int64_t line;
    bool training;
    day day; /* of the bill */
    enum charged_for kind;
    struct slice tracking_number, parcel, service; /* parcel "12-1": whose number it is */
    bool has_shipped_on;
    day shipped_on;
    int64_t weight_g; /* that was billed; 0: not told */
    struct currency currency;
    amount carriage, fuel, surcharges, net;
    bool has_vat;
    amount vat, total;
};

/* As a file tells it: texts as they came, bytes NULL: not told. Numbers that a file does not tell are 0. */
struct charge_row {
    struct slice carrier, bill, day, kind, tracking_number, parcel, shipped_on, service, currency;
    struct slice carriage, fuel, surcharges, net, vat, total;
    int64_t line, weight_g;
};

/* Members of a record from outside; it is refused if it has others. */
bool charge_row_from_json(struct charge_row *row, const json_t *record, struct fault *fault) CHECKED;

/*
 * What the row says, without its parcel. Of the amounts any that tell the others will do: the net one, or its parts, or the total
 * with its tax; what is told twice must agree ("sums_differ"). A net amount without parts is what the kind names. The currency is
 * the shop's where none is told.
 */
bool charge_from_row(struct carrier_charge *charge, const struct charge_row *row, const struct settings *settings,
                     struct fault *fault) CHECKED;

void charge_id(const struct carrier_charge *charge, struct text *record); /* "carrier_charge/poste/F-77/1" */
/* Whether both are the same line of the same bill. */
bool charge_same_line(const struct carrier_charge *a, const struct carrier_charge *b);
void charge_write(const struct carrier_charge *charge, struct text *text);
/* The same without its last brace, for who adds members. */
void charge_write_open(const struct carrier_charge *charge, struct text *text);
/* Refuses ("store_damaged") what charge_write did not write. */
bool charge_from_stored(struct carrier_charge *charge, struct slice record, struct arena *arena, struct fault *fault) CHECKED;

/* For the index: which charges a parcel has. */
bool charge_fold(struct index *index, const struct change *change, struct fault *fault) CHECKED;

/* Those of a parcel "12-1", in order of the bills' days, and of their ids. For readers of the store. */
struct carrier_charges {
    struct carrier_charge *items; /* in the arena */
    size_t count, room;
};
bool charges_of_parcel(struct carrier_charges *charges, struct slice parcel, struct store *store, struct arena *arena,
                       struct fault *fault) CHECKED;

#endif
