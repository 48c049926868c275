/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/order_pricing.h"

#include "shop/basket.h"
#include "shop/price_explanation.h"
#include "shop/product.h"
#include "shop/promotion_use.h"

bool order_prices_are_plain(const struct order *order, const struct price_book *book, const struct settings *settings)
{
    return !order->explanation && !order->is_foreign && !book->list_count && !book->promotion_count &&
           order->prices_include_tax == settings->prices_include_tax;
}

bool price_book_counts_customers(const struct price_book *book)
{
    for (size_t i = 0; i < book->promotion_count; i++)
        if (book->promotions[i].limit_per_customer != PROMOTION_UNLIMITED)
            return true;
    return false;
}

static struct market market_of(const struct order *order)
{
    return (struct market){
        .channel = order->channel, .country = order->country, .group = order->group, .is_foreign = order->is_foreign};
}

static bool resolve(const struct order *order, const struct order_line *line, const struct price_book *book, struct store *store,
                    const struct settings *settings, struct price_case *all, struct resolved_price *resolved,
                    struct price_candidates *candidates, struct arena *arena, struct fault *fault)
{
    const struct price_question question = {.sku = line->sku,
                                            .market = market_of(order),
                                            .currency = order->currency,
                                            .prices_include_tax = order->prices_include_tax,
                                            .quantity = line->quantity,
                                            .at = order->placed_at};

    if (!price_case_read(all, book, store, &question, candidates != NULL, arena, fault))
        return false;
    all->product.vat_rate = line->vat_rate;
    price_resolve(all, &question, settings, resolved, candidates, arena);
    return true;
}

bool order_find_price(const struct order *order, struct order_line *line, const struct price_book *book, struct store *store,
                      const struct settings *settings, struct arena *arena, struct fault *fault)
{
    struct line_explanation *why = order->explanation ? &order->explanation->lines[line - order->lines] : NULL;
    struct price_case all;
    struct resolved_price resolved;

    if (!resolve(order, line, book, store, settings, &all, &resolved, why ? &why->candidates : NULL, arena, fault))
        return false;
    if (why) {
        why->source = resolved.source;
        why->list = resolved.list;
    }
    if (resolved.price == PRODUCT_UNSET)
        return fault_set(fault, FAULT_REFUSED, "no_price", "price", "\"%.*s\" has no price here", SLICE_ARGS(line->sku));
    line->price = resolved.price;
    if (resolved.lasting != PRODUCT_UNSET && resolved.lasting != resolved.price)
        line->list_price = resolved.lasting;
    return true;
}

/* The order as a basket. */

struct discounting {
    struct order *order;
    const struct price_book *book;
    struct slice customer;
    struct store *store;
    const struct settings *settings;
    struct arena *arena;
    struct basket basket;
};

static bool fill_line(struct discounting *work, struct basket_line *row, const struct order_line *line, struct fault *fault)
{
    struct price_case *all = arena_take(work->arena, sizeof *all);
    struct resolved_price *resolved = arena_take(work->arena, sizeof *resolved);

    *row = (struct basket_line){.quantity = line->quantity};
    if (!price_times(line->price, line->quantity, &work->order->currency, &row->charged))
        return fault_set(fault, FAULT_REFUSED, "number_too_large", "quantity", "price times quantity is too large");
    if (!line->price_is_ours)
        return true;
    row->product = &all->product.promoted;
    row->resolved = resolved;
    return resolve(work->order, line, work->book, work->store, work->settings, all, resolved, NULL, work->arena, fault);
}

static bool fill_lines(struct discounting *work, struct fault *fault)
{
    struct order *order = work->order;

    work->basket.line_count = order->line_count;
    work->basket.lines = arena_take(work->arena, order->line_count * sizeof *work->basket.lines);
    for (size_t i = 0; i < order->line_count; i++)
        if (!fill_line(work, &work->basket.lines[i], &order->lines[i], fault))
            return fault_within(fault, "lines[%zu]", i + 1);
    if (!order->shipping.given || order->shipping.discount)
        return true;
    return price_times(order->shipping.price, 1, &order->currency, &work->basket.shipping) ||
           fault_set(fault, FAULT_REFUSED, "number_too_large", "shipping.price", "is too large");
}

static int64_t least(int64_t a, int64_t b)
{
    return a == PROMOTION_UNLIMITED || (b != PROMOTION_UNLIMITED && b < a) ? b : a;
}

static int64_t left_of(int64_t limit, int64_t used)
{
    if (limit == PROMOTION_UNLIMITED)
        return PROMOTION_UNLIMITED;
    return used < limit ? limit - used : 0;
}

/* How often the promotion may still be used. */
static bool count_left(struct discounting *work, struct basket_promotion *row, struct fault *fault)
{
    const struct promotion *promotion = row->promotion;
    struct index *index = store_index(work->store);
    struct promotion_use use;

    if (promotion->limit != PROMOTION_UNLIMITED || promotion->stock_cap != PROMOTION_UNLIMITED) {
        if (!promotion_use_find(index, promotion->id, SLICE(""), &use, fault))
            return false;
        row->orders_left = left_of(promotion->limit, use.orders);
        row->units_left = left_of(promotion->stock_cap, use.units);
    }
    if (promotion->limit_per_customer == PROMOTION_UNLIMITED)
        return true;
    if (!work->customer.length) {
        row->orders_left = 0;
        return true;
    }
    if (!promotion_use_find(index, promotion->id, work->customer, &use, fault))
        return false;
    row->orders_left = least(row->orders_left, left_of(promotion->limit_per_customer, use.orders));
    return true;
}

