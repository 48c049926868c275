/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_TARIFF_QUOTE_H
#define COLPORTEUR_SHOP_TARIFF_QUOTE_H

#include "shop/calendar.h"
#include "shop/tariff.h"
#include "shop/tariff_parcels.h"

/*
 * What a tariff says of goods that go together to one address: which services take them, at what price, at what cost, and when
 * they come; and why the others do not. Pure arithmetic: the caller tells where the goods go, what they are and cost, and when.
 *
 * Prices are in the tariff's currency and kind. Each charge is rounded to the currency's decimals, so that they add up. A free
 * rule takes away the rate and the surcharges that do not say otherwise; gift cards and credits are means of payment and lower
 * no base, unless the rule says so.
 */

/* Of goods whose volume, length or girth is not known, 0: what is not known is no reason to refuse. */
struct tariff_goods {
    int64_t weight, volume, longest, girth; /* grams, mm3, of the largest unit mm, length and twice the other two */
    int64_t heaviest, bulkiest;             /* of one piece, grams and mm3 */
    struct parcel_piece *pieces;            /* what is packed: of a bundle its parts; none: one piece is all of it */
    size_t piece_count;
    int64_t units;
    amount value;           /* with tax, before discounts: what is insured */
    struct slice unweighed; /* the SKU of goods whose weight is not known; bytes NULL: there are none */
    uint64_t classes;       /* bits by tariff->classes */
    struct slice location;  /* from which all of them leave, and its address: whose holidays keep them from leaving */
    struct slice country, postcode;
};

struct tariff_question {
    struct slice country, postcode;
    int64_t distance; /* metres; TARIFF_NONE: not known */
    bool is_business;
    amount bases[2][2]; /* sums of the whole basket: [undiscounted][without tax] */
    amount gift_cards;
    instant at;
};

struct tariff_charge {
    enum { CHARGE_RATE, CHARGE_SURCHARGE, CHARGE_FREE } kind;
    size_t line;       /* of rates, of surcharges, of services */
    struct slice name; /* of the surcharge */
    amount price, cost;
};

struct delivery_days {
    day leaves_on, promised_from, promised_until;
};

struct tariff_option {
    const struct tariff_service *service;
    const struct tariff_zone *zone;
    enum tariff_basis basis;
    int64_t billed; /* what the band is of: grams, minor units… */
    bool is_volumetric;
    int64_t parcels;
    amount price, cost;
    bool has_cost; /* of all charges */
    bool is_free;  /* by its free rule; the base was `base` */
    amount base;
    struct tariff_charge *charges;
    size_t charge_count;
    bool has_days;
    struct delivery_days days;
    const struct tariff_option **shipments; /* of a delivery in several, what each of them is (shop/delivery_quote.h) */
    size_t shipment_count;                  /* 0: it is one */
};

struct tariff_exclusion {
    int service;
    const char *code;    /* not_served, no_zone, not_carried… */
    struct slice reason; /* for a person */
};

struct tariff_answer {
    bool explain;                   /* in: exclusions are wanted */
    const struct tariff_zone *zone; /* that of no particular carrier; NULL: none */
    struct tariff_option *options;  /* in the order of the services */
    size_t option_count;
    struct tariff_exclusion *exclusions;
    size_t exclusion_count;
};

/* From where to where goods go, for who keeps which holidays there: regions as calendar_region has them. */
struct tariff_way {
    struct slice from_country, from_region, country, region;
};

/* When goods leave by a service with days, and come: `minutes` of the day `on` are over. Of shop/tariff_promise.c. */
struct delivery_days tariff_promise(struct tariff *tariff, const struct tariff_service *service, const struct tariff_way *way,
                                    day on, int minutes, struct calendar *calendar);

/* All of it lives in the arena. */
void tariff_answer(struct tariff *tariff, const struct tariff_question *question, const struct tariff_goods *goods,
                   struct calendar *calendar, struct arena *arena, struct tariff_answer *answer);

/* The cheapest for who pays; of equal ones the cheapest for the shop, then the first. NULL: there is none. `mode` TARIFF_MODES:
 * any. */
const struct tariff_option *tariff_cheapest(const struct tariff_answer *answer, enum tariff_mode mode);
/* The one with the least carbon dioxide; those of which it is known come first, then those that are called green. Of equal ones the
 * cheapest. */
const struct tariff_option *tariff_greenest(const struct tariff_answer *answer, enum tariff_mode mode);
/* Grams of carbon dioxide; TARIFF_NONE: not known. */
int64_t tariff_option_co2(const struct tariff_option *option);
/* The price of the cheapest standard delivery, where the option is none itself and costs more; false: there is none. */
bool tariff_standard_price(const struct tariff_answer *answer, const struct tariff_option *option, amount *standard);

/* The members of an option: service, mode… without what the caller knows better (tax). With `charges`, every cent's reason. */
void tariff_option_write(const struct tariff *tariff, const struct tariff_option *option, bool with_charges, struct text *text);
void tariff_exclusion_write(const struct tariff *tariff, const struct tariff_exclusion *exclusion, struct text *text);

#endif
