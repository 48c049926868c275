/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/gift_card_issue.h"

#include "shop/gift_card_code.h"
#include "shop/grant.h"
#include "shop/payment.h"
#include "shop/shipment.h"
#include "json/read.h"
#include "json/write.h"

/* The same day so many months later; where that month is shorter, its last. */
static day months_later(day from, int64_t months)
{
    unsigned month;
    unsigned dom;
    int year;
    day last;
    day wanted;

    day_to_civil(from, &year, &month, &dom);
    months += month - 1;
    year += (int)(months / 12);
    month = (unsigned)(months % 12) + 1;
    last = period_next(day_from_civil(year, month, 1), GRAIN_MONTH) - 1;
    wanted = day_from_civil(year, month, 1) + (day)dom - 1;
    return wanted < last ? wanted : last;
}

void gift_card_begin_term(struct gift_card *card, const struct settings *settings, struct slice country, day today)
{
    int64_t months = setting_days_in(settings, GIFT_CARD_MONTHS, country);

    card->expires = months > 0;
    card->expires_on = months > 0 ? months_later(today, months) : 0;
}

static bool begin(struct gift_card_issuing *issuing, struct fault *fault)
{
    struct digest random;

    if (issuing->begun)
        return true;
    random = digest_keyed(issuing->secret, SLICE("salt of gift cards"));
    issuing->begun = true;
    if (!gift_card_last(issuing->store, &issuing->last, fault) ||
        !salt_ensure(&issuing->salt, SLICE("gift_cards"), random.bytes, issuing->store, issuing->changes, fault))
        return false;
    return issuing->salt.there ||
           fault_set(fault, FAULT_SYSTEM, "salt_gone", NULL, "what gift cards are found by cannot be read in people/");
}

static void add_secret(int64_t number, struct slice code, struct changes *changes)
{
    struct text id = TEXT_INIT;
    struct text *text;

    text_printf(&id, "gift_card_secret/%lld", (long long)number);
    text = changes_begin_person(changes, text_slice(&id), 1);
    text_add_byte(text, '{');
    json_put_string(text, "code", code);
    text_add_byte(text, '}');
    changes_end(changes);
    text_release(&id);
}

static void find_fingerprint(const struct gift_card_issuing *issuing, struct slice code, struct slice *fingerprint)
{
    char hex[DIGEST_HEX];

    salt_digest(&issuing->salt, code, hex);
    *fingerprint = arena_copy(issuing->arena, (struct slice){hex, sizeof hex});
}

/* The code as it is shown, and the card's fingerprint by it. */
static bool find_code(struct gift_card_issuing *issuing, struct gift_card *card, struct slice given, struct text *code,
                      struct fault *fault)
{
    struct text compared = TEXT_INIT;
    int64_t known = 0;
    bool done;

    gift_card_code_make(issuing->secret, card->number, code);
    if (given.bytes) {
        text_clear(code);
        gift_card_code_show(given, code);
    }
    done = gift_card_code_read(text_slice(code), &compared, fault);
    if (done) {
        find_fingerprint(issuing, text_slice(&compared), &card->fingerprint);
        done = gift_card_of_fingerprint(issuing->store, card->fingerprint, &known, fault) &&
               (!known || fault_set(fault, FAULT_CONFLICT, "code_known", "code", "is that of gift card %lld", (long long)known));
    }
    text_release(&compared);
    return done;
}

bool gift_card_issue(struct gift_card_issuing *issuing, struct gift_card *card, const struct gift_card_entry *first,
                     struct slice code, size_t *row, struct fault *fault)
{
    struct gift_card_entry entry = *first;
    struct text shown = TEXT_INIT;
    bool done;

    if (!begin(issuing, fault))
        return false;
    card->number = issuing->last + 1;
    card->training = issuing->settings->training;
    card->balance = 0;
    card->entry_count = 0;
    entry.at = issuing->now;
    entry.step = GIFT_CARD_ISSUED;
    done = find_code(issuing, card, code, &shown, fault) && gift_card_enter(card, &entry, issuing->arena, fault);
    if (done) {
        issuing->last++;
        add_secret(card->number, text_slice(&shown), issuing->changes);
        *row = gift_card_change(card, issuing->changes);
    }
    text_release(&shown);
    return done;
}

