/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/gift_card_payment.h"
#include "tool/gift_card_code_file.h"
#include "tool/tool.h"
#include "json/read.h"

static const char *method, *sum, *currency, *reference, *dated, *key, *code_file;
static struct text code;
static bool partial;

static const struct option_row options[] = {
    {0, "method", "MEANS", "how it was paid: card, transfer, cash, gift_card…", OPTION_TEXT, &method},
    {0, "amount", "AMOUNT", "how much (all that is open)", OPTION_TEXT, &sum},
    {0, "currency", "CODE", "of the amount; it must be the order's", OPTION_TEXT, &currency},
    {0, "reference", "REF", "by which the payment service or the bank knows it", OPTION_TEXT, &reference},
    {0, "dated", "DAY", "the day on which it came (today)", OPTION_TEXT, &dated},
    {0, "code-file", "FILE", "of a gift card whose code stands in the file", OPTION_TEXT, &code_file},
    {0, "partial", NULL, "as much as is on the gift card, if that is less", OPTION_FLAG, &partial},
    {0, "key", "KEY", "names this payment of the order: taken once, however often it is told", OPTION_TEXT, &key},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    enum payment_means means;

    if (!method && run->operand_count)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--method is needed: it says how the orders were paid");
    if (code_file && !gift_card_code_file_read(code_file, &code, fault))
        return false;
    if (!method || payment_means_read(slice_of(method), &means, fault))
        return true;
    fault->kind = FAULT_USAGE;
    return false;
}

static bool read_options(const struct order *order, struct order_payment *payment, struct fault *fault)
{
    if (!method)
        return field_missing("payment", fault);
    if (currency && !slice_is(slice_of(currency), order->currency.code))
        return fault_set(fault, FAULT_REFUSED, "wrong_currency", "currency", "is %s, and the order's is %s", currency,
                         order->currency.code);
    *payment = (struct order_payment){.has_amount = sum != NULL, .partial = partial};
    payment->code = code_file ? text_slice(&code) : payment->code;
    payment->reference = reference ? slice_of(reference) : payment->reference;
    payment->key = key ? slice_of(key) : payment->key;
    if (sum && (!amount_read(slice_of(sum), &order->currency, false, "amount", &payment->amount, fault) || !payment->amount))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--amount: \"%s\" is no amount of %s", sum, order->currency.code);
    return payment_means_read(slice_of(method), &payment->means, fault) &&
           option_day("dated", dated, &payment->day, &payment->has_day, fault) && payment_check(payment, fault);
}

static bool pay(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    const json_t *told = NULL;
    struct order_payment payment;
    struct order order;
    struct slice id;
    uint64_t number;

    if (!input_id(input, "order", &id, fault) || !order_find(&order, run->store, id, &run->arena, fault) ||
        (input->record && !field_object(input->record, "payment", &told, fault)))
        return false;
    if (told ? !payment_from_json(&payment, told, &order.currency, fault) : !read_options(&order, &payment, fault))
        return told && fault_within(fault, "payment");
    if (!gift_card_find_payment(&payment, &order.currency, run->store, &run->arena, fault) ||
        !order_pay(&order, &payment, instant_day(run->now), &run->arena, &run->changes, &outcome->changed, &outcome->row, fault) ||
        !order_number(order.id, &number, fault))
        return false;
    order_id(number, outcome->id);
    return !outcome->changed || gift_cards_spend(&order, order.payment_count - 1, run->store, instant_day(run->now), run->now,
                                                 &run->arena, &run->changes, fault);
}

static const struct tool tool = {
    .name = "payment",
    .summary = "Records that orders were paid.",
    .operands = "[ID]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .prepare = prepare,
    .each = pay,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
