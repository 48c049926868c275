/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/payment.h"

#include "base/card.h"
#include "shop/order_words.h"
#include "json/read.h"
#include "json/write.h"

amount order_paid(const struct order *order)
{
    amount sum = 0;

    for (size_t i = 0; i < order->payment_count; i++)
        sum += order->payments[i].amount;
    return order->payment_count ? sum : order->financial_status >= FINANCIAL_PAID ? order->totals.gross : 0;
}

/* What is due, less what is there: above 0 it is open, below it is owed to the customer. */
static amount balance(const struct order *order)
{
    amount due = order->totals.gross - order->shipping.given_back.gross;

    for (size_t i = 0; i < order->line_count; i++)
        due -= order->lines[i].given_back.gross;
    return due - order_paid(order) + order->repaid;
}

amount order_open(const struct order *order)
{
    amount left = balance(order);

    return left > 0 ? left : 0;
}

amount order_owed_after(const struct order *order, amount given_back)
{
    amount left = balance(order) - given_back;

    return left < 0 ? -left : 0;
}

amount order_owed(const struct order *order)
{
    return order_owed_after(order, 0);
}

enum financial_status order_financial_status(const struct order *order)
{
    if (order->repaid)
        return order->repaid == order_paid(order) ? FINANCIAL_REFUNDED : FINANCIAL_PARTIALLY_REFUNDED;
    if (!order->payment_count)
        return order->financial_status;
    return order_open(order) ? FINANCIAL_PARTIALLY_PAID : FINANCIAL_PAID;
}

bool payment_means_read(struct slice word, enum payment_means *means, struct fault *fault)
{
    unsigned number = order_word_number(word, order_payment_means);
    struct text known = TEXT_INIT;

    if (order_payment_means[number]) {
        *means = (enum payment_means)number;
        return true;
    }
    for (size_t i = 0; order_payment_means[i]; i++)
        text_printf(&known, "%s%s", i ? ", " : "", order_payment_means[i]);
    fault_set(fault, FAULT_REFUSED, "unknown_choice", "means", "cannot be \"%.*s\": %s", SLICE_ARGS(word), text_string(&known));
    text_release(&known);
    return false;
}

static bool check_code(const struct order_payment *payment, struct fault *fault)
{
    if (!payment->code.bytes)
        return !payment->partial ||
               fault_set(fault, FAULT_REFUSED, "contradiction", "partial", "is of gift cards with their codes");
    if (payment->means != MEANS_GIFT_CARD && payment->means != MEANS_STORE_CREDIT)
        return fault_set(fault, FAULT_REFUSED, "contradiction", "code", "is of a gift card or of store credit, not of means %s",
                         order_payment_means[payment->means]);
    return !payment->partial || !payment->has_amount ||
           fault_set(fault, FAULT_REFUSED, "contradiction", "partial", "is as much as there is, and the amount is given");
}

bool payment_check(const struct order_payment *payment, struct fault *fault)
{
    if (!check_code(payment, fault))
        return false;
    if (payment->key.bytes && !name_check(payment->key, PAYMENT_KEY_LIMIT, "key", fault))
        return false;
    if (!payment->reference.bytes)
        return true;
    if (text_is_iban(payment->reference))
        return fault_set(fault, FAULT_REFUSED, "account_number", "reference",
                         "is the number of an account: it identifies a person, and is not kept");
    return name_check(payment->reference, REFERENCE_LIMIT, "reference", fault);
}

static bool read_amount(const json_t *object, const struct currency *currency, struct order_payment *payment, struct fault *fault)
{
    struct slice code;
    struct slice text;

    if (!field_string(object, "currency", &code, fault) || !field_string(object, "amount", &text, fault))
        return false;
    if (code.bytes && !slice_is(code, currency->code))
        return fault_set(fault, FAULT_REFUSED, "wrong_currency", "currency", "is %.*s, and the order's is %s", SLICE_ARGS(code),
                         currency->code);
    payment->has_amount = text.bytes != NULL;
    if (!payment->has_amount)
        return true;
    return amount_read(text, currency, false, "amount", &payment->amount, fault) &&
           (payment->amount > 0 || fault_set(fault, FAULT_REFUSED, "out_of_range", "amount", "is nothing"));
}

