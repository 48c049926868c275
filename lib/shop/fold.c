/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/fold.h"

#include "base/memory.h"
#include "shop/customer.h"
#include "shop/invoice.h"
#include "shop/keys.h"
#include "shop/order.h"
#include "shop/product.h"
#include "shop/stock.h"
#include "json/scan.h"

#include <stdlib.h>

/* Members of one object in one pass: names known, values filled in, the rest passed over. */
struct wanted {
    struct slice name;
    struct slice value;
};

static void collect(struct slice object, struct wanted *wanted, size_t count)
{
    struct scan scan;
    struct slice name;
    struct slice value;
    size_t next = 0;

    for (size_t i = 0; i < count; i++)
        wanted[i].value = (struct slice){NULL, 0};
    if (!scan_object(&scan, object))
        return;
    /* Records are written in a fixed order and the wanted names stand in it. */
    while (next < count && scan_member(&scan, &name, &value))
        for (size_t i = next; i < count; i++)
            if (slice_equal(name, wanted[i].name)) {
                wanted[i].value = value;
                next = i + 1;
                break;
            }
}

static int64_t whole(struct slice value)
{
    int64_t number = 0;

    return scan_integer(value, &number) ? number : 0;
}

static int64_t money(struct slice value, const struct currency *currency)
{
    struct fault fault = FAULT_INIT;
    amount number = 0;

    return amount_read(scan_text(value), currency, true, NULL, &number, &fault) ? number : 0;
}

static void copy_code(char *to, size_t size, struct slice value)
{
    struct slice code = scan_text(value);

    memset(to, 0, size);
    memcpy(to, code.bytes ? code.bytes : "", code.length < size ? code.length : size);
}

static bool put(struct index *index, const struct key *key, struct slice value, struct fault *fault)
{
    return index_put(index, TABLE_KEYS, key_slice(key), value, fault);
}

/* The greatest number given out so far to records of a kind. */
static bool note_number(struct index *index, const char *kind, uint64_t number, struct fault *fault)
{
    struct key key;
    struct slice found;
    uint64_t last = 0;

    key_begin(&key, KEY_LAST_NUMBER);
    key_text(&key, slice_of(kind));
    if (!index_get(index, TABLE_KEYS, key_slice(&key), &found, fault))
        return false;
    if (found.length == sizeof last)
        memcpy(&last, found.bytes, sizeof last);
    return number <= last || put(index, &key, (struct slice){(const char *)&number, sizeof number}, fault);
}

static bool fold_product(const struct change *change)
{
    struct wanted parts[] = {
        {.name = SLICE_CONSTANT("low_stock")}, {.name = SLICE_CONSTANT("backorder")}, {.name = SLICE_CONSTANT("status")}};
    struct product_facts facts = {.low_stock = PRODUCT_UNSET, .active = 1};

    collect(change->after, parts, sizeof parts / sizeof *parts);
    if (parts[0].value.bytes)
        facts.low_stock = (int32_t)whole(parts[0].value);
    facts.backorder = slice_is(parts[1].value, "true");
    if (parts[2].value.bytes) {
        facts.active = slice_is(scan_text(parts[2].value), "active");
        facts.draft = slice_is(scan_text(parts[2].value), "draft");
    }
    text_add(change->facts, &facts, sizeof facts);
    return true;
}

static bool fold_stock(const struct change *change)
{
    struct wanted parts[] = {
        {.name = SLICE_CONSTANT("on_hand")}, {.name = SLICE_CONSTANT("reserved")}, {.name = SLICE_CONSTANT("safety")}};
    struct stock_level level;

    collect(change->after, parts, sizeof parts / sizeof *parts);
    level = (struct stock_level){whole(parts[0].value), whole(parts[1].value), whole(parts[2].value)};
    text_add(change->facts, &level, sizeof level);
    return true;
}

