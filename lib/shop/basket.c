/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/basket.h"

#include <stdlib.h>

/* A line while promotions work on it. */
struct work_line {
    struct basket_line *line;
    amount left;  /* of what is charged */
    bool touched; /* something was taken off */
    bool closed;  /* by a promotion that does not combine */
};

struct work {
    struct basket *basket;
    struct work_line *lines;
    amount *weights, *parts; /* one for each line */
    struct arena *arena;
};

static bool too_large(struct fault *fault)
{
    return fault_set(fault, FAULT_REFUSED, "number_too_large", "lines", "price times quantity is too large");
}

static struct basket_promotion *row_of(struct basket *basket, const struct promotion *promotion)
{
    for (size_t i = 0; i < basket->promotion_count; i++)
        if (basket->promotions[i].promotion == promotion)
            return &basket->promotions[i];
    return NULL;
}

static void take_off(struct work_line *row, struct basket_promotion *from, amount off, int64_t units)
{
    struct basket_line *line = row->line;

    line->discounts[line->discount_count++] = (struct basket_discount){from->promotion, off, units};
    line->discount += off;
    row->left -= off;
    row->touched = true;
    row->closed |= !from->promotion->combines;
    from->amount += off;
    from->units += units;
    from->used = true;
}

/* The promotions that are shown, of one line: each takes what it takes off a unit, times the units it is for. */
static bool take_shown(struct work *work, struct work_line *row, struct fault *fault)
{
    const struct resolved_price *resolved = row->line->resolved;
    price unit = resolved->price;

    for (size_t i = 0; i < resolved->promotion_count; i++) {
        struct basket_promotion *from = row_of(work->basket, resolved->promotions[i]);
        price lowered = promotion_unit_price(resolved->promotions[i], unit, &work->basket->currency);
        int64_t units = row->line->quantity;
        amount before;
        amount after;

        if (from->units_left != PROMOTION_UNLIMITED && units > from->units_left - from->units)
            units = from->units_left - from->units;
        if (units <= 0)
            continue;
        if (!price_times(unit, units, &work->basket->currency, &before) ||
            !price_times(lowered, units, &work->basket->currency, &after))
            return too_large(fault);
        if (before > after)
            take_off(row, from, before - after < row->left ? before - after : row->left, units);
        unit = lowered;
    }
    return true;
}

static bool may_take(const struct work_line *row, const struct promotion *promotion)
{
    return row->line->product && row->left > 0 && !row->closed && (promotion->combines || !row->touched) &&
           promotion_covers(promotion, row->line->product);
}

/* What is charged for the goods that a promotion covers, before it: for its minimum. */
static bool reaches_minimum(const struct work *work, const struct promotion *promotion, bool *reaches, struct fault *fault)
{
    amount minimum;
    amount sum = 0;

    if (!price_times(promotion->minimum, 1, &work->basket->currency, &minimum))
        return too_large(fault);
    for (size_t i = 0; i < work->basket->line_count; i++) {
        const struct basket_line *line = work->lines[i].line;

        if (line->product && promotion_covers(promotion, line->product) && !amount_add(&sum, work->lines[i].left))
            return too_large(fault);
    }
    *reaches = sum >= minimum;
    return true;
}

/* The sum of what is left on the lines that it may take from, which become its weights. */
static bool weigh(struct work *work, const struct promotion *promotion, amount *sum, struct fault *fault)
{
    *sum = 0;
    for (size_t i = 0; i < work->basket->line_count; i++) {
        work->weights[i] = may_take(&work->lines[i], promotion) ? work->lines[i].left : 0;
        if (!amount_add(sum, work->weights[i]))
            return too_large(fault);
    }
    return true;
}

/* Deals an amount out over the lines by their weights; no line gets more than it has left. */
static void deal_out(struct work *work, struct basket_promotion *from, amount whole)
{
    size_t count = work->basket->line_count;

    if (whole <= 0)
        return;
    amount_share(whole, work->weights, count, work->parts);
    for (size_t i = 0; i < count; i++)
        if (work->parts[i] > 0)
            take_off(&work->lines[i], from, work->parts[i], work->lines[i].line->quantity);
}

static bool take_percent(struct work *work, struct basket_promotion *from, struct fault *fault)
{
    amount sum;

    if (!weigh(work, from->promotion, &sum, fault))
        return false;
    deal_out(work, from, (amount)divide_rounded((wide)sum * from->promotion->percent, PERCENT_WHOLE));
    return true;
}

