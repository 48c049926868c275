/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/check.h"

#include "base/memory.h"
#include "shop/invoice.h"
#include "shop/order.h"
#include "shop/stock.h"
#include "json/scan.h"

#include <stdlib.h>

/* What open orders wait for, by stock record: a hash of the id, for a shop may have a million of them. */
struct promise {
    struct slice id; /* in the arena */
    int64_t quantity;
};

struct checking {
    struct store *store;
    check_finding *found;
    void *context;
    struct check_sums *sums;
    struct promise *promises;
    size_t count, slots;
    struct arena names, arena;
    struct text id, room, reason;
};

static struct promise *promise_of(struct checking *checking, struct slice id)
{
    uint64_t hash = 0xcbf29ce484222325u;
    size_t at;

    for (size_t i = 0; i < id.length; i++)
        hash = (hash ^ (unsigned char)id.bytes[i]) * 0x100000001b3u;
    at = hash & (checking->slots - 1);
    while (checking->promises[at].id.bytes && !slice_equal(checking->promises[at].id, id))
        at = (at + 1) & (checking->slots - 1);
    return &checking->promises[at];
}

static void widen(struct checking *checking)
{
    struct promise *before = checking->promises;
    size_t slots = checking->slots;

    checking->slots = slots ? slots * 2 : 1024;
    checking->promises = memory_take_zeroed(checking->slots, sizeof *checking->promises);
    for (size_t i = 0; i < slots; i++)
        if (before[i].id.bytes)
            *promise_of(checking, before[i].id) = before[i];
    free(before);
}

static void add_promise(struct checking *checking, const struct order_line *line)
{
    struct promise *promise;

    if (checking->count * 2 >= checking->slots)
        widen(checking);
    stock_id(line->sku, line->location, &checking->id);
    promise = promise_of(checking, text_slice(&checking->id));
    if (!promise->id.bytes) {
        *promise = (struct promise){arena_copy(&checking->names, text_slice(&checking->id)), 0};
        checking->count++;
    }
    promise->quantity += line->quantity - line->shipped;
}

static bool lines_add_up(const struct order *order)
{
    amount net = order->shipping.net;
    amount vat = order->shipping.vat;
    amount rates_net = 0;
    amount rates_vat = 0;
    int64_t units = 0;

    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];

        net += line->net;
        vat += line->vat;
        units += line->quantity;
        if (line->net + line->vat != line->gross || line->shipped > line->quantity)
            return false;
    }
    for (size_t i = 0; i < order->totals.rate_count; i++) {
        rates_net += order->totals.rates[i].net;
        rates_vat += order->totals.rates[i].vat;
    }
    return net == order->totals.net && vat == order->totals.vat && rates_net == net && rates_vat == vat &&
           net + vat == order->totals.gross && units == order->units;
}

static bool check_order(struct checking *checking, struct store_walk *walk, struct fault *fault)
{
    struct order order;
    struct slice value;

    arena_clear(&checking->arena);
    if (!store_walk_value(walk, &value, fault) || !order_from_stored(&order, value, &checking->arena, fault))
        return false;
    checking->sums->orders++;
    if (!lines_add_up(&order))
        checking->found(checking->context, store_walk_id(walk), "wrong_total", "the lines do not add up to the totals");
    for (size_t i = 0; order.status != ORDER_CANCELLED && i < order.line_count; i++)
        if (order.lines[i].shipped < order.lines[i].quantity)
            add_promise(checking, &order.lines[i]);
    return true;
}

static bool check_stock(struct checking *checking, struct store_walk *walk, struct fault *fault)
{
    struct slice value;
    struct slice id = store_walk_id(walk);
    struct promise *promise;
    struct slice held_back;
    int64_t on_hand;
    int64_t reserved;
    int64_t safety = 0;
    int64_t available;

    if (!store_walk_value(walk, &value, fault))
        return false;
    checking->sums->stock_levels++;
    held_back = scan_find(value, "safety");
    if ((held_back.bytes && !scan_integer(held_back, &safety)) || !scan_integer(scan_find(value, "on_hand"), &on_hand) ||
        !scan_integer(scan_find(value, "reserved"), &reserved) || !scan_integer(scan_find(value, "available"), &available)) {
        checking->found(checking->context, id, "unreadable", "the record has not the numbers it should have");
        return true;
    }
    if (available != on_hand - reserved - safety || on_hand < 0 || reserved < 0 || safety < 0) {
        text_clear(&checking->reason);
        text_printf(&checking->reason, "on hand %lld, reserved %lld, safety %lld, available %lld cannot be", (long long)on_hand,
                    (long long)reserved, (long long)safety, (long long)available);
        checking->found(checking->context, id, "wrong_stock", text_string(&checking->reason));
    }
    promise = checking->slots ? promise_of(checking, id) : NULL;
    if (reserved != (promise && promise->id.bytes ? promise->quantity : 0)) {
        text_clear(&checking->reason);
        text_printf(&checking->reason, "%lld are reserved, open orders wait for %lld", (long long)reserved,
                    (long long)(promise && promise->id.bytes ? promise->quantity : 0));
        checking->found(checking->context, id, "wrong_reservation", text_string(&checking->reason));
    }
    if (promise && promise->id.bytes)
        promise->quantity = 0;
    return true;
}