bool payment_from_json(struct order_payment *payment, const json_t *object, const struct currency *currency, struct fault *fault)
{
    /* What of it went back, and the order's other facts, are let in: what order-list prints can be fed to another store. */
    static const char *const known[] = {"means", "amount",  "currency", "reference", "day", "key",
                                        "code",  "partial", "repaid",   "gift_card", NULL};
    struct slice means;
    struct slice dated;
    bool present;

    *payment = (struct order_payment){0};
    if (!json_is_object(object))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", NULL, "must be an object");
    if (!fields_known(object, known, fault) || !field_string(object, "means", &means, fault) ||
        !field_string(object, "reference", &payment->reference, fault) || !field_string(object, "key", &payment->key, fault) ||
        !field_string(object, "day", &dated, fault) || !field_string(object, "code", &payment->code, fault) ||
        !field_bool(object, "partial", &payment->partial, &present, fault) || !read_amount(object, currency, payment, fault))
        return false;
    if (!means.bytes)
        return field_missing("means", fault);
    payment->has_day = dated.bytes != NULL;
    if (payment->has_day && !day_read(dated, &payment->day))
        return fault_set(fault, FAULT_REFUSED, "not_a_date", "day", "\"%.*s\" is no day like 2026-11-21", SLICE_ARGS(dated));
    return payment_means_read(means, &payment->means, fault) && payment_check(payment, fault);
}

static bool more_than_open(const struct order *order, amount open, struct fault *fault)
{
    struct text left = TEXT_INIT;

    amount_write(&left, open, &order->currency);
    fault_set(fault, FAULT_REFUSED, "more_than_open", "amount", "only %s %s are open", text_string(&left), order->currency.code);
    text_release(&left);
    return false;
}

static bool nothing_on_card(const struct order_payment *payment, struct fault *fault)
{
    return fault_set(fault, FAULT_REFUSED, "gift_card_short", "amount", "nothing is on gift card %.*s",
                     SLICE_ARGS(payment->gift_card));
}

/* Of what those that say how much leave, cards of which as much is asked as there is. */
static bool fill_partial(struct order *order, amount *open, struct fault *fault)
{
    for (size_t i = 0; i < order->payment_count; i++) {
        struct order_payment *payment = &order->payments[i];

        if (!payment->partial)
            continue;
        payment->amount = payment->most < *open ? payment->most : *open;
        if (!payment->amount)
            return (payment->most ? more_than_open(order, *open, fault) : nothing_on_card(payment, fault)) ||
                   fault_within(fault, "payments[%zu]", i + 1);
        *open -= payment->amount;
    }
    return true;
}

/* What those that say how much leave is the amount of the one that does not. */
static bool fill_amounts(struct order *order, struct fault *fault)
{
    struct order_payment *rest = NULL;
    amount open = order->totals.gross;

    for (size_t i = 0; i < order->payment_count; i++) {
        struct order_payment *payment = &order->payments[i];

        if (payment->partial)
            continue;
        if (!payment->has_amount && rest)
            return fault_set(fault, FAULT_REFUSED, "missing_field", "payments", "only one of several can be without its amount");
        if (!payment->has_amount)
            rest = payment;
        else if (payment->amount > open)
            return more_than_open(order, open, fault) || fault_within(fault, "payments[%zu]", i + 1);
        open -= payment->amount;
    }
    if (!fill_partial(order, &open, fault))
        return false;
    if (!rest)
        return true;
    rest->amount = open;
    return open > 0 || more_than_open(order, open, fault);
}

bool order_settle_payments(struct order *order, struct fault *fault)
{
    enum financial_status told = order->financial_status;

    if (!order->payment_count)
        return told != FINANCIAL_PARTIALLY_PAID ||
               fault_set(fault, FAULT_REFUSED, "contradiction", "financial_status", "is partially_paid, and there are no payments");
    for (size_t i = 0; i < order->payment_count; i++)
        if (!order->payments[i].has_day)
            order->payments[i].day = order->day;
    if (!fill_amounts(order, fault))
        return false;
    order->financial_status = order_financial_status(order);
    /* Who says nothing of it says "pending". */
    return told == FINANCIAL_PENDING || told == order->financial_status ||
           fault_set(fault, FAULT_REFUSED, "contradiction", "financial_status", "is %s, and by its payments the order is %s",
                     order_financial_statuses[told], order_financial_statuses[order->financial_status]);
}

static struct slice known_by(const struct order_payment *payment)
{
    if (payment->key.bytes)
        return payment->key;
    return payment->reference.bytes ? payment->reference : payment->gift_card;
}

/* Keys and references are the caller's, and may look alike; the number of a gift card is ours. */
static bool is_known_by_card(const struct order_payment *payment)
{
    return !payment->key.bytes && !payment->reference.bytes;
}

static bool same_name(const struct order_payment *a, const struct order_payment *b)
{
    return is_known_by_card(a) == is_known_by_card(b) && slice_equal(known_by(a), known_by(b));
}

