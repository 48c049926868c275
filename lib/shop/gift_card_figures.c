/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/gift_card_figures.h"

#include "base/memory.h"
#include "json/write.h"

#include <stdlib.h>

/* Where a month stands, or would. */
static int compare(const struct gift_card_month *a, const struct gift_card_month *b)
{
    int by_currency = strcmp(a->currency.code, b->currency.code);

    if (by_currency)
        return by_currency;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

static struct gift_card_month *insert(struct gift_card_months *months, size_t at, const struct gift_card_month *row)
{
    months->rows = memory_grow(months->rows, &months->room, months->count + 1, sizeof *months->rows);
    memmove(&months->rows[at + 1], &months->rows[at], (months->count - at) * sizeof *months->rows);
    months->count++;
    months->rows[at] = *row;
    return &months->rows[at];
}

static struct gift_card_month *row_of(struct gift_card_months *months, const struct gift_card *card, day first)
{
    const struct gift_card_month wanted = {.first = first, .kind = card->kind, .currency = card->currency};
    size_t low = 0;
    size_t high = months->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare(&months->rows[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < months->count && compare(&months->rows[low], &wanted) == 0)
        return &months->rows[low];
    return insert(months, low, &wanted);
}

static bool count_card(struct gift_card_months *months, const struct gift_card *card, day until, struct fault *fault)
{
    bool fits = true;

    for (size_t i = 0; fits && i < card->entry_count; i++) {
        const struct gift_card_entry *entry = &card->entries[i];
        day of = instant_day(entry->at);

        if (of <= until)
            fits = amount_add(&row_of(months, card, period_first(of, GRAIN_MONTH))->sums[entry->step], entry->amount);
    }
    return fits ||
           fault_set(fault, FAULT_SYSTEM, "number_too_large", NULL, "the gift cards of a month are more than can be counted");
}

static bool sum_up(struct gift_card_month *row, amount before, struct fault *fault)
{
    bool fits = true;

    row->outstanding = before;
    for (int step = 0; fits && step < GIFT_CARD_STEPS; step++)
        fits = amount_add(&row->outstanding, row->sums[step]);
    return fits ||
           fault_set(fault, FAULT_SYSTEM, "number_too_large", NULL, "the gift cards of a month are more than can be counted");
}

static bool same_account(const struct gift_card_month *a, const struct gift_card_month *b)
{
    return a->kind == b->kind && strcmp(a->currency.code, b->currency.code) == 0;
}

/* Months without an entry, and what was outstanding at the end of each. */
static bool complete(struct gift_card_months *months, day until, struct fault *fault)
{
    const day last = period_first(until, GRAIN_MONTH);

    for (size_t i = 0; i < months->count; i++) {
        struct gift_card_month *row = &months->rows[i];
        bool follows = i && same_account(row - 1, row);
        struct gift_card_month next;
        bool is_next;

        if (!sum_up(row, follows ? row[-1].outstanding : 0, fault))
            return false;
        next =
            (struct gift_card_month){.first = period_next(row->first, GRAIN_MONTH), .kind = row->kind, .currency = row->currency};
        is_next = i + 1 < months->count && compare(&months->rows[i + 1], &next) == 0;
        if (!is_next && next.first <= last)
            insert(months, i + 1, &next);
    }
    return true;
}

struct month_count {
    struct gift_card_months *months;
    day until;
};

static bool count_visited(void *context, const struct gift_card *card, struct fault *fault)
{
    const struct month_count *count = context;

    return count_card(count->months, card, count->until, fault);
}

bool gift_card_months_read(struct gift_card_months *months, struct store *store, day until, struct fault *fault)
{
    *months = (struct gift_card_months){NULL, 0, 0};
    return gift_cards_visit(store, count_visited, &(struct month_count){months, until}, fault) && complete(months, until, fault);
}

void gift_card_months_release(struct gift_card_months *months)
{
    free(months->rows);
    *months = (struct gift_card_months){NULL, 0, 0};
}

void gift_card_month_write(const struct gift_card_month *month, struct text *text)
{
    struct text name = TEXT_INIT;

    period_write(&name, month->first, GRAIN_MONTH);
    text_add_string(text, "{\"type\":\"gift_card_month\"");
    json_put_string(text, "month", text_slice(&name));
    json_put_string(text, "kind", slice_of(gift_card_kind_word(month->kind)));
    json_put_string(text, "currency", slice_of(month->currency.code));
    for (int step = 0; step < GIFT_CARD_STEPS; step++) {
        bool leaves = step == GIFT_CARD_SPENT || step == GIFT_CARD_WITHDRAWN || step == GIFT_CARD_EXPIRED;

        json_put_amount(text, gift_card_step_word((enum gift_card_step)step), leaves ? -month->sums[step] : month->sums[step],
                        &month->currency);
    }
    json_put_amount(text, "outstanding", month->outstanding, &month->currency);
    text_add_byte(text, '}');
    text_release(&name);
}
