/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/grant.h"

#include "base/digest.h"
#include "shop/grant_keys.h"
#include "shop/grant_parts.h"
#include "shop/members.h"
#include "shop/payment.h"
#include "shop/shipment.h"
#include "shop/stored_record.h"
#include "json/scan.h"
#include "json/write.h"

#include <nettle/memops.h>

/* In the order in which they are written. */
enum {
    G_ID,
    G_TRAINING,
    G_ORDER,
    G_LINE,
    G_SKU,
    G_COMPONENTS,
    G_CUSTOMER,
    G_COUNTRY,
    G_BUYER,
    G_GRANTED_AT,
    G_EXPIRES_AT,
    G_ALLOWED,
    G_CONSENTED_AT,
    G_KEYS,
    G_REVOKED_KEYS,
    G_DOWNLOADS,
    G_PARTS
};

static const struct slice names[G_PARTS] = {
    SLICE_CONSTANT("id"),           SLICE_CONSTANT("training"),   SLICE_CONSTANT("order"),        SLICE_CONSTANT("line"),
    SLICE_CONSTANT("sku"),          SLICE_CONSTANT("components"), SLICE_CONSTANT("customer"),     SLICE_CONSTANT("country"),
    SLICE_CONSTANT("buyer"),        SLICE_CONSTANT("granted_at"), SLICE_CONSTANT("expires_at"),   SLICE_CONSTANT("allowed"),
    SLICE_CONSTANT("consented_at"), SLICE_CONSTANT("keys"),       SLICE_CONSTANT("revoked_keys"), SLICE_CONSTANT("downloads"),
};

static const char kind[] = "grant/";

static bool read_downloads(struct slice value, struct grant *grant, struct arena *arena)
{
    struct scan scan;
    struct slice row;

    grant->downloads = arena_take(arena, scan_count(value) * sizeof *grant->downloads);
    if (!value.bytes)
        return true;
    if (!scan_array(&scan, value))
        return false;
    while (scan_element(&scan, &row)) {
        struct download *download = &grant->downloads[grant->download_count++];
        struct slice bytes = scan_find(row, "bytes");

        *download = (struct download){.key = text_of(scan_find(row, "key"), arena),
                                      .bytes = bytes.bytes ? whole_of(bytes) : -1,
                                      .country = text_of(scan_find(row, "country"), arena),
                                      .address = text_of(scan_find(row, "address"), arena)};
        if (!instant_read(scan_text(scan_find(row, "at")), &download->at))
            return false;
    }
    return true;
}

static bool read_numbers(struct slice value, int64_t **numbers, size_t *count, struct arena *arena)
{
    struct scan scan;
    struct slice number;
    bool done = !value.bytes || scan_array(&scan, value);

    *numbers = arena_take(arena, scan_count(value) * sizeof **numbers);
    *count = 0;
    while (done && value.bytes && scan_element(&scan, &number))
        done = scan_integer(number, &(*numbers)[(*count)++]);
    return done;
}

static bool read_parts(struct slice value, struct grant *grant, struct arena *arena)
{
    struct slice row;
    struct scan scan;

    if (!value.bytes)
        return true;
    if (!scan_array(&scan, value))
        return false;
    grant->parts = arena_take(arena, scan_count(value) * sizeof *grant->parts);
    while (scan_element(&scan, &row))
        grant->parts[grant->part_count++] =
            (struct grant_part){text_of(scan_find(row, "sku"), arena), whole_of(scan_find(row, "quantity"))};
    return true;
}

bool grant_from_stored(struct grant *grant, struct slice record, struct arena *arena, struct fault *fault)
{
    struct slice parts[G_PARTS];

    memset(grant, 0, sizeof *grant);
    members_of(record, names, parts, G_PARTS);
    grant->id = text_of(parts[G_ID], arena);
    grant->training = parts[G_TRAINING].bytes != NULL;
    grant->order = text_of(parts[G_ORDER], arena);
    grant->line = whole_of(parts[G_LINE]);
    grant->sku = text_of(parts[G_SKU], arena);
    grant->customer.id = text_of(scan_find(parts[G_CUSTOMER], "id"), arena);
    grant->customer.version = (unsigned)whole_of(scan_find(parts[G_CUSTOMER], "version"));
    grant->country = text_of(parts[G_COUNTRY], arena);
    grant->business = slice_is(parts[G_BUYER], "\"business\"");
    grant->allowed = whole_of(parts[G_ALLOWED]);
    grant->consented = parts[G_CONSENTED_AT].bytes != NULL;
    return (grant->id.bytes && grant->line > 0 && instant_read(scan_text(parts[G_GRANTED_AT]), &grant->granted_at) &&
            instant_read(scan_text(parts[G_EXPIRES_AT]), &grant->expires_at) &&
            (!grant->consented || instant_read(scan_text(parts[G_CONSENTED_AT]), &grant->consented_at)) &&
            read_parts(parts[G_COMPONENTS], grant, arena) && read_numbers(parts[G_KEYS], &grant->keys, &grant->key_count, arena) &&
            read_numbers(parts[G_REVOKED_KEYS], &grant->revoked_keys, &grant->revoked_count, arena) &&
            read_downloads(parts[G_DOWNLOADS], grant, arena)) ||
           fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "a grant's record in the journal cannot be read");
}

