/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PRICE_RULE_H
#define COLPORTEUR_SHOP_PRICE_RULE_H

#include "base/fault.h"
#include "base/money.h"

#include <stdbool.h>

/*
 * Changing prices by a rule: a percentage or an amount more or less, or a price for all; then an ending that people like to see
 * (19.99, 24.90); and never below what leaves a margin over the cost. Exact, rounded to the currency's decimals once.
 */

enum price_change { PRICE_CHANGE_NONE, PRICE_CHANGE_TO, PRICE_CHANGE_BY_PERCENT, PRICE_CHANGE_BY_AMOUNT };
enum price_direction { PRICE_NEAREST, PRICE_UP, PRICE_DOWN };

struct price_rule {
    enum price_change change;
    bool less; /* by so much less */
    percent percent;
    price amount;
    bool has_ending;
    price ending; /* 0.99; 4.90 */
    price step;   /* at which it recurs: 1, or 10 for 4.90 */
    enum price_direction direction;
    bool has_floor;
    percent floor; /* what a price without tax must be over the cost, at least */
};

/* What made the price what it is. */
struct price_steps {
    bool ending, floor;
};

/* Percentages may be more than a hundred here: "150", "150%". */
bool price_rule_read_percent(struct slice text, const char *option, percent *value, struct fault *fault) CHECKED;
/* "+5", "-10%"; "5" is 5 more. `is_percent` says which it is. The fault (FAULT_USAGE) names the option. */
bool price_rule_read_change(struct price_rule *rule, struct slice text, bool is_percent, const char *option,
                            struct fault *fault) CHECKED;
/* ".99", "0.95", "4.90": the last digits of prices, from the point on or with some before it. */
bool price_rule_read_ending(struct price_rule *rule, struct slice text, struct fault *fault) CHECKED;

/* "-10 %, ending 0.99 up, floor 30 %": the same rule gives the same words. */
void price_rule_write(const struct price_rule *rule, const struct currency *currency, struct text *text);

/*
 * The price by the rule. `rate` is that of the tax in the price, 0 if there is none in it. `cost` PRODUCT_UNSET: not known, which
 * is refused ("missing_field") where there is a floor. Refuses what would be nothing, or too much ("out_of_range").
 */
bool price_rule_apply(const struct price_rule *rule, price unit, price cost, percent rate, const struct currency *currency,
                      price *changed, struct price_steps *steps, struct fault *fault) CHECKED;

#endif
