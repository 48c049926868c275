/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/distance_sales.h"

#include "shop/exchange.h"
#include "shop/keys.h"
#include "shop/members.h"
#include "json/scan.h"

static void year_of(struct key *key, int year, const char *currency)
{
    key_begin(key, KEY_DISTANCE_SALES);
    key_number(key, (uint64_t)year);
    key_text(key, slice_of(currency));
}

bool distance_sales_find(struct index *index, int year, const char *currency, struct distance_sales *sales, struct fault *fault)
{
    struct key key;
    struct slice value;

    *sales = (struct distance_sales){0, 0};
    year_of(&key, year, currency);
    if (!index_get(index, TABLE_KEYS, key_slice(&key), &value, fault))
        return false;
    if (value.length == sizeof *sales)
        memcpy(sales, value.bytes, sizeof *sales);
    return true;
}

/* The net of a line or of the shipping, without the part that was given back. */
static amount net_kept(struct slice object, const struct currency *currency)
{
    static const struct slice names[] = {SLICE_CONSTANT("net"), SLICE_CONSTANT("refunded_net")};
    struct slice parts[2];

    members_of(object, names, parts, 2);
    return amount_of(parts[0], currency) - amount_of(parts[1], currency);
}

static amount net_of_goods(struct slice lines, const struct currency *currency)
{
    struct scan scan;
    struct slice line;
    amount net = 0;

    if (scan_array(&scan, lines))
        while (scan_element(&scan, &line))
            if (!slice_is(scan_text(scan_find(line, "kind")), "service"))
                net += net_kept(line, currency);
    return net;
}

static bool counts(struct slice tax)
{
    return slice_is(scan_find(tax, "distance_sale"), "true");
}

/* What cannot be converted stays in its own currency, as it would if there were no rate. */
static void exchange_share(struct slice member, struct currency *currency, amount *net)
{
    struct arena arena = ARENA_INIT;
    struct fault fault = FAULT_INIT;
    struct exchange exchange;
    struct currency to;

    if (member.bytes && exchange_from_stored(&exchange, member, &arena) &&
        currency_find(scan_text(scan_find(member, "currency")), &to, &fault) &&
        exchange_convert(&exchange, *net, currency, &to, net))
        *currency = to;
    arena_release(&arena);
}

void distance_share_of(struct slice record, struct distance_share *share)
{
    enum { D_DAY, D_STATUS, D_CURRENCY, D_TAX, D_LINES, D_SHIPPING, D_PARTS };
    static const struct slice names[D_PARTS] = {SLICE_CONSTANT("day"), SLICE_CONSTANT("status"), SLICE_CONSTANT("currency"),
                                                SLICE_CONSTANT("tax"), SLICE_CONSTANT("lines"),  SLICE_CONSTANT("shipping")};
    struct slice parts[D_PARTS];
    struct currency currency;
    struct fault fault = FAULT_INIT;
    unsigned month;
    unsigned dom;
    day of;

    *share = (struct distance_share){0};
    if (!record.bytes)
        return;
    members_of(record, names, parts, D_PARTS);
    if (!parts[D_TAX].bytes || !counts(parts[D_TAX]) || slice_is(scan_text(parts[D_STATUS]), "cancelled") ||
        !day_read(scan_text(parts[D_DAY]), &of) || !currency_find(scan_text(parts[D_CURRENCY]), &currency, &fault))
        return;
    day_to_civil(of, &share->year, &month, &dom);
    share->sales.net = net_of_goods(parts[D_LINES], &currency);
    if (parts[D_SHIPPING].bytes)
        share->sales.net += net_kept(parts[D_SHIPPING], &currency);
    exchange_share(scan_find(parts[D_TAX], "exchange"), &currency, &share->sales.net);
    memcpy(share->currency, currency.code, sizeof share->currency);
    share->sales.crossed = slice_is(scan_text(scan_find(parts[D_TAX], "threshold")), "crossed");
}

static bool add(struct index *index, const struct distance_share *share, int sign, struct fault *fault)
{
    struct distance_sales sales;
    struct key key;

    if (!share->sales.net && !share->sales.crossed)
        return true;
    if (!distance_sales_find(index, share->year, share->currency, &sales, fault))
        return false;
    sales.net += sign * share->sales.net;
    sales.crossed += sign * share->sales.crossed;
    year_of(&key, share->year, share->currency);
    return index_put(index, TABLE_KEYS, key_slice(&key), (struct slice){(const char *)&sales, sizeof sales}, fault);
}

bool distance_sales_count(struct index *index, const struct distance_share *before, const struct distance_share *after,
                          struct fault *fault)
{
    if (before->year == after->year && before->sales.net == after->sales.net && before->sales.crossed == after->sales.crossed)
        return true;
    return add(index, before, -1, fault) && add(index, after, 1, fault);
}
