/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/person.h"
#include "shop/selection.h"
#include "tool/tool.h"

static const char *status, *since, *until, *channel, *customer, *country, *reference, *with, *limit;
static struct selection selection;

static const struct option_row options[] = {
    {'u', "status", "STATUS", "open, closed or cancelled", OPTION_TEXT, &status},
    {'p', "paid", NULL, "paid ones", OPTION_FLAG, &selection.paid},
    {'P', "unpaid", NULL, "pending and authorised ones", OPTION_FLAG, &selection.unpaid},
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
    {'N', "limit", "N", "at most so many", OPTION_TEXT, &limit},
    {0},
};

static int64_t left = INT64_MAX;

static bool prepare(struct run *run, struct fault *fault)
{
    bool present;

    (void)run;
    if (status && !order_status_read(slice_of(status), &selection.status, fault)) {
        fault->kind = FAULT_USAGE;
        return false;
    }
    if (with && strcmp(with, "person") != 0)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--with knows \"person\", not \"%s\"", with);
    selection.has_status = status != NULL;
    selection.channel = channel ? slice_of(channel) : selection.channel;
    selection.customer = customer ? slice_of(customer) : selection.customer;
    selection.reference = reference ? slice_of(reference) : selection.reference;
    selection.country = country ? slice_of(country) : selection.country;
    return option_day("since", since, &selection.since, &selection.has_since, fault) &&
           option_day("until", until, &selection.until, &selection.has_until, fault) &&
           option_whole("limit", limit, INT64_MAX, &left, &present, fault);
}

static bool print(struct run *run, struct slice value, struct fault *fault)
{
    struct text text = TEXT_INIT;
    bool done;

    left--;
    if (!with) {
        output_lend_line(&run->out, value);
        return true;
    }
    done = record_with_person(run->store, value, &text, fault);
    output_line(&run->out, text_slice(&text));
    text_release(&text);
    return done;
}

static bool print_one(struct run *run, uint64_t number, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice facts;
    struct slice value;
    bool selected = false;
    bool done;

    order_id(number, &id);
    done = store_facts(run->store, text_slice(&id), &facts, fault) && store_get(run->store, text_slice(&id), &value, fault);
    text_release(&id);
    if (done && !value.bytes) {
        tool_warn(run, "there is no order %llu", (unsigned long long)number);
        run->answer_is_no = true;
        return true;
    }
    done = done && order_selected(run->store, &selection, number, facts, &selected, fault);
    return done && (!selected || left <= 0 || print(run, value, fault));
}

static bool print_operands(struct run *run, struct fault *fault)
{
    for (size_t i = 0; i < run->operand_count; i++) {
        uint64_t number;

        if (!order_number(slice_of(run->operands[i]), &number, fault)) {
            fault->kind = FAULT_USAGE;
            return false;
        }
        if (!print_one(run, number, fault))
            return false;
    }
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    struct order_walk walk;
    bool found = true;
    bool done;

    if (run->operand_count)
        return print_operands(run, fault);
    done = order_walk_begin(&walk, run->store, &selection, fault);
    while (done && found && left > 0 && !run->out.gone) {
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
    .prepare = prepare,
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
