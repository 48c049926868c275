/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/wave.h"

#include "shop/location.h"
#include "shop/members.h"
#include "shop/order_quote.h"
#include "shop/packing.h"
#include "shop/product.h"
#include "shop/selection.h"
#include "shop/stock.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

#include <stdlib.h>

/* So much of an order's line, in goods. */
struct pick {
    struct slice sku, order;
    size_t line; /* from 1 */
    int64_t quantity;
    struct slice slot, name;
};

/* Goods at the location: what is left of them for the next order. */
struct shelf {
    struct slice sku;
    int64_t left;
};

struct making {
    const struct wave_request *request;
    struct location location;
    struct store *store;
    struct arena *arena;
    day today;
    struct shelf *shelves; /* a table by the SKU's hash; sku bytes NULL: free */
    size_t shelf_count, shelf_room;
    struct slice *waved; /* orders in other waves */
    size_t waved_count;
    struct pick *picks;
    size_t pick_count, pick_room;
    struct slice *orders, *channels, *countries; /* of the wave */
    struct slot *appointments;                   /* beside them; day INT32_MIN: none */
    size_t order_count;
};

static void record_id(struct slice key, struct text *id)
{
    text_clear(id);
    text_add_string(id, "wave/");
    text_add_slice(id, key);
}

void wave_facts(struct slice record, struct text *facts)
{
    text_add_byte(facts, slice_is(scan_text(scan_find(record, "status")), "open"));
}

static struct shelf *slot_of(struct shelf *shelves, size_t room, struct slice sku)
{
    size_t at = slice_hash(sku) & (room - 1);

    while (shelves[at].sku.bytes && !slice_equal(shelves[at].sku, sku))
        at = (at + 1) & (room - 1);
    return &shelves[at];
}

static void widen(struct making *making)
{
    size_t room = making->shelf_room ? making->shelf_room * 2 : 64;
    struct shelf *wider = arena_take(making->arena, room * sizeof *wider);

    memset(wider, 0, room * sizeof *wider);
    for (size_t i = 0; i < making->shelf_room; i++)
        if (making->shelves[i].sku.bytes)
            *slot_of(wider, room, making->shelves[i].sku) = making->shelves[i];
    making->shelves = wider;
    making->shelf_room = room;
}

static bool shelf_of(struct making *making, struct slice sku, struct shelf **shelf, struct fault *fault)
{
    struct stock_level level;
    bool found;

    if (making->shelf_count * 2 >= making->shelf_room)
        widen(making);
    *shelf = slot_of(making->shelves, making->shelf_room, sku);
    if ((*shelf)->sku.bytes)
        return true;
    if (!stock_find(making->store, sku, making->request->location, &level, &found, fault))
        return false;
    **shelf = (struct shelf){arena_copy(making->arena, sku), level.on_hand};
    making->shelf_count++;
    return true;
}

/* How many units of a line can be had, up to `units`; these are taken from the shelves. */
static bool take_units(struct making *making, const struct order_line *line, int64_t units, int64_t *taken, struct fault *fault)
{
    struct shelf *shelf;
    struct slice sku;
    int64_t each;
    size_t at = 0;

    *taken = units;
    while (order_line_takes(line, 1, &at, &sku, &each)) {
        if (!shelf_of(making, sku, &shelf, fault))
            return false;
        if (shelf->left / each < *taken)
            *taken = shelf->left > 0 ? shelf->left / each : 0;
    }
    at = 0;
    while (order_line_takes(line, *taken, &at, &sku, &each)) {
        if (!shelf_of(making, sku, &shelf, fault))
            return false;
        shelf->left -= each;
    }
    return true;
}

static bool is_waved(const struct making *making, struct slice order)
{
    for (size_t i = 0; i < making->waved_count; i++)
        if (slice_equal(making->waved[i], order))
            return true;
    return false;
}

static bool note_waved(struct making *making, struct slice record)
{
    struct slice orders = scan_find(record, "orders");
    size_t count = scan_count(orders);
    struct slice *wider = arena_take(making->arena, (making->waved_count + count) * sizeof *wider + 1);
    struct scan scan;
    struct slice order;

    if (making->waved_count)
        memcpy(wider, making->waved, making->waved_count * sizeof *wider);
    making->waved = wider;
    if (!scan_array(&scan, orders))
        return false;
    while (scan_element(&scan, &order))
        making->waved[making->waved_count++] = text_of(scan_find(order, "order"), making->arena);
    return true;
}

