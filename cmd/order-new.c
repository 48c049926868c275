/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/delivery_address.h"
#include "shop/placing.h"
#include "shop/price_explanation.h"
#include "tool/law.h"
#include "tool/tool.h"

static bool explain;
static struct price_book book = PRICE_BOOK_INIT;
static struct tax_book taxes = TAX_BOOK_INIT(law_read_table);
static struct tariff_book tariffs = TARIFF_BOOK_INIT(law_read_table);
static struct location_book locations = LOCATION_BOOK_INIT;
static struct country_book countries = COUNTRY_BOOK_INIT(law_read_countries);
static const struct quote_books books = {&book, &taxes, &tariffs, &locations, &countries};
static struct order_explanation explanation;

static const struct option_row options[] = {
    {0, "explain", NULL, "with what made the price and the tax rate of each line", OPTION_FLAG, &explain},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    (void)fault;
    run->shows_records = !explain;
    return true;
}

static bool place(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    uint64_t number;

    if (!order_place_request(input->record, run->store, &run->settings, &books, run->now, explain ? &explanation : NULL,
                             &run->arena, &run->changes, &outcome->changed, &number, &outcome->row, fault))
        return false;
    order_id(number, outcome->id);
    return true;
}

/* An order that is known already was explained when it was placed. */
static bool show(struct run *run, struct slice id, struct slice value, struct text *text, struct fault *fault)
{
    (void)run;
    (void)id;
    (void)fault;
    if (explanation.count)
        order_explanation_write(&explanation, value, text);
    else
        text_add_slice(text, value);
    text_add_byte(text, '\n');
    return true;
}

static const struct tool tool = {
    .name = "order-new",
    .summary = "Takes orders: checks, prices, taxes, reserves, numbers and stores them.",
    .operands = "[FILE]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_RECORDS,
    .prepare = prepare,
    .each = place,
    .show = show,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
