/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/placing.h"
#include "tool/law.h"
#include "tool/source.h"
#include "tool/tool.h"
#include "json/scan.h"

static struct price_book book = PRICE_BOOK_INIT;
static struct tax_book taxes = TAX_BOOK_INIT(law_read_table);
static struct tariff_book tariffs = TARIFF_BOOK_INIT(law_read_table);
static struct location_book locations = LOCATION_BOOK_INIT;
static const struct quote_books books = {&book, &taxes, &tariffs, &locations, NULL};

static void warn(const struct run *run, struct slice order)
{
    struct slice why = scan_text(scan_find(order, "not_deliverable"));

    if (why.bytes)
        tool_warn(run, "warning: order %.*s (%.*s) cannot be delivered: %.*s", SLICE_ARGS(scan_text(scan_find(order, "id"))),
                  SLICE_ARGS(scan_text(scan_find(order, "reference"))), SLICE_ARGS(why));
}

/* What went back later is the merchant's to book: an order that comes in was only sold. */
static void warn_of_refund(const struct run *run, const json_t *request, struct slice order)
{
    const char *refunded = json_string_value(json_object_get(json_object_get(request, "told"), "refunded"));

    if (refunded && refunded[strspn(refunded, "0.")])
        tool_warn(run, "warning: order %.*s (%.*s): %s was refunded where it was sold; refund books that here",
                  SLICE_ARGS(scan_text(scan_find(order, "id"))), SLICE_ARGS(scan_text(scan_find(order, "reference"))), refunded);
}

static bool place(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    uint64_t number;

    if (!order_place_sold(input->record, run->store, &run->settings, &books, run->now, &run->arena, &run->changes,
                          &outcome->changed, &number, &outcome->row, fault))
        return false;
    if (outcome->changed) {
        warn(run, changes_value(&run->changes, outcome->row));
        warn_of_refund(run, input->record, changes_value(&run->changes, outcome->row));
    }
    order_id(number, outcome->id);
    return true;
}

static const struct tool tool = {
    .name = "order-import",
    .summary = "Takes orders from a table with one row per order line.",
    .operands = "[FILE]...",
    .traits = WRITES_STORE | TAKES_RECORDS | GROUPS_ROWS,
    .tables = &table_reader,
    .each = place,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
