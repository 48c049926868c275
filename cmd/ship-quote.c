/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/cart_quote.h"
#include "tool/delivery_simulating.h"
#include "tool/law.h"
#include "tool/lines.h"

static const char *mode, *name, *since, *until;
static bool cheapest, greenest, explain, simulate, check;
static struct option_list tables;

static struct price_book prices = PRICE_BOOK_INIT;
static struct tax_book taxes = TAX_BOOK_INIT(law_read_table);
static struct tariff_book tariffs = TARIFF_BOOK_INIT(law_read_table);
static struct location_book locations = LOCATION_BOOK_INIT;
static const struct quote_books books = {&prices, &taxes, &tariffs, &locations, NULL};
static struct quote_wish wish = {.mode = TARIFF_MODES};
static struct simulating work = {.tariffs = &tariffs};
static struct tariff given;
static struct text text;

static const struct option_row options[] = {
    {0, "cheapest", NULL, "the cheapest option alone", OPTION_FLAG, &cheapest},
    {0, "check", NULL, "say where the tariff loses money or misses the law", OPTION_FLAG, &check},
    {0, "explain", NULL, "with the reason of every cent, and of every service that is none of the options", OPTION_FLAG, &explain},
    {0, "greenest", NULL, "the option with the least carbon dioxide alone", OPTION_FLAG, &greenest},
    {0, "mode", "MODE", "options of this mode: home, pickup_point, express...", OPTION_TEXT, &mode},
    {0, "name", "NAME", "by this tariff (else shipping.tariff)", OPTION_TEXT, &name},
    {'S', "since", "DAY", "simulate orders of this day or later", OPTION_TEXT, &since},
    {0, "simulate", NULL, "what the store's orders would pay and cost", OPTION_FLAG, &simulate},
    {'T', "table", "FILE", "by these tables, not the store's (several times)", OPTION_LIST, &tables},
    {'U', "until", "DAY", "simulate orders of this day or earlier", OPTION_TEXT, &until},
    {0},
};

static bool read_mode(struct fault *fault)
{
    enum tariff_mode wished;

    if (!mode)
        return true;
    if (!tariff_mode_find(slice_of(mode), &wished))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--mode: \"%s\" is no mode of delivery; see colporteur-tariff(5)",
                         mode);
    wish.mode = (int)wished;
    return true;
}

static bool prepare(struct run *run, struct fault *fault)
{
    bool runs = simulate || check;

    wish.cheapest = cheapest;
    wish.greenest = greenest;
    wish.explain = explain;
    wish.name = name ? slice_of(name) : run->settings.text[SHIPPING_TARIFF];
    if (runs && (mode || cheapest || greenest || explain))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--mode, --cheapest, --greenest and --explain are for carts");
    if (cheapest && greenest)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--cheapest and --greenest are two options: choose one");
    if (!runs && (since || until))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--since and --until are for --simulate and --check");
    if (!read_mode(fault) || !option_day("since", since, &work.selection.since, &work.selection.has_since, fault) ||
        !option_day("until", until, &work.selection.until, &work.selection.has_until, fault))
        return false;
    if (!tables.count)
        return true;
    if (!simulating_read_tables(run, &tables, wish.name, &given, fault)) {
        fault->kind = FAULT_USAGE;
        return false;
    }
    wish.given = &given;
    return true;
}

static bool quote(struct run *run, const json_t *record, size_t line, bool *skipped, struct fault *fault)
{
    (void)line;
    (void)skipped;
    arena_clear(&run->arena);
    text_clear(&text);
    if (!cart_quote(record, &wish, &books, run->store, &run->settings, run->now, &run->arena, &text, fault))
        return false;
    output_line(&run->out, text_slice(&text));
    return true;
}

static bool act(struct run *run, struct fault *fault)
{
    if (!simulate && !check)
        return lines_run(run, quote, fault);
    return simulating_run(run, &work, wish.given, wish.name, simulate, check, fault);
}

static const struct tool tool = {
    .name = "ship-quote",
    .summary = "Quotes deliveries: by which services, for how much, when; and simulates tariffs.",
    .options = options,
    .traits = READS_STORE | REJECTS_RECORDS,
    .prepare = prepare,
    .act = act,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
