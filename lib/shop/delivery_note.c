/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/delivery_note.h"

#include "shop/carrier.h"
#include "shop/document_walk.h"
#include "shop/invoice.h"
#include "shop/mentions.h"
#include "shop/parcel.h"
#include "shop/seller.h"
#include "json/scan.h"
#include "json/write.h"

/* What left and stands on no delivery note yet. */
struct leaving {
    int64_t *units;         /* by line */
    struct parcels parcels; /* that are `shipped` */
    struct slice *carriers; /* their names, by parcel */
};

static void take_off_parcels(struct slice note, struct parcels *parcels)
{
    struct scan scan;
    struct slice noted;

    if (!scan_array(&scan, scan_find(note, "parcels")))
        return;
    while (scan_element(&scan, &noted))
        for (size_t i = 0; i < parcels->count; i++)
            if (slice_equal(parcels->items[i].id, scan_text(scan_find(noted, "id"))))
                parcels->items[i].shipped = false;
}

/* What stands on one delivery note is taken off. */
static void take_off(struct slice note, const struct order *order, struct leaving *leaving)
{
    struct scan scan;
    struct slice line;

    take_off_parcels(note, &leaving->parcels);
    if (!scan_array(&scan, scan_find(note, "lines")))
        return;
    while (scan_element(&scan, &line)) {
        int64_t number = 0;
        int64_t quantity = 0;

        if (scan_integer(scan_find(line, "line"), &number) && number >= 1 && (uint64_t)number <= order->line_count &&
            scan_integer(scan_find(line, "quantity"), &quantity))
            leaving->units[number - 1] -= quantity;
    }
}

/* `id` becomes the last note's. */
static bool find_unnoted(const struct order *order, uint64_t order_digits, struct store *store, struct leaving *leaving,
                         struct text *id, struct fault *fault)
{
    struct document_walk walk;
    bool found = true;
    bool done = document_walk_begin(&walk, store, NUMBERED_DELIVERY_NOTE, order_digits, fault);

    for (size_t i = 0; i < order->line_count; i++)
        leaving->units[i] = order->lines[i].shipped;
    text_clear(id);
    while (done && found) {
        struct slice note;

        done = document_walk_next(&walk, &found, fault);
        if (!done || !found)
            break;
        text_clear(id);
        text_add_slice(id, text_slice(&walk.id));
        done = store_get(store, text_slice(id), &note, fault);
        if (done && note.bytes)
            take_off(note, order, leaving);
    }
    document_walk_end(&walk);
    return done;
}

/* As people are to read it, whatever becomes of the carrier. */
static bool name_carriers(struct leaving *leaving, struct store *store, struct arena *arena, struct fault *fault)
{
    leaving->carriers = arena_take(arena, leaving->parcels.count * sizeof *leaving->carriers + 1);
    for (size_t i = 0; i < leaving->parcels.count; i++) {
        const struct parcel *parcel = &leaving->parcels.items[i];
        struct carrier carrier = {.name = {NULL, 0}};

        if (parcel->shipped && parcel->carrier.bytes && !carrier_find(&carrier, store, parcel->carrier, arena, fault))
            return false;
        leaving->carriers[i] = carrier.name;
    }
    return true;
}

static void write_parcels(const struct leaving *leaving, struct text *text)
{
    bool any = false;

    for (size_t i = 0; i < leaving->parcels.count; i++) {
        const struct parcel *parcel = &leaving->parcels.items[i];

        if (!parcel->shipped)
            continue;
        if (!any)
            json_open(text, "parcels", '[');
        any = true;
        json_open(text, NULL, '{');
        json_put_string(text, "id", parcel->id);
        json_put_optional(text, "carrier", parcel->carrier);
        json_put_optional(text, "name", leaving->carriers[i]);
        json_put_optional(text, "tracking_number", parcel->tracking_number);
        json_close(text, '}');
    }
    if (any)
        json_close(text, ']');
}

static void write_lines(const struct order *order, const struct leaving *leaving, struct text *text)
{
    json_open(text, "lines", '[');
    for (size_t i = 0; i < order->line_count; i++) {
        if (leaving->units[i] <= 0)
            continue;
        json_open(text, NULL, '{');
        json_put_integer(text, "line", (int64_t)i + 1);
        json_put_string(text, "sku", order->lines[i].sku);
        json_put_string(text, "name", order->lines[i].name);
        json_put_integer(text, "quantity", leaving->units[i]);
        json_put_optional(text, "unit", order->lines[i].unit);
        json_put_optional(text, "gtin", order->lines[i].gtin);
        json_close(text, '}');
    }
    json_close(text, ']');
}

static void write_note(const struct order *order, const struct leaving *leaving, int64_t units, const struct series_number *number,
                       const struct settings *settings, day dated, instant now, struct text *text)
{
    text_add_string(text, "{\"type\":\"delivery_note\"");
    series_write_number(number, settings->training, dated, now, text);
    json_put_string(text, "order", order->id);
    json_put_string(text, "channel", order->channel);
    json_put_string(text, "reference", order->reference);
    json_put_day(text, "order_day", order->day);
    json_put_optional(text, "buyer_reference", order->buyer_reference);
    json_put_day(text, "delivery_day", instant_day(order->shipped_at));
    invoice_write_seller(settings, text);
    order_write_customer(order, text);
    json_put_string(text, "country", order->country);
    order_write_appointment(order, text);
    json_put_string(text, "currency", slice_of(order->currency.code));
    write_lines(order, leaving, text);
    json_put_integer(text, "units", units);
    write_parcels(leaving, text);
    text_add_byte(text, '}');
}

bool delivery_note_issue(struct order *order, struct store *store, const struct settings *settings, day dated, instant now,
                         struct arena *arena, struct changes *changes, bool *issued, size_t *row, struct text *id,
                         struct fault *fault)
{
    struct leaving leaving = {.units = arena_take(arena, order->line_count * sizeof *leaving.units)};
    struct series_number number;
    uint64_t order_digits;
    int64_t units = 0;

    *issued = false;
    if (!order_number(order->id, &order_digits, fault) || !parcels_of_order(&leaving.parcels, order->id, store, arena, fault) ||
        !find_unnoted(order, order_digits, store, &leaving, id, fault))
        return false;
    for (size_t i = 0; i < order->line_count; i++)
        units += leaving.units[i] > 0 ? leaving.units[i] : 0;
    if (!units && id->length)
        return true;
    if (!units)
        return fault_set(fault, FAULT_REFUSED, "not_shipped", "shipped", "nothing of order %.*s has left", SLICE_ARGS(order->id));
    if (!seller_check(settings, false, fault) ||
        !series_draw(store, settings, NUMBERED_DELIVERY_NOTE, dated, now, changes, arena, &number, fault) ||
        !invoice_describe_lines(order, store, arena, fault) || !name_carriers(&leaving, store, arena, fault))
        return false;
    text_clear(id);
    text_add_slice(id, number.record);
    write_note(order, &leaving, units, &number, settings, dated, now, changes_begin(changes, number.record));
    *row = changes_end(changes);
    *issued = true;
    return mentions_keep(settings->mentions, store, changes, row, arena, fault);
}
