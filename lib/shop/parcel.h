/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PARCEL_H
#define COLPORTEUR_SHOP_PARCEL_H

#include "shop/order.h"

/*
 * What of an order goes in one box. Record "parcel/ORDER-N", N from 1 in each order; colporteur-records(5) has the members.
 *
 * It is packed, gets a number and a label, is handed over to its carrier with a manifest and leaves with the order's shipment
 * (shop/shipment.h); each of these is done once, and a status never goes back. Manifest and shipment may come in either order:
 * a parcel that was shipped stays so when it is handed over. What the carrier tells of it later is its state, apart from that.
 * One that has not left may be voided (shop/voiding.h); its number in the order is not given again.
 *
 * One that goes to a hub first, where another carrier takes it on, has a leg for each (shop/parcel_leg.h): carrier, numbers, label,
 * manifest are those of the leg that it is on or goes on with, and those of the others stand apart.
 *
 * Whom it goes to is the person's version that the order named when it was packed; the journal holds the country alone.
 * Weights are grams, lengths millimetres, 0 is unknown; texts with bytes NULL are absent. Slices live in the record or the arena.
 */

enum parcel_status { PARCEL_PACKED, PARCEL_LABELLED, PARCEL_HANDED_OVER, PARCEL_SHIPPED, PARCEL_VOIDED };
enum {
    PARCELS_LIMIT = 999,
    PARCEL_LINES_LIMIT = 20000,
    PARCEL_KEY_LIMIT = 100,
    PARCEL_WEIGHT_LIMIT = 100000000,
    PARCEL_LENGTH_LIMIT = 1000000
};

struct parcel_line {
    int64_t line; /* the order's, from 1 */
    struct slice sku;
    int64_t quantity;
};

/* A number that was drawn from a range of the carrier's (shop/number_range.h). */
struct drawn_number {
    struct slice range; /* its name */
    int64_t serial;
};

struct parcel_label {
    struct slice format, paper; /* as it was printed last */
    int64_t dpi;                /* of ZPL; 0: it has none */
    int64_t printed;            /* how often; 0: never yet */
    instant printed_at;         /* the last time */
    struct slice given;         /* "zpl" or "pdf": the carrier made it; bytes NULL: it is ours */
};

/* Its way with one carrier. */
struct parcel_leg {
    int64_t number;   /* from 1, and never given twice */
    struct slice hub; /* where it ends, "asendia/liege" (shop/carrier.h); bytes NULL: at the customer's */
    struct slice carrier, service, tracking_number, sscc;
    struct drawn_number tracking_drawn, sscc_drawn;
    bool labelled, handed_over, voided; /* the instants below are known */
    instant labelled_at, handed_over_at, voided_at;
    struct parcel_label label;
    struct slice manifest, void_reason;
};

struct parcel {
    struct slice id; /* "12-1" */
    struct slice order;
    struct slice key; /* by which whoever packs tells his parcels apart */
    enum parcel_status status;
    int64_t leg;             /* the number of the one that it is on */
    struct slice hub;        /* where that ends */
    struct parcel_leg *legs; /* the others, by their numbers */
    size_t leg_count;
    struct slice carrier, service; /* the carrier's id; "" until it is known */
    struct slice tracking_number, sscc;
    struct drawn_number tracking_drawn, sscc_drawn; /* range bytes NULL: it was given */
    struct customer_reference customer;
    struct slice country; /* where it goes */
    int64_t weight_g, length_mm, width_mm, height_mm;
    struct parcel_line *lines;
    size_t line_count;
    struct slice location;
    amount cash_on_delivery; /* in `currency`; 0: nothing is to be paid */
    struct currency currency;
    bool packed, labelled, handed_over, shipped; /* the instants below are known */
    instant packed_at, labelled_at, handed_over_at, shipped_at;
    struct parcel_label label;
    struct slice manifest;      /* its number */
    struct slice return_id;     /* of the return that it serves: then it comes from the customer */
    instant voided_at;          /* of one with that status */
    struct slice void_reason;   /* bytes NULL: nobody told why */
    bool training;              /* made in a store to learn with */
    bool has_billed;            /* its carrier billed something for it */
    amount billed;              /* without tax, in `currency`: the sum of its charges (shop/carrier_bill.h) */
    struct slice tracking_json; /* "state", "delivered_at" and "proof" as written, with their names; shop/tracking has them */
};

void parcel_id(struct slice id, struct text *record); /* "parcel/12-1" */

/* As it stands. Refuses ("store_damaged") a record that parcel_write did not write. */
bool parcel_from_stored(struct parcel *parcel, struct slice record, struct arena *arena, struct fault *fault) CHECKED;
void parcel_write(const struct parcel *parcel, struct text *text);
/* The parcel as it is now becomes a change, and its row the answer. */
size_t parcel_change(const struct parcel *parcel, struct changes *changes);

/* Of "12-1" or "parcel/12-1". Refuses "unknown_parcel". */
bool parcel_find(struct parcel *parcel, struct store *store, struct slice id, struct arena *arena, struct fault *fault) CHECKED;

/* All parcels of an order, by their number, without those that serve a return or were voided. */
struct parcels {
    struct parcel *items; /* in the arena */
    size_t count;
    int64_t last; /* the greatest N that was given, whatever became of that parcel */
};
bool parcels_of_order(struct parcels *parcels, struct slice order, struct store *store, struct arena *arena,
                      struct fault *fault) CHECKED;

/* The one with which a return comes back, and that was not voided. */
bool parcel_of_return(struct parcel *parcel, struct slice order, struct slice return_id, struct store *store, struct arena *arena,
                      bool *found, struct fault *fault) CHECKED;

/* A new parcel of an order, with the number after `last`: whom it goes to is filled in, nothing is in it yet. */
void parcel_begin(struct parcel *parcel, const struct order *order, int64_t last, instant now, struct arena *arena);

/* What of the order's lines is still to leave and in no parcel that has not left; empty parcels come of that where it is nothing.
 */
void parcel_take_open(struct parcel *parcel, const struct order *order, const struct parcels *others, struct arena *arena);

const char *parcel_status_word(enum parcel_status status);
bool parcel_status_read(struct slice word, enum parcel_status *status) CHECKED;

#endif
