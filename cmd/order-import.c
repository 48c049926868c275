/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/placing.h"
#include "tool/law.h"
#include "tool/source.h"
#include "tool/tool.h"

static struct price_book book = PRICE_BOOK_INIT;
static struct tax_book taxes = TAX_BOOK_INIT(law_read_table);
/* They were sold elsewhere, delivery and all: no tariff is asked. */
static struct location_book locations = LOCATION_BOOK_INIT;
static const struct quote_books books = {&book, &taxes, NULL, &locations};

static bool place(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    uint64_t number;

    if (!order_place_request(input->record, run->store, &run->settings, &books, run->now, NULL, &run->arena, &run->changes,
                             &outcome->changed, &number, &outcome->row, fault))
        return false;
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
