/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/offer.h"
#include "shop/product.h"
#include "tool/lines.h"
#include "tool/reductions.h"
#include "json/read.h"
#include "json/write.h"

static const char *channel, *country, *group, *currency, *quantity, *at, *days;
static bool explain, history, has_days;
static struct price_question question;
static struct offers offers = OFFERS_INIT;
static int64_t day_count = 30;
static struct text text;

static const struct option_row options[] = {
    {'c', "channel", "CHANNEL", "sold there", OPTION_TEXT, &channel},
    {0, "country", "CC", "to there (else company.country)", OPTION_TEXT, &country},
    {0, "group", "GROUP", "to customers of this group", OPTION_TEXT, &group},
    {0, "quantity", "N", "so many at once (1)", OPTION_TEXT, &quantity},
    {0, "currency", "CODE", "in it (else shop.currency)", OPTION_TEXT, &currency},
    {0, "at", "INSTANT", "at that moment (now); of the past, as it was then", OPTION_TEXT, &at},
    {0, "explain", NULL, "with all that might have made the price, and why it did or not", OPTION_FLAG, &explain},
    {0, "history", NULL, "every price that was shown, and when", OPTION_FLAG, &history},
    {0, "days", "N", "the history of so many days (30)", OPTION_TEXT, &days},
    {0},
};

static struct slice optional(const char *argument)
{
    return argument ? slice_of(argument) : (struct slice){NULL, 0};
}

static bool prepare(struct run *run, struct fault *fault)
{
    bool given;

    question =
        (struct price_question){.market = {.channel = optional(channel), .country = optional(country), .group = optional(group)},
                                .currency = run->settings.currency,
                                .prices_include_tax = run->settings.prices_include_tax,
                                .quantity = 1,
                                .at = run->now};
    question.market.is_foreign = currency && strcmp(currency, run->settings.currency.code) != 0;
    if (!country)
        question.market.country = run->settings.text[COMPANY_COUNTRY];
    if (days && !history)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--days is for --history");
    if (history && (explain || quantity))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--history is of one unit, and explains nothing");
    if (!option_whole("quantity", quantity, 1000000000, &question.quantity, &given, fault) ||
        !option_whole("days", days, 100000, &day_count, &has_days, fault) ||
        (currency && !currency_find(slice_of(currency), &question.currency, fault)) ||
        (at && !moment_read(slice_of(at), "--at", &question.at, fault)) ||
        !country_check(question.market.country, "--country", fault))
        fault->kind = FAULT_USAGE;
    else if (question.quantity == 0)
        fault_set(fault, FAULT_USAGE, "usage", NULL, "--quantity: must be at least 1");
    question.by_then = question.at < run->now;
    return fault->kind == FAULT_NONE && reductions_read(&offers.laws, fault);
}

static bool print_history(struct run *run, struct fault *fault)
{
    instant first = day_start(instant_day(question.at) - (day)day_count);
    struct price_point *points;
    size_t count;

    if (!offers_history(&offers, run->store, &run->settings, &question, &points, &count, &run->arena, fault))
        return false;
    for (size_t i = 0; i < count; i++) {
        instant until = i + 1 < count ? points[i + 1].from : VALIDITY_OPEN_UNTIL;

        if (points[i].shown == PRODUCT_UNSET || until <= first)
            continue;
        text_clear(&text);
        shown_price_write(&points[i], until, &question, &text);
        output_line(&run->out, text_slice(&text));
    }
    return true;
}

static bool print(struct run *run, struct fault *fault)
{
    struct price_candidates candidates = {.arena = &run->arena};
    struct offer offer;

    if (history)
        return print_history(run, fault);
    if (!offer_find(&offer, &offers, run->store, &run->settings, &question, explain ? &candidates : NULL, &run->arena, fault))
        return false;
    text_clear(&text);
    offer_write(&offer, &question, explain ? &candidates : NULL, &text);
    output_line(&run->out, text_slice(&text));
    return true;
}

static bool print_record(struct run *run, const json_t *record, size_t line, bool *skipped, struct fault *fault)
{
    (void)line;
    (void)skipped;
    arena_clear(&run->arena);
    if (!field_string(record, "sku", &question.sku, fault))
        return false;
    return (question.sku.bytes || field_missing("sku", fault)) && print(run, fault);
}

static bool answer(struct run *run, struct fault *fault)
{
    if (!run->operand_count)
        return lines_run(run, print_record, fault);
    for (size_t i = 0; i < run->operand_count; i++) {
        struct fault refusal = FAULT_INIT;

        arena_clear(&run->arena);
        question.sku = slice_of(run->operands[i]);
        if (print(run, &refusal))
            continue;
        if (refusal.kind != FAULT_REFUSED) {
            *fault = refusal;
            return false;
        }
        tool_say_fault(run, NULL, &refusal);
        run->answer_is_no = true;
    }
    return true;
}

static const struct tool tool = {
    .name = "price",
    .summary = "Tells what products cost, why, and what they cost before.",
    .operands = "[SKU]...",
    .options = options,
    .traits = READS_STORE | REJECTS_RECORDS,
    .prepare = prepare,
    .act = answer,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
