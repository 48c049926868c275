/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/pick_rows.h"

#include "format/columns.h"
#include "json/scan.h"

enum { SLOT_WIDTH = 12, QUANTITY_WIDTH = 6, SKU_WIDTH = 20, NAME_WIDTH = 32, ORDERS_WIDTH = 28 };

static void put(struct text *text, struct slice value, size_t width)
{
    struct text room = TEXT_INIT;

    column_left(text, scan_decoded(value, &room), width - 1);
    text_add_byte(text, ' ');
    text_release(&room);
}

static void put_goods(struct slice pick, struct slice quantity, struct text *text)
{
    put(text, scan_find(pick, "slot"), SLOT_WIDTH);
    column_right(text, quantity, QUANTITY_WIDTH);
    text_add_string(text, "  ");
    put(text, scan_find(pick, "sku"), SKU_WIDTH);
    put(text, scan_find(pick, "name"), NAME_WIDTH);
}

static void put_head(struct slice wave, struct text *text)
{
    struct text room = TEXT_INIT;

    text_add_slice(text, scan_decoded(scan_find(wave, "id"), &room));
    text_add_string(text, "  ");
    text_add_slice(text, scan_text(scan_find(wave, "location")));
    text_add_string(text, "  ");
    text_add_slice(text, scan_text(scan_find(wave, "made_at")));
    text_add_byte(text, '\n');
    text_release(&room);
}

/* "2x12 1x15": how many for which order. */
static void put_orders(struct slice orders, struct text *text)
{
    struct scan scan;
    struct slice order;
    bool first = true;

    if (!scan_array(&scan, orders))
        return;
    while (scan_element(&scan, &order)) {
        if (!first)
            text_add_byte(text, ' ');
        first = false;
        text_add_slice(text, scan_find(order, "quantity"));
        text_add_byte(text, 'x');
        text_add_slice(text, scan_text(scan_find(order, "order")));
    }
}

static void put_inserts(struct slice order, struct text *text)
{
    struct text room = TEXT_INIT;
    struct scan scan;
    struct slice insert;

    if (!scan_array(&scan, scan_find(order, "inserts")))
        return;
    while (scan_element(&scan, &insert)) {
        text_add_string(text, "  + ");
        text_add_slice(text, scan_decoded(insert, &room));
        text_add_byte(text, '\n');
    }
    text_release(&room);
}

static void rows_in_one(struct slice wave, struct text *text)
{
    struct scan scan;
    struct slice pick;

    if (scan_array(&scan, scan_find(wave, "picks")))
        while (scan_element(&scan, &pick)) {
            put_goods(pick, scan_find(pick, "quantity"), text);
            put_orders(scan_find(pick, "orders"), text);
            column_end(text);
        }
    if (scan_array(&scan, scan_find(wave, "orders")))
        while (scan_element(&scan, &pick))
            if (scan_find(pick, "inserts").bytes) {
                text_add_slice(text, scan_text(scan_find(pick, "order")));
                text_add_byte(text, '\n');
                put_inserts(pick, text);
            }
}

static void rows_of(struct slice wave, struct slice order, struct text *text)
{
    struct scan picks;
    struct slice pick;

    if (!scan_array(&picks, scan_find(wave, "picks")))
        return;
    while (scan_element(&picks, &pick)) {
        struct scan orders;
        struct slice part;

        if (!scan_array(&orders, scan_find(pick, "orders")))
            continue;
        while (scan_element(&orders, &part))
            if (slice_equal(scan_find(part, "order"), order)) {
                put_goods(pick, scan_find(part, "quantity"), text);
                column_end(text);
            }
    }
}

static void rows_by_order(struct slice wave, struct text *text)
{
    struct scan scan;
    struct slice order;

    if (!scan_array(&scan, scan_find(wave, "orders")))
        return;
    while (scan_element(&scan, &order)) {
        text_add_byte(text, '\n');
        text_add_slice(text, scan_text(scan_find(order, "order")));
        text_add_byte(text, '\n');
        rows_of(wave, scan_find(order, "order"), text);
        put_inserts(order, text);
    }
}

void pick_rows(struct slice wave, bool by_order, struct text *text)
{
    put_head(wave, text);
    if (by_order)
        rows_by_order(wave, text);
    else
        rows_in_one(wave, text);
}