/* The orders that open waves of this location have. */
static bool find_waved(struct making *making, struct fault *fault)
{
    struct store_walk walk;
    bool found = true;
    bool done = store_walk_begin(&walk, making->store, SLICE("wave/"), fault);

    while (done && found) {
        struct slice record;

        done = store_walk_next(&walk, &found, fault);
        if (!done || !found || !walk.facts.length || !walk.facts.bytes[0])
            continue;
        done = store_walk_value(&walk, &record, fault);
        if (done && slice_equal(scan_text(scan_find(record, "location")), making->request->location))
            done = note_waved(making, arena_copy(making->arena, record)) ||
                   fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "a wave's record in the journal cannot be read");
    }
    store_walk_end(&walk);
    return done;
}

static bool is_wanted(const struct making *making, const struct order *order)
{
    const struct wave_request *request = making->request;
    struct slice quote = order_quote_from(order->shipping.quote, request->location, 0);
    bool paid = order->financial_status == FINANCIAL_PAID || order->financial_status == FINANCIAL_PARTIALLY_REFUNDED;

    if (!paid && !request->unpaid)
        return false;
    if (request->has_until && order->placed_at > request->until)
        return false;
    if (request->carrier.bytes && !(quote.bytes && slice_equal(scan_text(scan_find(quote, "carrier")), request->carrier)))
        return false;
    return making->order_count < (size_t)request->limit;
}

static void add_pick(struct making *making, struct pick pick)
{
    if (making->pick_count == making->pick_room) {
        struct pick *wider = arena_take(making->arena, (making->pick_room + 16) * 2 * sizeof *wider);

        if (making->pick_count)
            memcpy(wider, making->picks, making->pick_count * sizeof *wider);
        making->picks = wider;
        making->pick_room = (making->pick_room + 16) * 2;
    }
    making->picks[making->pick_count++] = pick;
}

static bool keep_order(struct making *making, const struct order *order, const int64_t *taken)
{
    size_t before = making->pick_count;
    struct slice id = arena_copy(making->arena, order->id);

    for (size_t i = 0; i < order->line_count; i++) {
        struct pick pick = {.order = id, .line = i + 1};
        size_t at = 0;
        struct slice sku;

        while (taken[i] > 0 && order_line_takes(&order->lines[i], taken[i], &at, &sku, &pick.quantity)) {
            pick.sku = arena_copy(making->arena, sku);
            add_pick(making, pick);
        }
    }
    if (making->pick_count == before)
        return false;
    making->channels[making->order_count] = arena_copy(making->arena, order->channel);
    making->countries[making->order_count] = arena_copy(making->arena, order->country);
    making->appointments[making->order_count] = order->has_appointment ? order->appointment : (struct slot){.day = INT32_MIN};
    making->orders[making->order_count++] = id;
    return true;
}

/* What is in parcels here and has not left: it lies packed, and counts as on hand still. */
static bool set_packed_aside(struct making *making, const struct order *order, const struct parcels *parcels, struct fault *fault)
{
    for (size_t i = 0; i < parcels->count; i++)
        for (size_t j = 0; !parcels->items[i].shipped && j < parcels->items[i].line_count; j++) {
            const struct parcel_line *packed = &parcels->items[i].lines[j];
            int64_t taken;

            if (packed->line < 1 || (uint64_t)packed->line > order->line_count ||
                (parcels->items[i].location.bytes && !slice_equal(parcels->items[i].location, making->request->location)))
                continue;
            if (!take_units(making, &order->lines[packed->line - 1], packed->quantity, &taken, fault))
                return false;
        }
    return true;
}

/* Takes what the order can have, so that no later one does; and into the wave, if it is for that. */
static bool consider(struct making *making, struct slice record, struct arena *arena, struct fault *fault)
{
    struct parcels parcels;
    struct order order;
    int64_t *open;
    int64_t *taken;
    bool whole = true;

    if (!order_from_stored(&order, record, arena, fault) || !parcels_of_order(&parcels, order.id, making->store, arena, fault) ||
        !set_packed_aside(making, &order, &parcels, fault))
        return false;
    open = packing_open(&order, &parcels, making->request->location, arena);
    taken = arena_take(arena, order.line_count * sizeof *taken + 1);
    for (size_t i = 0; i < order.line_count; i++) {
        taken[i] = 0;
        if (open[i] > 0 && !take_units(making, &order.lines[i], open[i], &taken[i], fault))
            return false;
        whole &= taken[i] == open[i];
    }
    if ((whole || making->request->partial) && is_wanted(making, &order) && !is_waved(making, order.id))
        (void)keep_order(making, &order, taken);
    return true;
}

static bool consider_all(struct making *making, struct fault *fault)
{
    const struct selection selection = {.has_status = true, .status = ORDER_OPEN, .unshipped = true};
    struct arena arena = ARENA_INIT;
    struct order_walk walk;
    bool found = true;
    bool done = order_walk_begin(&walk, making->store, &selection, fault);

    while (done && found) {
        arena_clear(&arena);
        done = order_walk_next(&walk, &found, fault);
        if (done && found)
            done = consider(making, arena_copy(&arena, walk.value), &arena, fault);
    }
    order_walk_end(&walk);
    arena_release(&arena);
    return done;
}

