/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/gift_card_payment.h"

#include "shop/gift_card_issue.h"

/* Cards that one transaction touches: two payments of one card are two entries of one change. */
struct touched {
    struct gift_card *cards;
    size_t count;
};

static struct slice number_text(int64_t number, struct arena *arena)
{
    struct text text = TEXT_INIT;
    struct slice kept;

    text_add_integer(&text, number);
    kept = arena_copy(arena, text_slice(&text));
    text_release(&text);
    return kept;
}

bool gift_card_find_payment(struct order_payment *payment, const struct currency *currency, struct store *store,
                            struct arena *arena, struct fault *fault)
{
    struct gift_card card;
    int64_t number;

    if (!payment->code.bytes)
        return true;
    if (!gift_card_of_code(store, payment->code, &number, fault))
        return false;
    payment->gift_card = number_text(number, arena);
    if (!gift_card_find(&card, store, payment->gift_card, arena, fault))
        return false;
    if (strcmp(card.currency.code, currency->code) != 0)
        return fault_set(fault, FAULT_REFUSED, "wrong_currency", "code", "is of a gift card in %s, and the order's currency is %s",
                         card.currency.code, currency->code);
    payment->means = card.kind == GIFT_CARD_CREDIT ? MEANS_STORE_CREDIT : MEANS_GIFT_CARD;
    payment->code = (struct slice){NULL, 0};
    payment->most = card.balance;
    return true;
}

bool gift_cards_find(struct order *order, struct store *store, struct arena *arena, struct fault *fault)
{
    for (size_t i = 0; i < order->payment_count; i++)
        if (!gift_card_find_payment(&order->payments[i], &order->currency, store, arena, fault))
            return fault_within(fault, "payments[%zu]", i + 1);
    return true;
}

/* The card as this transaction has left it so far. */
static bool touch(struct touched *touched, struct slice number, struct store *store, struct arena *arena, struct gift_card **card,
                  struct fault *fault)
{
    struct gift_card found;

    if (!gift_card_find(&found, store, number, arena, fault))
        return false;
    for (size_t i = 0; i < touched->count; i++)
        if (touched->cards[i].number == found.number) {
            *card = &touched->cards[i];
            return true;
        }
    *card = &touched->cards[touched->count++];
    **card = found;
    return true;
}

static void change_all(const struct touched *touched, struct changes *changes)
{
    for (size_t i = 0; i < touched->count; i++)
        gift_card_change(&touched->cards[i], changes);
}

bool gift_cards_spend(const struct order *order, size_t first, struct store *store, day on, instant now, struct arena *arena,
                      struct changes *changes, struct fault *fault)
{
    struct touched touched = {arena_take(arena, order->payment_count * sizeof *touched.cards), 0};

    for (size_t i = first; i < order->payment_count; i++) {
        const struct order_payment *payment = &order->payments[i];
        const struct gift_card_entry entry = {.at = now, .step = GIFT_CARD_SPENT, .amount = -payment->amount, .order = order->id};
        struct gift_card *card;

        if (!payment->gift_card.bytes)
            continue;
        if (!touch(&touched, payment->gift_card, store, arena, &card, fault))
            return false;
        if (!gift_card_check_usable(card, on, fault) || !gift_card_enter(card, &entry, arena, fault))
            return fault_within(fault, "payments[%zu]", i + 1);
    }
    change_all(&touched, changes);
    return true;
}

bool gift_cards_give_back(const struct order *order, struct slice refund, const struct refund_means *means, size_t count,
                          struct store *store, const struct settings *settings, instant at, struct arena *arena,
                          struct changes *changes, struct fault *fault)
{
    struct touched touched = {arena_take(arena, count * sizeof *touched.cards), 0};
    const day today = instant_day(at);

    for (size_t i = 0; i < count; i++) {
        const struct gift_card_entry entry = {
            .at = at, .step = GIFT_CARD_GIVEN_BACK, .amount = means[i].amount, .order = order->id, .refund = refund};
        struct gift_card *card;

        if (!means[i].gift_card.bytes || !means[i].amount)
            continue;
        if (!touch(&touched, means[i].gift_card, store, arena, &card, fault) || !gift_card_enter(card, &entry, arena, fault))
            return false;
        if (card->expires && card->expires_on < today)
            gift_card_begin_term(card, settings, order->country, today);
    }
    change_all(&touched, changes);
    return true;
}
