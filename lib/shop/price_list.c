/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/price_list.h"

#include "shop/members.h"
#include "shop/order.h"
#include "shop/product.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

#include <stdlib.h>

static bool list_name_check(struct slice name, const char *field, struct fault *fault)
{
    if (!name_check(name, PRICE_LIST_LIMIT, field, fault))
        return false;
    return !memchr(name.bytes, '/', name.length) || fault_set(fault, FAULT_REFUSED, "not_an_id", field, "must not hold a slash");
}

static bool read_market(struct market *market, const json_t *record, struct fault *fault)
{
    return field_string(record, "channel", &market->channel, fault) && field_string(record, "country", &market->country, fault) &&
           field_string(record, "group", &market->group, fault) &&
           (!market->channel.bytes || name_check(market->channel, CHANNEL_LIMIT, "channel", fault)) &&
           (!market->country.bytes || country_check(market->country, "country", fault)) &&
           (!market->group.bytes || name_check(market->group, GROUP_LIMIT, "group", fault));
}

static bool read_currency(struct currency *currency, const json_t *record, const struct settings *settings, struct fault *fault)
{
    struct slice code;

    *currency = settings->currency;
    return field_string(record, "currency", &code, fault) && (!code.bytes || currency_find(code, currency, fault));
}

bool price_list_from_json(struct price_list *list, const json_t *record, const struct settings *settings, struct fault *fault)
{
    static const char *const known[] = {"type", "id",    "channel",  "country", "group", "currency", "prices_include_tax",
                                        "from", "until", "priority", NULL};
    bool present;

    *list = (struct price_list){0};
    if (!fields_known(record, known, fault) || !field_string(record, "id", &list->id, fault))
        return false;
    if (!list->id.bytes)
        return field_missing("id", fault);
    if (!list_name_check(list->id, "id", fault) || !read_market(&list->market, record, fault) ||
        !read_currency(&list->currency, record, settings, fault) ||
        !field_bool(record, "prices_include_tax", &list->prices_include_tax, &present, fault))
        return false;
    if (!present)
        list->prices_include_tax = settings->prices_include_tax;
    return validity_from_json(&list->validity, record, fault) &&
           field_integer(record, "priority", -PRIORITY_LIMIT, PRIORITY_LIMIT, &list->priority, &present, fault);
}

bool price_list_from_stored(struct price_list *list, struct slice record, struct arena *arena, struct fault *fault)
{
    enum { L_ID, L_CHANNEL, L_COUNTRY, L_GROUP, L_CURRENCY, L_TAX, L_FROM, L_UNTIL, L_PRIORITY, L_PARTS };
    static const struct slice names[L_PARTS] = {
        SLICE_CONSTANT("id"),    SLICE_CONSTANT("channel"),  SLICE_CONSTANT("country"),
        SLICE_CONSTANT("group"), SLICE_CONSTANT("currency"), SLICE_CONSTANT("prices_include_tax"),
        SLICE_CONSTANT("from"),  SLICE_CONSTANT("until"),    SLICE_CONSTANT("priority"),
    };
    struct slice parts[L_PARTS];

    members_of(record, names, parts, L_PARTS);
    *list = (struct price_list){
        .id = text_of(parts[L_ID], arena),
        .market = {.channel = text_of(parts[L_CHANNEL], arena),
                   .country = text_of(parts[L_COUNTRY], arena),
                   .group = text_of(parts[L_GROUP], arena)},
        .prices_include_tax = slice_is(parts[L_TAX], "true"),
        .validity = validity_of_stored(parts[L_FROM], parts[L_UNTIL]),
        .priority = whole_of(parts[L_PRIORITY]),
    };
    return currency_find(scan_text(parts[L_CURRENCY]), &list->currency, fault) ||
           fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "a price list's record in the journal cannot be read");
}

void price_list_write(const struct price_list *list, struct text *text)
{
    text_add_string(text, "{\"type\":\"price_list\"");
    json_put_string(text, "id", list->id);
    json_put_optional(text, "channel", list->market.channel);
    json_put_optional(text, "country", list->market.country);
    json_put_optional(text, "group", list->market.group);
    json_put_string(text, "currency", slice_of(list->currency.code));
    json_put_bool(text, "prices_include_tax", list->prices_include_tax);
    validity_write(&list->validity, text);
    if (list->priority)
        json_put_integer(text, "priority", list->priority);
    text_add_byte(text, '}');
}

void price_list_id(struct slice name, struct text *id)
{
    text_clear(id);
    text_add_string(id, "price_list/");
    text_add_slice(id, name);
}