static void put_downloads(const struct grant *grant, struct text *text)
{
    if (!grant->download_count)
        return;
    json_open(text, "downloads", '[');
    for (size_t i = 0; i < grant->download_count; i++) {
        const struct download *download = &grant->downloads[i];

        json_open(text, NULL, '{');
        json_put_instant(text, "at", download->at);
        if (download->bytes >= 0)
            json_put_integer(text, "bytes", download->bytes);
        json_put_optional(text, "country", download->country);
        json_put_optional(text, "address", download->address);
        json_put_optional(text, "key", download->key);
        json_close(text, '}');
    }
    json_close(text, ']');
}

static void put_parts(const struct grant *grant, struct text *text)
{
    if (!grant->part_count)
        return;
    json_open(text, "components", '[');
    for (size_t i = 0; i < grant->part_count; i++) {
        json_open(text, NULL, '{');
        json_put_string(text, "sku", grant->parts[i].sku);
        json_put_integer(text, "quantity", grant->parts[i].quantity);
        json_close(text, '}');
    }
    json_close(text, ']');
}

static void put_numbers(const char *name, const int64_t *numbers, size_t count, struct text *text)
{
    if (!count)
        return;
    json_open(text, name, '[');
    for (size_t i = 0; i < count; i++)
        json_put_integer(text, NULL, numbers[i]);
    json_close(text, ']');
}

static void grant_write(const struct grant *grant, struct text *text)
{
    text_add_string(text, "{\"type\":\"grant\"");
    json_put_string(text, "id", grant->id);
    if (grant->training)
        json_put_bool(text, "training", true);
    json_put_string(text, "order", grant->order);
    json_put_integer(text, "line", grant->line);
    json_put_string(text, "sku", grant->sku);
    put_parts(grant, text);
    customer_reference_write(&grant->customer, text);
    json_put_string(text, "country", grant->country);
    json_put_string(text, "buyer", grant->business ? SLICE("business") : SLICE("consumer"));
    json_put_instant(text, "granted_at", grant->granted_at);
    json_put_instant(text, "expires_at", grant->expires_at);
    json_put_integer(text, "allowed", grant->allowed);
    if (grant->consented)
        json_put_instant(text, "consented_at", grant->consented_at);
    put_numbers("keys", grant->keys, grant->key_count, text);
    put_numbers("revoked_keys", grant->revoked_keys, grant->revoked_count, text);
    put_downloads(grant, text);
    text_add_byte(text, '}');
}

size_t grant_change(const struct grant *grant, struct changes *changes)
{
    grant_write(grant, stored_record_change(changes, kind, grant->id));
    return changes_end(changes);
}

bool grant_find(struct grant *grant, struct store *store, struct slice id, struct arena *arena, bool *found, struct fault *fault)
{
    struct slice record;

    if (!stored_record(store, kind, id, &record, fault))
        return false;
    *found = record.bytes != NULL;
    return !*found || grant_from_stored(grant, record, arena, fault);
}

int64_t grant_units_left(const struct order *order, const struct order_line *line)
{
    int64_t back = line->given_back.units > line->cancelled ? line->given_back.units : line->cancelled;

    return order->status == ORDER_CANCELLED || back > line->quantity ? 0 : line->quantity - back;
}

bool grant_may_be_used(const struct grant *grant)
{
    return grant->consented || grant->business;
}

static bool is_granted(const struct order *order, const struct order_line *line)
{
    return line->goods == TAX_DIGITAL && grant_units_left(order, line) > 0;
}

static void renew(struct grant *grant, const struct grant_request *request, instant now)
{
    /* Tokens end with a whole second. */
    grant->granted_at = now;
    grant->expires_at = (now / 1000 + request->days * 86400) * 1000;
    grant->allowed = (int64_t)grant->download_count + request->allowed;
    if (grant->allowed > GRANT_DOWNLOADS_LIMIT)
        grant->allowed = GRANT_DOWNLOADS_LIMIT;
}