struct sold_cards {
    struct gift_card *cards;
    size_t count;
};

static bool is_withdrawn(const struct gift_card *card)
{
    return card->entries[card->entry_count - 1].step == GIFT_CARD_WITHDRAWN;
}

static bool cards_of(const struct order *order, struct store *store, struct arena *arena, struct sold_cards *sold, int64_t *first,
                     struct fault *fault)
{
    struct text id = TEXT_INIT;
    int64_t *numbers;
    uint64_t digits;
    size_t count = 0;
    bool done = order_number(order->id, &digits, fault) && gift_cards_of_order(store, digits, arena, &numbers, &count, fault);

    *first = count ? numbers[0] : 0;
    *sold = (struct sold_cards){arena_take(arena, count * sizeof *sold->cards), 0};
    for (size_t i = 0; done && i < count; i++) {
        struct gift_card *card = &sold->cards[sold->count];

        gift_card_id(numbers[i], &id);
        done = gift_card_find(card, store, text_slice(&id), arena, fault);
        sold->count += done;
    }
    text_release(&id);
    return done;
}

/* In all, for what was withdrawn is not issued anew; or only those that still stand. */
static int64_t cards_of_line(const struct sold_cards *sold, size_t line, bool in_all)
{
    int64_t count = 0;

    for (size_t i = 0; i < sold->count; i++)
        count += sold->cards[i].line == (int64_t)line + 1 && (in_all || !is_withdrawn(&sold->cards[i]));
    return count;
}

static bool check_paid(const struct order *order, struct fault *fault)
{
    bool any = false;

    for (size_t i = 0; i < order->line_count; i++)
        any |= order->lines[i].goods == TAX_VOUCHER;
    if (!any)
        return fault_set(fault, FAULT_REFUSED, "no_gift_cards", "lines", "order %.*s has no gift cards", SLICE_ARGS(order->id));
    if (order->status == ORDER_CANCELLED)
        return fault_set(fault, FAULT_REFUSED, "cancelled", "status", "order %.*s is cancelled", SLICE_ARGS(order->id));
    return (order->financial_status != FINANCIAL_AUTHORIZED && order_open(order) == 0) ||
           fault_set(fault, FAULT_REFUSED, "unpaid", "financial_status", "order %.*s is not paid", SLICE_ARGS(order->id));
}

static bool issue_unit(const struct order *order, size_t line, struct gift_card_issuing *issuing, size_t *row, struct fault *fault)
{
    struct gift_card card = {.kind = GIFT_CARD_BOUGHT, .currency = order->currency, .order = order->id, .line = (int64_t)line + 1};
    struct gift_card_entry first = {.order = order->id};

    gift_card_begin_term(&card, issuing->settings, order->country, instant_day(issuing->now));
    if (!price_times(order->lines[line].price, 1, &order->currency, &first.amount) || first.amount <= 0)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "price", "line %zu has no price that could be on a gift card",
                         line + 1);
    return gift_card_issue(issuing, &card, &first, (struct slice){NULL, 0}, row, fault);
}

/* What was issued has left. */
static bool deliver(struct order *order, struct gift_card_issuing *issuing, struct fault *fault)
{
    struct shipment_part *parts = arena_take(issuing->arena, order->line_count * sizeof *parts);
    size_t count = 0;
    size_t row;
    bool changed;

    for (size_t i = 0; i < order->line_count; i++)
        if (order->lines[i].goods == TAX_VOUCHER && order_line_open(&order->lines[i]) > 0)
            parts[count++] = (struct shipment_part){.line = i + 1, .quantity = order_line_open(&order->lines[i])};
    return !count ||
           order_ship(order, issuing->store, parts, count, issuing->now, issuing->arena, issuing->changes, &changed, &row, fault);
}

