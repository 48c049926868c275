/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_MIRAKL_H
#define COLPORTEUR_FORMAT_MIRAKL_H

#include "format/feed.h"

/*
 * Offers for a marketplace that runs on Mirakl: the CSV of its offer import (OF01), separated by semicolons.
 *
 *   product-id        the GTIN, as an EAN; without one, what the marketplace calls the product ("ids", by the channel's name),
 *                     as the setting product_id_type says (else SKU)
 *   state             of the setting state_new, state_used or state_refurbished, for each operator numbers them; 11 is new
 *                     where nothing is told
 *   price             the one that is not reduced; discount-price and its days those of the sale
 *   available-start-date, available-end-date   launch_on and the day before retire_on
 *   leadtime-to-ship  lead_days; logistic-class: the shipping class, by the setting logistic_class where it has none
 *   update-delete     "update", or with the format "delete" "delete", whatever the state of the product
 *
 * The channel's description_limit holds for the description; internal-description is the shop's name of the product.
 */
extern const struct feed_kind feed_mirakl;

#endif
