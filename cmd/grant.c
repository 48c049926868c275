/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/grant.h"
#include "tool/tool.h"

static const char *days_given, *downloads_given;
static struct grant_request request = {GRANT_DAYS_STANDARD, GRANT_DOWNLOADS_STANDARD, false, false};

static const struct option_row options[] = {
    {0, "again", NULL, "what is granted already gets days and downloads anew", OPTION_FLAG, &request.again},
    {0, "consent", NULL, "the customer agrees to have it at once and to lose the right of withdrawal", OPTION_FLAG,
     &request.consent},
    {0, "days", "N", "for so many days (30)", OPTION_TEXT, &days_given},
    {0, "downloads", "N", "for so many downloads (5)", OPTION_TEXT, &downloads_given},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    bool present;

    (void)run;
    return option_whole("days", days_given, GRANT_DAYS_LIMIT, &request.days, &present, fault) &&
           option_whole("downloads", downloads_given, GRANT_DOWNLOADS_LIMIT, &request.allowed, &present, fault);
}

static bool grant(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct order order;
    struct slice id;
    struct grant_answer answer = {.id = outcome->id};

    if (!input_id(input, "order", &id, fault) || !order_find(&order, run->store, id, &run->arena, fault) ||
        !grant_order(&order, &request, run->store, run->now, &run->arena, &run->changes, &answer, fault))
        return false;
    outcome->changed = answer.changed;
    outcome->row = answer.row;
    if (answer.low.bytes)
        tool_warn(run, "licence keys of \"%.*s\": %lld left", SLICE_ARGS(answer.low), (long long)answer.left);
    return true;
}

static const struct tool tool = {
    .name = "grant",
    .summary = "Lets customers fetch the digital goods of orders that are paid.",
    .operands = "[ORDER]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .prepare = prepare,
    .each = grant,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
