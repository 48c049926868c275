/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/pickup.h"
#include "tool/chance.h"
#include "tool/law.h"
#include "tool/tool.h"

static bool new_code;
static struct tariff_book holidays = TARIFF_BOOK_INIT(law_read_table);

static const struct option_row options[] = {
    {0, "new-code", NULL, "the code was lost, or wrong ones were told: give another", OPTION_FLAG, &new_code},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    (void)run;
    return tariff_book_calendar(&holidays, fault);
}

static bool tell_ready(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    unsigned char random[PICKUP_CODE_LENGTH];
    struct pickup pickup;
    struct slice id;
    int64_t days;
    bool present;

    if (!input_id(input, "pickup", &id, fault) || !pickup_find(&pickup, run->store, id, &run->arena, fault) ||
        !option_whole("pickup.days", run->settings.text[PICKUP_DAYS].bytes, DUE_DAYS_LIMIT, &days, &present, fault) ||
        !chance_bytes(random, sizeof random, fault))
        return false;
    text_printf(outcome->id, "pickup/%.*s", SLICE_ARGS(pickup.order));
    return pickup_ready(&pickup, new_code, random, days, &holidays.calendar, run->store, run->now, &run->arena, &run->changes,
                        &outcome->changed, &outcome->row, fault);
}

static const struct tool tool = {
    .name = "pickup-ready",
    .summary = "Says of orders that they are ready to be collected.",
    .operands = "[ORDER]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .prepare = prepare,
    .each = tell_ready,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