/* What the roll-ups need of an order or an invoice, besides its lines. */
struct sale {
    char basis; /* 'o': by order and its day, 'i': by invoice and its day */
    day day;
    const char *country, *currency;
    struct slice channel;
    int64_t sign; /* +1 to add, -1 to take back */
};

static void count_key(struct key *key, enum key_kind kind, const struct sale *sale, enum grain grain, bool with_market)
{
    key_begin(key, kind);
    key_byte(key, sale->basis);
    key_byte(key, grain == GRAIN_MONTH ? 'm' : 'd');
    key_text(key, (struct slice){sale->currency, 3});
    key_day(key, period_first(sale->day, grain));
    if (!with_market)
        return;
    key_text(key, (struct slice){sale->country, 2});
    key_byte(key, '\0');
    key_text(key, sale->channel);
}

static bool count(struct index *index, const struct key *key, const struct sale *sale, int64_t units, int64_t net, int64_t gross,
                  int64_t orders, struct fault *fault)
{
    int64_t more[COUNTS] = {orders * sale->sign, units * sale->sign, net * sale->sign, gross * sale->sign};

    return index_count(index, key_slice(key), more, fault);
}

/* What a line contributes, in the order in which it is written. */
enum { L_SKU, L_CATEGORY, L_QUANTITY, L_NET, L_GROSS, L_PARTS };

static void view_line(struct slice line, struct wanted parts[L_PARTS])
{
    static const struct wanted names[L_PARTS] = {{.name = SLICE_CONSTANT("sku")},
                                                 {.name = SLICE_CONSTANT("category")},
                                                 {.name = SLICE_CONSTANT("quantity")},
                                                 {.name = SLICE_CONSTANT("net")},
                                                 {.name = SLICE_CONSTANT("gross")}};

    memcpy(parts, names, sizeof names);
    collect(line, parts, L_PARTS);
}

struct counted_line {
    struct slice sku, category; /* as written */
    uint64_t sku_hash, category_hash;
    int64_t units, net, gross;
};

static struct counted_line *read_lines(struct slice lines, const struct currency *currency, size_t *line_count)
{
    struct counted_line *read = NULL;
    size_t room = 0;
    struct scan scan;
    struct slice line;

    *line_count = 0;
    if (scan_array(&scan, lines))
        while (scan_element(&scan, &line)) {
            struct wanted parts[L_PARTS];

            view_line(line, parts);
            read = memory_grow(read, &room, *line_count + 1, sizeof *read);
            read[(*line_count)++] = (struct counted_line){parts[L_SKU].value,
                                                          parts[L_CATEGORY].value,
                                                          slice_hash(parts[L_SKU].value),
                                                          slice_hash(parts[L_CATEGORY].value),
                                                          whole(parts[L_QUANTITY].value),
                                                          money(parts[L_NET].value, currency),
                                                          money(parts[L_GROSS].value, currency)};
        }
    return read;
}

/* A document counts once for an SKU and once for a category, however many of its lines have it. */
static bool first_of_sku(const struct counted_line *lines, size_t number)
{
    for (size_t i = 0; i < number; i++)
        if (lines[i].sku_hash == lines[number].sku_hash && slice_equal(lines[i].sku, lines[number].sku))
            return false;
    return true;
}

static bool first_of_category(const struct counted_line *lines, size_t number)
{
    for (size_t i = 0; i < number; i++)
        if (lines[i].category_hash == lines[number].category_hash && slice_equal(lines[i].category, lines[number].category))
            return false;
    return true;
}

static bool count_line(struct index *index, const struct sale *sale, const struct counted_line *lines, size_t number,
                       struct text *room, struct fault *fault)
{
    static const enum grain grains[] = {GRAIN_DAY, GRAIN_MONTH};
    const struct counted_line *line = &lines[number];
    struct key key;

