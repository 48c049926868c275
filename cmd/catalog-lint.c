/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/product.h"
#include "tool/judging.h"
#include "tool/lines.h"
#include "tool/listing.h"
#include "json/read.h"
#include "json/write.h"

static struct option_list countries, languages, files, rules;
static struct judging_wishes wishes = {
    .market = {.countries = &countries, .languages = &languages}, .files = &files, .rules = &rules};
static bool explained;
static struct judging judging;
static struct text compact;

static const struct option_row options[] = {
    {'c', "channel", "CHANNEL", "what keeps them from this channel as well", OPTION_TEXT, &wishes.market.channel},
    {0, "language", "LANG", "in this language, and others given so", OPTION_LIST, &languages},
    {0, "country", "CC", "for customers of this country, and others given so", OPTION_LIST, &countries},
    {0, "rules", "FILE", "with the rules of this file after the others", OPTION_LIST, &files},
    {0, "rule", "ID", "this rule alone, or those that begin so; others given so", OPTION_LIST, &rules},
    {0, "score", NULL, "how complete each sheet is, and what is missing", OPTION_FLAG, &wishes.scored},
    {0, "explain", NULL, "tell the rules instead: what they ask, why, who says so", OPTION_FLAG, &explained},
    {0},
};

/* What the index says of its status: neither is an archived one. */
static bool is_offered(const struct listed *row, bool *is_draft)
{
    struct product_facts facts = {0};

    memcpy(&facts, row->facts.bytes, row->facts.length < sizeof facts ? row->facts.length : sizeof facts);
    *is_draft = facts.draft;
    return facts.active;
}

static bool judge_named(struct run *run, struct fault *fault)
{
    struct text id = TEXT_INIT;
    bool done = true;

    for (size_t i = 0; done && i < run->operand_count; i++) {
        struct slice record;

        product_id(slice_of(run->operands[i]), &id);
        done = store_get(run->store, text_slice(&id), &record, fault);
        if (done && !record.bytes)
            listing_missing(run, "product", run->operands[i]);
        else if (done)
            done = judging_product(&judging, record, fault);
    }
    text_release(&id);
    return done;
}

static bool judge_line(struct run *run, const json_t *record, size_t number, bool *skipped, struct fault *fault)
{
    struct slice type;
    struct slice sku;

    (void)run;
    (void)number;
    (void)skipped;
    if (!field_string(record, "type", &type, fault) || !field_string(record, "sku", &sku, fault))
        return false;
    if (type.bytes && !slice_is(type, "product"))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "type", "is \"%.*s\", not \"product\"", SLICE_ARGS(type));
    if (!sku.bytes)
        return field_missing("sku", fault);
    text_clear(&compact);
    json_put_value(&compact, NULL, record);
    return judging_product(&judging, text_slice(&compact), fault);
}

/* What nobody asked for may have what must be another's. */
static bool look_at(struct run *run, const struct listed *row, struct fault *fault)
{
    bool is_draft;

    (void)run;
    return !(is_offered(row, &is_draft) || is_draft) || judging_other(&judging, row->value, fault);
}

static bool judge_row(struct run *run, const struct listed *row, struct fault *fault)
{
    bool is_draft;

    return is_offered(row, &is_draft) ? judging_product(&judging, row->value, fault) : look_at(run, row, fault);
}

static bool judge(struct run *run, struct fault *fault)
{
    const struct slice all = SLICE("product/");
    bool done;

    if (!run->operand_count)
        return listing_walk(run, all, judge_row, fault);
    if (run->operand_count == 1 && strcmp(run->operands[0], "-") == 0)
        done = lines_run(run, judge_line, fault);
    else
        done = judge_named(run, fault);
    return done && (!judging_compares(&judging) || listing_walk(run, all, look_at, fault));
}

static bool act(struct run *run, struct fault *fault)
{
    bool done = judging_begin(&judging, run, &wishes, fault);

    if (done && explained)
        judging_explain(&judging);
    else
        done = done && judge(run, fault) && judging_end(&judging, fault);
    judging_release(&judging);
    text_release(&compact);
    return done;
}

static const struct tool tool = {
    .name = "catalog-lint",
    .summary = "Tells what is missing or wrong in product sheets, and what keeps products from sale or from a channel.",
    .operands = "[-|SKU...]",
    .options = options,
    .traits = READS_STORE | REJECTS_RECORDS,
    .act = act,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
