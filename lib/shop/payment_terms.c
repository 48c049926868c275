/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/payment_terms.h"

#include "json/write.h"

void payment_terms_write(const struct order *order, const struct settings *settings, day dated, amount open, struct text *text)
{
    int64_t days;

    if (order->shipped && order->fulfillment_status == FULFILLMENT_WHOLE)
        json_put_day(text, "delivery_day", instant_day(order->shipped_at));
    if (order->financial_status == FINANCIAL_PAID) {
        json_put_amount(text, "paid", open, &order->currency);
        return;
    }
    if (slice_integer(settings->text[INVOICE_DUE_DAYS], DUE_DAYS_LIMIT, &days) && day_can_be_written(dated + (day)days))
        json_put_day(text, "due_day", dated + (day)days);
    if (settings->text[INVOICE_TERMS].length)
        json_put_string(text, "terms", settings->text[INVOICE_TERMS]);
}
