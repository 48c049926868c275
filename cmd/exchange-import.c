/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/exchange.h"
#include "tool/exchange_rows.h"
#include "tool/source.h"
#include "tool/tool.h"
#include "json/read.h"

static bool correct;
static const char *source_name;

static const struct option_row options[] = {
    {0, "correct", NULL, "replace what is known of a day", OPTION_FLAG, &correct},
    {0, "source", "NAME", "who tells the rates that name nobody", OPTION_TEXT, &source_name},
    {0},
};

static bool rate_from_fields(struct exchange_rate *rate, const struct fields *fields, struct fault *fault)
{
    struct slice written = fields_find(fields, "day");

    *rate = (struct exchange_rate){
        .of = fields_find(fields, "of"),
        .currency = fields_find(fields, "currency"),
        .rate = fields_find(fields, "rate"),
        .source = fields_find(fields, "source"),
    };
    if (!rate->source.bytes && source_name)
        rate->source = slice_of(source_name);
    if (!rate->of.bytes || !rate->currency.bytes || !rate->rate.bytes || !rate->source.bytes || !written.bytes)
        return field_missing(!rate->of.bytes         ? "of"
                             : !rate->currency.bytes ? "currency"
                             : !written.bytes        ? "day"
                             : !rate->rate.bytes     ? "rate"
                                                     : "source",
                             fault);
    if (!day_read(written, &rate->day))
        return fault_set(fault, FAULT_REFUSED, "bad_day", "day", "\"%.*s\" is no day like 2026-11-20", SLICE_ARGS(written));
    return exchange_rate_check(rate, fault);
}

static bool import(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct exchange_rate rate;

    outcome->row = 0;
    if (!(input->record ? exchange_rate_from_json(&rate, input->record, fault) : rate_from_fields(&rate, input->fields, fault)))
        return false;
    return exchange_rate_set(run->store, &rate, correct, &run->changes, &outcome->changed, outcome->id, fault);
}

static const struct tool tool = {
    .name = "exchange-import",
    .summary = "Writes down rates of exchange: the European Central Bank's files, CSV or records.",
    .operands = "[FILE]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_RECORDS,
    .tables = &exchange_table_reader,
    .dialects = &central_bank_reader,
    .each = import,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