bool price_list_find(struct price_list *list, struct store *store, struct slice name, struct arena *arena, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice record = {NULL, 0};
    bool done = list_name_check(name, "list", fault);

    price_list_id(name, &id);
    done = done && store_get(store, text_slice(&id), &record, fault);
    text_release(&id);
    if (done && !record.bytes)
        return fault_set(fault, FAULT_REFUSED, "unknown_price_list", "list", "there is no price list \"%.*s\"", SLICE_ARGS(name));
    return done && price_list_from_stored(list, arena_copy(arena, record), arena, fault);
}

const char *market_misfit(const struct market *wanted, const struct market *market)
{
    if (wanted->group.bytes && !slice_equal(wanted->group, market->group))
        return "other_group";
    if (wanted->channel.bytes && !slice_equal(wanted->channel, market->channel))
        return "other_channel";
    return wanted->country.bytes && !slice_equal(wanted->country, market->country) ? "other_country" : NULL;
}

bool market_fits(const struct market *wanted, const struct market *market)
{
    return !market_misfit(wanted, market);
}

/* How particular a list is: the customer's group says more than the channel, and that more than the country. */
static int particular(const struct market *market)
{
    return (market->group.bytes ? 4 : 0) + (market->channel.bytes ? 2 : 0) + (market->country.bytes ? 1 : 0);
}

int price_list_compare(const struct price_list *a, const struct price_list *b)
{
    int order = particular(&b->market) - particular(&a->market);

    if (!order)
        order = (a->priority < b->priority) - (a->priority > b->priority);
    return order ? order : slice_compare(a->id, b->id);
}

static int by_quantity(const void *a, const void *b)
{
    const struct price_entry *x = a;
    const struct price_entry *y = b;

    if (x->from_quantity != y->from_quantity)
        return x->from_quantity < y->from_quantity ? -1 : 1;
    return (x->validity.from > y->validity.from) - (x->validity.from < y->validity.from);
}

static bool read_entry(struct price_entry *entry, const json_t *object, struct fault *fault)
{
    static const char *const known[] = {"from_quantity", "price", "from", "until", NULL};
    struct slice text;
    bool present;

    *entry = (struct price_entry){.from_quantity = 1};
    if (!json_is_object(object))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", NULL, "must be an object");
    if (!fields_known(object, known, fault) ||
        !field_integer(object, "from_quantity", 1, QUANTITY_LIMIT, &entry->from_quantity, &present, fault) ||
        !field_string(object, "price", &text, fault))
        return false;
    if (!text.bytes)
        return field_missing("price", fault);
    return price_read(text, "price", &entry->price, fault) && validity_from_json(&entry->validity, object, fault);
}

static bool read_entries(struct price_entries *entries, const json_t *prices, struct arena *arena, struct fault *fault)
{
    entries->count = json_array_size(prices);
    if (entries->count > PRICES_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "prices", "are more than %d", PRICES_LIMIT);
    entries->rows = arena_take(arena, entries->count * sizeof *entries->rows);
    for (size_t i = 0; i < entries->count; i++)
        if (!read_entry(&entries->rows[i], json_array_get(prices, i), fault))
            return fault_within(fault, "prices[%zu]", i + 1);
    if (entries->count)
        qsort(entries->rows, entries->count, sizeof *entries->rows, by_quantity);
    for (size_t i = 1; i < entries->count; i++)
        if (by_quantity(&entries->rows[i - 1], &entries->rows[i]) == 0)
            return fault_set(fault, FAULT_REFUSED, "contradiction", "prices", "has two from %lld on that begin at the same time",
                             (long long)entries->rows[i].from_quantity);
    return true;
}

bool price_entries_from_json(struct price_entries *entries, const json_t *record, struct slice list, struct arena *arena,
                             struct fault *fault)
{
    static const char *const known[] = {"type", "list", "sku", "prices", NULL};
    const json_t *prices;

    *entries = (struct price_entries){0};
    if (!fields_known(record, known, fault) || !field_string(record, "list", &entries->list, fault) ||
        !field_string(record, "sku", &entries->sku, fault) || !field_array(record, "prices", &prices, fault))
        return false;
    if (!entries->list.bytes)
        entries->list = list;
    if (!entries->list.bytes || !entries->sku.bytes || !prices)
        return field_missing(!entries->list.bytes ? "list" : !entries->sku.bytes ? "sku" : "prices", fault);
    return list_name_check(entries->list, "list", fault) && name_check(entries->sku, SKU_LIMIT, "sku", fault) &&
           read_entries(entries, prices, arena, fault);
}

static bool stored_entry(struct price_entry *entry, struct slice json, struct fault *fault)
{
    static const struct slice names[] = {SLICE_CONSTANT("from_quantity"), SLICE_CONSTANT("price"), SLICE_CONSTANT("from"),
                                         SLICE_CONSTANT("until")};
    struct slice parts[4];

    members_of(json, names, parts, 4);
    *entry = (struct price_entry){.from_quantity = parts[0].bytes ? whole_of(parts[0]) : 1,
                                  .validity = validity_of_stored(parts[2], parts[3])};
    return price_read(scan_text(parts[1]), "price", &entry->price, fault);
}

