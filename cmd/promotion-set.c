/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/promotion.h"
#include "tool/tool.h"
#include "json/read.h"

static bool set(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct promotion promotion;
    struct slice type;
    struct slice stored;

    if (!field_string(input->record, "type", &type, fault))
        return false;
    if (type.bytes && !slice_is(type, "promotion"))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "type", "is \"%.*s\", not \"promotion\"", SLICE_ARGS(type));
    if (!promotion_from_json(&promotion, input->record, &run->arena, fault))
        return false;
    promotion_id(promotion.id, outcome->id);
    promotion_write(&promotion, &run->settings.currency, changes_begin(&run->changes, text_slice(outcome->id)));
    outcome->row = changes_end(&run->changes);
    if (!store_place(run->store, text_slice(outcome->id), &outcome->place, &stored, fault))
        return false;
    outcome->changed = !slice_equal(changes_value(&run->changes, outcome->row), stored);
    return true;
}

static const struct tool tool = {
    .name = "promotion-set",
    .summary = "Makes promotions and coupons, or changes them.",
    .operands = "[FILE]...",
    .traits = WRITES_STORE | TAKES_RECORDS,
    .each = set,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
