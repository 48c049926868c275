/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/amendment.h"

#include "shop/members.h"
#include "json/scan.h"
#include "json/write.h"

static void write_before(const struct order *before, struct text *text)
{
    json_open(text, "before", '{');
    order_write_delivery(before, text);
    json_close(text, '}');
}

void amendment_add(struct order *order, const struct order *before, const struct amendment *why, struct arena *arena)
{
    struct text text = TEXT_INIT;

    json_open(&text, NULL, '[');
    if (before->amendments.bytes)
        text_add(&text, before->amendments.bytes + 1, before->amendments.length - 2);
    json_open(&text, NULL, '{');
    json_put_instant(&text, "at", why->at);
    json_put_optional(&text, "key", why->key);
    json_put_optional(&text, "reason", why->reason);
    json_put_string(&text, "asked", why->asked);
    if (why->elsewhere)
        json_put_bool(&text, "elsewhere", true);
    json_put_amount(&text, "difference", order->totals.gross - before->totals.gross, &order->currency);
    write_before(before, &text);
    json_close(&text, '}');
    json_close(&text, ']');
    order->amendments = arena_copy(arena, text_slice(&text));
    order->highest_total = before->highest_total > before->totals.gross ? before->highest_total : before->totals.gross;
    text_release(&text);
}

static struct customer_reference customer_in(struct slice object, struct arena *arena)
{
    struct slice customer = scan_find(object, "customer");

    return (struct customer_reference){text_of(scan_find(customer, "id"), arena),
                                       (unsigned)whole_of(scan_find(customer, "version"))};
}

static bool read_row(struct slice json, struct amendment *row, struct arena *arena, struct fault *fault)
{
    struct slice key = scan_find(json, "key");
    struct slice reason = scan_find(json, "reason");

    *row = (struct amendment){.asked = scan_text(scan_find(json, "asked")), .before = scan_find(json, "before")};
    if (key.bytes)
        row->key = text_of(key, arena);
    if (reason.bytes)
        row->reason = text_of(reason, arena);
    return (row->before.bytes && instant_read(scan_text(scan_find(json, "at")), &row->at)) ||
           fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "what an order was cannot be read in the journal");
}

bool amendment_find(const struct order *order, struct slice key, struct amendment *row, struct arena *arena, bool *found,
                    struct fault *fault)
{
    struct scan scan;
    struct slice json;

    *found = false;
    if (!order->amendments.bytes || !scan_array(&scan, order->amendments))
        return true;
    while (scan_element(&scan, &json)) {
        struct amendment next;

        if (!read_row(json, &next, arena, fault))
            return false;
        /* Whom one change made the order's, the next one tells as what was before. */
        if (*found) {
            row->customer = customer_in(next.before, arena);
            return true;
        }
        *found = next.key.bytes && slice_equal(next.key, key);
        if (*found)
            *row = next;
    }
    if (*found)
        row->customer = order->customer;
    return true;
}

amount amendments_highest_total(struct slice amendments, const struct currency *currency)
{
    struct scan scan;
    struct slice row;
    amount highest = INT64_MIN;

    if (amendments.bytes && scan_array(&scan, amendments))
        while (scan_element(&scan, &row)) {
            amount total = amount_of(scan_find(scan_find(row, "before"), "total"), currency);

            highest = total > highest ? total : highest;
        }
    return highest;
}

bool amendments_lead_elsewhere(struct slice amendments)
{
    struct scan scan;
    struct slice row;

    if (amendments.bytes && scan_array(&scan, amendments))
        while (scan_element(&scan, &row))
            if (scan_find(row, "elsewhere").bytes)
                return true;
    return false;
}

struct slice amendments_first_customer(struct slice amendments, struct slice customer)
{
    struct scan scan;
    struct slice row;

    if (!amendments.bytes || !scan_array(&scan, amendments) || !scan_element(&scan, &row))
        return customer;
    return scan_find(scan_find(row, "before"), "customer");
}

bool amendment_between(const struct order *before, const struct order *after)
{
    return !slice_equal(before->amendments, after->amendments);
}

static struct slice last_row(struct slice amendments)
{
    struct slice last = {NULL, 0};
    struct slice row;
    struct scan scan;

    if (amendments.bytes && scan_array(&scan, amendments))
        while (scan_element(&scan, &row))
            last = row;
    return last;
}

/* The rows that were there stay, and one comes after them. */
static bool adds_one(struct slice before, struct slice after)
{
    size_t kept = before.length ? before.length - 1 : 0;

    return scan_count(after) == scan_count(before) + 1 && after.length > kept &&
           (!kept || memcmp(after.bytes, before.bytes, kept) == 0);
}

bool amendment_tells(const struct order *before, const struct order *after)
{
    struct slice row = last_row(after->amendments);
    struct text text = TEXT_INIT;
    bool tells;

    json_open(&text, NULL, '{');
    json_put_amount(&text, "difference", after->totals.gross - before->totals.gross, &after->currency);
    write_before(before, &text);
    json_close(&text, '}');
    tells = before->status == ORDER_OPEN && before->fulfillment_status == FULFILLMENT_NONE &&
            adds_one(before->amendments, after->amendments) && text.length < row.length &&
            memcmp(row.bytes + row.length - text.length + 1, text.bytes + 1, text.length - 1) == 0;
    text_release(&text);
    return tells;
}

/* Prices that include tax fall where none is charged any more, and rise where it is; no other change may touch them. */
static bool price_follows_tax(const struct order_line *before, const struct order_line *after)
{
    return (before->vat_rate && !after->vat_rate && after->price <= before->price) ||
           (!before->vat_rate && after->vat_rate && after->price >= before->price);
}

void amendment_undo(const struct order *before, const struct order *after, struct order *undone, struct arena *arena)
{
    *undone = *after;
    undone->customer = before->customer;
    undone->country = before->country;
    undone->tax = before->tax;
    undone->shipping = before->shipping;
    undone->discounts = before->discounts;
    undone->discount_count = before->discount_count;
    undone->totals = before->totals;
    undone->lines = arena_take(arena, after->line_count * sizeof *undone->lines + 1);
    if (after->line_count)
        memcpy(undone->lines, after->lines, after->line_count * sizeof *undone->lines);
    for (size_t i = 0; i < after->line_count && i < before->line_count; i++) {
        struct order_line *line = &undone->lines[i];

        line->vat_rate = before->lines[i].vat_rate;
        line->vat_category = before->lines[i].vat_category;
        line->net = before->lines[i].net;
        line->vat = before->lines[i].vat;
        line->gross = before->lines[i].gross;
        if (!after->prices_include_tax || !price_follows_tax(&before->lines[i], &after->lines[i]))
            continue;
        line->price = before->lines[i].price;
        line->list_price = before->lines[i].list_price;
        line->discount = before->lines[i].discount;
        line->discounts = before->lines[i].discounts;
        line->discount_count = before->lines[i].discount_count;
    }
}
