/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/gift_card_keeping.h"

#include "json/read.h"

static bool check_request(const struct gift_card_request *request, struct fault *fault)
{
    if (request->block.bytes && request->unblock)
        return fault_set(fault, FAULT_REFUSED, "contradiction", "unblock", "cannot stand beside a reason to block it");
    if (request->add.bytes && request->withdraw)
        return fault_set(fault, FAULT_REFUSED, "contradiction", "withdraw", "cannot stand beside what is added");
    return (!request->block.bytes || name_check(request->block, GIFT_CARD_REASON_LIMIT, "block", fault)) &&
           (!request->reason.bytes || name_check(request->reason, GIFT_CARD_REASON_LIMIT, "reason", fault)) &&
           (!request->key.bytes || name_check(request->key, GIFT_CARD_KEY_LIMIT, "key", fault));
}

static void set_block(struct gift_card *card, const struct gift_card_request *request, bool *changed)
{
    struct slice wanted = request->unblock ? (struct slice){NULL, 0} : request->block;

    if ((!request->unblock && !request->block.bytes) ||
        ((wanted.bytes != NULL) == (card->blocked.bytes != NULL) && slice_equal(wanted, card->blocked)))
        return;
    card->blocked = wanted;
    *changed = true;
}

static bool set_term(struct gift_card *card, struct slice wanted, bool *changed, struct fault *fault)
{
    bool ends = !slice_is(wanted, "never");
    day last = 0;

    if (!wanted.bytes)
        return true;
    if (ends && !day_read(wanted, &last))
        return fault_set(fault, FAULT_REFUSED, "not_a_date", "expires_on", "\"%.*s\" is neither a day like 2026-11-21 nor never",
                         SLICE_ARGS(wanted));
    *changed |= ends != card->expires || last != card->expires_on;
    card->expires = ends;
    card->expires_on = last;
    return true;
}

/* *known: it was added under this key. */
static bool meet_earlier(const struct gift_card *card, const struct gift_card_entry *entry, bool *known, struct fault *fault)
{
    *known = false;
    for (size_t i = 0; entry->key.bytes && !*known && i < card->entry_count; i++) {
        const struct gift_card_entry *there = &card->entries[i];

        if (!slice_equal(there->key, entry->key))
            continue;
        *known = true;
        return (there->step == entry->step && there->amount == entry->amount) ||
               fault_set(fault, FAULT_CONFLICT, "key_conflict", "key", "was used for another entry of gift card %lld",
                         (long long)card->number);
    }
    return true;
}

static bool add(struct gift_card *card, const struct gift_card_request *request, instant now, struct arena *arena, bool *changed,
                struct fault *fault)
{
    struct gift_card_entry entry = {.at = now, .step = GIFT_CARD_ADDED, .reason = request->reason, .key = request->key};
    bool known;

    if (!request->add.bytes)
        return true;
    if (!amount_read(request->add, &card->currency, false, "add", &entry.amount, fault))
        return false;
    if (!entry.amount)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "add", "is nothing");
    if (!meet_earlier(card, &entry, &known, fault))
        return false;
    *changed |= !known;
    return known || gift_card_enter(card, &entry, arena, fault);
}

static bool withdraw(struct gift_card *card, const struct gift_card_request *request, instant now, struct arena *arena,
                     bool *changed, struct fault *fault)
{
    const struct gift_card_entry entry = {
        .at = now, .step = GIFT_CARD_WITHDRAWN, .amount = -card->balance, .reason = request->reason, .key = request->key};

    if (!request->withdraw || !card->balance)
        return true;
    *changed = true;
    return gift_card_enter(card, &entry, arena, fault);
}

bool gift_card_set(struct slice id, const struct gift_card_request *request, struct store *store, instant now, struct arena *arena,
                   struct changes *changes, bool *changed, size_t *row, struct text *name, struct fault *fault)
{
    struct gift_card card;

    *changed = false;
    if (!check_request(request, fault) || !gift_card_find(&card, store, id, arena, fault))
        return false;
    gift_card_id(card.number, name);
    set_block(&card, request, changed);
    if (!set_term(&card, request->expires, changed, fault) || !add(&card, request, now, arena, changed, fault) ||
        !withdraw(&card, request, now, arena, changed, fault))
        return false;
    if (*changed)
        *row = gift_card_change(&card, changes);
    return true;
}

static bool is_over(const struct gift_card *card, day today)
{
    return card->expires && card->expires_on < today;
}

bool gift_card_expire(struct slice id, struct store *store, instant now, struct arena *arena, struct changes *changes,
                      bool *changed, size_t *row, struct text *name, struct fault *fault)
{
    struct gift_card_entry entry = {.at = now, .step = GIFT_CARD_EXPIRED};
    struct gift_card card;

    *changed = false;
    if (!gift_card_find(&card, store, id, arena, fault))
        return false;
    gift_card_id(card.number, name);
    if (!is_over(&card, instant_day(now)))
        return fault_set(fault, FAULT_REFUSED, "not_due", "expires_on", "gift card %lld can still be spent",
                         (long long)card.number);
    *changed = card.balance > 0;
    if (!*changed)
        return true;
    entry.amount = -card.balance;
    if (!gift_card_enter(&card, &entry, arena, fault))
        return false;
    *row = gift_card_change(&card, changes);
    return true;
}

struct due_search {
    day today;
    gift_card_taker *take;
    void *context;
};

static bool take_due(void *context, const struct gift_card *card, struct fault *fault)
{
    const struct due_search *search = context;
    struct text id = TEXT_INIT;

    (void)fault;
    if (!is_over(card, search->today) || !card->balance)
        return true;
    text_add_integer(&id, card->number);
    search->take(search->context, text_slice(&id));
    text_release(&id);
    return true;
}

bool gift_cards_due(struct store *store, day today, gift_card_taker *take, void *context, struct fault *fault)
{
    return gift_cards_visit(store, take_due, &(struct due_search){today, take, context}, fault);
}
