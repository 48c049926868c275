/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/policy_page.h"
#include "shop/tariff_record.h"
#include "tool/document_tables.h"
#include "tool/law.h"
#include "tool/return_tables.h"
#include "tool/tool.h"

static const char *format, *language, *name;
static struct tariff_book tariffs = TARIFF_BOOK_INIT(law_read_table);
static struct return_law law = RETURN_LAW_INIT;
static struct document_tables tables;
static struct text text;

static const struct option_row options[] = {
    {0, "format", "FORMAT", "json, markdown or text (json)", OPTION_TEXT, &format},
    {0, "language", "LANG", "in which it is written (else shop.language)", OPTION_TEXT, &language},
    {0, "name", "NAME", "of this tariff (else shipping.tariff)", OPTION_TEXT, &name},
    {0},
};

static bool is_asked(const struct run *run, struct slice country)
{
    for (size_t i = 0; i < run->operand_count; i++)
        if (slice_is(country, run->operands[i]))
            return true;
    return !run->operand_count;
}

static int64_t withdrawal_days(const struct run *run, struct slice country)
{
    struct period term = return_law_term(&law, TERM_WITHDRAWAL, country, instant_day(run->now));
    int64_t own = setting_days_in(&run->settings, RETURNS_DAYS, country);

    return term.unit == PERIOD_DAYS && own < term.count ? term.count : own;
}

static bool tell(struct run *run, const struct delivery_policy *policy, bool first, struct fault *fault)
{
    struct slice tag = language ? slice_of(language) : run->settings.text[SHOP_LANGUAGE];
    struct wording wording;

    text_clear(&text);
    if (!format || strcmp(format, "json") == 0) {
        delivery_policy_write(policy, &text);
        text_add_byte(&text, '\n');
    } else {
        if (!document_tables_read(&tables, fault))
            return false;
        wording = words_for(&tables.words, tag, run->settings.text[COMPANY_COUNTRY]);
        if (!first)
            text_add_byte(&text, '\n');
        policy_page_write(policy, &wording, strcmp(format, "markdown") == 0, &text);
    }
    output_add(&run->out, text_slice(&text));
    return true;
}

static bool export(struct run *run, struct fault *fault)
{
    struct delivery_policy policy = {.tariff = &tariffs.tariff, .settings = &run->settings};
    struct slice asked = name ? slice_of(name) : run->settings.text[SHIPPING_TARIFF];
    bool first = true;
    char country[2];
    size_t at = 0;

    if (format && strcmp(format, "json") != 0 && strcmp(format, "markdown") != 0 && strcmp(format, "text") != 0)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--format: \"%s\" is none of json, markdown and text", format);
    if (!tariff_book_find(&tariffs, run->store, asked, instant_day(run->now), fault) || !return_tables_read(&law, fault))
        return false;
    if (!tariffs.exists)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "there is no tariff \"%.*s\" today; see tariff-import(1)",
                         SLICE_ARGS(asked));
    if (!delivery_policy_find_carriers(&policy, run->store, &run->arena, fault))
        return false;
    while (delivery_policy_next(policy.tariff, &at, country, &policy.country)) {
        if (!is_asked(run, policy.country))
            continue;
        policy.withdrawal_days = withdrawal_days(run, policy.country);
        if (!tell(run, &policy, first, fault))
            return false;
        first = false;
    }
    run->answer_is_no = first;
    return true;
}

static const struct tool tool = {
    .name = "policy-export",
    .summary = "Tells how the shop delivers and takes back, by country: for programs, pages and people.",
    .operands = "[COUNTRY]...",
    .options = options,
    .traits = READS_STORE,
    .act = export,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
