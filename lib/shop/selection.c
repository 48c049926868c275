/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/selection.h"

#include "shop/invoice.h"
#include "shop/keys.h"

/* The text up to the next zero byte, which is passed over. */
static struct slice next_text(struct slice *rest)
{
    const char *end = rest->length ? memchr(rest->bytes, '\0', rest->length) : NULL;
    struct slice text = {rest->bytes, end ? (size_t)(end - rest->bytes) : rest->length};

    *rest = slice_from(*rest, text.length + (end != NULL));
    return text;
}

static bool is_wanted(struct slice wanted, struct slice text)
{
    return !wanted.bytes || slice_equal(wanted, text);
}

static bool day_wanted(const struct selection *selection, day value)
{
    return !(selection->has_since && value < selection->since) && !(selection->has_until && value > selection->until);
}

bool order_selected(struct store *store, const struct selection *selection, uint64_t number, struct slice facts_and_texts,
                    bool *selected, struct fault *fault)
{
    struct order_facts facts;
    struct slice texts;

    *selected = false;
    if (facts_and_texts.length < sizeof facts)
        return true;
    memcpy(&facts, facts_and_texts.bytes, sizeof facts);
    texts = slice_from(facts_and_texts, sizeof facts);
    if (!day_wanted(selection, facts.day) || !is_wanted(selection->country, (struct slice){facts.country, 2}))
        return true;
    if ((selection->has_status && facts.status != selection->status) || (selection->paid && facts.financial != FINANCIAL_PAID && facts.financial != FINANCIAL_PARTIALLY_REFUNDED) ||
        (selection->unpaid && facts.financial >= FINANCIAL_PAID))
        return true;
    if ((selection->shipped && facts.fulfillment != FULFILLMENT_WHOLE) ||
        (selection->unshipped && facts.fulfillment == FULFILLMENT_WHOLE))
        return true;
    if (!is_wanted(selection->channel, next_text(&texts)) || !is_wanted(selection->customer, texts))
        return true;
    *selected = true;
    if (selection->invoiced || selection->uninvoiced) {
        struct text invoice = TEXT_INIT;
        bool done = invoice_of_order(store, number, &invoice, fault);

        *selected = !(selection->invoiced && !invoice.length) && !(selection->uninvoiced && invoice.length);
        text_release(&invoice);
        return done;
    }
    return true;
}

bool invoice_selected(const struct selection *selection, struct slice facts_and_texts)
{
    struct invoice_facts facts;
    struct slice texts;

    if (facts_and_texts.length < sizeof facts)
        return false;
    memcpy(&facts, facts_and_texts.bytes, sizeof facts);
    texts = slice_from(facts_and_texts, sizeof facts);
    return day_wanted(selection, facts.day) && is_wanted(selection->country, (struct slice){facts.country, 2}) &&
           is_wanted(selection->series, next_text(&texts)) && is_wanted(selection->channel, next_text(&texts)) &&
           is_wanted(selection->customer, next_text(&texts)) && is_wanted(selection->order, next_text(&texts));
}

/* Which of the order keys serves best, and where to start in it. */
static void choose_key(struct order_walk *walk, struct key *prefix)
{
    const struct selection *selection = walk->selection;

    if (selection->reference.bytes) {
        walk->by = KEY_ORDER_REFERENCE;
        key_begin(prefix, KEY_ORDER_REFERENCE);
        key_text(prefix, selection->reference);
        key_byte(prefix, '\0');
    } else if (selection->customer.bytes) {
        walk->by = KEY_ORDER_CUSTOMER;
        key_begin(prefix, KEY_ORDER_CUSTOMER);
        key_text(prefix, selection->customer);
        key_byte(prefix, '\0');
    } else if (selection->has_since || selection->has_until) {
        walk->by = KEY_ORDER_DAY;
        key_begin(prefix, KEY_ORDER_DAY);
    }
}

bool order_walk_begin(struct order_walk *walk, struct store *store, const struct selection *selection, struct fault *fault)
{
    struct key key;

    *walk = (struct order_walk){.store = store, .selection = selection};
    choose_key(walk, &key);
    if (!walk->by)
        return store_walk_begin(&walk->all, store, SLICE("order/"), fault);
    if (!index_walk_begin(&walk->some, store_index(store), TABLE_KEYS, key_slice(&key), fault))
        return false;
    if (walk->by == KEY_ORDER_DAY && selection->has_since) {
        key_day(&key, selection->since);
        text_add_slice(&walk->id, key_slice(&key));
        index_walk_from(&walk->some, text_slice(&walk->id));
    }
    return true;
}

static uint64_t number_at_key(const struct order_walk *walk)
{
    struct known_order known = {0};

    if (walk->by != KEY_ORDER_REFERENCE)
        return key_number_at(walk->some.key.bytes + walk->some.key.length - 8);
    if (walk->some.value.length == sizeof known)
        memcpy(&known, walk->some.value.bytes, sizeof known);
    return known.number;
}

/* The next order whatever it is; `number` and `facts` are set where it is found. */
static bool next_order(struct order_walk *walk, bool *found, uint64_t *number, struct slice *facts, struct fault *fault)
{
    const struct selection *selection = walk->selection;
    int64_t digits;

    if (!walk->by) {
        if (!store_walk_next(&walk->all, found, fault))
            return false;
        if (*found) {
            struct slice id = store_walk_id(&walk->all);

            *number = slice_integer(slice_from(id, strlen("order/")), INT64_MAX, &digits) ? (uint64_t)digits : 0;
            *facts = walk->all.facts;
        }
        return true;
    }
    if (!index_walk_next(&walk->some, found, fault))
        return false;
    if (*found && walk->by == KEY_ORDER_DAY && selection->has_until && key_day_at(walk->some.key.bytes + 1) > selection->until)
        *found = false;
    if (!*found)
        return true;
    *number = number_at_key(walk);
    order_id(*number, &walk->id);
    return store_facts(walk->store, text_slice(&walk->id), facts, fault);
}

static bool value_of(struct order_walk *walk, struct fault *fault)
{
    return walk->by ? store_get(walk->store, text_slice(&walk->id), &walk->value, fault)
                    : store_walk_value(&walk->all, &walk->value, fault);
}

bool order_walk_next(struct order_walk *walk, bool *found, struct fault *fault)
{
    bool selected = false;

    do {
        uint64_t number;
        struct slice facts;

        if (!next_order(walk, found, &number, &facts, fault))
            return false;
        if (*found && !order_selected(walk->store, walk->selection, number, facts, &selected, fault))
            return false;
    } while (*found && !selected);
    return !*found || value_of(walk, fault);
}

void order_walk_end(struct order_walk *walk)
{
    if (walk->by)
        index_walk_end(&walk->some);
    else
        store_walk_end(&walk->all);
    text_release(&walk->id);
}