/* Digits as the numbers that they are, and what has no slot last. */
static int by_slot(struct slice a, struct slice b)
{
    size_t i = 0;
    size_t j = 0;

    if (!a.length || !b.length)
        return a.length ? -1 : b.length ? 1 : 0;
    while (i < a.length && j < b.length) {
        struct slice x = {a.bytes + i, 0};
        struct slice y = {b.bytes + j, 0};
        int order;

        while (i + x.length < a.length && x.bytes[x.length] >= '0' && x.bytes[x.length] <= '9')
            x.length++;
        while (j + y.length < b.length && y.bytes[y.length] >= '0' && y.bytes[y.length] <= '9')
            y.length++;
        i += x.length ? x.length : 1;
        j += y.length ? y.length : 1;
        if (!x.length || !y.length) {
            order = (unsigned char)*x.bytes - (unsigned char)*y.bytes;
        } else {
            while (x.length > 1 && *x.bytes == '0')
                x = slice_from(x, 1);
            while (y.length > 1 && *y.bytes == '0')
                y = slice_from(y, 1);
            order = x.length != y.length ? (x.length < y.length ? -1 : 1) : slice_compare(x, y);
        }
        if (order)
            return order;
    }
    return (i < a.length) - (j < b.length);
}

static int by_way(const void *a, const void *b)
{
    const struct pick *x = a;
    const struct pick *y = b;
    int order = by_slot(x->slot, y->slot);

    if (!order)
        order = slice_compare(x->sku, y->sku);
    if (!order && x->order.length != y->order.length)
        order = x->order.length < y->order.length ? -1 : 1;
    if (!order)
        order = slice_compare(x->order, y->order);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

static bool find_slots(struct making *making, struct fault *fault)
{
    struct text id = TEXT_INIT;
    bool done = true;

    for (size_t i = 0; done && i < making->pick_count; i++) {
        struct pick *pick = &making->picks[i];
        char place[LOCATION_LIMIT + 1];
        struct slice record;
        struct slice slot;

        product_id(pick->sku, &id);
        done = store_get(making->store, text_slice(&id), &record, fault);
        if (!done || !record.bytes)
            continue;
        memcpy(place, making->request->location.bytes, making->request->location.length);
        place[making->request->location.length] = '\0';
        slot = scan_find(scan_find(record, "slots"), place);
        pick->slot = slot.bytes ? arena_copy(making->arena, text_of(slot, making->arena)) : SLICE("");
        pick->name = arena_copy(making->arena, text_of(scan_find(record, "name"), making->arena));
    }
    text_release(&id);
    if (making->pick_count)
        qsort(making->picks, making->pick_count, sizeof *making->picks, by_way);
    return done;
}

static void write_picks(const struct making *making, struct text *text)
{
    json_open(text, "picks", '[');
    for (size_t i = 0; i < making->pick_count;) {
        const struct pick *first = &making->picks[i];
        int64_t quantity = 0;
        size_t end = i;

        for (; end < making->pick_count && slice_equal(making->picks[end].sku, first->sku); end++)
            quantity += making->picks[end].quantity;
        json_open(text, NULL, '{');
        if (first->slot.length)
            json_put_string(text, "slot", first->slot);
        json_put_string(text, "sku", first->sku);
        if (first->name.length)
            json_put_string(text, "name", first->name);
        json_put_integer(text, "quantity", quantity);
        json_open(text, "orders", '[');
        for (; i < end; i++) {
            json_open(text, NULL, '{');
            json_put_string(text, "order", making->picks[i].order);
            json_put_integer(text, "line", (int64_t)making->picks[i].line);
            json_put_integer(text, "quantity", making->picks[i].quantity);
            json_close(text, '}');
        }
        json_close(text, ']');
        json_close(text, '}');
    }
    json_close(text, ']');
}

static bool insert_fits(const struct making *making, const struct location_insert *insert, size_t order)
{
    bool fits = !insert->countries;

    for (size_t i = 0; i < json_array_size(insert->countries); i++)
        fits |= slice_is(making->countries[order], json_string_value(json_array_get(insert->countries, i)));
    return fits && !(insert->has_from && making->today < insert->from) && !(insert->has_until && making->today > insert->until) &&
           (!insert->channel.bytes || slice_equal(insert->channel, making->channels[order]));
}

static void put_appointment(const struct slot *slot, struct text *text)
{
    struct text written = TEXT_INIT;

    slot_write(slot, &written);
    json_put_string(text, "appointment", text_slice(&written));
    text_release(&written);
}

static void write_orders(const struct making *making, struct text *text)
{
    json_open(text, "orders", '[');
    for (size_t i = 0; i < making->order_count; i++) {
        bool any = false;

        json_open(text, NULL, '{');
        json_put_string(text, "order", making->orders[i]);
        if (making->appointments[i].day != INT32_MIN)
            put_appointment(&making->appointments[i], text);
        for (size_t j = 0; j < making->location.insert_count; j++) {
            if (!insert_fits(making, &making->location.inserts[j], i))
                continue;
            if (!any)
                json_open(text, "inserts", '[');
            any = true;
            json_put_string(text, NULL, making->location.inserts[j].text);
        }
        if (any)
            json_close(text, ']');
        json_close(text, '}');
    }
    json_close(text, ']');
}

static void write_wave(const struct making *making, instant now, struct text *text)
{
    const struct wave_request *request = making->request;

    text_add_string(text, "{\"type\":\"wave\"");
    json_put_string(text, "id", request->key);
    json_put_string(text, "location", request->location);
    json_put_string(text, "status", SLICE("open"));
    json_put_instant(text, "made_at", now);
    json_put_optional(text, "carrier", request->carrier);
    if (request->has_until)
        json_put_instant(text, "until", request->until);
    write_orders(making, text);
    write_picks(making, text);
    text_add_byte(text, '}');
}

static bool find(struct store *store, struct slice key, struct text *id, struct slice *record, struct fault *fault)
{
    if (!name_check(key, WAVE_KEY_LIMIT, "key", fault))
        return false;
    record_id(key, id);
    return store_get(store, text_slice(id), record, fault);
}

bool wave_make(const struct wave_request *request, struct store *store, instant now, struct arena *arena, struct changes *changes,
               bool *changed, bool *made, size_t *row, struct text *id, struct fault *fault)
{
    struct making making = {.request = request, .store = store, .arena = arena, .today = instant_day(now)};
    struct slice record;
    bool known;

    *changed = *made = false;
    if (!find(store, request->key, id, &record, fault))
        return false;
    *made = record.bytes != NULL;
    if (*made)
        return slice_equal(scan_text(scan_find(record, "location")), request->location) ||
               fault_set(fault, FAULT_CONFLICT, "key_conflict", "key", "\"%.*s\" is a wave of another location",
                         SLICE_ARGS(request->key));
    if (!location_find(&making.location, store, request->location, arena, &known, fault))
        return false;
    making.orders = arena_take(arena, (size_t)request->limit * 3 * sizeof *making.orders + 1);
    making.channels = making.orders + request->limit;
    making.countries = making.channels + request->limit;
    making.appointments = arena_take(arena, (size_t)request->limit * sizeof *making.appointments + 1);
    if (!find_waved(&making, fault) || !consider_all(&making, fault) || !find_slots(&making, fault))
        return false;
    if (!making.order_count)
        return true;
    write_wave(&making, now, changes_begin(changes, text_slice(id)));
    *row = changes_end(changes);
    *changed = *made = true;
    return true;
}

/* The record as it is, with another status and the moment behind it. */
static void write_closed(struct slice record, instant now, struct text *text)
{
    struct scan scan;
    struct slice name;
    struct slice value;
    bool first = true;

    text_add_byte(text, '{');
    if (!scan_object(&scan, record))
        return;
    while (scan_member(&scan, &name, &value)) {
        if (!first)
            text_add_byte(text, ',');
        first = false;
        text_add_byte(text, '"');
        text_add_slice(text, name);
        text_add_string(text, "\":");
        text_add_slice(text, slice_is(name, "status") ? SLICE("\"closed\"") : value);
        if (slice_is(name, "made_at"))
            json_put_instant(text, "closed_at", now);
    }
    text_add_byte(text, '}');
}

bool wave_close(struct store *store, struct slice key, instant now, struct arena *arena, struct changes *changes, bool *changed,
                size_t *row, struct text *id, struct fault *fault)
{
    struct slice record;

    *changed = false;
    if (slice_starts(key, "wave/"))
        key = slice_from(key, strlen("wave/"));
    if (!find(store, key, id, &record, fault))
        return false;
    if (!record.bytes)
        return fault_set(fault, FAULT_REFUSED, "unknown_wave", "id", "there is no wave \"%.*s\"", SLICE_ARGS(key));
    if (!slice_is(scan_text(scan_find(record, "status")), "open"))
        return true;
    record = arena_copy(arena, record);
    write_closed(record, now, changes_begin(changes, text_slice(id)));
    *row = changes_end(changes);
    *changed = true;
    return true;
}
