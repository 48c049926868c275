/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/shipment.h"

#include "base/memory.h"
#include "shop/product.h"
#include "shop/stock.h"

#include <stdlib.h>

/* What leaves now of each line. */
static bool quantities(const struct order *order, const struct shipment_part *parts, size_t count, int64_t *leaving,
                       struct fault *fault)
{
    for (size_t i = 0; i < order->line_count; i++)
        leaving[i] = count ? 0 : order_line_open(&order->lines[i]);
    for (size_t i = 0; i < count; i++) {
        const struct order_line *line;

        if (parts[i].line < 1 || parts[i].line > order->line_count) {
            fault_set(fault, FAULT_REFUSED, "unknown_line", "line", "order %.*s has no line %zu", SLICE_ARGS(order->id),
                      parts[i].line);
            return fault_within(fault, "ship.lines[%zu]", i + 1);
        }
        line = &order->lines[parts[i].line - 1];
        leaving[parts[i].line - 1] += parts[i].quantity;
        if (leaving[parts[i].line - 1] > order_line_open(line)) {
            fault_set(fault, FAULT_REFUSED, "more_than_ordered", "quantity", "only %lld of line %zu are left to ship",
                      (long long)order_line_open(line), parts[i].line);
            return fault_within(fault, "ship.lines[%zu]", i + 1);
        }
    }
    return true;
}

struct departure {
    struct slice sku, location;
    int64_t quantity;
    size_t line;
};

static int by_stock(const void *a, const void *b)
{
    const struct departure *x = a;
    const struct departure *y = b;
    int order = slice_compare(x->sku, y->sku);

    return order ? order : slice_compare(x->location, y->location);
}

static bool leave(const struct order *order, struct store *store, struct departure *departures, size_t count,
                  struct changes *changes, struct fault *fault)
{
    char reason[64] = "shipment of order ";
    size_t start = strlen(reason);
    struct slice why = {reason, start + order->id.length};
    size_t i = 0;

    memcpy(reason + start, order->id.bytes, order->id.length);
    if (count)
        qsort(departures, count, sizeof *departures, by_stock);
    while (i < count) {
        const struct departure *first = &departures[i];
        struct stock_movement movement = {.sku = first->sku, .location = first->location, .may_fall_short = true, .reason = why};
        struct stock_level level;
        bool found;

        for (; i < count && by_stock(first, &departures[i]) == 0; i++) {
            movement.on_hand -= departures[i].quantity;
            movement.reserved -= departures[i].quantity;
        }
        if (!stock_find(store, movement.sku, movement.location, &level, &found, fault))
            return false;
        if (!stock_move(&movement, &level, changes, fault))
            return fault_within(fault, "lines[%zu]", first->line + 1);
    }
    return true;
}

static size_t most_departures(const struct order *order)
{
    size_t count = 1;

    for (size_t i = 0; i < order->line_count; i++)
        count += order->lines[i].has_components ? order->lines[i].component_count : 1;
    return count;
}

/* Whether anything leaves, be it something that was never on a shelf. */
static bool departures_of(const struct order *order, const int64_t *leaving, struct departure *departures, size_t *count)
{
    bool any = false;

    *count = 0;
    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];
        struct departure departure = {.location = line->location, .line = i};
        size_t at = 0;

        any |= leaving[i] > 0;
        while (leaving[i] > 0 && order_line_takes(line, leaving[i], &at, &departure.sku, &departure.quantity))
            departures[(*count)++] = departure;
    }
    return any;
}

static void note_shipment(struct order *order, const int64_t *leaving, instant now)
{
    for (size_t i = 0; i < order->line_count; i++)
        order->lines[i].shipped += leaving[i];
    order_settle(order);
    order->shipped = true;
    order->shipped_at = now;
}

bool order_ship(struct order *order, struct store *store, const struct shipment_part *parts, size_t count, instant now,
                struct changes *changes, bool *changed, size_t *row, struct fault *fault)
{
    int64_t *leaving;
    struct departure *departures;
    size_t departing = 0;
    struct text id = TEXT_INIT;
    uint64_t number;
    bool done;

    *changed = false;
    if (order->status == ORDER_CANCELLED)
        return fault_set(fault, FAULT_REFUSED, "cancelled", "status", "order %.*s is cancelled", SLICE_ARGS(order->id));
    leaving = memory_take(order->line_count * sizeof *leaving);
    departures = memory_take(most_departures(order) * sizeof *departures);
    done = quantities(order, parts, count, leaving, fault);
    if (done && departures_of(order, leaving, departures, &departing)) {
        done = leave(order, store, departures, departing, changes, fault) && order_number(order->id, &number, fault);
        if (done) {
            note_shipment(order, leaving, now);
            order_id(number, &id);
            order_write(order, changes_begin(changes, text_slice(&id)));
            *row = changes_end(changes);
            text_release(&id);
            *changed = true;
        }
    }
    free(leaving);
    free(departures);
    return done;
}