    count_key(&key, COUNT_SKU, sale, GRAIN_DAY, false);
    key_text(&key, scan_decoded(line->sku, room));
    if (!count(index, &key, sale, line->units, line->net, line->gross, first_of_sku(lines, number), fault))
        return false;
    for (size_t i = 0; line->category.bytes && i < sizeof grains / sizeof *grains; i++) {
        count_key(&key, COUNT_CATEGORY, sale, grains[i], true);
        key_byte(&key, '\0');
        key_text(&key, scan_decoded(line->category, room));
        if (!count(index, &key, sale, line->units, line->net, line->gross, first_of_category(lines, number), fault))
            return false;
    }
    return true;
}

static bool count_lines(struct index *index, const struct sale *sale, struct slice json, const struct currency *currency,
                        struct fault *fault)
{
    size_t line_count;
    struct counted_line *lines = read_lines(json, currency, &line_count);
    struct text room = TEXT_INIT;
    bool done = true;

    for (size_t i = 0; done && i < line_count; i++)
        done = count_line(index, sale, lines, i, &room, fault);
    text_release(&room);
    free(lines);
    return done;
}

static bool count_sale(struct index *index, const struct sale *sale, int64_t units, int64_t net, int64_t gross, struct slice lines,
                       const struct currency *currency, struct fault *fault)
{
    struct key key;

    count_key(&key, COUNT_CUBE, sale, GRAIN_DAY, true);
    if (!count(index, &key, sale, units, net, gross, 1, fault))
        return false;
    count_key(&key, COUNT_CUBE, sale, GRAIN_MONTH, true);
    return count(index, &key, sale, units, net, gross, 1, fault) && count_lines(index, sale, lines, currency, fault);
}

/* Lines whose quantities, amounts and names did not change need not be counted anew when goods leave. */
static uint64_t lines_hash(struct slice json)
{
    uint64_t hash = 0;
    struct scan scan;
    struct slice line;

    if (scan_array(&scan, json))
        while (scan_element(&scan, &line)) {
            struct wanted parts[L_PARTS];

            view_line(line, parts);
            for (size_t i = 0; i < L_PARTS; i++)
                hash = hash * 31 + slice_hash(parts[i].value);
        }
    return hash;
}

struct order_view {
    struct order_facts facts;
    struct currency currency;
    struct slice channel, lines;
};

/* In the order in which order_write writes them. */
enum {
    O_ID,
    O_CHANNEL,
    O_REFERENCE,
    O_DAY,
    O_STATUS,
    O_FINANCIAL,
    O_FULFILLMENT,
    O_CUSTOMER,
    O_COUNTRY,
    O_CURRENCY,
    O_LINES,
    O_UNITS,
    O_NET,
    O_TOTAL,
    O_REQUEST,
    O_PARTS
};

static const struct wanted order_parts[O_PARTS] = {
    {.name = SLICE_CONSTANT("id")},
    {.name = SLICE_CONSTANT("channel")},
    {.name = SLICE_CONSTANT("reference")},
    {.name = SLICE_CONSTANT("day")},
    {.name = SLICE_CONSTANT("status")},
    {.name = SLICE_CONSTANT("financial_status")},
    {.name = SLICE_CONSTANT("fulfillment_status")},
    {.name = SLICE_CONSTANT("customer")},
    {.name = SLICE_CONSTANT("country")},
    {.name = SLICE_CONSTANT("currency")},
    {.name = SLICE_CONSTANT("lines")},
    {.name = SLICE_CONSTANT("units")},
    {.name = SLICE_CONSTANT("net")},
    {.name = SLICE_CONSTANT("total")},
    {.name = SLICE_CONSTANT("request")},
};

static bool view_statuses(const struct wanted *parts, struct order_facts *facts, struct fault *fault)
{
    enum order_status status = ORDER_OPEN;
    enum financial_status financial = FINANCIAL_PENDING;
    enum fulfillment_status fulfillment = FULFILLMENT_NONE;

    if (!order_status_read(scan_text(parts[O_STATUS].value), &status, fault) ||
        !financial_status_read(scan_text(parts[O_FINANCIAL].value), &financial, fault) ||
        !fulfillment_status_read(scan_text(parts[O_FULFILLMENT].value), &fulfillment, fault))
        return false;
    facts->status = (uint8_t)status;
    facts->financial = (uint8_t)financial;
    facts->fulfillment = (uint8_t)fulfillment;
    return true;
}

