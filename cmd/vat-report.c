/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/vat_reporting.h"

static bool by_month, by_quarter, by_year, total;
static const char *since, *until, *oss;
static struct vat_question question;

static const struct option_row options[] = {
    {0, "month", NULL, "by month (this is what it does unless told otherwise)", OPTION_FLAG, &by_month},
    {0, "quarter", NULL, "by quarter", OPTION_FLAG, &by_quarter},
    {0, "year", NULL, "by year", OPTION_FLAG, &by_year},
    {0, "total", NULL, "everything in one period", OPTION_FLAG, &total},
    {'S', "since", "DAY", "from this day on", OPTION_TEXT, &since},
    {'U', "until", "DAY", "up to this day", OPTION_TEXT, &until},
    {0, "country", "CC", "the tax of this country", OPTION_TEXT, &question.country},
    {0, "oss", "QUARTER", "the return of the one stop shop (2026-Q4)", OPTION_TEXT, &oss},
    {0, "provisional", NULL, "of a quarter that is not over yet", OPTION_FLAG, &question.provisional},
    {0, "explain", NULL, "each line of each document that makes the figures", OPTION_FLAG, &question.explain},
    {0, "csv", NULL, "as CSV", OPTION_FLAG, &question.as_csv},
    {0},
};

static bool usage(struct fault *fault, const char *reason)
{
    return fault_set(fault, FAULT_USAGE, "usage", NULL, "%s", reason);
}

static bool prepare_return(struct run *run, struct fault *fault)
{
    bool is_over;

    if (by_month || by_quarter || by_year || total || since || until)
        return usage(fault, "--oss is of one quarter: no other period goes with it");
    if (question.country && !question.explain)
        return usage(fault, "a return is of all countries: --country goes with --oss to explain it");
    if (!quarter_read(slice_of(oss), &question.since))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--oss: \"%s\" is no quarter like 2026-Q4", oss);
    question.oss = true;
    question.grain = GRAIN_QUARTER;
    question.until = period_next(question.since, GRAIN_QUARTER) - 1;
    is_over = question.until < instant_day(run->now);
    if (is_over && question.provisional)
        question.provisional = false;
    return is_over || question.provisional ||
           fault_set(fault, FAULT_REFUSED, "not_over", NULL, "%s is not over: --provisional tells what is known of it", oss);
}

static bool prepare(struct run *run, struct fault *fault)
{
    bool given;

    if (by_month + by_quarter + by_year + total > 1)
        return usage(fault, "only one of --month, --quarter, --year and --total");
    if (question.as_csv && question.explain)
        return usage(fault, "only one of --csv and --explain");
    if (question.country && !country_check(slice_of(question.country), "--country", fault)) {
        fault->kind = FAULT_USAGE;
        return false;
    }
    if (oss)
        return prepare_return(run, fault);
    if (question.provisional)
        return usage(fault, "--provisional is for --oss");
    question.grain = by_quarter ? GRAIN_QUARTER : by_year ? GRAIN_YEAR : GRAIN_MONTH;
    question.whole = total;
    question.since = INT32_MIN;
    question.until = INT32_MAX;
    return option_day("since", since, &question.since, &given, fault) && option_day("until", until, &question.until, &given, fault);
}

static bool print(struct run *run, struct fault *fault)
{
    return question.oss ? vat_return_print(run, &question, fault) : vat_figures_print(run, &question, fault);
}

static const struct tool tool = {
    .name = "vat-report",
    .summary = "VAT of invoices and credit notes: by country, category, rate and period; the return of the one stop shop.",
    .options = options,
    .traits = READS_STORE,
    .prepare = prepare,
    .act = print,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
