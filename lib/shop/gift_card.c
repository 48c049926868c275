/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/gift_card.h"

#include "shop/gift_card_code.h"
#include "shop/keys.h"
#include "shop/members.h"
#include "shop/order_words.h"
#include "shop/salt.h"
#include "shop/stored_record.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

static const char kind[] = "gift_card/";
static const char *const kinds[] = {"gift_card", "store_credit", NULL};
static const char *const steps[] = {"issued", "added", "spent", "given_back", "withdrawn", "expired", NULL};

bool gift_card_kind_read(struct slice word, enum gift_card_kind *found, struct fault *fault)
{
    unsigned number = order_word_number(word, kinds);

    *found = (enum gift_card_kind)number;
    return kinds[number] || fault_set(fault, FAULT_REFUSED, "unknown_choice", "kind",
                                      "cannot be \"%.*s\": gift_card or store_credit", SLICE_ARGS(word));
}

const char *gift_card_kind_word(enum gift_card_kind of)
{
    return kinds[of];
}

const char *gift_card_step_word(enum gift_card_step step)
{
    return steps[step];
}

void gift_card_id(int64_t number, struct text *id)
{
    text_clear(id);
    text_add_string(id, kind);
    text_add_integer(id, number);
}

static bool read_entries(struct slice value, struct gift_card *card, struct arena *arena)
{
    struct fault fault = FAULT_INIT;
    struct scan scan;
    struct slice one;
    bool sound = scan_array(&scan, value);

    card->entries = arena_take(arena, scan_count(value) * sizeof *card->entries);
    while (sound && scan_element(&scan, &one)) {
        struct gift_card_entry *entry = &card->entries[card->entry_count++];
        unsigned step = order_word_number(scan_text(scan_find(one, "step")), steps);

        *entry = (struct gift_card_entry){.step = (enum gift_card_step)step,
                                          .order = text_of(scan_find(one, "order"), arena),
                                          .refund = text_of(scan_find(one, "refund"), arena),
                                          .reason = text_of(scan_find(one, "reason"), arena),
                                          .key = text_of(scan_find(one, "key"), arena)};
        sound = steps[step] && instant_read(scan_text(scan_find(one, "at")), &entry->at) &&
                amount_read(scan_text(scan_find(one, "amount")), &card->currency, true, "amount", &entry->amount, &fault);
    }
    return sound && card->entry_count;
}

bool gift_card_from_stored(struct gift_card *card, struct slice record, struct arena *arena, struct fault *fault)
{
    /* In the order in which they are written. */
    enum {
        C_ID,
        C_TRAINING,
        C_KIND,
        C_CURRENCY,
        C_BALANCE,
        C_EXPIRES_ON,
        C_ORDER,
        C_LINE,
        C_BLOCKED,
        C_FINGERPRINT,
        C_ENTRIES,
        C_PARTS
    };
    static const struct slice names[C_PARTS] = {
        SLICE_CONSTANT("id"),      SLICE_CONSTANT("training"),    SLICE_CONSTANT("kind"),    SLICE_CONSTANT("currency"),
        SLICE_CONSTANT("balance"), SLICE_CONSTANT("expires_on"),  SLICE_CONSTANT("order"),   SLICE_CONSTANT("line"),
        SLICE_CONSTANT("blocked"), SLICE_CONSTANT("fingerprint"), SLICE_CONSTANT("entries"),
    };
    struct slice parts[C_PARTS];
    struct fault unreadable = FAULT_INIT;

    members_of(record, names, parts, C_PARTS);
    *card = (struct gift_card){.training = parts[C_TRAINING].bytes != NULL,
                               .expires = parts[C_EXPIRES_ON].bytes != NULL,
                               .order = text_of(parts[C_ORDER], arena),
                               .line = whole_of(parts[C_LINE]),
                               .blocked = text_of(parts[C_BLOCKED], arena),
                               .fingerprint = text_of(parts[C_FINGERPRINT], arena)};
    return (slice_integer(scan_text(parts[C_ID]), INT64_MAX / 2, &card->number) &&
            gift_card_kind_read(scan_text(parts[C_KIND]), &card->kind, &unreadable) &&
            currency_find(scan_text(parts[C_CURRENCY]), &card->currency, &unreadable) &&
            amount_read(scan_text(parts[C_BALANCE]), &card->currency, true, "balance", &card->balance, &unreadable) &&
            (!card->expires || day_read(scan_text(parts[C_EXPIRES_ON]), &card->expires_on)) &&
            card->fingerprint.length == DIGEST_HEX && read_entries(parts[C_ENTRIES], card, arena)) ||
           fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "a gift card's record in the journal cannot be read");
}

bool gift_card_find(struct gift_card *card, struct store *store, struct slice id, struct arena *arena, struct fault *fault)
{
    struct slice record = {NULL, 0};
    int64_t number;

    if (slice_starts(id, kind))
        id = slice_from(id, strlen(kind));
    if (slice_integer(id, INT64_MAX / 2, &number) && !stored_record(store, kind, id, &record, fault))
        return false;
    if (!record.bytes)
        return fault_set(fault, FAULT_REFUSED, "unknown_gift_card", "id",
                         "there is no such gift card: they are named by their numbers");
    return gift_card_from_stored(card, arena_copy(arena, record), arena, fault);
}