/* An order whose lines are being granted; `delivered` are those of them that may be used, and had not left. */
struct granting {
    struct order *order;
    const struct grant_request *request;
    struct licence_giving *giving;
    instant now;
    struct arena *arena;
    struct changes *changes;
    struct shipment_part *delivered;
    size_t delivered_count;
};

static void begin_grant(struct grant *grant, const struct order *order, size_t line, struct arena *arena)
{
    struct text number = TEXT_INIT;

    *grant = (struct grant){.order = order->id,
                            .line = (int64_t)line + 1,
                            .sku = order->lines[line].sku,
                            .training = order->training,
                            .customer = order->customer,
                            .country = order->country,
                            .business = order->buyer == BUYER_BUSINESS};
    text_add_slice(&number, order->id);
    text_add_byte(&number, '-');
    text_add_integer(&number, grant->line);
    grant->id = arena_copy(arena, text_slice(&number));
    text_release(&number);
}

static bool grant_line(struct granting *granting, size_t line, struct text *id, struct fault *fault)
{
    const struct order *order = granting->order;
    const struct grant_request *request = granting->request;
    struct store *store = granting->giving->store;
    struct grant grant;
    bool known;
    bool changes_it;
    bool has_more_keys;
    bool delivers;

    begin_grant(&grant, order, line, granting->arena);
    if (!grant_find(&grant, store, grant.id, granting->arena, &known, fault))
        return false;
    if (!id->length) {
        text_add_string(id, kind);
        text_add_slice(id, grant.id);
    }
    changes_it = !known || request->again;
    if (changes_it)
        renew(&grant, request, granting->now);
    if (request->consent && !grant.consented) {
        grant.consented = changes_it = true;
        grant.consented_at = granting->now;
    }
    if (!grant_find_parts(&grant, store, granting->arena, fault))
        return fault->kind == FAULT_REFUSED ? fault_within(fault, "lines[%zu]", line + 1) : false;
    if (!grant_give_keys(&grant, grant_units_left(order, &order->lines[line]), granting->giving, &has_more_keys, fault))
        return fault->kind == FAULT_REFUSED ? fault_within(fault, "lines[%zu]", line + 1) : false;
    delivers = grant_may_be_used(&grant) && order_line_open(&order->lines[line]) > 0;
    if (changes_it || has_more_keys || delivers)
        grant_change(&grant, granting->changes);
    if (delivers)
        granting->delivered[granting->delivered_count++] =
            (struct shipment_part){.line = line + 1, .quantity = order_line_open(&order->lines[line])};
    return true;
}

/* What the customer may fetch has left. */
static bool deliver(struct granting *granting, struct fault *fault)
{
    size_t row;
    bool changed;

    return !granting->delivered_count ||
           order_ship(granting->order, granting->giving->store, granting->delivered, granting->delivered_count, granting->now,
                      granting->arena, granting->changes, &changed, &row, fault);
}

static bool check_paid(const struct order *order, struct fault *fault)
{
    if (order->status == ORDER_CANCELLED)
        return fault_set(fault, FAULT_REFUSED, "cancelled", "status", "order %.*s is cancelled", SLICE_ARGS(order->id));
    return (order->financial_status != FINANCIAL_AUTHORIZED && order_open(order) == 0) ||
           fault_set(fault, FAULT_REFUSED, "unpaid", "financial_status", "order %.*s is not paid", SLICE_ARGS(order->id));
}

/* Keys that a grant is given stand before it. */
static size_t first_grant(const struct changes *changes)
{
    size_t row = 0;

    while (row + 1 < changes->count && !slice_starts(changes_id(changes, row), kind))
        row++;
    return row;
}

bool grant_order(struct order *order, const struct grant_request *request, struct store *store, instant now, struct arena *arena,
                 struct changes *changes, struct grant_answer *answer, struct fault *fault)
{
    struct licence_giving giving = {.store = store, .now = now, .arena = arena, .changes = changes};
    struct granting granting = {
        .order = order, .request = request, .giving = &giving, .now = now, .arena = arena, .changes = changes};
    bool any = false;

    for (size_t i = 0; i < order->line_count; i++)
        any |= is_granted(order, &order->lines[i]);
    if (!any)
        return fault_set(fault, FAULT_REFUSED, "nothing_digital", "lines", "order %.*s has nothing that could be fetched",
                         SLICE_ARGS(order->id));
    if (!check_paid(order, fault))
        return false;
    granting.delivered = arena_take(arena, order->line_count * sizeof *granting.delivered);
    for (size_t i = 0; i < order->line_count; i++)
        if (is_granted(order, &order->lines[i]) && !grant_line(&granting, i, answer->id, fault))
            return false;
    if (!deliver(&granting, fault))
        return false;
    answer->changed = changes->count > 0;
    answer->row = first_grant(changes);
    answer->low = giving.low;
    answer->left = giving.left;
    return true;
}

