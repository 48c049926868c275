/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/gift_card_check.h"

#include "base/memory.h"
#include "shop/gift_card.h"
#include "json/scan.h"

#include <stdlib.h>

struct known_gift_card {
    uint64_t identity;     /* of what never changes */
    uint64_t entries;      /* of the entries as they were written, */
    size_t entries_length; /* of which so much */
};

/* What an order paid with a card, or got back on it: by who was paid, less by what the card says. */
struct gift_card_difference {
    uint64_t order;
    int64_t card;
    bool back;
    amount sum;
};

void gift_card_ledger_release(struct gift_card_ledger *ledger)
{
    free(ledger->cards);
    free(ledger->differences);
    *ledger = (struct gift_card_ledger){.report = ledger->report};
}

static void tell(struct gift_card_ledger *ledger, struct slice id, const char *why)
{
    check_tell_plain(ledger->report, id, "wrong_gift_card", why);
}

static void note(struct gift_card_ledger *ledger, struct slice order, int64_t card, bool back, amount more)
{
    struct fault no_number = FAULT_INIT;
    struct gift_card_difference *difference = NULL;
    uint64_t number = 0;

    if (!order_number(order, &number, &no_number))
        number = 0;
    for (size_t i = 0; !difference && i < ledger->difference_count; i++) {
        struct gift_card_difference *there = &ledger->differences[i];

        if (there->order == number && there->card == card && there->back == back)
            difference = there;
    }
    if (!difference) {
        ledger->differences =
            memory_grow(ledger->differences, &ledger->difference_room, ledger->difference_count + 1, sizeof *ledger->differences);
        difference = &ledger->differences[ledger->difference_count++];
        *difference = (struct gift_card_difference){number, card, back, 0};
    }
    (void)__builtin_add_overflow(difference->sum, more, &difference->sum);
}

static uint64_t identity_of(const struct gift_card *card)
{
    return slice_hash(card->fingerprint) * 31 + slice_hash(slice_of(card->currency.code)) * 7 + slice_hash(card->order) +
           card->kind;
}

/* The entries from the one numbered `from` that orders and refunds have to answer for. */
static void note_entries(struct gift_card_ledger *ledger, const struct gift_card *card, size_t from)
{
    for (size_t i = from; i < card->entry_count; i++) {
        const struct gift_card_entry *entry = &card->entries[i];

        if (entry->step == GIFT_CARD_SPENT)
            note(ledger, entry->order, card->number, false, entry->amount);
        else if (entry->step == GIFT_CARD_GIVEN_BACK || entry->refund.bytes)
            note(ledger, entry->order, card->number, true, -entry->amount);
    }
}

static void check_sums(struct gift_card_ledger *ledger, struct slice id, const struct gift_card *card)
{
    amount sum = 0;
    bool sound = card->entries[0].step == GIFT_CARD_ISSUED;

    for (size_t i = 0; sound && i < card->entry_count; i++) {
        const struct gift_card_entry *entry = &card->entries[i];
        bool comes = entry->step == GIFT_CARD_ISSUED || entry->step == GIFT_CARD_ADDED || entry->step == GIFT_CARD_GIVEN_BACK;

        sound = (entry->amount > 0) == comes && amount_add(&sum, entry->amount) && sum >= 0 &&
                (entry->step == GIFT_CARD_ISSUED) == (i == 0);
    }
    if (!sound || sum != card->balance)
        tell(ledger, id, "the balance is not what its entries come to, or was below nothing");
}

/* How many of the entries were there before. */
static size_t entries_before(struct slice before)
{
    struct text array = TEXT_INIT;
    size_t count;

    text_add_slice(&array, before);
    text_add_byte(&array, ']');
    count = scan_count(text_slice(&array));
    text_release(&array);
    return count;
}

static struct known_gift_card *know(struct gift_card_ledger *ledger, struct slice id, int64_t number)
{
    if (number >= 1 && (uint64_t)number <= ledger->count)
        return &ledger->cards[number - 1];
    if (number != (int64_t)ledger->count + 1) {
        check_tell_plain(ledger->report, id, "wrong_number", "the number does not follow that of the last gift card");
        return NULL;
    }
    ledger->cards = memory_grow(ledger->cards, &ledger->room, ledger->count + 1, sizeof *ledger->cards);
    ledger->cards[ledger->count] = (struct known_gift_card){0};
    return &ledger->cards[ledger->count++];
}

void gift_card_ledger_record(struct gift_card_ledger *ledger, struct slice id, struct slice value, struct arena *arena)
{
    struct slice entries = scan_find(value, "entries");
    struct known_gift_card *known;
    struct fault unreadable = FAULT_INIT;
    struct gift_card card;
    size_t before = 0;

    if (slice_is(value, "null") || !gift_card_from_stored(&card, value, arena, &unreadable)) {
        tell(ledger, id, "the account is gone or cannot be read, and no tool does that");
        return;
    }
    known = know(ledger, id, card.number);
    if (!known)
        return;
    entries.length--;
    if (known->entries_length) {
        struct slice same = {entries.bytes, known->entries_length};

        if (entries.length < same.length || slice_hash(same) != known->entries || identity_of(&card) != known->identity)
            tell(ledger, id, "what stood in the account is no longer what it was");
        else
            before = entries_before(same);
    }
    check_sums(ledger, id, &card);
    note_entries(ledger, &card, before);
    *known = (struct known_gift_card){identity_of(&card), slice_hash(entries), entries.length};
}

void gift_card_ledger_order(struct gift_card_ledger *ledger, const struct order *before, const struct order *after)
{
    int64_t card;

    for (size_t i = before ? before->payment_count : 0; i < after->payment_count; i++)
        if (slice_integer(after->payments[i].gift_card, INT64_MAX / 2, &card))
            note(ledger, after->id, card, false, after->payments[i].amount);
}

void gift_card_ledger_refund(struct gift_card_ledger *ledger, struct slice value, const struct order *order)
{
    struct fault unreadable = FAULT_INIT;
    struct scan scan;
    struct slice row;
    int64_t card;
    amount back = 0;

    if (!scan_array(&scan, scan_find(value, "means")))
        return;
    while (scan_element(&scan, &row))
        if (slice_integer(scan_text(scan_find(row, "gift_card")), INT64_MAX / 2, &card) &&
            amount_read(scan_text(scan_find(row, "amount")), &order->currency, false, "amount", &back, &unreadable))
            note(ledger, order->id, card, true, back);
}

void gift_card_ledger_settle(struct gift_card_ledger *ledger)
{
    struct text id = TEXT_INIT;

    for (size_t i = 0; i < ledger->difference_count; i++) {
        const struct gift_card_difference *difference = &ledger->differences[i];

        if (!difference->sum)
            continue;
        gift_card_id(difference->card, &id);
        text_printf(check_reason(ledger->report), "what order %llu %s and what the account says are not the same",
                    (unsigned long long)difference->order, difference->back ? "gave back on it" : "was paid with it");
        check_tell(ledger->report, text_slice(&id), "wrong_gift_card");
    }
    ledger->difference_count = 0;
    text_release(&id);
}
