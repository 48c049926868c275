/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_BASKET_H
#define COLPORTEUR_SHOP_BASKET_H

#include "base/arena.h"
#include "shop/pricing.h"

/*
 * What promotions take off an order: pure arithmetic on its lines.
 *
 * First each line gets the promotions that are shown (shop/pricing.h), unit by unit, so that what is charged is what was shown
 * times the quantity; of a price with a stock cap, as many units as are left. Then those that depend on the whole order follow
 * in the order of promotion_compare, each on what the ones before have left. What a promotion takes off several lines is
 * computed once on their sum and dealt out by largest remainder, so that the lines add up to it.
 *
 * A promotion that does not combine takes only from lines from which no other one took, and no other takes from them after it.
 * Those that combine go together. Nothing ever falls below zero.
 *
 * Lines whose price came with the order are left alone: who gave it has done all of this already.
 */

struct basket_discount {
    const struct promotion *promotion;
    amount amount;
    int64_t units; /* for which it holds */
};

struct basket_line {
    const struct promoted *product; /* NULL: the price was given, nothing is taken off */
    const struct resolved_price *resolved;
    int64_t quantity;
    amount charged; /* price times quantity, before anything is taken off */
    /* out */
    amount discount;
    struct basket_discount *discounts; /* in the arena */
    size_t discount_count;
};

/* A promotion of the book, and how often it may still be used; PROMOTION_UNLIMITED: as often as one likes. */
struct basket_promotion {
    const struct promotion *promotion;
    int64_t orders_left, units_left;
    bool asked; /* it needs a coupon, which was given */
    /* out */
    amount amount;
    int64_t units;
    bool used;
};

struct basket {
    struct currency currency;
    struct market market;
    instant at;
    struct basket_line *lines;
    size_t line_count;
    amount shipping;                            /* charged for it */
    amount shipping_discount;                   /* out */
    const struct promotion *shipping_promotion; /* out; NULL: none */
    struct basket_promotion *promotions;        /* all of the book, in the order of promotion_compare */
    size_t promotion_count;
};

/* Refuses sums that are too large. */
bool basket_discount(struct basket *basket, struct arena *arena, struct fault *fault) CHECKED;

#endif
