/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/carrier_bill.h"
#include "tool/source.h"
#include "tool/tool.h"

static const char *carrier, *bill, *dated;
static bool correct;

static const struct option_row options[] = {
    {0, "carrier", "ID", "whose bill it is, of rows and records that name nobody", OPTION_TEXT, &carrier},
    {0, "bill", "NUMBER", "the number of the bill, where they tell none", OPTION_TEXT, &bill},
    {0, "dated", "DAY", "its day, where they tell none", OPTION_TEXT, &dated},
    {0, "correct", NULL, "replace lines that are known otherwise", OPTION_FLAG, &correct},
    {0},
};

static struct bill_import import = BILL_IMPORT_INIT;

static bool prepare(struct run *run, struct fault *fault)
{
    bool given;
    day value;

    (void)run;
    return option_day("dated", dated, &value, &given, fault);
}

static bool read_whole(const struct fields *fields, const char *name, int64_t most, int64_t *value, struct fault *fault)
{
    struct slice text = fields_find(fields, name);

    *value = 0;
    return !text.bytes || slice_integer(text, most, value) ||
           fault_set(fault, FAULT_REFUSED, "not_an_integer", name, "\"%.*s\" is no whole number up to %lld", SLICE_ARGS(text),
                     (long long)most);
}

static bool row_from_fields(struct charge_row *row, const struct fields *fields, struct fault *fault)
{
    *row = (struct charge_row){
        .carrier = fields_find(fields, "carrier"),
        .bill = fields_find(fields, "bill"),
        .day = fields_find(fields, "day"),
        .kind = fields_find(fields, "kind"),
        .tracking_number = fields_find(fields, "tracking_number"),
        .parcel = fields_find(fields, "parcel"),
        .shipped_on = fields_find(fields, "shipped_on"),
        .service = fields_find(fields, "service"),
        .currency = fields_find(fields, "currency"),
        .carriage = fields_find(fields, "carriage"),
        .fuel = fields_find(fields, "fuel"),
        .surcharges = fields_find(fields, "surcharges"),
        .net = fields_find(fields, "net"),
        .vat = fields_find(fields, "vat"),
        .total = fields_find(fields, "total"),
    };
    return read_whole(fields, "line", CHARGE_LINE_LIMIT, &row->line, fault) &&
           read_whole(fields, "weight_g", INT32_MAX, &row->weight_g, fault);
}

static bool take(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct charge_row row;

    bool is_read = input->record ? charge_row_from_json(&row, input->record, fault) : row_from_fields(&row, input->fields, fault);
    int64_t line;

    outcome->row = 0;
    if (!row.carrier.bytes && carrier)
        row.carrier = slice_of(carrier);
    if (!row.bill.bytes && bill)
        row.bill = slice_of(bill);
    if (!row.day.bytes && dated)
        row.day = slice_of(dated);
    line = bill_import_line(&import, &row, (int64_t)run->counts.read);
    if (!row.line)
        row.line = line;
    return is_read && bill_import_row(&row, correct, &run->settings, run->store, &run->arena, &run->changes, &outcome->changed,
                                      outcome->id, fault);
}

static const struct tool tool = {
    .name = "carrier-bill-import",
    .summary = "Takes carriers' bills, line by line: what each parcel really cost.",
    .operands = "[FILE]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_RECORDS,
    .tables = &charge_table_reader,
    .prepare = prepare,
    .each = take,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
