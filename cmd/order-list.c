/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/backorder.h"
#include "shop/selection.h"
#include "tool/listing.h"

static const char *status, *since, *until, *channel, *customer, *country, *reference, *with;
static bool backordered;
static struct selection selection;

static const struct option_row options[] = {
    {'u', "status", "STATUS", "open, closed or cancelled", OPTION_TEXT, &status},
    {'p', "paid", NULL, "paid ones", OPTION_FLAG, &selection.paid},
    {'P', "unpaid", NULL, "ones of which something is still to be paid", OPTION_FLAG, &selection.unpaid},
    {0, "backordered", NULL, "ones that wait for goods", OPTION_FLAG, &backordered},
    {0, "shipped", NULL, "wholly shipped ones", OPTION_FLAG, &selection.shipped},
    {0, "unshipped", NULL, "ones with something left to ship", OPTION_FLAG, &selection.unshipped},
    {0, "invoiced", NULL, "ones with an invoice", OPTION_FLAG, &selection.invoiced},
    {0, "uninvoiced", NULL, "ones without", OPTION_FLAG, &selection.uninvoiced},
    {'S', "since", "DAY", "placed on this day or later", OPTION_TEXT, &since},
    {'U', "until", "DAY", "placed on this day or earlier", OPTION_TEXT, &until},
    {'c', "channel", "CHANNEL", "of this channel", OPTION_TEXT, &channel},
    {'C', "customer", "ID", "of this customer", OPTION_TEXT, &customer},
    {0, "country", "CC", "to this country", OPTION_TEXT, &country},
    {0, "reference", "REF", "with this reference in its channel", OPTION_TEXT, &reference},
    {0, "with", "person", "with the customer's data", OPTION_TEXT, &with},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    (void)run;
    if (status && !order_status_read(slice_of(status), &selection.status, fault)) {
        fault->kind = FAULT_USAGE;
        return false;
    }
    selection.has_status = status != NULL;
    selection.channel = channel ? slice_of(channel) : selection.channel;
    selection.customer = customer ? slice_of(customer) : selection.customer;
    selection.reference = reference ? slice_of(reference) : selection.reference;
    selection.country = country ? slice_of(country) : selection.country;
    return option_day("since", since, &selection.since, &selection.has_since, fault) &&
           option_day("until", until, &selection.until, &selection.has_until, fault) && option_with(with, "person", fault);
}

static bool is_wanted(struct run *run, struct slice value, bool *wanted, struct fault *fault)
{
    struct order order;

    *wanted = true;
    if (!backordered)
        return true;
    arena_clear(&run->arena);
    return order_from_stored(&order, value, &run->arena, fault) &&
           order_is_backordered(&order, run->store, &run->arena, wanted, fault);
}

static bool print(struct run *run, struct slice value, struct fault *fault)
{
    bool wanted;

    if (!is_wanted(run, value, &wanted, fault))
        return false;
    if (!wanted)
        return true;
    if (with)
        return listing_print_with_person(run, value, fault);
    listing_print(run, value);
    return true;
}

static bool print_operand(struct run *run, const struct listed *row, struct fault *fault)
{
    uint64_t number;
    bool selected;

    return order_number(row->id, &number, fault) && order_selected(run->store, &selection, number, row->facts, &selected, fault) &&
           (!selected || print(run, row->value, fault));
}

static bool list(struct run *run, struct fault *fault)
{
    struct order_walk walk;
    bool found = true;
    bool done;

    if (run->operand_count)
        return listing_run(run, print_operand, fault);
    done = order_walk_begin(&walk, run->store, &selection, fault);
    while (done && found && !listing_full(run)) {
        done = order_walk_next(&walk, &found, fault);
        if (done && found)
            done = print(run, walk.value, fault);
    }
    order_walk_end(&walk);
    return done;
}

static const struct tool tool = {
    .name = "order-list",
    .summary = "Lists orders.",
    .operands = "[ID]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "order",
    .prepare = prepare,
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
