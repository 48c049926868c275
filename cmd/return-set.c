/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/goods_return.h"
#include "tool/reversing.h"
#include "tool/tool.h"
#include "json/read.h"

static const char *status, *claim, *sent;

static const struct option_row options[] = {
    {'u', "status", "STATUS", "how it ended without goods: rejected, expired or repaired", OPTION_TEXT, &status},
    {0, "claim", "STATE", "what the carrier says to the claim: accepted or rejected", OPTION_TEXT, &claim},
    {0, "sent", "DAY", "the day on which the customer proved to have sent the goods", OPTION_TEXT, &sent},
    {0},
};

/* {"id":"12-1","set":{"status":"expired","claim":"accepted","sent":"2026-11-22"}} */
static bool read_record(const json_t *told, struct return_news *news, struct fault *fault)
{
    static const char *const known[] = {"status", "claim", "sent", NULL};
    struct slice word;
    struct slice date;

    if (!fields_known(told, known, fault) || !field_string(told, "status", &word, fault) ||
        !field_string(told, "claim", &news->claim, fault) || !field_string(told, "sent", &date, fault))
        return false;
    news->has_status = word.bytes != NULL;
    news->has_sent = date.bytes != NULL;
    if (news->has_status && !return_status_read(word, &news->status, fault))
        return false;
    return !news->has_sent || day_read(date, &news->sent) ||
           fault_set(fault, FAULT_REFUSED, "not_a_date", "sent", "\"%.*s\" is no day like 2026-11-21", SLICE_ARGS(date));
}

static bool read_options(struct return_news *news, struct fault *fault)
{
    news->has_status = status != NULL;
    news->claim = claim ? slice_of(claim) : news->claim;
    return (!status || return_status_read(slice_of(status), &news->status, fault)) &&
           option_day("sent", sent, &news->sent, &news->has_sent, fault);
}

static bool set(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct return_news news = {0};
    struct goods_return of;
    const json_t *told;
    struct slice id;

    if (!input_id(input, "return", &id, fault) || !goods_return_find(&of, run->store, id, &run->arena, fault) ||
        !reversing_of_record(input, "set", &told, fault) || !read_options(&news, fault))
        return false;
    if (told && !read_record(told, &news, fault))
        return fault_within(fault, "set");
    if (news.has_sent && news.sent > instant_day(run->now))
        return fault_set(fault, FAULT_REFUSED, "in_the_future", "sent", "is later than today");
    text_add_string(outcome->id, "return/");
    text_add_slice(outcome->id, of.id);
    if (!goods_return_set(&of, &news, &outcome->changed, fault))
        return false;
    if (outcome->changed)
        outcome->row = goods_return_change(&of, &run->changes);
    return true;
}

static const struct tool tool = {
    .name = "return-set",
    .summary = "Notes what becomes of returns: sent, rejected, expired, and the carrier's answer.",
    .operands = "[ID]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .each = set,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
