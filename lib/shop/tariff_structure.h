/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_TARIFF_STRUCTURE_H
#define COLPORTEUR_SHOP_TARIFF_STRUCTURE_H

#include "shop/tariff.h"

/* What the files that make up a tariff share: nobody else needs it. */

enum { ZONE_NAME, ZONE_COUNTRIES, ZONE_POSTCODES, ZONE_PATTERN, ZONE_CARRIER, ZONE_SERVED, ZONE_NOTE };
enum {
    SERVICE_NAME,
    SERVICE_MODE,
    SERVICE_CARRIER,
    SERVICE_TITLE,
    SERVICE_ZONES,
    SERVICE_LOCATION,
    SERVICE_CUSTOMERS,
    SERVICE_STANDARD,
    SERVICE_FREE_ABOVE,
    SERVICE_FREE_WHEN,
    SERVICE_FREE_BASE,
    SERVICE_DAYS_MIN,
    SERVICE_DAYS_MAX,
    SERVICE_CUT_OFF,
    SERVICE_SATURDAY,
    SERVICE_DIVISOR,
    SERVICE_MAX_WEIGHT,
    SERVICE_MAX_PARCELS,
    SERVICE_MAX_LENGTH,
    SERVICE_MAX_GIRTH,
    SERVICE_MAX_VOLUME,
    SERVICE_MAX_VALUE,
    SERVICE_CARRIES,
    SERVICE_EXCLUDES,
    SERVICE_ALONE,
    SERVICE_GREEN,
    SERVICE_CO2,
    SERVICE_APPOINTMENTS
};
enum { RATE_SERVICE, RATE_ZONES, RATE_BASIS, RATE_UP_TO, RATE_PRICE, RATE_EACH, RATE_STEP, RATE_COST, RATE_COST_EACH };
enum {
    SURCHARGE_NAME,
    SURCHARGE_SERVICES,
    SURCHARGE_ZONES,
    SURCHARGE_CLASS,
    SURCHARGE_PERCENT,
    SURCHARGE_PERCENT_OF,
    SURCHARGE_LEAST,
    SURCHARGE_AMOUNT,
    SURCHARGE_PER,
    SURCHARGE_EVEN_FREE,
    SURCHARGE_FROM,
    SURCHARGE_UNTIL,
    SURCHARGE_COST_PERCENT,
    SURCHARGE_COST
};
enum { CLOSING_DAY, CLOSING_UNTIL, CLOSING_CARRIER };

/* The list of a country's rows of zones; -1: it is no country's. The last one is that of "*". */
enum { COUNTRY_LISTS = 26 * 26 + 1, EVERY_COUNTRY = 26 * 26 };
int tariff_country_list(struct slice country);

/* The next word of a list with blanks between; false: there are no more. */
bool tariff_next_word(struct slice *rest, struct slice *word);

/* Of shop/tariff_place.c: a row of zones gets its postcodes and its pattern. */
bool tariff_read_place(struct tariff *tariff, struct tariff_zone *zone, struct slice postcodes, struct slice pattern,
                       struct fault *fault) CHECKED;
void tariff_places_release(struct tariff *tariff);
void tariff_promises_release(struct tariff *tariff); /* of shop/tariff_promise.c */

#endif
