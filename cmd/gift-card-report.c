/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/gift_card_figures.h"
#include "tool/listing.h"

static const char *until_given;
static day until;

static const struct option_row options[] = {
    {'U', "until", "DAY", "as it was on that day (today)", OPTION_TEXT, &until_given},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    bool present;

    until = instant_day(run->now);
    return option_day("until", until_given, &until, &present, fault);
}

static bool report(struct run *run, struct fault *fault)
{
    struct gift_card_months months;
    struct text text = TEXT_INIT;
    bool done = gift_card_months_read(&months, run->store, until, fault);

    for (size_t i = 0; done && i < months.count && !listing_full(run); i++) {
        text_clear(&text);
        gift_card_month_write(&months.rows[i], &text);
        listing_print_made(run, text_slice(&text));
    }
    gift_card_months_release(&months);
    text_release(&text);
    return done;
}

static const struct tool tool = {
    .name = "gift-card-report",
    .summary = "Tells month by month what is owed by gift cards and store credit.",
    .options = options,
    .traits = READS_STORE,
    .lists = "gift_card_month",
    .prepare = prepare,
    .act = report,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
