/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_LIFE_H
#define COLPORTEUR_SHOP_LIFE_H

#include "shop/product.h"

/*
 * When a product is sold. It has a status, may have a day on which it is launched and one from which it is retired, and a season
 * in which it is sold every year: from the first to the last day, both included, over the year's end where the last comes
 * first ("11-15" to "03-31"). A status of end_of_life is sold while there is stock: nobody orders more of it, and nothing of it is
 * promised that is not there. A variant that lacks one of these has its parent's.
 */

struct product_life {
    struct slice status, launch_on, retire_on, season_from, season_until; /* bytes NULL: none */
};

enum product_sale { SALE_OPEN, SALE_NOT_ACTIVE, SALE_NOT_YET, SALE_RETIRED, SALE_OUT_OF_SEASON };

struct product_life product_life_of(struct slice record);
void product_life_inherit(struct product_life *life, struct slice parent);

enum product_sale product_sale(const struct product_life *life, day today);
/* Days of the year on which a season may begin or end: among them are all on which it does. None without a season. */
enum { SEASON_TURNS = 3 };
size_t product_season_turns(const struct product_life *life, int year, day turns[SEASON_TURNS]);

/* Whether it is sold that day. If not, `why` says so of the SKU: "not_for_sale", and since or until when. */
bool product_on_sale(const struct product_life *life, struct slice sku, day today, struct fault *why) CHECKED;

/* The same of a product in the store; only of one with dates, or whose parent may have some, the record is looked at. */
bool product_sold(struct store *store, struct slice record, const struct product_facts *facts, day today, bool *sold,
                  struct fault *fault) CHECKED;

#endif
