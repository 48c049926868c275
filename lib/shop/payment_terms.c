/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/payment_terms.h"

#include "shop/order_words.h"
#include "shop/payment.h"
#include "json/write.h"

/* Those of which something is left when `taken` has been paid elsewhere, as far as they are what is paid here. */
static void write_payments(const struct order *order, amount taken, amount paid, struct text *text)
{
    if (!paid || !order->payment_count)
        return;
    json_open(text, "payments", '[');
    for (size_t i = 0; i < order->payment_count; i++) {
        const struct order_payment *payment = &order->payments[i];
        amount elsewhere = taken < payment->amount ? taken : payment->amount;
        amount here = payment->amount - elsewhere < paid ? payment->amount - elsewhere : paid;

        taken -= elsewhere;
        paid -= here;
        if (!here)
            continue;
        json_open(text, NULL, '{');
        json_put_string(text, "means", slice_of(order_payment_means[payment->means]));
        json_put_amount(text, "amount", here, &order->currency);
        json_put_optional(text, "reference", payment->reference);
        json_close(text, '}');
    }
    json_close(text, ']');
}

void payment_terms_write(const struct order *order, const struct settings *settings, day dated, amount taken, amount open,
                         struct text *text)
{
    amount came = order_paid(order) - taken;
    amount paid = came < 0 ? 0 : came < open ? came : open;
    int64_t days;

    if (order->shipped && order->fulfillment_status == FULFILLMENT_WHOLE)
        json_put_day(text, "delivery_day", instant_day(order->shipped_at));
    if (paid)
        json_put_amount(text, "paid", paid, &order->currency);
    write_payments(order, taken, paid, text);
    if (order->financial_status >= FINANCIAL_PAID)
        return;
    if (slice_integer(settings->text[INVOICE_DUE_DAYS], DUE_DAYS_LIMIT, &days) && day_can_be_written(dated + (day)days))
        json_put_day(text, "due_day", dated + (day)days);
    if (settings->text[INVOICE_TERMS].length)
        json_put_string(text, "terms", settings->text[INVOICE_TERMS]);
}
