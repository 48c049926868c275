/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/vat_out.h"

#include "json/write.h"

const char vat_figures_csv_head[] = "period,from,to,country,treatment,category,rate,invoices,credit_notes,currency,net,vat,"
                                    "credited_net,credited_vat\n";

static void begin_record(const char *type, const struct vat_period *period, struct text *text)
{
    text_add_string(text, "{\"type\":\"");
    text_add_string(text, type);
    text_add_byte(text, '"');
    if (period->training)
        json_put_bool(text, "training", true);
    json_put_string(text, "period", period->name);
}

static void put_days(const struct vat_period *period, struct text *text)
{
    json_put_day(text, "from", period->from);
    json_put_day(text, "to", period->to);
}

static void write_figure(const struct vat_period *period, const struct vat_figure *figure, struct text *text)
{
    begin_record("vat_figure", period, text);
    put_days(period, text);
    json_put_string(text, "country", slice_of(figure->country));
    json_put_string(text, "treatment", slice_of(treatment_name(figure->treatment)));
    json_put_string(text, "category", slice_of(tax_category_code(figure->category)));
    json_put_percent(text, "rate", figure->rate);
    json_put_integer(text, "invoices", figure->invoices);
    json_put_integer(text, "credit_notes", figure->credit_notes);
    json_put_string(text, "currency", slice_of(period->currency->code));
    json_put_amount(text, "net", figure->net, period->currency);
    json_put_amount(text, "vat", figure->vat, period->currency);
    json_put_amount(text, "credited_net", figure->credited_net, period->currency);
    json_put_amount(text, "credited_vat", figure->credited_vat, period->currency);
    json_close(text, '}');
    text_add_byte(text, '\n');
}

/* No cell here holds a comma, a quote or a line end: names of this project, codes and numbers. */
static void add_cell(struct text *text, struct slice value)
{
    if (text->length && text->bytes[text->length - 1] != '\n')
        text_add_byte(text, ',');
    text_add_slice(text, value);
}

static void add_amount(struct text *text, amount value, const struct currency *currency)
{
    text_add_byte(text, ',');
    amount_write(text, value, currency);
}

static void write_csv_figure(const struct vat_period *period, const struct vat_figure *figure, struct text *text)
{
    add_cell(text, period->name);
    text_add_byte(text, ',');
    day_write(text, period->from);
    text_add_byte(text, ',');
    day_write(text, period->to);
    add_cell(text, slice_of(figure->country));
    add_cell(text, slice_of(treatment_name(figure->treatment)));
    add_cell(text, slice_of(tax_category_code(figure->category)));
    text_add_byte(text, ',');
    percent_write(text, figure->rate);
    text_printf(text, ",%lld,%lld", (long long)figure->invoices, (long long)figure->credit_notes);
    add_cell(text, slice_of(period->currency->code));
    add_amount(text, figure->net, period->currency);
    add_amount(text, figure->vat, period->currency);
    add_amount(text, figure->credited_net, period->currency);
    add_amount(text, figure->credited_vat, period->currency);
    text_add_string(text, "\n");
}

void vat_figure_write(const struct vat_period *period, const struct vat_figure *figure, bool as_csv, struct text *text)
{
    if (as_csv)
        write_csv_figure(period, figure, text);
    else
        write_figure(period, figure, text);
}

static void put_quarter(const char *name, day first, struct text *text)
{
    struct text written = TEXT_INIT;

    period_write(&written, first, GRAIN_QUARTER);
    json_put_string(text, name, text_slice(&written));
    text_release(&written);
}

void vat_explanation_write(const struct vat_period *period, const struct vat_document *document, const struct vat_entry *entry,
                           const struct oss_return *oss, const day *corrected, struct text *text)
{
    begin_record("vat_entry", period, text);
    if (corrected)
        put_quarter("corrected_period", *corrected, text);
    if (corrected && oss_is_too_late(oss, *corrected))
        json_put_bool(text, "too_late", true);
    vat_entry_write(document, entry, period->currency, text);
    json_close(text, '}');
    text_add_byte(text, '\n');
}