bool gift_cards_issue_of_order(struct order *order, struct gift_card_issuing *issuing, bool *changed, size_t *row, struct text *id,
                               struct fault *fault)
{
    struct sold_cards sold;
    int64_t first;
    int64_t issued = 0;

    *changed = false;
    if (!check_paid(order, fault) || !cards_of(order, issuing->store, issuing->arena, &sold, &first, fault))
        return false;
    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];
        int64_t wanted = line->goods == TAX_VOUCHER ? grant_units_left(order, line) - cards_of_line(&sold, i, true) : 0;

        for (int64_t unit = 0; unit < wanted; unit++) {
            size_t at;

            if (issued == GIFT_CARDS_OF_ORDER)
                return fault_set(fault, FAULT_REFUSED, "out_of_range", "quantity", "order %.*s has more than %d gift cards",
                                 SLICE_ARGS(order->id), GIFT_CARDS_OF_ORDER);
            if (!issue_unit(order, i, issuing, &at, fault))
                return false;
            *row = issued++ ? *row : at;
        }
    }
    *changed = issued > 0;
    if (first)
        gift_card_id(first, id);
    return !issued || deliver(order, issuing, fault);
}

/* What is asked by hand. */
struct by_hand {
    struct gift_card card;
    struct gift_card_entry first;
    struct slice code;
    bool has_term;
};

static bool read_by_hand(const json_t *request, const struct settings *settings, struct by_hand *asked, struct fault *fault)
{
    static const char *const known[] = {"type", "amount", "currency", "kind", "expires_on", "reason", "key", "code", NULL};
    struct gift_card_entry *first = &asked->first;
    struct slice total, currency, kind, expires;

    if (!fields_known(request, known, fault) || !field_string(request, "amount", &total, fault) ||
        !field_string(request, "currency", &currency, fault) || !field_string(request, "kind", &kind, fault) ||
        !field_string(request, "expires_on", &expires, fault) || !field_string(request, "reason", &first->reason, fault) ||
        !field_string(request, "key", &first->key, fault) || !field_string(request, "code", &asked->code, fault))
        return false;
    asked->card.currency = settings->currency;
    asked->has_term = expires.bytes != NULL;
    asked->card.expires = asked->has_term;
    if ((currency.bytes && !currency_find(currency, &asked->card.currency, fault)) ||
        !amount_read(total, &asked->card.currency, false, "amount", &first->amount, fault))
        return false;
    if (!first->amount)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "amount", "is nothing");
    if (expires.bytes && !day_read(expires, &asked->card.expires_on))
        return fault_set(fault, FAULT_REFUSED, "not_a_date", "expires_on", "\"%.*s\" is no day like 2026-11-21",
                         SLICE_ARGS(expires));
    asked->card.kind = GIFT_CARD_CREDIT;
    return (!kind.bytes || gift_card_kind_read(kind, &asked->card.kind, fault)) &&
           (!first->reason.bytes || name_check(first->reason, GIFT_CARD_REASON_LIMIT, "reason", fault)) &&
           (!first->key.bytes || name_check(first->key, GIFT_CARD_KEY_LIMIT, "key", fault));
}

static bool find_asked_code(struct gift_card_issuing *issuing, struct by_hand *asked, struct fault *fault)
{
    struct text compared = TEXT_INIT;
    bool done = gift_card_code_read(asked->code, &compared, fault) && begin(issuing, fault);

    if (done)
        find_fingerprint(issuing, text_slice(&compared), &asked->card.fingerprint);
    text_release(&compared);
    return done;
}

/* The card that was asked for before: by its key, or by the code that it came with. */
static bool find_earlier(struct gift_card_issuing *issuing, struct by_hand *asked, int64_t *number, struct fault *fault)
{
    *number = 0;
    if (asked->code.bytes && !find_asked_code(issuing, asked, fault))
        return false;
    if (asked->first.key.bytes)
        return gift_card_of_key(issuing->store, asked->first.key, number, fault);
    return !asked->code.bytes || gift_card_of_fingerprint(issuing->store, asked->card.fingerprint, number, fault);
}