/* All of it went back: who pays with the same card once more, pays. */
static bool is_over(const struct order_payment *there)
{
    return !there->key.bytes && there->gift_card.bytes && there->repaid == there->amount;
}

static bool same_text(struct slice a, struct slice b)
{
    return (a.bytes != NULL) == (b.bytes != NULL) && slice_equal(a, b);
}

/* What is asked is what stands there, as far as it says; who repeats a payment need not know of which day it was. */
static bool says_the_same(const struct order_payment *asked, const struct order_payment *there)
{
    return asked->means == there->means && (!asked->has_amount || asked->amount == there->amount) &&
           (!asked->has_day || asked->day == there->day) && same_text(asked->reference, there->reference) &&
           same_text(asked->key, there->key) && same_text(asked->gift_card, there->gift_card);
}

/* *known: the payment is there already. */
static bool meet_earlier(const struct order *order, const struct order_payment *payment, bool *known, struct fault *fault)
{
    *known = false;
    for (size_t i = 0; known_by(payment).bytes && i < order->payment_count; i++) {
        const struct order_payment *there = &order->payments[i];

        if (!same_name(payment, there) || is_over(there))
            continue;
        *known = true;
        return says_the_same(payment, there) || fault_set(fault, FAULT_CONFLICT, "key_conflict",
                                                          payment->key.bytes         ? "key"
                                                          : payment->reference.bytes ? "reference"
                                                                                     : "gift_card",
                                                          "\"%.*s\" is payment %zu of order %.*s, which is another",
                                                          SLICE_ARGS(known_by(payment)), i + 1, SLICE_ARGS(order->id));
    }
    return true;
}

static void add_payment(struct order *order, const struct order_payment *payment, struct arena *arena)
{
    struct order_payment *wider = arena_take(arena, (order->payment_count + 1) * sizeof *wider);

    if (order->payment_count)
        memcpy(wider, order->payments, order->payment_count * sizeof *wider);
    wider[order->payment_count++] = *payment;
    order->payments = wider;
    order_settle(order);
}

bool order_pay(struct order *order, const struct order_payment *payment, day today, struct arena *arena, struct changes *changes,
               bool *changed, size_t *row, struct fault *fault)
{
    struct order_payment paid = *payment;
    amount open = order_open(order);
    uint64_t number;
    bool known;

    *changed = false;
    if (!order_number(order->id, &number, fault) || !meet_earlier(order, payment, &known, fault))
        return false;
    if (known)
        return true;
    if (order->status == ORDER_CANCELLED)
        return fault_set(fault, FAULT_REFUSED, "cancelled", "status", "order %.*s is cancelled", SLICE_ARGS(order->id));
    if (!payment->has_amount && !open)
        return true;
    if (order->payment_count == PAYMENTS_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "payments", "are more than %d", PAYMENTS_LIMIT);
    if (!payment->has_amount)
        paid.amount = payment->partial && payment->most < open ? payment->most : open;
    if (!paid.amount)
        return nothing_on_card(payment, fault);
    if (paid.amount > open)
        return more_than_open(order, open, fault);
    if (!payment->has_day)
        paid.day = today;
    if (paid.day > today)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "day", "is not here yet");
    add_payment(order, &paid, arena);
    *row = order_change(order, number, changes);
    *changed = true;
    return true;
}

static void write_payment(const struct order_payment *payment, const struct currency *currency, struct text *text)
{
    json_put_string(text, "means", slice_of(order_payment_means[payment->means]));
    json_put_amount(text, "amount", payment->amount, currency);
    json_put_optional(text, "reference", payment->reference);
    json_put_day(text, "day", payment->day);
    json_put_optional(text, "key", payment->key);
    json_put_optional(text, "gift_card", payment->gift_card);
    if (payment->repaid)
        json_put_amount(text, "repaid", payment->repaid, currency);
}

void payments_write(const struct order *order, struct text *text)
{
    if (!order->payment_count)
        return;
    json_open(text, "payments", '[');
    for (size_t i = 0; i < order->payment_count; i++) {
        json_open(text, NULL, '{');
        write_payment(&order->payments[i], &order->currency, text);
        json_close(text, '}');
    }
    json_close(text, ']');
}

void payment_write(const struct order *order, size_t at, struct text *text)
{
    text_add_string(text, "{\"type\":\"payment\",\"id\":\"");
    text_add_slice(text, order->id);
    text_printf(text, "-%zu\"", at + 1);
    json_put_string(text, "order", order->id);
    json_put_string(text, "currency", slice_of(order->currency.code));
    write_payment(&order->payments[at], &order->currency, text);
    json_close(text, '}');
}
