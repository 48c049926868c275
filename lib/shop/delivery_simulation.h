/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_DELIVERY_SIMULATION_H
#define COLPORTEUR_SHOP_DELIVERY_SIMULATION_H

#include "shop/order_quote.h"

/*
 * The orders of a time under another tariff: who would have paid what for delivery, what it would have cost the shop, and which
 * orders lose money. Orders are taken as they are: their prices, discounts and taxes; weights and costs of goods as the catalogue
 * has them now.
 *
 * An order goes by the service that it went by, or that its method is called, if the tariff has it for the order; else by the
 * cheapest of that mode; else to the customer's home; else by the cheapest. The margin is what the goods come to without tax, less
 * what they cost, plus what the delivery brings without tax, less what it costs; it is known where all costs are.
 */

struct simulated_sums {
    uint64_t orders, undeliverable, paying, free, known, losing;
    uint64_t with_co2;
    int64_t co2; /* grams, of those whose are known */
    amount charged, gross, cost, margin, losses;
};

/* Of one row of services with a free rule, the orders that it made free. */
struct simulated_free {
    uint64_t orders;
    amount margin;
};

struct simulation {
    struct tariff *tariff;
    struct tariff_book *tariffs; /* for its calendar, which was read */
    struct simulated_sums sums;
    struct simulated_free *free; /* by row of services; the caller's, zeroed */
};

/* Adds an order, as stored, to the sums, and its own record to the text. Orders in another currency are passed over: no text. */
bool simulation_add(struct simulation *simulation, struct store *store, const struct settings *settings, struct slice record,
                    struct arena *arena, struct text *text, struct fault *fault) CHECKED;
void simulation_write_sums(const struct simulation *simulation, struct text *text);

/*
 * What is to be said of a tariff, a record each: fewer than two ways of delivery for consumers in Belgium (Code de droit
 * economique, art. VI.45/2), deliveries that are free from the first cent, and free rules by which the average of the orders that
 * were added loses money. *count becomes how many.
 */
void simulation_find(const struct simulation *simulation, struct text *text, size_t *count);

#endif
