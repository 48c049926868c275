/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/goods_return.h"
#include "tool/listing.h"

static const char *since, *until, *order, *kind, *status, *days;
static bool refundable;
static day first, last, today;
static bool has_first, has_last, has_days, late_ones;
static int64_t within;

static const struct option_row options[] = {
    {'S', "since", "DAY", "stated on this day or later", OPTION_TEXT, &since},
    {'U', "until", "DAY", "stated on this day or earlier", OPTION_TEXT, &until},
    {0, "order", "ID", "of this order", OPTION_TEXT, &order},
    {'k', "kind", "KIND", "of this kind", OPTION_TEXT, &kind},
    {'u', "status", "STATUS", "announced, received, graded, refunded, resent, rejected, expired or repaired", OPTION_TEXT, &status},
    {0, "refundable", NULL, "whose refund nothing holds back and that is not made: for refund", OPTION_FLAG, &refundable},
    {0, "refund-due", "DAYS", "whose refund is due in so many days, late ones first; status 1 if there are late ones", OPTION_TEXT,
     &days},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    today = instant_day(run->now);
    return option_day("since", since, &first, &has_first, fault) && option_day("until", until, &last, &has_last, fault) &&
           option_whole("refund-due", days, 3660, &within, &has_days, fault);
}

static bool fits(const struct goods_return *of)
{
    if ((has_first && of->day < first) || (has_last && of->day > last) || (order && !slice_is(of->order, order)) ||
        (kind && strcmp(kind, return_kind_word(of->kind)) != 0) || (status && strcmp(status, return_status_word(of->status)) != 0))
        return false;
    if (has_days && (of->status >= RETURN_REFUNDED || !of->has_refund_due || of->refund_due - today > within))
        return false;
    return !refundable || goods_return_is_refundable(of);
}

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    struct goods_return of;
    bool late;

    arena_clear(&run->arena);
    if (!goods_return_from_stored(&of, row->value, &run->arena, fault))
        return false;
    /* What nothing holds back is late; the rest may wait for the goods, or for proof that they were sent. */
    late = has_days && of.refund_due < today && goods_return_is_refundable(&of);
    if (!fits(&of) || late != late_ones)
        return true;
    run->answer_is_no |= late;
    listing_print(run, row->value);
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    late_ones = has_days;
    if (has_days && !listing_run(run, print, fault))
        return false;
    late_ones = false;
    return listing_run(run, print, fault);
}

static const struct tool tool = {
    .name = "return-list",
    .summary = "Lists returns, and those whose refund is due.",
    .operands = "[ID]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "return",
    .prepare = prepare,
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
