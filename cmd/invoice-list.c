/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/person.h"
#include "shop/selection.h"
#include "tool/tool.h"

static const char *since, *until, *series, *channel, *customer, *country, *order, *with, *limit;
static struct selection selection;
static int64_t left = INT64_MAX;

static const struct option_row options[] = {
    {'S', "since", "DAY", "of this day or later", OPTION_TEXT, &since},
    {'U', "until", "DAY", "of this day or earlier", OPTION_TEXT, &until},
    {0, "series", "SERIES", "of this series (2026)", OPTION_TEXT, &series},
    {'c', "channel", "CHANNEL", "of orders of this channel", OPTION_TEXT, &channel},
    {'C', "customer", "ID", "of this customer", OPTION_TEXT, &customer},
    {0, "country", "CC", "of orders to this country", OPTION_TEXT, &country},
    {0, "order", "ID", "of this order", OPTION_TEXT, &order},
    {0, "with", "person", "with the customer's data", OPTION_TEXT, &with},
    {'N', "limit", "N", "at most so many", OPTION_TEXT, &limit},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    bool present;

    (void)run;
    if (with && strcmp(with, "person") != 0)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--with knows \"person\", not \"%s\"", with);
    selection.series = series ? slice_of(series) : selection.series;
    selection.channel = channel ? slice_of(channel) : selection.channel;
    selection.customer = customer ? slice_of(customer) : selection.customer;
    selection.country = country ? slice_of(country) : selection.country;
    selection.order = order ? slice_of(order) : selection.order;
    return option_day("since", since, &selection.since, &selection.has_since, fault) &&
           option_day("until", until, &selection.until, &selection.has_until, fault) &&
           option_whole("limit", limit, INT64_MAX, &left, &present, fault);
}

static bool print(struct run *run, struct slice facts, struct slice value, struct fault *fault)
{
    struct text text = TEXT_INIT;
    bool done;

    if (!invoice_selected(&selection, facts) || left-- <= 0)
        return true;
    if (!with) {
        output_lend_line(&run->out, value);
        return true;
    }
    done = record_with_person(run->store, value, &text, fault);
    output_line(&run->out, text_slice(&text));
    text_release(&text);
    return done;
}

static bool print_one(struct run *run, const char *operand, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice facts;
    struct slice value;
    bool done;

    if (!slice_starts(slice_of(operand), "invoice/"))
        text_add_string(&id, "invoice/");
    text_add_string(&id, operand);
    done = store_facts(run->store, text_slice(&id), &facts, fault) && store_get(run->store, text_slice(&id), &value, fault);
    text_release(&id);
    if (!done || value.bytes)
        return done && print(run, facts, value, fault);
    tool_warn(run, "there is no invoice %s", operand);
    run->answer_is_no = true;
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    struct store_walk walk;
    bool found = true;
    bool done = true;

    for (size_t i = 0; i < run->operand_count; i++)
        if (!print_one(run, run->operands[i], fault))
            return false;
    if (run->operand_count)
        return true;
    done = store_walk_begin(&walk, run->store, SLICE("invoice/"), fault);
    while (done && found && left > 0 && !run->out.gone) {
        struct slice value;

        done = store_walk_next(&walk, &found, fault);
        if (done && found)
            done = store_walk_value(&walk, &value, fault) && print(run, walk.facts, value, fault);
    }
    store_walk_end(&walk);
    return done;
}

static const struct tool tool = {
    .name = "invoice-list",
    .summary = "Lists invoices.",
    .operands = "[ID]...",
    .options = options,
    .traits = READS_STORE,
    .prepare = prepare,
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
