/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/tariff_files.h"
#include "tool/tool.h"

static const char *name, *from, *currency, *weights;
static bool correct, without_tax;
static day first;
static bool has_first;

static const struct option_row options[] = {
    {0, "correct", NULL, "replace the version of that day", OPTION_FLAG, &correct},
    {0, "currency", "CODE", "its prices are in it (else shop.currency)", OPTION_TEXT, &currency},
    {0, "name", "NAME", "what it is called (main)", OPTION_TEXT, &name},
    {0, "valid-from", "DAY", "it holds from that day on (today)", OPTION_TEXT, &from},
    {0, "weight-unit", "UNIT", "in which a shop's own rates have weights (kg)", OPTION_TEXT, &weights},
    {0, "without-tax", NULL, "its prices are without tax (else as shop.prices_include_tax says)", OPTION_FLAG, &without_tax},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    (void)run;
    if (weights && !weight_unit(slice_of(weights)))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--weight-unit: \"%s\" is no unit that is known", weights);
    return option_day("valid-from", from, &first, &has_first, fault);
}

static struct tariff_heading heading_of(const struct run *run)
{
    return (struct tariff_heading){
        .name = name ? slice_of(name) : run->settings.text[SHIPPING_TARIFF],
        .currency = currency ? slice_of(currency) : slice_of(run->settings.currency.code),
        .from = has_first ? first : instant_day(run->now),
        .prices_include_tax = !without_tax && run->settings.prices_include_tax,
    };
}

static bool judge(struct run *run, const struct input *input, struct tariff_heading *heading, struct tariff_files *files,
                  struct fault *fault)
{
    struct tariff tariff;

    if (input->record
            ? !tariff_record_read(input->record, heading, &files->rows, fault) ||
                  !tariff_rows_judge(run, "stdin", heading, files, &tariff, fault)
            : !tariff_files_read(run, (const char *const *)input->operands, input->operand_count, heading, files, &tariff, fault))
        return false;
    tariff_release(&tariff);
    return true;
}

static bool import(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct tariff_heading heading = heading_of(run);
    struct tariff_files files = {.arena = ARENA_INIT, .weight_unit = weights ? weight_unit(slice_of(weights)) : NULL};
    bool done = judge(run, input, &heading, &files, fault) &&
                tariff_change(run->store, &heading, &files.rows, correct, &run->changes, &outcome->changed, outcome->id, fault);

    outcome->row = 0;
    tariff_files_release(&files);
    return done;
}

static const struct tool tool = {
    .name = "tariff-import",
    .summary = "Puts tables of delivery into the store: zones, services, rates, surcharges, closings.",
    .operands = "[FILE...]",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .operands_each = OPERANDS_ALL,
    .prepare = prepare,
    .each = import,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
