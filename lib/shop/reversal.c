/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/reversal.h"

#include "shop/goods_movement.h"
#include "shop/order_places.h"
#include "shop/product.h"
#include "shop/stock.h"

struct refundable order_line_refundable(const struct order_line *line)
{
    return (struct refundable){line->quantity,        line->net, line->gross, line->given_back.units, line->given_back.net,
                               line->given_back.gross};
}

struct refundable order_shipping_refundable(const struct order_shipping *shipping)
{
    return (struct refundable){0, shipping->net, shipping->gross, 0, shipping->given_back.net, shipping->given_back.gross};
}

/* A decision in the making: what is left, the lines first, the shipping last. */
struct decision {
    const struct order *order;
    struct refundable *left;
    struct reversal *reversal;
};

static struct refundable *shipping_left(struct decision *decision)
{
    return &decision->left[decision->order->line_count];
}

static void give_back(struct decision *decision, size_t at, struct refunded_part part)
{
    struct reversal *reversal = decision->reversal;
    struct refunded_part *sum = at < decision->order->line_count ? &reversal->lines[at].part : &reversal->shipping;

    refundable_take(&decision->left[at], &part);
    sum->units += part.units;
    sum->net += part.net;
    sum->vat += part.vat;
    sum->gross += part.gross;
    reversal->total += part.gross;
}

static void give_back_rest(struct decision *decision, size_t at)
{
    const struct refundable *left = &decision->left[at];
    int64_t units = refundable_units_left(left);

    give_back(decision, at,
              units ? refundable_units(left, units, decision->order->prices_include_tax)
                    : refundable_amount(left, refundable_left(left)));
}

static bool too_much(const struct order *order, const char *field, amount left, const char *of, struct fault *fault)
{
    struct text text = TEXT_INIT;

    amount_write(&text, left, &order->currency);
    fault_set(fault, FAULT_REFUSED, "more_than_paid", field, "only %s %s of %s are left to give back", text_string(&text),
              order->currency.code, of);
    text_release(&text);
    return false;
}

static bool give_back_amount(struct decision *decision, size_t at, amount gross, const char *field, const char *of,
                             struct fault *fault)
{
    amount left = refundable_left(&decision->left[at]);

    if (gross > left)
        return too_much(decision->order, field, left, of, fault);
    give_back(decision, at, refundable_amount(&decision->left[at], gross));
    return true;
}

static bool decide_goods(struct decision *decision, const struct reversal_line *asked, const struct reversal_request *request,
                         int64_t units, struct fault *fault)
{
    const struct order_line *line = &decision->order->lines[asked->line - 1];
    struct line_reversal *result = &decision->reversal->lines[asked->line - 1];
    int64_t back = order_line_out(line) - result->restocked;
    int64_t restock = asked->has_restock ? asked->restock : !request->restocks ? 0 : units < back ? units : back;
    struct slice location = asked->location.bytes ? asked->location : request->location;
    int64_t open = order_line_open(line) - result->cancelled;

    if (!location.bytes)
        location = line->location;
    if (restock > units)
        return fault_set(fault, FAULT_REFUSED, "more_than_refunded", "restock",
                         "%lld units are given back, and %lld cannot come back", (long long)units, (long long)restock);
    if (restock > back)
        return fault_set(fault, FAULT_REFUSED, "not_shipped", "restock",
                         "only %lld of line %zu were shipped and have not come back", (long long)back, asked->line);
    if (!location_check(location, "location", fault))
        return false;
    if (restock && result->restocked && !slice_equal(location, result->location))
        return fault_set(fault, FAULT_REFUSED, "contradiction", "location", "line %zu comes back to another one as well",
                         asked->line);
    if (restock)
        result->location = location;
    result->restocked += restock;
    if (!request->by_return)
        result->cancelled += units - restock < open ? units - restock : open;
    return true;
}

static bool decide_line(struct decision *decision, const struct reversal_line *asked, const struct reversal_request *request,
                        struct fault *fault)
{
    size_t at = asked->line - 1;
    struct text of = TEXT_INIT;
    int64_t units;
    int64_t left;
    bool done = true;