static bool view_order(struct slice value, struct wanted *parts, struct order_view *view, struct text *channel, struct fault *fault)
{
    struct order_facts *facts = &view->facts;

    memcpy(parts, order_parts, sizeof order_parts);
    collect(value, parts, O_PARTS);
    memset(facts, 0, sizeof *facts);
    if (!currency_find(scan_text(parts[O_CURRENCY].value), &view->currency, fault) ||
        !day_read(scan_text(parts[O_DAY].value), &facts->day) || !view_statuses(parts, facts, fault))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "an order's record in the journal cannot be read");
    facts->net = money(parts[O_NET].value, &view->currency);
    facts->gross = money(parts[O_TOTAL].value, &view->currency);
    facts->units = whole(parts[O_UNITS].value);
    facts->lines_hash = lines_hash(parts[O_LINES].value);
    copy_code(facts->country, sizeof facts->country, parts[O_COUNTRY].value);
    copy_code(facts->currency, sizeof facts->currency, parts[O_CURRENCY].value);
    view->channel = scan_decoded(parts[O_CHANNEL].value, channel);
    view->lines = parts[O_LINES].value;
    return true;
}

static bool counted_alike(const struct order_facts *a, const struct order_facts *b)
{
    return a->net == b->net && a->gross == b->gross && a->units == b->units && a->lines_hash == b->lines_hash && a->day == b->day &&
           memcmp(a->country, b->country, 2) == 0 && memcmp(a->currency, b->currency, 3) == 0 &&
           (a->status == ORDER_CANCELLED) == (b->status == ORDER_CANCELLED);
}

static bool count_order(struct index *index, const struct order_view *view, int64_t sign, struct fault *fault)
{
    const struct order_facts *facts = &view->facts;
    struct sale sale = {'o', facts->day, facts->country, facts->currency, view->channel, sign};

    if (facts->status == ORDER_CANCELLED)
        return true;
    return count_sale(index, &sale, facts->units, facts->net, facts->gross, view->lines, &view->currency, fault);
}

static bool digest_half(struct slice hex, unsigned char half[16])
{
    char whole_hex[DIGEST_HEX];
    struct digest digest;

    memset(whole_hex, '0', sizeof whole_hex);
    if (hex.length != 32)
        return false;
    memcpy(whole_hex, hex.bytes, 32);
    if (!digest_read((struct slice){whole_hex, DIGEST_HEX}, &digest))
        return false;
    memcpy(half, digest.bytes, 16);
    return true;
}

/* The keys of an order never change: they are put when it appears. */
static bool put_order_keys(struct index *index, const struct wanted *parts, const struct order_view *view, uint64_t number,
                           struct text *room, struct fault *fault)
{
    struct known_order known = {.number = number};
    struct slice customer = scan_decoded(scan_find(parts[O_CUSTOMER].value, "id"), room);
    struct key key;

    if (customer.length) {
        key_begin(&key, KEY_ORDER_CUSTOMER);
        key_text(&key, customer);
        key_byte(&key, '\0');
        key_number(&key, number);
        if (!put(index, &key, SLICE(""), fault))
            return false;
    }
    key_begin(&key, KEY_ORDER_DAY);
    key_day(&key, view->facts.day);
    key_number(&key, number);
    if (!put(index, &key, SLICE(""), fault))
        return false;
    if (!digest_half(scan_text(parts[O_REQUEST].value), known.request))
        memset(known.request, 0, sizeof known.request);
    key_begin(&key, KEY_ORDER_REFERENCE);
    key_text(&key, scan_decoded(parts[O_REFERENCE].value, room));
    key_byte(&key, '\0');
    key_text(&key, view->channel);
    return put(index, &key, (struct slice){(const char *)&known, sizeof known}, fault) &&
           note_number(index, "order", number, fault);
}

