/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/repayment.h"

#include "shop/order_words.h"

static bool is_credit(enum payment_means means)
{
    return means == MEANS_GIFT_CARD || means == MEANS_STORE_CREDIT;
}

/* Takes no more than is left of the payments that are wanted, in proportion; what was not taken is the answer. */
static amount take(struct order *order, amount sum, const bool *wanted, amount *taken, struct arena *arena)
{
    amount *left = arena_take(arena, 2 * order->payment_count * sizeof *left);
    amount *parts = left + order->payment_count;
    amount all = 0;

    for (size_t i = 0; i < order->payment_count; i++) {
        left[i] = wanted[i] ? order->payments[i].amount - order->payments[i].repaid : 0;
        all += left[i];
    }
    if (!all || !sum)
        return sum;
    amount_share(sum < all ? sum : all, left, order->payment_count, parts);
    for (size_t i = 0; i < order->payment_count; i++) {
        order->payments[i].repaid += parts[i];
        taken[i] += parts[i];
    }
    return sum < all ? 0 : sum - all;
}

static void take_as_settled(struct order *order, amount sum, struct slice policy, amount *taken, struct arena *arena)
{
    bool *wanted = arena_take(arena, order->payment_count * sizeof *wanted);
    bool credit_first = slice_is(policy, "gift_card_first");

    for (size_t i = 0; i < order->payment_count; i++)
        wanted[i] = slice_is(policy, "in_proportion") || is_credit(order->payments[i].means) == credit_first;
    sum = take(order, sum, wanted, taken, arena);
    for (size_t i = 0; i < order->payment_count; i++)
        wanted[i] = true;
    take(order, sum, wanted, taken, arena);
}

void repayment_split(struct order *order, amount amount_back, const struct settings *settings, struct arena *arena,
                     struct refund_means **means, size_t *count)
{
    amount *taken = arena_take(arena, (order->payment_count + 1) * sizeof *taken);

    memset(taken, 0, (order->payment_count + 1) * sizeof *taken);
    *means = arena_take(arena, (order->payment_count + 1) * sizeof **means);
    *count = 0;
    if (!order->payment_count) {
        (*means)[(*count)++] = (struct refund_means){.means = SLICE("as_paid"), .amount = amount_back};
        return;
    }
    take_as_settled(order, amount_back, settings->text[REFUND_MEANS], taken, arena);
    for (size_t i = 0; i < order->payment_count; i++)
        if (taken[i])
            (*means)[(*count)++] = (struct refund_means){.means = slice_of(order_payment_means[order->payments[i].means]),
                                                         .reference = order->payments[i].reference,
                                                         .gift_card = order->payments[i].gift_card,
                                                         .amount = taken[i]};
}

/* The part of an agreed means that its own payments had, card by card, and what is left of it; store credit may be new. */
static void divide(const struct order *order, const struct refund_means *agreed, const amount *before, const amount *taken,
                   struct refund_means *rows, size_t *count)
{
    struct refund_means rest = *agreed;
    struct refund_means fresh = *agreed;

    for (size_t j = 0; j < order->payment_count; j++) {
        struct refund_means card = *agreed;

        card.amount = taken[j] - before[j];
        fresh.amount -= card.amount;
        card.gift_card = order->payments[j].gift_card;
        if (!card.gift_card.bytes || !card.amount)
            continue;
        rest.amount -= card.amount;
        rows[(*count)++] = card;
    }
    fresh.is_new_credit = slice_is(agreed->means, order_payment_means[MEANS_STORE_CREDIT]) && fresh.amount;
    if (fresh.is_new_credit) {
        rest.amount -= fresh.amount;
        rows[(*count)++] = fresh;
    }
    if (rest.amount || !agreed->amount)
        rows[(*count)++] = rest;
}

void repayment_count_down(struct order *order, struct refund_means **means, size_t *count, struct arena *arena)
{
    const size_t size = (order->payment_count + 1) * sizeof(amount);
    amount *taken = arena_take(arena, size);
    amount *before = arena_take(arena, size);
    bool *wanted = arena_take(arena, (order->payment_count + 1) * sizeof *wanted);
    struct refund_means *rows = arena_take(arena, *count * (order->payment_count + 2) * sizeof *rows);
    size_t row_count = 0;
    amount rest = 0;

    memset(taken, 0, size);
    for (size_t i = 0; i < *count; i++) {
        memcpy(before, taken, size);
        for (size_t j = 0; j < order->payment_count; j++)
            wanted[j] = slice_is((*means)[i].means, order_payment_means[order->payments[j].means]);
        rest += take(order, (*means)[i].amount, wanted, taken, arena);
        divide(order, &(*means)[i], before, taken, rows, &row_count);
    }
    for (size_t j = 0; j < order->payment_count; j++)
        wanted[j] = true;
    take(order, rest, wanted, taken, arena);
    *means = rows;
    *count = row_count;
}