static bool is_asked(const struct order *order, const struct promotion *promotion)
{
    for (size_t i = 0; promotion->coupon.bytes && i < order->coupon_count; i++)
        if (coupon_same(promotion->coupon, order->coupons[i]))
            return true;
    return false;
}

static bool is_valid(const struct discounting *work, const struct promotion *promotion)
{
    return !promotion_misfit(promotion, &work->basket.market) && validity_holds(&promotion->validity, work->basket.at);
}

static bool fill_promotions(struct discounting *work, struct fault *fault)
{
    const struct price_book *book = work->book;

    work->basket.promotion_count = book->promotion_count;
    work->basket.promotions = arena_take(work->arena, book->promotion_count * sizeof *work->basket.promotions);
    for (size_t i = 0; i < book->promotion_count; i++) {
        struct basket_promotion *row = &work->basket.promotions[i];

        *row = (struct basket_promotion){.promotion = &book->promotions[i],
                                         .orders_left = PROMOTION_UNLIMITED,
                                         .units_left = PROMOTION_UNLIMITED,
                                         .asked = is_asked(work->order, &book->promotions[i])};
        if ((row->asked || !row->promotion->coupon.bytes) && is_valid(work, row->promotion) && !count_left(work, row, fault))
            return false;
    }
    return true;
}

/* A code may stand for several promotions: it is good if one of them took something off. */
static bool check_coupon(const struct discounting *work, struct slice coupon, struct fault *fault)
{
    bool known = false;
    bool valid = false;
    bool left = false;

    for (size_t i = 0; i < work->basket.promotion_count; i++) {
        const struct basket_promotion *row = &work->basket.promotions[i];

        if (!row->promotion->coupon.bytes || !coupon_same(row->promotion->coupon, coupon))
            continue;
        if (row->used)
            return true;
        known = true;
        valid |= is_valid(work, row->promotion);
        left |= is_valid(work, row->promotion) && row->orders_left != 0;
    }
    if (!known)
        return fault_set(fault, FAULT_REFUSED, "unknown_coupon", "coupons", "\"%.*s\" is not known", SLICE_ARGS(coupon));
    if (!valid)
        return fault_set(fault, FAULT_REFUSED, "coupon_not_valid", "coupons", "\"%.*s\" is not for this order, or not for now",
                         SLICE_ARGS(coupon));
    if (!left)
        return fault_set(fault, FAULT_REFUSED, "coupon_used_up", "coupons", "\"%.*s\" was used as often as it may be%s",
                         SLICE_ARGS(coupon), work->customer.length ? "" : ", or is for customers who are named");
    return fault_set(fault, FAULT_REFUSED, "coupon_without_effect", "coupons", "\"%.*s\" takes nothing off this order",
                     SLICE_ARGS(coupon));
}

static void keep_discounts(struct discounting *work)
{
    struct order *order = work->order;

    for (size_t i = 0; i < order->line_count; i++) {
        const struct basket_line *row = &work->basket.lines[i];
        struct order_line *line = &order->lines[i];

        if (!row->discount_count)
            continue;
        line->discount = row->discount;
        line->discount_count = row->discount_count;
        line->discounts = arena_take(work->arena, row->discount_count * sizeof *line->discounts);
        for (size_t j = 0; j < row->discount_count; j++)
            line->discounts[j] =
                (struct order_discount){.promotion = row->discounts[j].promotion->id, .amount = row->discounts[j].amount};
    }
    if (work->basket.shipping_promotion)
        order->shipping.discount = work->basket.shipping_discount;
    order->discounts = arena_take(work->arena, work->basket.promotion_count * sizeof *order->discounts);
    for (size_t i = 0; i < work->basket.promotion_count; i++) {
        const struct basket_promotion *row = &work->basket.promotions[i];

        if (row->used)
            order->discounts[order->discount_count++] =
                (struct order_discount){row->promotion->id, row->promotion->coupon, row->units, row->amount};
    }
}

bool order_find_discounts(struct order *order, const struct price_book *book, struct slice customer, struct store *store,
                          const struct settings *settings, struct arena *arena, struct fault *fault)
{
    struct discounting work = {.order = order,
                               .book = book,
                               .customer = customer,
                               .store = store,
                               .settings = settings,
                               .arena = arena,
                               .basket = {.currency = order->currency, .market = market_of(order), .at = order->placed_at}};

    if (!book->promotion_count && !order->coupon_count)
        return true;
    if (!fill_lines(&work, fault) || !fill_promotions(&work, fault) || !basket_discount(&work.basket, arena, fault))
        return false;
    for (size_t i = 0; i < order->coupon_count; i++)
        if (!check_coupon(&work, order->coupons[i], fault))
            return false;
    keep_discounts(&work);
    return true;
}