bool price_entries_from_stored(struct price_entries *entries, struct slice record, struct arena *arena, struct fault *fault)
{
    static const struct slice names[] = {SLICE_CONSTANT("list"), SLICE_CONSTANT("sku"), SLICE_CONSTANT("prices")};
    struct slice parts[3];
    struct scan scan;
    struct slice value;
    bool sound;

    members_of(record, names, parts, 3);
    *entries = (struct price_entries){.list = text_of(parts[0], arena), .sku = text_of(parts[1], arena)};
    entries->rows = arena_take(arena, scan_count(parts[2]) * sizeof *entries->rows);
    sound = scan_array(&scan, parts[2]);
    while (sound && scan_element(&scan, &value))
        sound = stored_entry(&entries->rows[entries->count++], value, fault);
    return sound || fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "the prices of \"%.*s\" in the journal cannot be read",
                              SLICE_ARGS(entries->sku));
}

bool price_entries_find(struct price_entries *entries, struct store *store, struct slice list, struct slice sku,
                        struct arena *arena, struct fault *fault)
{
    char id[6 + PRICE_LIST_LIMIT + 1 + SKU_LIMIT];
    struct slice record;

    *entries = (struct price_entries){.list = list, .sku = sku};
    if (list.length > PRICE_LIST_LIMIT || sku.length > SKU_LIMIT)
        return true;
    memcpy(id, "price/", 6);
    memcpy(id + 6, list.bytes, list.length);
    id[6 + list.length] = '/';
    memcpy(id + 7 + list.length, sku.bytes, sku.length);
    return store_get(store, (struct slice){id, 7 + list.length + sku.length}, &record, fault) &&
           (!record.bytes || price_entries_from_stored(entries, record, arena, fault));
}

void price_entries_give(struct price_entries *entries, const struct price_entry *entry, struct arena *arena)
{
    struct price_entry *rows = arena_take(arena, (entries->count + 1) * sizeof *rows);
    size_t count = 0;

    for (size_t i = 0; i < entries->count; i++)
        if (by_quantity(&entries->rows[i], entry) != 0)
            rows[count++] = entries->rows[i];
    if (entry->price >= 0)
        rows[count++] = *entry;
    if (count)
        qsort(rows, count, sizeof *rows, by_quantity);
    entries->rows = rows;
    entries->count = count;
}

bool price_entries_same(const struct price_entries *a, const struct price_entries *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (by_quantity(&a->rows[i], &b->rows[i]) != 0 || a->rows[i].price != b->rows[i].price ||
            a->rows[i].validity.until != b->rows[i].validity.until)
            return false;
    return true;
}

void price_entries_write(const struct price_entries *entries, const struct currency *currency, struct text *text)
{
    text_add_string(text, "{\"type\":\"price\"");
    json_put_string(text, "list", entries->list);
    json_put_string(text, "sku", entries->sku);
    json_open(text, "prices", '[');
    for (size_t i = 0; i < entries->count; i++) {
        const struct price_entry *entry = &entries->rows[i];

        json_open(text, NULL, '{');
        json_put_integer(text, "from_quantity", entry->from_quantity);
        json_put_price(text, "price", entry->price, currency);
        validity_write(&entry->validity, text);
        json_close(text, '}');
    }
    json_close(text, ']');
    text_add_byte(text, '}');
}

void price_entries_id(struct slice list, struct slice sku, struct text *id)
{
    text_clear(id);
    text_add_string(id, "price/");
    text_add_slice(id, list);
    text_add_byte(id, '/');
    text_add_slice(id, sku);
}

/* Of two that hold: which one counts. */
static bool goes_before(const struct price_entry *a, const struct price_entry *b)
{
    if (a->from_quantity != b->from_quantity)
        return a->from_quantity > b->from_quantity;
    if (a->validity.from != b->validity.from)
        return a->validity.from > b->validity.from;
    return a->validity.until < b->validity.until;
}

const struct price_entry *price_entries_at(const struct price_entries *entries, int64_t quantity, instant at, bool lasting)
{
    const struct price_entry *best = NULL;

    for (size_t i = 0; i < entries->count; i++) {
        const struct price_entry *entry = &entries->rows[i];

        if (entry->from_quantity > quantity || !validity_holds(&entry->validity, at) ||
            (lasting && entry->validity.until != VALIDITY_OPEN_UNTIL))
            continue;
        if (!best || goes_before(entry, best))
            best = entry;
    }
    return best;
}