/* What is asked is what was, as far as it says; its term may be another since. */
static bool says_the_same(const struct by_hand *asked, const struct gift_card *there)
{
    const struct gift_card_entry *first = &there->entries[0];

    return there->kind == asked->card.kind && strcmp(there->currency.code, asked->card.currency.code) == 0 &&
           first->amount == asked->first.amount &&
           (!asked->first.reason.bytes || slice_equal(first->reason, asked->first.reason)) &&
           (!asked->code.bytes || slice_equal(there->fingerprint, asked->card.fingerprint));
}

static bool meet_earlier(const struct by_hand *asked, int64_t number, struct gift_card_issuing *issuing, struct text *id,
                         struct fault *fault)
{
    struct gift_card there;

    gift_card_id(number, id);
    if (!gift_card_find(&there, issuing->store, text_slice(id), issuing->arena, fault))
        return false;
    return says_the_same(asked, &there) || fault_set(fault, FAULT_CONFLICT, "key_conflict", asked->first.key.bytes ? "key" : "code",
                                                     "is that of gift card %lld, which is another", (long long)number);
}

bool gift_card_issue_by_hand(const json_t *request, struct gift_card_issuing *issuing, bool *changed, size_t *row, struct text *id,
                             struct fault *fault)
{
    struct by_hand asked = {0};
    int64_t number;

    *changed = false;
    if (!read_by_hand(request, issuing->settings, &asked, fault) || !find_earlier(issuing, &asked, &number, fault))
        return false;
    if (number)
        return meet_earlier(&asked, number, issuing, id, fault);
    if (!asked.has_term)
        gift_card_begin_term(&asked.card, issuing->settings, issuing->settings->text[COMPANY_COUNTRY], instant_day(issuing->now));
    *changed = gift_card_issue(issuing, &asked.card, &asked.first, asked.code, row, fault);
    return *changed;
}

static bool is_untouched(const struct gift_card *card)
{
    return card->balance == card->entries[0].amount;
}

/* The last of the line's cards of which nothing was spent. */
static struct gift_card *untouched_of(struct sold_cards *sold, size_t line)
{
    for (size_t i = sold->count; i > 0; i--)
        if (sold->cards[i - 1].line == (int64_t)line + 1 && is_untouched(&sold->cards[i - 1]))
            return &sold->cards[i - 1];
    return NULL;
}

static bool withdraw(struct sold_cards *sold, size_t line, instant now, struct arena *arena, struct changes *changes,
                     struct fault *fault)
{
    struct gift_card *card = untouched_of(sold, line);
    struct gift_card_entry entry = {.at = now, .step = GIFT_CARD_WITHDRAWN};

    if (!card)
        return fault_set(
            fault, FAULT_REFUSED, "gift_card_used", "lines",
            "the gift cards of line %zu were spent, at least in part: what is on them can be withdrawn by gift-card-set", line + 1);
    entry.amount = -card->balance;
    entry.order = card->order;
    if (!gift_card_enter(card, &entry, arena, fault))
        return false;
    gift_card_change(card, changes);
    return true;
}

bool gift_cards_follow(const struct order *order, struct store *store, instant now, struct arena *arena, struct changes *changes,
                       struct fault *fault)
{
    struct sold_cards sold;
    int64_t first;
    bool any = false;

    for (size_t i = 0; i < order->line_count; i++)
        any |= order->lines[i].goods == TAX_VOUCHER;
    if (!any)
        return true;
    if (!cards_of(order, store, arena, &sold, &first, fault))
        return false;
    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];

        if (line->goods != TAX_VOUCHER)
            continue;
        while (cards_of_line(&sold, i, false) > grant_units_left(order, line))
            if (!withdraw(&sold, i, now, arena, changes, fault))
                return false;
    }
    return true;
}
