/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/tax_in_prices.h"

#include "shop/product.h"

void order_follow_discounts(struct order *order, const struct order_line *before, const struct order_line *after)
{
    for (size_t i = 0; i < before->discount_count; i++)
        for (size_t j = 0; j < order->discount_count; j++)
            if (slice_equal(order->discounts[j].promotion, before->discounts[i].promotion)) {
                order->discounts[j].amount -= before->discounts[i].amount - after->discounts[i].amount;
                break;
            }
}

/* Each promotion's part of a discount that is another one now. */
static void share_discount(struct order *order, struct order_line *line, struct arena *arena)
{
    const struct order_line before = *line;
    const size_t count = line->discount_count;
    amount *weights = arena_take(arena, 2 * count * sizeof *weights);
    amount *parts = weights + count;

    line->discounts = arena_take(arena, count * sizeof *line->discounts);
    for (size_t i = 0; i < count; i++)
        weights[i] = before.discounts[i].amount;
    amount_share(line->discount, weights, count, parts);
    for (size_t i = 0; i < count; i++) {
        line->discounts[i] = before.discounts[i];
        line->discounts[i].amount = parts[i];
    }
    order_follow_discounts(order, &before, line);
}

static void change_discount(struct order *order, struct order_line *line, percent numerator, percent denominator,
                            struct arena *arena)
{
    if (!line->discount)
        return;
    line->discount = (amount)divide_rounded((wide)line->discount * numerator, denominator);
    if (line->discount_count)
        share_discount(order, line, arena);
}

static price without_tax(price shown, percent home)
{
    return (price)divide_rounded((wide)shown * PERCENT_WHOLE, PERCENT_WHOLE + home);
}

static price with_tax(price without, percent home, const struct currency *currency)
{
    price shown = (price)divide_rounded((wide)without * (PERCENT_WHOLE + home), PERCENT_WHOLE);
    price unit = PRICE_UNIT;
    price whole;

    for (unsigned i = 0; i < currency->decimals; i++)
        unit /= 10;
    whole = (price)divide_rounded(shown, unit) * unit;
    return without_tax(whole, home) == without ? whole : shown;
}

void line_take_tax_off(struct order *order, struct order_line *line, percent home, struct arena *arena)
{
    line->price = without_tax(line->price, home);
    if (line->list_price != PRODUCT_UNSET)
        line->list_price = without_tax(line->list_price, home);
    change_discount(order, line, PERCENT_WHOLE, PERCENT_WHOLE + home, arena);
}

void line_put_tax_on(struct order *order, struct order_line *line, percent home, struct arena *arena)
{
    line->price = with_tax(line->price, home, &order->currency);
    if (line->list_price != PRODUCT_UNSET)
        line->list_price = with_tax(line->list_price, home, &order->currency);
    change_discount(order, line, PERCENT_WHOLE + home, PERCENT_WHOLE, arena);
}
