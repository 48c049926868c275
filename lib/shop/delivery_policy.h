/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_DELIVERY_POLICY_H
#define COLPORTEUR_SHOP_DELIVERY_POLICY_H

#include "shop/carrier.h"
#include "shop/settings.h"
#include "shop/tariff.h"

/*
 * What a tariff and the settings promise customers of a country, for the shop's questions and answers and for programs: by which
 * services, for how much, from which sum for nothing, in how many days; what is not served; how long they may withdraw.
 *
 * What the shop pays is left out, and so are surcharges, which depend on the goods: ship-quote tells them of a cart.
 */

struct delivery_policy {
    const struct tariff *tariff; /* finished */
    const struct settings *settings;
    struct slice country;     /* "*": all that have no rows of their own */
    int64_t withdrawal_days;  /* 0: customers there have no such right */
    struct carrier *carriers; /* beside the tariff's; record NULL: nothing more is known of it */
};

/* What customers get with a service of the tariff, by words of shop/carrier.h; NULL: nothing is told. */
const json_t *delivery_policy_offers(const struct delivery_policy *policy, const struct tariff_service *service);

/* Fills `carriers`, in the arena. */
bool delivery_policy_find_carriers(struct delivery_policy *policy, struct store *store, struct arena *arena,
                                   struct fault *fault) CHECKED;

/* The countries that zones name, by their codes, then "*" if that is one: `*at` begins as 0. False: there are no more. */
bool delivery_policy_next(const struct tariff *tariff, size_t *at, char country[2], struct slice *code);

/* Of the rows of a country's zones, from -1 on: the first one of each name. NULL: there is none after it. */
const struct tariff_zone *delivery_policy_zone(const struct delivery_policy *policy, const struct tariff_zone *after);

/* The postcodes of a zone in this country, as the tariff's rows list them: "20* 1000-1299"; of a pattern, nothing. */
void delivery_policy_postcodes(const struct delivery_policy *policy, const struct tariff_zone *zone, struct text *text);

/* The bands of a rate, from its first one on. */
const struct tariff_rate *delivery_policy_band_after(const struct tariff *tariff, const struct tariff_rate *band);

/* The record "delivery_policy"; colporteur-records(5) has the members. */
void delivery_policy_write(const struct delivery_policy *policy, struct text *text);

#endif
