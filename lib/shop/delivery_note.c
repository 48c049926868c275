/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/delivery_note.h"

#include "shop/document_walk.h"
#include "shop/invoice.h"
#include "shop/mentions.h"
#include "shop/seller.h"
#include "json/scan.h"
#include "json/write.h"

/* What stands on one delivery note is taken off what left. */
static void take_off(struct slice note, const struct order *order, int64_t *leaving)
{
    struct scan scan;
    struct slice line;

    if (!scan_array(&scan, scan_find(note, "lines")))
        return;
    while (scan_element(&scan, &line)) {
        int64_t number = 0;
        int64_t quantity = 0;

        if (scan_integer(scan_find(line, "line"), &number) && number >= 1 && (uint64_t)number <= order->line_count &&
            scan_integer(scan_find(line, "quantity"), &quantity))
            leaving[number - 1] -= quantity;
    }
}

/* What left and stands on no delivery note; `id` becomes the last one's. */
static bool find_unnoted(const struct order *order, uint64_t order_digits, struct store *store, int64_t *leaving, struct text *id,
                         struct fault *fault)
{
    struct document_walk walk;
    bool found = true;
    bool done = document_walk_begin(&walk, store, NUMBERED_DELIVERY_NOTE, order_digits, fault);

    for (size_t i = 0; i < order->line_count; i++)
        leaving[i] = order->lines[i].shipped;
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

static void write_lines(const struct order *order, const int64_t *leaving, struct text *text)
{
    json_open(text, "lines", '[');
    for (size_t i = 0; i < order->line_count; i++) {
        if (leaving[i] <= 0)
            continue;
        json_open(text, NULL, '{');
        json_put_integer(text, "line", (int64_t)i + 1);
        json_put_string(text, "sku", order->lines[i].sku);
        json_put_string(text, "name", order->lines[i].name);
        json_put_integer(text, "quantity", leaving[i]);
        json_put_optional(text, "unit", order->lines[i].unit);
        json_put_optional(text, "gtin", order->lines[i].gtin);
        json_close(text, '}');
    }
    json_close(text, ']');
}

static void write_note(const struct order *order, const int64_t *leaving, int64_t units, const struct series_number *number,
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
    json_put_string(text, "currency", slice_of(order->currency.code));
    write_lines(order, leaving, text);
    json_put_integer(text, "units", units);
    text_add_byte(text, '}');
}

bool delivery_note_issue(struct order *order, struct store *store, const struct settings *settings, day dated, instant now,
                         struct arena *arena, struct changes *changes, bool *issued, size_t *row, struct text *id,
                         struct fault *fault)
{
    int64_t *leaving = arena_take(arena, order->line_count * sizeof *leaving);
    struct series_number number;
    uint64_t order_digits;
    int64_t units = 0;

    *issued = false;
    if (!order_number(order->id, &order_digits, fault) || !find_unnoted(order, order_digits, store, leaving, id, fault))
        return false;
    for (size_t i = 0; i < order->line_count; i++)
        units += leaving[i] > 0 ? leaving[i] : 0;
    if (!units && id->length)
        return true;
    if (!units)
        return fault_set(fault, FAULT_REFUSED, "not_shipped", "shipped", "nothing of order %.*s has left", SLICE_ARGS(order->id));
    if (!seller_check(settings, false, fault) ||
        !series_draw(store, settings, NUMBERED_DELIVERY_NOTE, dated, changes, arena, &number, fault) ||
        !invoice_describe_lines(order, store, arena, fault))
        return false;
    text_clear(id);
    text_add_slice(id, number.record);
    write_note(order, leaving, units, &number, settings, dated, now, changes_begin(changes, number.record));
    *row = changes_end(changes);
    *issued = true;
    return mentions_keep(settings->mentions, store, changes, row, arena, fault);
}