struct series_check {
    struct text name;
    int64_t sequence;
    day day;
};

static bool check_invoice(struct checking *checking, struct store_walk *walk, struct series_check *last, struct fault *fault)
{
    struct order content;
    struct slice value;
    struct slice series;
    int64_t sequence = 0;

    arena_clear(&checking->arena);
    if (!store_walk_value(walk, &value, fault) || !order_from_stored(&content, value, &checking->arena, fault))
        return false;
    checking->sums->invoices++;
    if (!lines_add_up(&content))
        checking->found(checking->context, store_walk_id(walk), "wrong_total", "the lines do not add up to the totals");
    series = scan_decoded(scan_find(value, "series"), &checking->room);
    if (!scan_integer(scan_find(value, "sequence"), &sequence))
        sequence = 0;
    if (!slice_equal(series, text_slice(&last->name))) {
        text_clear(&last->name);
        text_add_slice(&last->name, series);
        last->sequence = 0;
        last->day = content.day;
    }
    if (sequence != last->sequence + 1) {
        text_clear(&checking->reason);
        text_printf(&checking->reason, "number %lld follows number %lld", (long long)sequence, (long long)last->sequence);
        checking->found(checking->context, store_walk_id(walk), "wrong_sequence", text_string(&checking->reason));
    }
    if (content.day < last->day)
        checking->found(checking->context, store_walk_id(walk), "wrong_day", "is dated before the invoice before it");
    last->sequence = sequence;
    last->day = content.day;
    return true;
}

enum checked { CHECKED_ORDERS, CHECKED_STOCK, CHECKED_INVOICES, CHECKED_PRODUCTS };

static bool walk_all(struct checking *checking, const char *prefix, enum checked what, struct fault *fault)
{
    struct series_check last = {TEXT_INIT, 0, 0};
    struct store_walk walk;
    bool found = true;
    bool done = store_walk_begin(&walk, checking->store, slice_of(prefix), fault);

    while (done && found) {
        done = store_walk_next(&walk, &found, fault);
        if (!done || !found)
            break;
        switch (what) {
        case CHECKED_ORDERS:
            done = check_order(checking, &walk, fault);
            break;
        case CHECKED_STOCK:
            done = check_stock(checking, &walk, fault);
            break;
        case CHECKED_INVOICES:
            done = check_invoice(checking, &walk, &last, fault);
            break;
        case CHECKED_PRODUCTS:
            checking->sums->products++;
            break;
        }
    }
    store_walk_end(&walk);
    text_release(&last.name);
    return done;
}

static void find_lost_promises(struct checking *checking)
{
    for (size_t i = 0; i < checking->slots; i++)
        if (checking->promises[i].id.bytes && checking->promises[i].quantity)
            checking->found(checking->context, checking->promises[i].id, "wrong_reservation",
                            "open orders wait for goods that no stock record knows");
}

bool shop_check(struct store *store, check_finding *found, void *context, struct check_sums *sums, struct fault *fault)
{
    struct checking checking = {.store = store, .found = found, .context = context, .sums = sums};
    bool done;

    *sums = (struct check_sums){0};
    done = walk_all(&checking, "product/", CHECKED_PRODUCTS, fault) && walk_all(&checking, "order/", CHECKED_ORDERS, fault) &&
           walk_all(&checking, "stock/", CHECKED_STOCK, fault) && walk_all(&checking, "invoice/", CHECKED_INVOICES, fault);
    if (done)
        find_lost_promises(&checking);
    free(checking.promises);
    arena_release(&checking.names);
    arena_release(&checking.arena);
    text_release(&checking.id);
    text_release(&checking.room);
    text_release(&checking.reason);
    return done;
}