    if (asked->line < 1 || asked->line > decision->order->line_count)
        return fault_set(fault, FAULT_REFUSED, "unknown_line", "line", "order %.*s has no line %zu",
                         SLICE_ARGS(decision->order->id), asked->line);
    left = refundable_units_left(&decision->left[at]);
    units = asked->has_units ? asked->units : asked->has_amount ? 0 : left;
    if (units > left)
        return fault_set(fault, FAULT_REFUSED, "more_than_left", "quantity", "only %lld of line %zu are left to give back",
                         (long long)left, asked->line) ||
               fault_short(fault, left);
    if (asked->has_amount) {
        text_printf(&of, "line %zu", asked->line);
        done = give_back_amount(decision, at, asked->amount, "amount", text_string(&of), fault);
        text_release(&of);
        decision->left[at].refunded_units += units;
        decision->reversal->lines[at].part.units += units;
    } else if (asked->has_units) {
        give_back(decision, at, refundable_units(&decision->left[at], units, decision->order->prices_include_tax));
    } else {
        give_back_rest(decision, at);
    }
    return done && decide_goods(decision, asked, request, units, fault);
}

static bool decide_lines(struct decision *decision, const struct reversal_request *request, bool all, struct fault *fault)
{
    for (size_t i = 0; i < request->line_count; i++)
        if (!decide_line(decision, &request->lines[i], request, fault))
            return fault_within(fault, "lines[%zu]", i + 1);
    for (size_t i = 0; all && i < decision->order->line_count; i++)
        if (!decide_line(decision, &(struct reversal_line){.line = i + 1}, request, fault))
            return false;
    return true;
}

static bool spread_amount(struct decision *decision, amount gross, struct arena *arena, struct fault *fault)
{
    size_t count = decision->order->line_count + 1;
    amount *parts = arena_take(arena, count * sizeof *parts);
    amount left = 0;

    for (size_t i = 0; i < count; i++)
        left += refundable_left(&decision->left[i]);
    if (gross > left)
        return too_much(decision->order, "amount", left, "the order", fault);
    refundable_spread(decision->left, count, gross, parts);
    for (size_t i = 0; i < count; i++)
        give_back(decision, i, refundable_amount(&decision->left[i], parts[i]));
    return true;
}

/* Of the delivery, tax included, what the cheapest standard one would have cost. */
static bool standard_delivery(const struct order *order, amount *gross, struct fault *fault)
{
    const struct order_shipping *shipping = &order->shipping;
    amount charged = order->prices_include_tax ? shipping->gross : shipping->net;
    amount standard;

    *gross = shipping->gross;
    if (!shipping->given || shipping->standard_price == PRODUCT_UNSET)
        return true;
    if (!price_times(shipping->standard_price, 1, &order->currency, &standard))
        return fault_set(fault, FAULT_REFUSED, "number_too_large", "shipping.standard_price", "is too large");
    if (standard < charged)
        *gross = (amount)divide_rounded((wide)shipping->gross * standard, charged);
    return true;
}

static bool decide_delivery_by_law(struct decision *decision, struct fault *fault)
{
    struct refundable *shipping = shipping_left(decision);
    amount goods = 0;
    amount back = 0;
    amount due;
    bool all = true;

    if (!standard_delivery(decision->order, &due, fault))
        return false;
    for (size_t i = 0; i < decision->order->line_count; i++) {
        all &= refundable_units_left(&decision->left[i]) == 0;
        goods += decision->left[i].gross;
        back += decision->left[i].refunded_gross;
    }
    if (!all)
        due = goods ? (amount)divide_rounded((wide)due * back, goods) : 0;
    due -= shipping->refunded_gross;
    if (due > 0)
        give_back(decision, decision->order->line_count, refundable_amount(shipping, due));
    return true;
}

static bool decide_shipping(struct decision *decision, const struct reversal_request *request, bool all, struct fault *fault)
{
    if (request->by_law)
        return decide_delivery_by_law(decision, fault);
    if (all || request->shipping == SHIPPING_WHOLE)
        give_back_rest(decision, decision->order->line_count);
    return request->shipping != SHIPPING_PART ||
           give_back_amount(decision, decision->order->line_count, request->shipping_amount, "shipping", "the shipping", fault);
}

