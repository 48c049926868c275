/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_GIFT_CARD_H
#define COLPORTEUR_SHOP_GIFT_CARD_H

#include "base/arena.h"
#include "base/date.h"
#include "base/money.h"
#include "store/store.h"

/*
 * Gift cards and store credit: money that the shop owes to whoever has the code. Record "gift_card/N"; colporteur-records(5) has
 * the members.
 *
 * The record is the card's account. Its entries are added and never changed, and their sum is the balance, which is never below
 * nothing. Check, decision and entry are one transaction of the store, with the order's payment or the refund that they are of:
 * nobody spends a card twice.
 *
 *   issued       the first: sold with an order, given by hand, or instead of money that went back
 *   added        more of it, by hand
 *   spent        an order was paid with it
 *   given_back   of an order that was paid with it, money went back
 *   withdrawn    the card itself was given back, or taken out of use
 *   expired      what was left when its term was over
 *
 * These are vouchers for several purposes: selling one is no supply, and what it pays for is taxed when it does (Directive
 * 2006/112/EC, art. 30a, 30b and 73a, by Directive (EU) 2016/1065). So a line that sells one is outside the scope of VAT and counts
 * in no figure of sales, and a payment with one lowers no tax. A voucher of which place and VAT are known as it is sold (art. 30b
 * (1)) is the sale of the thing itself: a product with its rate, and no account.
 *
 * The code is kept with the persons' data as "gift_card_secret/N", and the journal has a salted digest of that. A card is found by
 * its fingerprint, a digest of the code keyed with a salt of the shop's (shop/salt.h): it can be spent though the code was erased
 * with the data of a customer. No fault and no record shows a code.
 */

enum { GIFT_CARD_ENTRIES_LIMIT = 1000, GIFT_CARD_REASON_LIMIT = 200, GIFT_CARD_KEY_LIMIT = 100 };

enum gift_card_kind { GIFT_CARD_BOUGHT, GIFT_CARD_CREDIT, GIFT_CARD_KINDS }; /* "gift_card", "store_credit": as means of payment */

enum gift_card_step {
    GIFT_CARD_ISSUED,
    GIFT_CARD_ADDED,
    GIFT_CARD_SPENT,
    GIFT_CARD_GIVEN_BACK,
    GIFT_CARD_WITHDRAWN,
    GIFT_CARD_EXPIRED,
    GIFT_CARD_STEPS
};

struct gift_card_entry {
    instant at;
    enum gift_card_step step;
    amount amount;              /* below 0: it leaves the card */
    struct slice order, refund; /* "12", "12-1"; bytes NULL: none, as the next two */
    struct slice reason, key;   /* of what was done by hand */
};

struct gift_card {
    int64_t number;
    bool training;
    enum gift_card_kind kind;
    struct currency currency;
    amount balance;
    bool expires;
    day expires_on;       /* the last day on which it can be spent */
    struct slice order;   /* with which it was sold; bytes NULL: with none */
    int64_t line;         /* of that order, from 1 */
    struct slice blocked; /* why nobody can spend it; bytes NULL: it is not */
    struct slice fingerprint;
    struct gift_card_entry *entries;
    size_t entry_count;
};

bool gift_card_kind_read(struct slice word, enum gift_card_kind *kind, struct fault *fault) CHECKED;
const char *gift_card_kind_word(enum gift_card_kind kind);
const char *gift_card_step_word(enum gift_card_step step);

/* "17" or "gift_card/17". Refuses "unknown_gift_card". Texts live in the arena. */
bool gift_card_find(struct gift_card *card, struct store *store, struct slice id, struct arena *arena, struct fault *fault) CHECKED;

/* Each of the store's cards, in the order of their ids; what it points to stands until it returns. false ends the walk. */
typedef bool gift_card_visitor(void *context, const struct gift_card *card, struct fault *fault);
bool gift_cards_visit(struct store *store, gift_card_visitor *visit, void *context, struct fault *fault) CHECKED;
bool gift_card_from_stored(struct gift_card *card, struct slice record, struct arena *arena, struct fault *fault) CHECKED;
/* The change that makes it what it says, and its row. */
size_t gift_card_change(const struct gift_card *card, struct changes *changes);
void gift_card_id(int64_t number, struct text *id); /* "gift_card/17" */

/* Which card has the code, as a person types it. Refuses "not_a_code", "mistyped_code", "unknown_gift_card". */
bool gift_card_of_code(struct store *store, struct slice code, int64_t *number, struct fault *fault) CHECKED;
/* The code as it is shown; bytes NULL: it was erased, or may not be read. It lives in the arena. */
bool gift_card_code(struct store *store, int64_t number, struct arena *arena, struct slice *code, struct fault *fault) CHECKED;

/* Why it cannot be spent on that day: refuses "gift_card_blocked", "gift_card_expired". */
bool gift_card_check_usable(const struct gift_card *card, day today, struct fault *fault) CHECKED;
/* Another entry. Refuses "gift_card_short" where too little is on it, and what no account can hold. */
bool gift_card_enter(struct gift_card *card, const struct gift_card_entry *entry, struct arena *arena, struct fault *fault) CHECKED;

/* The numbers of the cards that an order sold, in rising order: into the arena. */
bool gift_cards_of_order(struct store *store, uint64_t order, struct arena *arena, int64_t **numbers, size_t *count,
                         struct fault *fault) CHECKED;
/* The card that was issued by hand under the key; 0: none was. */
bool gift_card_of_key(struct store *store, struct slice key, int64_t *number, struct fault *fault) CHECKED;
/* The key of the index by which a fingerprint is found. */
bool gift_card_of_fingerprint(struct store *store, struct slice fingerprint, int64_t *number, struct fault *fault) CHECKED;
/* The last number given out. */
bool gift_card_last(struct store *store, int64_t *number, struct fault *fault) CHECKED;

/* For the index: fingerprints, keys, and the cards of an order. */
struct index;
bool gift_card_fold(struct index *index, const struct change *change, struct fault *fault) CHECKED;

#endif
