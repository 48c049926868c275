/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/order_words.h"

const char *const order_statuses[] = {"open", "closed", "cancelled", NULL};
const char *const order_financial_statuses[] = {"pending",  "authorized", "partially_paid", "paid", "partially_refunded",
                                                "refunded", NULL};
const char *const order_payment_means[] = {"card",        "transfer",         "direct_debit", "cash",
                                           "cheque",      "wallet",           "gift_card",    "store_credit",
                                           "marketplace", "cash_on_delivery", "other",        NULL};
const char *const order_fulfillment_statuses[] = {"unfulfilled", "partial", "fulfilled", NULL};
const char *const order_goods_kinds[] = {"goods", "digital", "service", "gift_card", NULL};
const char *const order_thresholds[] = {"none", "before", "crossed", NULL};
const char *const order_proofs[] = {"none", "rule", "valid", "invalid", NULL};

unsigned order_word_number(struct slice word, const char *const words[])
{
    unsigned i = 0;

    while (words[i] && !slice_is(word, words[i]))
        i++;
    return i;
}

bool financial_status_read(struct slice text, enum financial_status *status, struct fault *fault)
{
    unsigned number = order_word_number(text, order_financial_statuses);

    if (!order_financial_statuses[number])
        return fault_set(fault, FAULT_REFUSED, "unknown_choice", "financial_status",
                         "cannot be \"%.*s\": pending, authorized, partially_paid, paid, partially_refunded or refunded",
                         SLICE_ARGS(text));
    *status = (enum financial_status)number;
    return true;
}

bool order_status_read(struct slice text, enum order_status *status, struct fault *fault)
{
    unsigned number = order_word_number(text, order_statuses);

    if (!order_statuses[number])
        return fault_set(fault, FAULT_REFUSED, "unknown_choice", "status", "cannot be \"%.*s\": open, closed or cancelled",
                         SLICE_ARGS(text));
    *status = (enum order_status)number;
    return true;
}

bool fulfillment_status_read(struct slice text, enum fulfillment_status *status, struct fault *fault)
{
    unsigned number = order_word_number(text, order_fulfillment_statuses);

    if (!order_fulfillment_statuses[number])
        return fault_set(fault, FAULT_REFUSED, "unknown_choice", "fulfillment_status",
                         "cannot be \"%.*s\": unfulfilled, partial or fulfilled", SLICE_ARGS(text));
    *status = (enum fulfillment_status)number;
    return true;
}