static bool fold_order(struct index *index, const struct change *change, struct fault *fault)
{
    struct wanted parts[O_PARTS];
    struct order_view view;
    struct text channel = TEXT_INIT;
    struct text room = TEXT_INIT;
    uint64_t first_seq = change->seq;
    bool again = false;
    bool done = view_order(change->after, parts, &view, &channel, fault);

    if (done && change->before.bytes && change->facts_before.length >= sizeof view.facts) {
        struct order_facts facts;

        memcpy(&facts, change->facts_before.bytes, sizeof facts);
        again = counted_alike(&facts, &view.facts);
        first_seq = facts.first_seq;
    }
    if (done && change->before.bytes && !again) {
        struct wanted before_parts[O_PARTS];
        struct order_view before;
        struct text before_channel = TEXT_INIT;

        done = view_order(change->before, before_parts, &before, &before_channel, fault);
        done = done && count_order(index, &before, -1, fault);
        text_release(&before_channel);
    }
    done = done && (again || count_order(index, &view, 1, fault));
    if (done && !change->before.bytes) {
        uint64_t number = (uint64_t)0;
        int64_t digits = 0;

        done = slice_integer(scan_text(parts[O_ID].value), INT64_MAX, &digits) ||
               fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "an order's record in the journal has no number");
        number = (uint64_t)digits;
        done = done && put_order_keys(index, parts, &view, number, &room, fault);
    }
    if (done) {
        view.facts.first_seq = first_seq;
        text_add(change->facts, &view.facts, sizeof view.facts);
        text_add_slice(change->facts, view.channel);
        text_add_byte(change->facts, '\0');
        text_add_slice(change->facts, scan_decoded(scan_find(parts[O_CUSTOMER].value, "id"), &room));
    }
    text_release(&channel);
    text_release(&room);
    return done;
}

enum {
    I_ID,
    I_SERIES,
    I_SEQUENCE,
    I_DAY,
    I_ORDER,
    I_CHANNEL,
    I_CUSTOMER,
    I_COUNTRY,
    I_CURRENCY,
    I_LINES,
    I_UNITS,
    I_NET,
    I_TOTAL,
    I_PARTS
};

static bool put_invoice_keys(struct index *index, const struct wanted *parts, const struct invoice_facts *facts, struct text *room,
                             struct fault *fault)
{
    struct series_end end = {.sequence = facts->sequence, .day = facts->day};
    struct key key;
    int64_t order;

    if (!slice_integer(scan_text(parts[I_ORDER].value), INT64_MAX, &order))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "an invoice's record in the journal names no order");
    key_begin(&key, KEY_INVOICE_OF);
    key_number(&key, (uint64_t)order);
    if (!put(index, &key, scan_decoded(parts[I_ID].value, room), fault))
        return false;
    key_begin(&key, KEY_SERIES);
    key_text(&key, scan_decoded(parts[I_SERIES].value, room));
    return put(index, &key, (struct slice){(const char *)&end, sizeof end}, fault);
}

static uint64_t first_seq_of_invoice(const struct change *change)
{
    struct invoice_facts before;

    if (change->facts_before.length < sizeof before)
        return change->seq;
    memcpy(&before, change->facts_before.bytes, sizeof before);
    return before.first_seq;
}

