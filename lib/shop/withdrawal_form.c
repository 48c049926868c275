/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/withdrawal_form.h"

#include "shop/invoice.h"
#include "shop/return_opening.h"
#include "json/write.h"

enum { WEEK_DAYS = 7 };

static int64_t days_of(struct period period)
{
    return period.unit == PERIOD_WEEKS ? WEEK_DAYS * period.count : period.count;
}

static bool is_service(const struct order *order)
{
    for (size_t i = 0; order && i < order->line_count; i++)
        if (order->lines[i].goods == TAX_GOODS)
            return false;
    return order && order->line_count;
}

/* Nobody withdraws from what was cancelled. */
static int64_t units_of(const struct order_line *line)
{
    return line->quantity - line->cancelled;
}

static int64_t units_in(const struct order *order)
{
    int64_t units = 0;

    for (size_t i = 0; order && i < order->line_count; i++)
        units += units_of(&order->lines[i]);
    return units;
}

static void write_notice(const struct withdrawal_form_request *request, const struct return_event *event, struct return_law *law,
                         const struct settings *settings, struct text *record)
{
    const struct order *order = request->order;
    const int64_t lawful = days_of(return_law_term(law, TERM_WITHDRAWAL, request->country, event->ordered));
    const bool service = is_service(order);
    day deadline;

    json_open(record, "withdrawal", '{');
    json_put_integer(record, "days", event->own_days > lawful ? event->own_days : lawful);
    if ((service || request->has_delivered) && return_law_withdrawal_end(law, event, &deadline))
        json_put_day(record, "deadline", deadline);
    json_put_string(record, "cost", return_withdrawal_is_paid(settings, request->country) ? SLICE("shop") : SLICE("customer"));
    json_put_string(record, "about", service ? SLICE("service") : units_in(order) == 1 ? SLICE("one") : SLICE("several"));
    json_close(record, '}');
}

static void write_lines(const struct order *order, struct text *record)
{
    json_open(record, "lines", '[');
    for (size_t i = 0; order && i < order->line_count; i++) {
        if (!units_of(&order->lines[i]))
            continue;
        json_open(record, NULL, '{');
        json_put_integer(record, "line", (int64_t)i + 1);
        json_put_string(record, "sku", order->lines[i].sku);
        json_put_string(record, "name", order->lines[i].name);
        json_put_integer(record, "quantity", units_of(&order->lines[i]));
        json_close(record, '}');
    }
    json_close(record, ']');
}

bool withdrawal_form_write(const struct withdrawal_form_request *request, struct return_law *law, const struct settings *settings,
                           struct text *record, struct fault *fault)
{
    const struct order *order = request->order;
    const day ordered = order ? order->day : instant_day(request->now);
    const struct return_event event = {request->country,
                                       ordered,
                                       is_service(order) || !request->has_delivered ? ordered : request->delivered,
                                       true,
                                       setting_days_in(settings, RETURNS_DAYS, request->country),
                                       request->region};
    const struct period term = return_law_term(law, TERM_WITHDRAWAL, request->country, ordered);
    struct settings spoken = *settings;
    day last;

    if (request->is_business)
        return fault_set(fault, FAULT_REFUSED, "not_a_consumer", "id",
                         "order %.*s is a business's, which has no right of withdrawal", SLICE_ARGS(order->id));
    if (!return_law_withdrawal_end(law, &event, &last))
        return fault_set(fault, FAULT_REFUSED, "no_withdrawal_right", "country", "%.*s has no right of withdrawal: %.*s",
                         SLICE_ARGS(request->country),
                         SLICE_ARGS(return_law_source(law, TERM_WITHDRAWAL, request->country, ordered)));
    /* The model's sentences count days of the calendar. */
    if (term.unit == PERIOD_WORKING_DAYS)
        return fault_set(fault, FAULT_REFUSED, "no_model_form", "country",
                         "the term of %.*s is one of working days (%.*s), for which the model of Directive 2011/83/EU has no words",
                         SLICE_ARGS(request->country),
                         SLICE_ARGS(return_law_source(law, TERM_WITHDRAWAL, request->country, ordered)));
    if (request->language.bytes)
        spoken.text[SHOP_LANGUAGE] = request->language;
    text_add_string(record, "{\"type\":\"withdrawal_form\"");
    json_put_string(record, "id", order ? order->id : SLICE("form"));
    if (settings->training)
        json_put_bool(record, "training", true);
    json_put_day(record, "day", instant_day(request->now));
    json_put_instant(record, "issued_at", request->now);
    if (order) {
        json_put_string(record, "order", order->id);
        json_put_string(record, "channel", order->channel);
        json_put_string(record, "reference", order->reference);
        json_put_day(record, "order_day", order->day);
    }
    if (request->has_delivered)
        json_put_day(record, "delivery_day", request->delivered);
    invoice_write_seller(&spoken, record);
    if (order)
        order_write_customer(order, record);
    json_put_string(record, "country", request->country);
    json_put_string(record, "currency", slice_of(order ? order->currency.code : settings->currency.code));
    write_lines(order, record);
    json_put_integer(record, "units", units_in(order));
    write_notice(request, &event, law, settings, record);
    text_add_byte(record, '}');
    return true;
}