bool gift_cards_visit(struct store *store, gift_card_visitor *visit, void *context, struct fault *fault)
{
    struct arena arena = ARENA_INIT;
    struct store_walk walk;
    struct slice value;
    bool found = true;
    bool done = store_walk_begin(&walk, store, slice_of(kind), fault);

    while (done && (done = store_walk_next(&walk, &found, fault)) && found) {
        struct gift_card card;

        arena_clear(&arena);
        done = store_walk_value(&walk, &value, fault) && gift_card_from_stored(&card, value, &arena, fault) &&
               visit(context, &card, fault);
    }
    store_walk_end(&walk);
    arena_release(&arena);
    return done;
}

static void put_entries(const struct gift_card *card, struct text *text)
{
    json_open(text, "entries", '[');
    for (size_t i = 0; i < card->entry_count; i++) {
        const struct gift_card_entry *entry = &card->entries[i];

        json_open(text, NULL, '{');
        json_put_instant(text, "at", entry->at);
        json_put_string(text, "step", slice_of(steps[entry->step]));
        json_put_amount(text, "amount", entry->amount, &card->currency);
        json_put_optional(text, "order", entry->order);
        json_put_optional(text, "refund", entry->refund);
        json_put_optional(text, "reason", entry->reason);
        json_put_optional(text, "key", entry->key);
        json_close(text, '}');
    }
    json_close(text, ']');
}

size_t gift_card_change(const struct gift_card *card, struct changes *changes)
{
    struct text id = TEXT_INIT;
    struct text *text;

    gift_card_id(card->number, &id);
    text = changes_begin(changes, text_slice(&id));
    text_add_string(text, "{\"type\":\"gift_card\"");
    json_put_string(text, "id", slice_from(text_slice(&id), strlen(kind)));
    if (card->training)
        json_put_bool(text, "training", true);
    json_put_string(text, "kind", slice_of(kinds[card->kind]));
    json_put_string(text, "currency", slice_of(card->currency.code));
    json_put_amount(text, "balance", card->balance, &card->currency);
    if (card->expires)
        json_put_day(text, "expires_on", card->expires_on);
    json_put_optional(text, "order", card->order);
    if (card->line)
        json_put_integer(text, "line", card->line);
    json_put_optional(text, "blocked", card->blocked);
    json_put_string(text, "fingerprint", card->fingerprint);
    put_entries(card, text);
    text_add_byte(text, '}');
    text_release(&id);
    return changes_end(changes);
}

static bool number_in_index(struct store *store, const struct key *key, int64_t *number, struct fault *fault)
{
    struct slice found;
    uint64_t kept = 0;

    if (!index_get(store_index(store), TABLE_KEYS, key_slice(key), &found, fault))
        return false;
    if (found.length == sizeof kept)
        memcpy(&kept, found.bytes, sizeof kept);
    *number = (int64_t)kept;
    return true;
}

static void text_key(struct key *key, enum key_kind of, struct slice text)
{
    key_begin(key, of);
    key_text(key, text);
}

bool gift_card_of_fingerprint(struct store *store, struct slice fingerprint, int64_t *number, struct fault *fault)
{
    struct key key;

    text_key(&key, KEY_GIFT_CARD_FINGERPRINT, fingerprint);
    return number_in_index(store, &key, number, fault);
}

bool gift_card_of_key(struct store *store, struct slice asked, int64_t *number, struct fault *fault)
{
    struct key key;

    text_key(&key, KEY_GIFT_CARD_KEY, asked);
    return number_in_index(store, &key, number, fault);
}

bool gift_card_last(struct store *store, int64_t *number, struct fault *fault)
{
    struct key key;

    text_key(&key, KEY_LAST_NUMBER, SLICE("gift_card"));
    return number_in_index(store, &key, number, fault);
}

static bool find_code(struct store *store, struct slice code, int64_t *number, struct fault *fault)
{
    struct salt salt;
    char hex[DIGEST_HEX];

    *number = 0;
    if (!salt_find(&salt, SLICE("gift_cards"), store, fault))
        return false;
    if (!salt.there)
        return true;
    salt_digest(&salt, code, hex);
    return gift_card_of_fingerprint(store, (struct slice){hex, sizeof hex}, number, fault);
}

bool gift_card_of_code(struct store *store, struct slice given, int64_t *number, struct fault *fault)
{
    struct text code = TEXT_INIT;
    bool done = gift_card_code_read(given, &code, fault) && find_code(store, text_slice(&code), number, fault);

    if (done && !*number)
        done = gift_card_code_is_mistyped(text_slice(&code))
                   ? fault_set(fault, FAULT_REFUSED, "mistyped_code", "code", "is mistyped: its check character is wrong")
                   : fault_set(fault, FAULT_REFUSED, "unknown_gift_card", "code", "is that of no gift card");
    text_release(&code);
    return done;
}

