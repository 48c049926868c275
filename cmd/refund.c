/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/refund.h"
#include "shop/gift_card_issue.h"
#include "tool/chance.h"
#include "tool/issuing.h"
#include "tool/reversing.h"
#include "tool/tool.h"
#include "json/read.h"

static struct reversing_options what;
static struct option_list means;
static const char *key, *return_name, *credit_note;
static bool withdrawal, owed;
static unsigned char random_bytes[SALT_SIZE];

static const struct option_row options[] = {
    {'L', "line", "N[=QUANTITY]", "of line N all that is left, or so many units (several times)", OPTION_LIST, &what.lines},
    {0, "line-amount", "N=AMOUNT", "so much of line N, tax included (several times)", OPTION_LIST, &what.amounts},
    {0, "shipping", "AMOUNT|all", "so much of the shipping, tax included", OPTION_TEXT, &what.shipping},
    {0, "amount", "AMOUNT", "so much of the whole order, tax included", OPTION_TEXT, &what.amount},
    {0, "withdrawal", NULL, "the customer withdraws: standard delivery goes back with the goods", OPTION_FLAG, &withdrawal},
    {0, "restock", NULL, "the units that were shipped are back on the shelf", OPTION_FLAG, &what.restock},
    {'l', "location", "NAME", "to which they came back (whence they left)", OPTION_TEXT, &what.location},
    {0, "means", "MEANS[=AMOUNT]", "how it is paid back (as it was paid; several times)", OPTION_LIST, &means},
    {0, "credit-note", "NUMBER", "pay out what this credit note gave back", OPTION_TEXT, &credit_note},
    {0, "owed", NULL, "pay out what is owed: by cancellations and credit notes", OPTION_FLAG, &owed},
    {0, "return", "NAME", "of which return; each is refunded once", OPTION_TEXT, &return_name},
    {'R', "reason", "TEXT", "why", OPTION_TEXT, &what.reason},
    {0, "dated", "DAY", "the day of the refund and its credit note (today)", OPTION_TEXT, &what.dated},
    {0, "key", "KEY", "names this refund of the order: done once, however often it is asked", OPTION_TEXT, &key},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    return issuing_prepare(run, fault) && chance_bytes(random_bytes, sizeof random_bytes, fault);
}

static bool read_means(const struct currency *currency, struct arena *arena, struct refund_request *request, struct fault *fault)
{
    request->means_count = means.count;
    request->means = arena_take(arena, means.count * sizeof *request->means);
    for (size_t i = 0; i < means.count; i++) {
        const char *equals = strchr(means.values[i], '=');
        struct refund_means *row = &request->means[i];

        *row = (struct refund_means){.means = slice_of(means.values[i]), .has_amount = equals != NULL};
        if (!equals)
            continue;
        row->means.length = (size_t)(equals - means.values[i]);
        if (!amount_read(slice_of(equals + 1), currency, false, "means", &row->amount, fault))
            return fault_set(fault, FAULT_USAGE, "usage", NULL, "--means: \"%s\" is not MEANS or MEANS=AMOUNT", means.values[i]);
    }
    return true;
}

static bool read_options(struct run *run, const struct currency *currency, struct refund_request *request, struct fault *fault)
{
    if (!reversing_read(&what, run, currency, &run->arena, &request->note, fault) ||
        !read_means(currency, &run->arena, request, fault))
        return false;
    request->note.what.by_law = withdrawal;
    request->owed = owed;
    request->key = key ? slice_of(key) : request->key;
    request->return_name = return_name ? slice_of(return_name) : request->return_name;
    request->credit_note = credit_note ? slice_of(credit_note) : request->credit_note;
    return true;
}

/* A return's record names its order, and the refund is of it: once, however often it is asked. */
static bool named_order(const struct input *input, struct refund_request *request, struct slice *id, struct fault *fault)
{
    struct slice type = {NULL, 0};

    if (input->record && !field_string(input->record, "type", &type, fault))
        return false;
    if (!type.bytes || !slice_is(type, "return"))
        return input_id(input, "order", id, fault);
    if (!input_id(input, "return", &request->return_name, fault) || !field_string(input->record, "order", id, fault))
        return false;
    request->key = request->return_name;
    return id->bytes || field_missing("order", fault);
}

static bool refund(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct refund_request request = {.note.dated = instant_day(run->now),
                                     .secret = {(const char *)random_bytes, sizeof random_bytes}};
    const json_t *told;
    struct order order;
    struct slice id;

    if (!named_order(input, &request, &id, fault) || !order_find(&order, run->store, id, &run->arena, fault) ||
        !reversing_of_record(input, "refund", &told, fault))
        return false;
    if (!(told ? refund_request_from_json(&request, told, &order.currency, &run->arena, fault)
               : read_options(run, &order.currency, &request, fault)) ||
        !refund_request_check(&request, fault))
        return told && fault_within(fault, "refund");
    return refund_issue(&order, &request, run->store, &run->settings, run->now, &run->arena, &run->changes, &outcome->changed,
                        &outcome->row, outcome->id, fault);
}

static const struct tool tool = {
    .name = "refund",
    .summary = "Pays back what goes back of orders, with its credit note.",
    .operands = "[ID]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .prepare = prepare,
    .each = refund,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
