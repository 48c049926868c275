/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_TABLE_RATES_H
#define COLPORTEUR_FORMAT_TABLE_RATES_H

#include "format/measure.h"
#include "shop/tariff_record.h"

/*
 * The rates of a Magento shop, as its administration exports them: one file, of which the zones, rates and services of a tariff are
 * made.
 *
 *     table rates    Country, Region/State, Zip/Postal Code, Weight (and above), Shipping Price
 *     matrix rates   Country, Region/State, City, Zip/Postal Code From, Zip/Postal Code To, Weight From, Weight To, Shipping Price,
 *                    Delivery Type                            (the extension MatrixRate, whose rows are of several services)
 *
 * Columns are known by their place, as Magento itself knows them; the title of the fourth or sixth tells what bands are of: Weight,
 * Order Subtotal or Price, # of Items.
 *
 * Table rates begin with a value and hold up to the next one, matrix rates hold above their first value and up to their last, and a
 * tariff's bands are like these: of table rates a band ends a gram, the smallest coin or a unit below the next one. What is special
 * goes before what is general; but where a place has rates of its own, it has no other, while Magento looks further for a weight
 * that they leave out. What a tariff cannot say is refused: regions and cities, bands that do not begin at nothing or leave gaps.
 *
 * Sources: Magento\OfflineShipping\Model\ResourceModel\Carrier\Tablerate; the documentation of MatrixRate.
 */

struct table_rates_writing {
    const struct currency *currency;
    const struct measure_unit *weight_unit; /* in which the shop has its weights */
    struct slice alpha_3;                   /* share/tariffs/alpha-3.tsv: codes of countries with three letters, and with two */
};

/* Whether the file begins as one of these. */
bool table_rates_known(struct slice file);

/*
 * Adds rows to zones and rates, and to the services of `services`, which are home deliveries of these names: "tablerate", or
 * the delivery types in small letters. What is wrong in a row is told to `complain`, and *right becomes false.
 */
void table_rates_read(struct slice file, const struct table_rates_writing *writing, struct tariff_rows *rows,
                      struct tariff_rows *services, struct arena *arena, tariff_complaint *complain, void *context, bool *right);

#endif