bool gift_card_code(struct store *store, int64_t number, struct arena *arena, struct slice *code, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice person = {NULL, 0};
    bool done;

    *code = (struct slice){NULL, 0};
    text_printf(&id, "gift_card_secret/%lld", (long long)number);
    done = store_person(store, text_slice(&id), 1, &person, fault);
    if (done && person.bytes)
        *code = arena_copy(arena, text_of(scan_find(person, "code"), arena));
    text_release(&id);
    return done;
}

bool gift_card_check_usable(const struct gift_card *card, day today, struct fault *fault)
{
    struct text last = TEXT_INIT;

    if (card->blocked.bytes)
        return fault_set(fault, FAULT_REFUSED, "gift_card_blocked", "gift_card", "gift card %lld is blocked: %.*s",
                         (long long)card->number, SLICE_ARGS(card->blocked));
    if (!card->expires || today <= card->expires_on)
        return true;
    day_write(&last, card->expires_on);
    fault_set(fault, FAULT_REFUSED, "gift_card_expired", "gift_card", "gift card %lld could be spent until %s",
              (long long)card->number, text_string(&last));
    text_release(&last);
    return false;
}

static bool too_little(const struct gift_card *card, struct fault *fault)
{
    struct text left = TEXT_INIT;

    amount_write(&left, card->balance, &card->currency);
    fault_set(fault, FAULT_REFUSED, "gift_card_short", "amount", "only %s %s are on gift card %lld", text_string(&left),
              card->currency.code, (long long)card->number);
    text_release(&left);
    return false;
}

bool gift_card_enter(struct gift_card *card, const struct gift_card_entry *entry, struct arena *arena, struct fault *fault)
{
    struct gift_card_entry *wider;
    amount balance = card->balance;

    if (card->entry_count == GIFT_CARD_ENTRIES_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "gift_card", "gift card %lld has had %d entries: issue another",
                         (long long)card->number, GIFT_CARD_ENTRIES_LIMIT);
    if (!amount_add(&balance, entry->amount))
        return fault_set(fault, FAULT_REFUSED, "number_too_large", "amount", "is too large for a gift card");
    if (balance < 0)
        return too_little(card, fault);
    wider = arena_take(arena, (card->entry_count + 1) * sizeof *wider);
    if (card->entry_count)
        memcpy(wider, card->entries, card->entry_count * sizeof *wider);
    wider[card->entry_count++] = *entry;
    card->entries = wider;
    card->balance = balance;
    return true;
}

static void order_prefix(struct key *key, uint64_t order)
{
    key_begin(key, KEY_GIFT_CARD_OF_ORDER);
    key_number(key, order);
}

bool gift_cards_of_order(struct store *store, uint64_t order, struct arena *arena, int64_t **numbers, size_t *count,
                         struct fault *fault)
{
    struct text found_ones = TEXT_INIT;
    struct index_walk walk;
    struct key prefix;
    bool found = true;
    bool done;

    order_prefix(&prefix, order);
    done = index_walk_begin(&walk, store_index(store), TABLE_KEYS, key_slice(&prefix), fault);
    while (done && (done = index_walk_next(&walk, &found, fault)) && found) {
        int64_t number = (int64_t)key_number_at(walk.key.bytes + walk.key.length - 8);

        text_add(&found_ones, &number, sizeof number);
    }
    index_walk_end(&walk);
    *count = found_ones.length / sizeof **numbers;
    *numbers = arena_take(arena, found_ones.length);
    if (*count)
        memcpy(*numbers, found_ones.bytes, found_ones.length);
    text_release(&found_ones);
    return done;
}

static bool put_number(struct index *index, const struct key *key, int64_t number, struct fault *fault)
{
    uint64_t kept = (uint64_t)number;

    return index_put(index, TABLE_KEYS, key_slice(key), (struct slice){(const char *)&kept, sizeof kept}, fault);
}

/* What is found by these never changes: they are put when the card appears. */
bool gift_card_fold(struct index *index, const struct change *change, struct fault *fault)
{
    struct gift_card card;
    struct key key;
    int64_t order;

    if (change->before.bytes)
        return true;
    if (!gift_card_from_stored(&card, change->after, change->arena, fault))
        return false;
    text_key(&key, KEY_GIFT_CARD_FINGERPRINT, card.fingerprint);
    if (!put_number(index, &key, card.number, fault))
        return false;
    text_key(&key, KEY_GIFT_CARD_KEY, card.entries[0].key);
    if (card.entries[0].key.bytes && !put_number(index, &key, card.number, fault))
        return false;
    if (!slice_integer(card.order, INT64_MAX, &order))
        return true;
    order_prefix(&key, (uint64_t)order);
    key_number(&key, (uint64_t)card.number);
    return index_put(index, TABLE_KEYS, key_slice(&key), SLICE(""), fault);
}
