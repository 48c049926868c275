/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/breakdown_out.h"
#include "tool/law.h"
#include "tool/tool.h"

static bool by_day, by_week, by_month, by_year, total, as_csv, as_table;
static const char *by, *since, *until, *basis, *of;
static struct figures_question question = {.grain = GRAIN_MONTH, .basis = 'o'};
static struct breakdown_question breakdown;
static struct calendar calendar = CALENDAR_INIT;

static const struct option_row options[] = {
    {0, "day", NULL, "by day", OPTION_FLAG, &by_day},
    {0, "week", NULL, "by week (ISO 8601)", OPTION_FLAG, &by_week},
    {0, "month", NULL, "by month (this is what it does unless told otherwise)", OPTION_FLAG, &by_month},
    {0, "year", NULL, "by year", OPTION_FLAG, &by_year},
    {0, "total", NULL, "everything in one period", OPTION_FLAG, &total},
    {'B', "by", "WHAT[,WHAT]", "by country, channel, sku, category; with --of, also by others", OPTION_TEXT, &by},
    {0, "of", "WHAT", "of deliveries, returns or pickups", OPTION_TEXT, &of},
    {'S', "since", "DAY", "from this day on", OPTION_TEXT, &since},
    {'U', "until", "DAY", "up to this day", OPTION_TEXT, &until},
    {0, "basis", "WHAT", "by whose day: order, invoice, or with --of also shipment", OPTION_TEXT, &basis},
    {0, "csv", NULL, "as CSV", OPTION_FLAG, &as_csv},
    {'T', "table", NULL, "as a table to read", OPTION_FLAG, &as_table},
    {0},
};

static bool read_dimensions(struct fault *fault)
{
    static const struct {
        const char *name;
        enum dimension dimension;
    } known[] = {{"country", BY_COUNTRY}, {"channel", BY_CHANNEL}, {"sku", BY_SKU}, {"category", BY_CATEGORY}};
    struct slice rest = slice_of(by ? by : "");

    while (rest.length) {
        const char *comma = memchr(rest.bytes, ',', rest.length);
        struct slice word = {rest.bytes, comma ? (size_t)(comma - rest.bytes) : rest.length};
        size_t i = 0;

        while (i < sizeof known / sizeof *known && !slice_is(word, known[i].name))
            i++;
        if (i == sizeof known / sizeof *known)
            return fault_set(fault, FAULT_USAGE, "usage", NULL, "--by knows country, channel, sku and category, not \"%.*s\"",
                             SLICE_ARGS(word));
        question.by |= known[i].dimension;
        rest = slice_from(rest, word.length + (comma != NULL));
    }
    return true;
}

static bool prepare(struct run *run, struct fault *fault)
{
    question.training = run->settings.training;
    if (by_day + by_week + by_month + by_year + total > 1)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "only one of --day, --week, --month, --year and --total");
    if (as_csv && as_table)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "only one of --csv and --table");
    if (!of && basis && strcmp(basis, "order") != 0 && strcmp(basis, "invoice") != 0)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--basis knows order and invoice, not \"%s\"", basis);
    question.grain = by_day ? GRAIN_DAY : by_week ? GRAIN_WEEK : by_year ? GRAIN_YEAR : GRAIN_MONTH;
    question.whole = total;
    question.basis = basis && basis[0] == 'i' ? 'i' : 'o';
    if (!option_day("since", since, &question.since, &question.has_since, fault) ||
        !option_day("until", until, &question.until, &question.has_until, fault))
        return false;
    if (!of)
        return read_dimensions(fault);
    return breakdown_ask(&breakdown, &question, slice_of(of), slice_of(by ? by : ""), slice_of(basis ? basis : ""), fault) &&
           (breakdown.set->set != TALLY_DELIVERIES || law_read_calendar(&calendar, fault));
}

static void print_part(struct run *run, const struct figures_table *table, enum figures_form form, struct text *text)
{
    for (size_t i = 0; i < table->count; i++) {
        if (!figures_are_asked_for(&question, &table->rows[i]))
            continue;
        figures_write(table, &table->rows[i], &question, form, text);
        output_add(&run->out, text_slice(text));
        text_clear(text);
    }
}

static bool print_breakdown(struct run *run, enum figures_form form, struct fault *fault)
{
    struct breakdown_walk walk;
    struct text text = TEXT_INIT;
    bool found = true;
    bool done = true;

    breakdown.today = instant_day(run->now);
    breakdown.calendar = &calendar;
    breakdown.place = (struct workplace){.country = run->settings.text[COMPANY_COUNTRY], .region = SLICE("")};
    breakdown_begin(&walk, run->store, &breakdown);
    breakdown_write_head(&breakdown, form, &text);
    while (done && found && !run->out.gone) {
        done = breakdown_next(&walk, &found, fault);
        for (size_t i = 0; done && found && i < walk.current.count; i++) {
            breakdown_write(&walk, &walk.current.rows[i], form, &text);
            output_add(&run->out, text_slice(&text));
            text_clear(&text);
        }
    }
    output_add(&run->out, text_slice(&text));
    breakdown_end(&walk);
    calendar_release(&calendar);
    text_release(&text);
    return done;
}

static bool print_figures(struct run *run, enum figures_form form, struct fault *fault)
{
    struct figures_walk walk;
    struct text text = TEXT_INIT;
    bool found = true;
    bool done = figures_begin(&walk, run->store, &question, fault);

    if (done)
        figures_write_head(&question, form, &text);
    while (done && found && !run->out.gone) {
        done = figures_next(&walk, &found, fault);
        print_part(run, &walk.table, form, &text);
    }
    output_add(&run->out, text_slice(&text));
    figures_end(&walk);
    text_release(&text);
    return done;
}

static bool print(struct run *run, struct fault *fault)
{
    const enum figures_form form = as_csv ? FIGURES_CSV : as_table ? FIGURES_TABLE : FIGURES_RECORDS;

    return of ? print_breakdown(run, form, fault) : print_figures(run, form, fault);
}

static const struct tool tool = {
    .name = "kpi",
    .summary = "Key figures: revenue, orders, average basket and units, with the period before.",
    .options = options,
    .traits = READS_STORE,
    .prepare = prepare,
    .act = print,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