static bool take_amount(struct work *work, struct basket_promotion *from, struct fault *fault)
{
    const struct promotion *promotion = from->promotion;
    amount sum;
    amount off;

    if (!weigh(work, promotion, &sum, fault))
        return false;
    if (promotion->per == PER_ORDER) {
        if (!price_times(promotion->value, 1, &work->basket->currency, &off))
            return too_large(fault);
        deal_out(work, from, off < sum ? off : sum);
        return true;
    }
    for (size_t i = 0; i < work->basket->line_count; i++) {
        struct work_line *row = &work->lines[i];

        if (!work->weights[i])
            continue;
        if (!price_times(promotion->value, promotion->per == PER_LINE ? 1 : row->line->quantity, &work->basket->currency, &off))
            return too_large(fault);
        if (off > 0)
            take_off(row, from, off < row->left ? off : row->left, row->line->quantity);
    }
    return true;
}

static bool take_fixed_price(struct work *work, struct basket_promotion *from, struct fault *fault)
{
    for (size_t i = 0; i < work->basket->line_count; i++) {
        struct work_line *row = &work->lines[i];
        amount fixed;

        if (!may_take(row, from->promotion))
            continue;
        if (!price_times(from->promotion->value, row->line->quantity, &work->basket->currency, &fixed))
            return too_large(fault);
        if (fixed < row->left)
            take_off(row, from, row->left - fixed, row->line->quantity);
    }
    return true;
}

/* Lines by what a unit costs, the cheapest first; equals stay in the order of the lines. */
static int by_unit(const void *a, const void *b)
{
    const struct work_line *x = *(struct work_line *const *)a;
    const struct work_line *y = *(struct work_line *const *)b;
    wide left = (wide)x->left * y->line->quantity;
    wide right = (wide)y->left * x->line->quantity;

    if (left != right)
        return left < right ? -1 : 1;
    return (x > y) - (x < y);
}

/* What so many of a line's units are of what it has left. */
static amount part_of(const struct work_line *row, int64_t units)
{
    return (amount)divide_rounded((wide)row->left * units, row->line->quantity);
}

/* Of every `buy` units the cheapest ones are free, whichever lines they are on. */
static void take_cheapest(struct work *work, struct basket_promotion *from)
{
    const struct promotion *promotion = from->promotion;
    struct work_line **rows = arena_take(work->arena, work->basket->line_count * sizeof *rows);
    int64_t units = 0;
    int64_t free_units;
    size_t count = 0;

    for (size_t i = 0; i < work->basket->line_count; i++)
        if (may_take(&work->lines[i], promotion)) {
            rows[count++] = &work->lines[i];
            units += work->lines[i].line->quantity;
        }
    free_units = units / promotion->buy * (promotion->buy - promotion->pay);
    if (count)
        qsort(rows, count, sizeof *rows, by_unit);
    for (size_t i = 0; i < count && free_units > 0; i++) {
        int64_t of_line = rows[i]->line->quantity < free_units ? rows[i]->line->quantity : free_units;

        take_off(rows[i], from, part_of(rows[i], of_line), of_line);
        free_units -= of_line;
    }
}

static int64_t units_of(const struct work *work, const struct promotion *promotion, struct slice sku)
{
    int64_t units = 0;

    for (size_t i = 0; i < work->basket->line_count; i++)
        if (may_take(&work->lines[i], promotion) &&
            (slice_equal(work->lines[i].line->product->sku, sku) || slice_equal(work->lines[i].line->product->parent, sku)))
            units += work->lines[i].line->quantity;
    return units;
}

static int64_t times_named(const struct names *names, struct slice sku)
{
    int64_t times = 0;

    for (size_t i = 0; i < names->count; i++)
        times += slice_equal(names->items[i], sku);
    return times;
}

/* How many whole sets there are. */
static int64_t sets_of(const struct work *work, const struct promotion *promotion)
{
    int64_t sets = INT64_MAX;

    for (size_t i = 0; i < promotion->skus.count; i++) {
        int64_t of_sku =
            units_of(work, promotion, promotion->skus.items[i]) / times_named(&promotion->skus, promotion->skus.items[i]);

        if (of_sku < sets)
            sets = of_sku;
    }
    return sets;
}