static bool is_nothing(const struct reversal *reversal, size_t count)
{
    bool nothing = reversal->total == 0;

    for (size_t i = 0; i < count; i++)
        nothing &= reversal->lines[i].part.units == 0;
    return nothing;
}

bool reversal_decide(struct reversal *reversal, const struct order *order, const struct reversal_request *request,
                     struct arena *arena, struct fault *fault)
{
    struct decision decision = {order, arena_take(arena, (order->line_count + 1) * sizeof *decision.left), reversal};
    bool all = !request->line_count && request->shipping == SHIPPING_KEPT && !request->has_amount;

    if (request->by_law && order->buyer == BUYER_BUSINESS)
        return fault_set(fault, FAULT_REFUSED, "not_a_consumer", "by_law",
                         "order %.*s is a business's, which has no right of withdrawal", SLICE_ARGS(order->id));
    *reversal =
        (struct reversal){.lines = arena_take(arena, order->line_count * sizeof *reversal->lines), .line_count = order->line_count};
    memset(reversal->lines, 0, order->line_count * sizeof *reversal->lines);
    for (size_t i = 0; i < order->line_count; i++)
        decision.left[i] = order_line_refundable(&order->lines[i]);
    *shipping_left(&decision) = order_shipping_refundable(&order->shipping);
    if (!decide_lines(&decision, request, all, fault) || !decide_shipping(&decision, request, all, fault) ||
        (request->has_amount && !spread_amount(&decision, request->amount, arena, fault)))
        return false;
    reversal->nothing = is_nothing(reversal, order->line_count);
    return true;
}

static struct refunded_part part_so_far(const struct order_given_back *given_back)
{
    return (struct refunded_part){given_back->units, given_back->net, given_back->gross - given_back->net, given_back->gross};
}

void reversal_so_far(struct reversal *reversal, const struct order *order, struct arena *arena)
{
    *reversal =
        (struct reversal){.lines = arena_take(arena, order->line_count * sizeof *reversal->lines), .line_count = order->line_count};
    reversal->shipping = part_so_far(&order->shipping.given_back);
    reversal->total = reversal->shipping.gross;
    for (size_t i = 0; i < order->line_count; i++) {
        reversal->lines[i] = (struct line_reversal){.part = part_so_far(&order->lines[i].given_back)};
        reversal->total += reversal->lines[i].part.gross;
    }
    reversal->nothing = is_nothing(reversal, order->line_count);
}

static void note(struct order_given_back *given_back, const struct refunded_part *part)
{
    given_back->units += part->units;
    given_back->net += part->net;
    given_back->gross += part->gross;
}

bool reversal_carry_out(const struct reversal *reversal, struct order *order, const char *what, struct store *store,
                        struct arena *arena, struct changes *changes, struct fault *fault)
{
    struct line_places *places = order_places(order, arena);
    struct goods_movements movements;

    goods_movements_begin(&movements, order, 3, arena);
    for (size_t i = 0; i < order->line_count; i++) {
        const struct line_reversal *back = &reversal->lines[i];

        if (order_places_ship(&places[i], (struct slice){NULL, 0}, back->leaving) ||
            order_places_cancel(&places[i], back->cancelled))
            return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "the places of line %zu of order %.*s do not add up",
                             i + 1, SLICE_ARGS(order->id));
        for (size_t j = 0; j < places[i].count; j++) {
            goods_movements_add(&movements, order, i, places[i].rows[j].location,
                                order_place_cancelled(&order->lines[i], &places[i], j), 0, -1);
            goods_movements_add(&movements, order, i, places[i].rows[j].location,
                                order_place_shipped(&order->lines[i], &places[i], j), -1, -1);
        }
        goods_movements_add(&movements, order, i, back->location, back->restocked, 1, 0);
    }
    if (!goods_move(&movements, order, what, store, changes, fault))
        return false;
    for (size_t i = 0; i < order->line_count; i++) {
        struct order_line *line = &order->lines[i];

        note(&line->given_back, &reversal->lines[i].part);
        order_places_keep(line, &places[i]);
        line->restocked += reversal->lines[i].restocked;
    }
    note(&order->shipping.given_back, &reversal->shipping);
    order_settle(order);
    return true;
}