static bool fold_invoice(struct index *index, const struct change *change, struct fault *fault)
{
    struct wanted parts[I_PARTS] = {
        {.name = SLICE_CONSTANT("id")},       {.name = SLICE_CONSTANT("series")},  {.name = SLICE_CONSTANT("sequence")},
        {.name = SLICE_CONSTANT("day")},      {.name = SLICE_CONSTANT("order")},   {.name = SLICE_CONSTANT("channel")},
        {.name = SLICE_CONSTANT("customer")}, {.name = SLICE_CONSTANT("country")}, {.name = SLICE_CONSTANT("currency")},
        {.name = SLICE_CONSTANT("lines")},    {.name = SLICE_CONSTANT("units")},   {.name = SLICE_CONSTANT("net")},
        {.name = SLICE_CONSTANT("total")}};
    struct invoice_facts facts;
    struct currency currency;
    struct text room = TEXT_INIT;
    struct text channel = TEXT_INIT;
    struct sale sale = {'i', 0, facts.country, facts.currency, {NULL, 0}, 1};
    static const int kept[] = {I_SERIES, I_CHANNEL, I_CUSTOMER, I_ORDER};
    bool done;

    memset(&facts, 0, sizeof facts);
    collect(change->after, parts, I_PARTS);
    if (!currency_find(scan_text(parts[I_CURRENCY].value), &currency, fault) ||
        !day_read(scan_text(parts[I_DAY].value), &facts.day))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "an invoice's record in the journal cannot be read");
    facts.net = money(parts[I_NET].value, &currency);
    facts.gross = money(parts[I_TOTAL].value, &currency);
    facts.units = whole(parts[I_UNITS].value);
    facts.sequence = (uint64_t)whole(parts[I_SEQUENCE].value);
    facts.first_seq = first_seq_of_invoice(change);
    copy_code(facts.country, sizeof facts.country, parts[I_COUNTRY].value);
    copy_code(facts.currency, sizeof facts.currency, parts[I_CURRENCY].value);
    sale.day = facts.day;
    sale.channel = scan_decoded(parts[I_CHANNEL].value, &channel);
    /* An issued invoice is never written again; should it be, it is not counted twice. */
    done = change->before.bytes ||
           (count_sale(index, &sale, facts.units, facts.net, facts.gross, parts[I_LINES].value, &currency, fault) &&
            put_invoice_keys(index, parts, &facts, &room, fault));
    text_add(change->facts, &facts, sizeof facts);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        struct slice value = parts[kept[i]].value;

        if (kept[i] == I_CUSTOMER)
            value = scan_find(value, "id");
        text_add_slice(change->facts, scan_decoded(value, &room));
        text_add_byte(change->facts, '\0');
    }
    text_release(&channel);
    text_release(&room);
    return done;
}

static bool fold_customer(struct index *index, const struct change *change, struct fault *fault)
{
    int64_t number;

    static const char start[] = "customer/" CUSTOMER_AUTO;

    if (!slice_starts(change->id, start) || !slice_integer(slice_from(change->id, sizeof start - 1), INT64_MAX / 2, &number))
        return true;
    return note_number(index, "customer", (uint64_t)number, fault);
}

static bool fold_change(struct index *index, const struct change *change, struct fault *fault)
{
    if (!change->after.bytes)
        return true;
    if (slice_starts(change->id, "stock/"))
        return fold_stock(change);
    if (slice_starts(change->id, "order/"))
        return fold_order(index, change, fault);
    if (slice_starts(change->id, "product/"))
        return fold_product(change);
    if (slice_starts(change->id, "invoice/"))
        return fold_invoice(index, change, fault);
    if (slice_starts(change->id, "customer/"))
        return fold_customer(index, change, fault);
    return true;
}

static bool fold_person(struct index *index, struct slice id, unsigned version, struct slice value, struct fault *fault)
{
    struct text room = TEXT_INIT;
    struct digest digest;
    struct key key;
    bool has;

    (void)version;
    if (!slice_starts(id, "customer/"))
        return true;
    has = customer_email_digest(value, &room, &digest);
    text_release(&room);
    if (!has)
        return true;
    key_begin(&key, KEY_EMAIL);
    key_text(&key, (struct slice){(const char *)digest.bytes, DIGEST_SIZE});
    return put(index, &key, slice_from(id, strlen("customer/")), fault);
}

const struct fold shop_fold = {.version = 4, .change = fold_change, .person = fold_person};