/* The units of the sets are taken from the lines in their order; what they cost more than the sets' price is dealt out. */
static bool take_bundle(struct work *work, struct basket_promotion *from, struct fault *fault)
{
    const struct promotion *promotion = from->promotion;
    const struct names *skus = &promotion->skus;
    int64_t sets = sets_of(work, promotion);
    amount together;
    amount sum = 0;

    if (!sets)
        return true;
    if (!price_times(promotion->value, sets, &work->basket->currency, &together))
        return too_large(fault);
    for (size_t i = 0; i < work->basket->line_count; i++)
        work->weights[i] = 0;
    for (size_t s = 0; s < skus->count; s++) {
        int64_t wanted = sets * times_named(skus, skus->items[s]);
        bool again = false;

        for (size_t earlier = 0; earlier < s; earlier++)
            again |= slice_equal(skus->items[earlier], skus->items[s]);
        for (size_t i = 0; !again && wanted > 0 && i < work->basket->line_count; i++) {
            struct work_line *row = &work->lines[i];
            int64_t units = row->line->quantity < wanted ? row->line->quantity : wanted;

            if (work->weights[i] || !may_take(row, promotion) ||
                (!slice_equal(row->line->product->sku, skus->items[s]) && !slice_equal(row->line->product->parent, skus->items[s])))
                continue;
            work->weights[i] = part_of(row, units);
            wanted -= units;
            if (!amount_add(&sum, work->weights[i]))
                return too_large(fault);
        }
    }
    deal_out(work, from, sum - together);
    return true;
}

static void take_shipping(struct work *work, struct basket_promotion *from)
{
    struct basket *basket = work->basket;

    if (basket->shipping <= 0 || basket->shipping_promotion)
        return;
    basket->shipping_discount = basket->shipping;
    basket->shipping_promotion = from->promotion;
    from->amount += basket->shipping;
    from->used = true;
}

static bool take(struct work *work, struct basket_promotion *from, struct fault *fault)
{
    switch (from->promotion->kind) {
    case PROMOTION_PERCENT:
        return take_percent(work, from, fault);
    case PROMOTION_AMOUNT:
        return take_amount(work, from, fault);
    case PROMOTION_FIXED_PRICE:
        return take_fixed_price(work, from, fault);
    case PROMOTION_FREE_SHIPPING:
        take_shipping(work, from);
        return true;
    case PROMOTION_BUY_N_PAY_M:
        take_cheapest(work, from);
        return true;
    case PROMOTION_BUNDLE:
        return take_bundle(work, from, fault);
    }
    return true;
}

static bool is_in_force(const struct basket *basket, const struct basket_promotion *row)
{
    return !promotion_is_shown(row->promotion) && (!row->promotion->coupon.bytes || row->asked) && row->orders_left != 0 &&
           !promotion_misfit(row->promotion, &basket->market) && validity_holds(&row->promotion->validity, basket->at);
}

/* Whether the goods are there that it is for; a promotion for everything needs nothing of the kind. */
static bool covers_any(const struct work *work, const struct promotion *promotion)
{
    for (size_t i = 0; i < work->basket->line_count; i++)
        if (work->lines[i].line->product && promotion_covers(promotion, work->lines[i].line->product))
            return true;
    return false;
}

bool basket_discount(struct basket *basket, struct arena *arena, struct fault *fault)
{
    size_t count = basket->line_count;
    struct work work = {.basket = basket,
                        .lines = arena_take(arena, count * sizeof *work.lines),
                        .weights = arena_take(arena, count * sizeof *work.weights),
                        .parts = arena_take(arena, count * sizeof *work.parts),
                        .arena = arena};

    basket->shipping_discount = 0;
    basket->shipping_promotion = NULL;
    for (size_t i = 0; i < basket->promotion_count; i++) {
        basket->promotions[i].amount = basket->promotions[i].units = 0;
        basket->promotions[i].used = false;
    }
    for (size_t i = 0; i < count; i++) {
        struct basket_line *line = &basket->lines[i];

        line->discount = 0;
        line->discount_count = 0;
        line->discounts = arena_take(arena, line->product ? basket->promotion_count * sizeof *line->discounts : 0);
        work.lines[i] = (struct work_line){.line = line, .left = line->charged};
        if (line->product && !take_shown(&work, &work.lines[i], fault))
            return fault_within(fault, "lines[%zu]", i + 1);
    }
    for (size_t i = 0; i < basket->promotion_count; i++) {
        struct basket_promotion *row = &basket->promotions[i];
        bool reaches = false;

        if (!is_in_force(basket, row) || !covers_any(&work, row->promotion))
            continue;
        if (!reaches_minimum(&work, row->promotion, &reaches, fault) || (reaches && !take(&work, row, fault)))
            return false;
    }
    return true;
}
