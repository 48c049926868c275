/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/return_resending.h"
#include "tool/reversing.h"
#include "tool/tool.h"
#include "json/read.h"

static const char *location;

static const struct option_row options[] = {
    {'l', "location", "NAME", "whence they are sent (whence the line came)", OPTION_TEXT, &location},
    {0},
};

/* {"id":"12-1","resend":{"location":"main"}} */
static bool read_location(const struct input *input, struct slice *from, struct fault *fault)
{
    static const char *const known[] = {"location", NULL};
    const json_t *told;
    struct slice named;

    *from = location ? slice_of(location) : (struct slice){NULL, 0};
    if (!reversing_of_record(input, "resend", &told, fault))
        return false;
    if (!told)
        return true;
    if (!fields_known(told, known, fault) || !field_string(told, "location", &named, fault))
        return fault_within(fault, "resend");
    *from = named.bytes ? named : *from;
    return true;
}

static bool resend(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct goods_return of;
    struct order order;
    struct slice from;
    struct slice id;

    if (!input_id(input, "return", &id, fault) || !goods_return_find(&of, run->store, id, &run->arena, fault) ||
        !order_find(&order, run->store, of.order, &run->arena, fault) || !read_location(input, &from, fault))
        return false;
    text_add_string(outcome->id, "return/");
    text_add_slice(outcome->id, of.id);
    return return_resend(&of, &order, from, run->store, &run->arena, &run->changes, &outcome->changed, &outcome->row, fault);
}

static const struct tool tool = {
    .name = "return-resend",
    .summary = "Sends goods again, free of charge, for such as never came or were not right.",
    .operands = "[ID]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .each = resend,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