static void write_supplies(const struct oss_form *form, struct text *text)
{
    json_open(text, "supplies", '[');
    for (size_t i = 0; i < form->oss->supply_count; i++) {
        const struct oss_supply *supply = &form->oss->supplies[i];

        json_open(text, NULL, '{');
        json_put_string(text, "country", slice_of(supply->country));
        json_put_string(text, "supply", supply->is_service ? SLICE("services") : SLICE("goods"));
        json_put_percent(text, "rate", supply->rate);
        json_put_amount(text, "net", supply->net, form->period->currency);
        json_put_amount(text, "vat", supply->vat, form->period->currency);
        json_close(text, '}');
    }
    json_close(text, ']');
}

static void write_corrections(const struct oss_form *form, const char *name, bool too_late, struct text *text)
{
    json_open(text, name, '[');
    for (size_t i = 0; i < form->oss->correction_count; i++) {
        const struct oss_correction *correction = &form->oss->corrections[i];

        if (correction->is_too_late != too_late)
            continue;
        json_open(text, NULL, '{');
        put_quarter("period", correction->quarter, text);
        json_put_string(text, "country", slice_of(correction->country));
        json_put_amount(text, "vat", correction->vat, form->period->currency);
        json_close(text, '}');
    }
    json_close(text, ']');
}

static bool is_nil(const struct oss_form *form)
{
    return !form->oss->supply_count && !form->balance_count;
}

void oss_return_write(const struct oss_form *form, struct text *text)
{
    begin_record("oss_return", form->period, text);
    put_days(form->period, text);
    if (form->is_provisional)
        json_put_bool(text, "provisional", true);
    json_put_bool(text, "nil", is_nil(form));
    json_put_optional(text, "vat_number", form->vat_number);
    json_put_string(text, "currency", slice_of(form->period->currency->code));
    write_supplies(form, text);
    write_corrections(form, "corrections", false, text);
    write_corrections(form, "too_late", true, text);
    json_open(text, "balances", '[');
    for (size_t i = 0; i < form->balance_count; i++) {
        json_open(text, NULL, '{');
        json_put_string(text, "country", slice_of(form->balances[i].country));
        json_put_amount(text, "vat", form->balances[i].vat, form->period->currency);
        json_close(text, '}');
    }
    json_close(text, ']');
    json_put_amount(text, "payable", form->payable, form->period->currency);
    json_close(text, '}');
    text_add_byte(text, '\n');
}

static void csv_correction(const struct oss_form *form, const struct oss_correction *correction, struct text *text)
{
    text_add_string(text, correction->is_too_late ? "too_late," : "correction,");
    period_write(text, correction->quarter, GRAIN_QUARTER);
    add_cell(text, slice_of(correction->country));
    text_add_string(text, ",,,");
    add_amount(text, correction->vat, form->period->currency);
    text_add_string(text, "\n");
}

void oss_return_write_csv(const struct oss_form *form, struct text *text)
{
    const struct slice quarter = form->period->name;

    text_add_string(text, "part,period,country,supply,rate,net,vat\n");
    for (size_t i = 0; i < form->oss->supply_count; i++) {
        const struct oss_supply *supply = &form->oss->supplies[i];

        text_printf(text, "supply,%.*s,%s,%s,", SLICE_ARGS(quarter), supply->country, supply->is_service ? "services" : "goods");
        percent_write(text, supply->rate);
        add_amount(text, supply->net, form->period->currency);
        add_amount(text, supply->vat, form->period->currency);
        text_add_string(text, "\n");
    }
    for (size_t i = 0; i < form->oss->correction_count; i++)
        csv_correction(form, &form->oss->corrections[i], text);
    for (size_t i = 0; i < form->balance_count; i++) {
        text_printf(text, "balance,%.*s,%s,,,", SLICE_ARGS(quarter), form->balances[i].country);
        add_amount(text, form->balances[i].vat, form->period->currency);
        text_add_string(text, "\n");
    }
    text_printf(text, "%s,%.*s,,,,", is_nil(form) ? "nil" : "payable", SLICE_ARGS(quarter));
    add_amount(text, form->payable, form->period->currency);
    text_add_string(text, "\n");
}