static void sign(const struct grant *grant, struct slice key, char signature[DIGEST_HEX])
{
    struct text said = TEXT_INIT;
    struct digest digest;

    /* No part can hold a line's end, so no other parts give the same text. */
    text_add_string(&said, "colporteur grant\n");
    text_add_slice(&said, grant->id);
    text_add_byte(&said, '\n');
    text_add_slice(&said, grant->sku);
    text_add_byte(&said, '\n');
    text_add_integer(&said, grant->expires_at / 1000);
    digest = digest_keyed(key, text_slice(&said));
    digest_hex(&digest, signature);
    text_release(&said);
}

void grant_token(const struct grant *grant, struct slice key, struct text *token)
{
    char signature[DIGEST_HEX];

    sign(grant, key, signature);
    text_add_slice(token, grant->id);
    text_add_byte(token, '.');
    text_add_integer(token, grant->expires_at / 1000);
    text_add_byte(token, '.');
    text_add(token, signature, sizeof signature);
}

static bool refuse_token(struct fault *fault)
{
    return fault_set(fault, FAULT_REFUSED, "bad_token", "token", "is none that was given, or none that still counts");
}

bool grant_check(const struct grant *grant, struct store *store, instant now, struct arena *arena, struct fault *fault)
{
    struct order order;

    if (now >= grant->expires_at)
        return fault_set(fault, FAULT_REFUSED, "grant_expired", "expires_at", "grant %.*s is over", SLICE_ARGS(grant->id));
    if (!grant_may_be_used(grant))
        return fault_set(fault, FAULT_REFUSED, "no_consent", "consented_at",
                         "the customer has not agreed to have it at once and lose the right of withdrawal");
    if ((int64_t)grant->download_count >= grant->allowed)
        return fault_set(fault, FAULT_REFUSED, "downloads_used", "allowed", "grant %.*s was used %lld times, as often as it may be",
                         SLICE_ARGS(grant->id), (long long)grant->allowed);
    if (!order_find(&order, store, grant->order, arena, fault))
        return false;
    return (grant->line <= (int64_t)order.line_count && grant_units_left(&order, &order.lines[grant->line - 1]) > 0) ||
           fault_set(fault, FAULT_REFUSED, "order_cancelled", "order", "what grant %.*s is for was given back",
                     SLICE_ARGS(grant->id));
}

bool grant_of_token(struct grant *grant, struct slice token, struct slice key, struct store *store, struct arena *arena,
                    struct fault *fault)
{
    const char *dot = token.length ? memchr(token.bytes, '.', token.length) : NULL;
    struct text right = TEXT_INIT;
    struct slice record;
    bool same;

    if (!dot || (size_t)(dot - token.bytes) >= REFERENCE_LIMIT)
        return refuse_token(fault);
    if (!stored_record(store, kind, (struct slice){token.bytes, (size_t)(dot - token.bytes)}, &record, fault))
        return false;
    if (!record.bytes)
        return refuse_token(fault);
    if (!grant_from_stored(grant, record, arena, fault))
        return false;
    grant_token(grant, key, &right);
    same = right.length == token.length && memeql_sec(right.bytes, token.bytes, right.length);
    text_release(&right);
    return same || refuse_token(fault);
}

bool grant_knows_download(const struct grant *grant, const struct download *download, bool *known, struct fault *fault)
{
    *known = false;
    for (size_t i = 0; download->key.bytes && i < grant->download_count; i++) {
        const struct download *before = &grant->downloads[i];

        if (!slice_equal(before->key, download->key))
            continue;
        *known = before->bytes == download->bytes && slice_equal(before->country, download->country) &&
                 slice_equal(before->address, download->address);
        return *known || fault_set(fault, FAULT_CONFLICT, "key_conflict", "key", "was told of another download");
    }
    return true;
}

size_t grant_download(const struct grant *stands, const struct download *download, struct arena *arena, struct changes *changes)
{
    struct grant grant = *stands;

    grant.downloads = arena_take(arena, (stands->download_count + 1) * sizeof *grant.downloads);
    if (stands->download_count)
        memcpy(grant.downloads, stands->downloads, stands->download_count * sizeof *grant.downloads);
    grant.downloads[grant.download_count++] = *download;
    return grant_change(&grant, changes);
}
