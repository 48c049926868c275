/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/difference.h"
#include "tool/catalogue.h"
#include "tool/source.h"

static const char *format;

static const struct option_row options[] = {
    {0, "format", "FORMAT", "json or text (json)", OPTION_TEXT, &format},
    {0, "layer", "NAME", "a supplier's data, under the shop's own", OPTION_TEXT, &catalogue_choices.layer},
    {0, "mode", "MODE", "create, update or upsert: new products, known ones, both (upsert)", OPTION_TEXT, &catalogue_choices.mode},
    {0, "only", "LIST", "take these members alone, as price,cost", OPTION_TEXT, &catalogue_choices.only},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    if (format && strcmp(format, "json") != 0 && strcmp(format, "text") != 0)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--format knows json and text, not \"%s\"", format);
    return catalogue_prepare(run, fault);
}

static bool compare(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct text text = TEXT_INIT;
    struct slice before;

    if (!catalogue_take(run, input, outcome, fault))
        return false;
    /* What a supplier says may be new, and nothing of it count. */
    outcome->changed = outcome->changed && slice_equal(changes_id(&run->changes, 0), text_slice(outcome->id));
    if (outcome->skipped || !outcome->changed)
        return true;
    if (!store_get(run->store, text_slice(outcome->id), &before, fault))
        return false;
    if (format && strcmp(format, "text") == 0)
        difference_tell(before, changes_value(&run->changes, 0), &run->arena, &text);
    else
        difference_write(before, changes_value(&run->changes, 0), &run->arena, &text);
    output_add(&run->out, text_slice(&text));
    text_release(&text);
    run->answer_is_no = true;
    return true;
}

static const struct tool tool = {
    .name = "catalog-diff",
    .summary = "Shows what catalog-import would change, member by member.",
    .operands = "[FILE]...",
    .options = options,
    .traits = READS_STORE | TAKES_RECORDS,
    .tables = &table_reader,
    .dialects = &dialect_reader,
    .prepare = prepare,
    .each = compare,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
