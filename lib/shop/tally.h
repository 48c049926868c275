/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_TALLY_H
#define COLPORTEUR_SHOP_TALLY_H

#include "base/arena.h"
#include "base/date.h"
#include "base/fault.h"
#include "base/money.h"
#include "store/store.h"

/*
 * Tallies: what records add to the counts of deliveries, returns and pickups (shop/breakdown.h reads them, kpi prints them).
 *
 * A record's tallies are a function of the record, and of what its order was when it was placed. So they are moved by taking off
 * those of the record before and adding those of the record after, and any rebuild comes to the same counts.
 *
 * All are counted by the day of the order, which never changes, whatever happened when: an order's parcels, returns and delays
 * stand in the same period as what was paid for them, and rates of one are no quotients of two different times. What left is
 * counted a second time, by the day on which it did: an order and its returns by that on which the first of it left, a parcel by
 * its own.
 *
 * A day of an instant is found once, in the time zone that the shop has then, and is kept in the index: what was counted by it is
 * taken off by it, whatever zone the shop has later.
 */

enum tally_dimension {
    TALLY_COUNTRY = 1 << 0,
    TALLY_CHANNEL = 1 << 1,
    TALLY_CARRIER = 1 << 2,
    TALLY_SERVICE = 1 << 3,
    TALLY_MODE = 1 << 4,
    TALLY_ZONE = 1 << 5,
    TALLY_COUNTER = 1 << 6,
    TALLY_CATEGORY = 1 << 7,
    TALLY_SKU = 1 << 8,
    TALLY_KIND = 1 << 9,
    TALLY_REASON = 1 << 10
};
enum { TALLY_DIMENSIONS = 11, TALLY_TEXT_LIMIT = 300 };

/* By which dimensions something is counted. A set is apart from the others, so that none is as large as the product of all. */
enum tally_set {
    TALLY_DELIVERIES = 'D', /* by country, channel, carrier, service, mode, zone */
    TALLY_RETURNS = 'R',    /* by country, channel, carrier, kind, reason */
    TALLY_RETURNS_OF_CATEGORY = 'G' /* by country, channel, category */,
    TALLY_RETURNS_OF_SKU = 'S', /* by SKU, kind, reason */
    TALLY_PICKUPS = 'P'         /* by country, channel, counter */
};
unsigned tally_dimensions(enum tally_set set);

/* What the numbers of a tally are. */
enum tally_measure {
    TALLY_ORDERS = 'o',        /* deliveries: orders, goods, charged, free */
    TALLY_COSTS = 'c',         /* orders whose cost is known, cost, cost less what was charged, orders that cost more than that */
    TALLY_PARCELS = 'p',       /* that left, delivered, lost, damaged */
    TALLY_PROMISES = 'q',      /* refused or sent back, promised, kept */
    TALLY_TO_SHIP = 's',       /* orders, days from the order to its last shipment */
    TALLY_ON_WAY = 't',        /* parcels, days from leaving to delivery */
    TALLY_TO_DELIVER = 'd',    /* parcels, days from the order to delivery */
    TALLY_SHIPPED = 'u',       /* orders, units, net */
    TALLY_BACK = 'b',          /* orders, units, net */
    TALLY_GIVEN_BACK = 'g',    /* delivery given back */
    TALLY_ANNOUNCED = 'a',     /* returns, that the shop pays for, whose way back is known to cost something, that cost */
    TALLY_UNITS = 'r',         /* units announced, as new, second choice, scrap */
    TALLY_RECEIVED = 'v',      /* units received, what they lost in value */
    TALLY_PICKUPS_ENDED = 'e', /* ended, collected, expired, no-shows */
    TALLY_BILLED = 'i',        /* orders whose carriers billed all of it, what they did, the estimate in its place, and how many had one */
    TALLY_CARBON = 'k',        /* orders whose carbon dioxide is known, grams of it */
};

/*
 * When a delay began and how long it was, in calendar days. It is told to the day in each cell, so that whoever reads them can
 * count working days by a calendar, which is none of the journal's: cells of delays are kept by day alone, not by month.
 */
struct tally_delay {
    day from;
    int64_t days;
};

struct tally {
    enum tally_set set;
    enum tally_measure measure;
    bool is_delay;
    struct tally_delay delay;
    day day;
    bool has_left;
    day left; /* by which it is counted again */
    struct currency currency;
    struct slice names[TALLY_DIMENSIONS]; /* in the order of the bits; those that the set does not have are not looked at */
    int64_t more[COUNTS];
};

struct tallies {
    struct tally *rows; /* in the arena */
    size_t count, room;
};

/* One more, a copy of `like` with its measure; the caller fills in the numbers. */
struct tally *tally_add(struct tallies *tallies, const struct tally *like, enum tally_measure measure, struct arena *arena);
void tally_name(struct tally *tally, enum tally_dimension dimension, struct slice name);
/* One of a delay: it counts once, with its days. An earlier day than the first is no delay at all. */
void tally_add_delay(struct tallies *tallies, const struct tally *like, enum tally_measure measure, day from, day until,
                     struct arena *arena);

/* Counts what changed. */
bool tallies_move(struct index *index, const struct tallies *before, const struct tallies *after, struct fault *fault) CHECKED;

/* By which day and span the cells of a key are summed: its third byte. */
enum tally_span { TALLY_BY_DAY = 'd', TALLY_BY_MONTH = 'm', TALLY_LEFT_BY_DAY = 'D', TALLY_LEFT_BY_MONTH = 'M' };

/* Behind the names of a cell's key: its measure, and of a delay when it began, in days from the cell's, and its days. */
enum { TALLY_KEY_END = 5, TALLY_SHIFT_LIMIT = 32767, TALLY_DAYS_LIMIT = 65535 };
struct tally_key_end {
    enum tally_measure measure;
    int shift;
    unsigned days;
};
struct tally_key_end tally_key_end_read(const char bytes[TALLY_KEY_END]);

/*
 * What an order was when it was placed, or last changed before something of it left: parcels, returns and pickups are counted by
 * it. From then on it stays, so that what was counted by it can be taken off again.
 */
struct tally_origin {
    bool is_settled;
    day day;
    bool has_left;       /* something of it; these two change though it is settled */
    day left, last_left; /* when the first of it did, and when an order's record said last that something did */
    bool has_promise, has_cost;
    day promised;
    amount cost; /* of one delivery, by the tariff */
    struct currency currency;
    struct slice country, channel, carrier, service, mode, zone;
};

bool tally_origin_find(struct index *index, uint64_t order, struct arena *arena, struct tally_origin *origin, bool *found,
                       struct fault *fault) CHECKED;
bool tally_origin_put(struct index *index, uint64_t order, const struct tally_origin *origin, struct fault *fault) CHECKED;
/* Of the order's number as written in a record. `settle`: from now on it stays. */
bool tally_origin_of(struct index *index, struct slice order, bool settle, struct slice carrier, struct arena *arena,
                     struct tally_origin *origin, bool *found, struct fault *fault) CHECKED;
void tally_begin(struct tally *tally, enum tally_set set, const struct tally_origin *origin);

/* Days of instants are the shop's while a record is folded, as the journal had set its time zone by then. */
bool tally_zone_fold(struct index *index, const struct change *change, struct fault *fault) CHECKED;
bool tally_zone_use(struct index *index, struct fault *fault) CHECKED;

#endif
