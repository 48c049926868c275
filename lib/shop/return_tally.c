/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/return_tally.h"

#include "shop/members.h"
#include "json/scan.h"

#include <stdlib.h>

/* What of one line of goods left and came back; of several, their sums. */
struct line_goods {
    struct slice sku, category;
    int64_t shipped, back;
    amount net_shipped, net_back;
};

struct order_goods {
    struct line_goods *lines; /* in the arena */
    size_t count;
    struct line_goods all;
    amount delivery_given_back;
    struct tally like; /* of its day, currency, country, channel and carrier */
};

static amount share(amount whole, int64_t part, int64_t of)
{
    return of > 0 ? (amount)divide_rounded((wide)whole * part, of) : 0;
}

static bool read_line(struct slice json, const struct currency *currency, struct line_goods *line, struct arena *arena)
{
    enum { L_SKU, L_CATEGORY, L_KIND, L_QUANTITY, L_SHIPPED, L_NET, L_RESTOCKED, L_RETURNED, L_PARTS };
    static const struct slice names[L_PARTS] = {SLICE_CONSTANT("sku"),       SLICE_CONSTANT("category"), SLICE_CONSTANT("kind"),
                                                SLICE_CONSTANT("quantity"),  SLICE_CONSTANT("shipped"),  SLICE_CONSTANT("net"),
                                                SLICE_CONSTANT("restocked"), SLICE_CONSTANT("returned")};
    struct slice parts[L_PARTS];
    amount net;
    int64_t quantity;

    members_of(json, names, parts, L_PARTS);
    if (parts[L_KIND].bytes)
        return false;
    net = amount_of(parts[L_NET], currency);
    quantity = whole_of(parts[L_QUANTITY]);
    line->sku = text_of(parts[L_SKU], arena);
    line->category = text_of(parts[L_CATEGORY], arena);
    line->shipped = whole_of(parts[L_SHIPPED]);
    line->back = whole_of(parts[L_RESTOCKED]) + whole_of(parts[L_RETURNED]);
    line->net_shipped = share(net, line->shipped, quantity);
    line->net_back = share(net, line->back, quantity);
    return line->shipped > 0;
}

static void add_line(struct line_goods *sum, const struct line_goods *line)
{
    sum->shipped += line->shipped;
    sum->back += line->back;
    sum->net_shipped += line->net_shipped;
    sum->net_back += line->net_back;
}

static void read_lines(struct slice json, struct order_goods *goods, struct arena *arena)
{
    struct scan scan;
    struct slice line;

    goods->lines = arena_take(arena, (scan_count(json) + 1) * sizeof *goods->lines);
    if (!scan_array(&scan, json))
        return;
    while (scan_element(&scan, &line))
        if (read_line(line, &goods->like.currency, &goods->lines[goods->count], arena))
            add_line(&goods->all, &goods->lines[goods->count++]);
}

/* false: nothing of it counts. */
static bool read_order(struct slice record, struct order_goods *goods, struct arena *arena)
{
    enum { O_CHANNEL, O_DAY, O_STATUS, O_FULFILLMENT, O_COUNTRY, O_CURRENCY, O_LINES, O_SHIPPING, O_PARTS };
    static const struct slice names[O_PARTS] = {
        SLICE_CONSTANT("channel"), SLICE_CONSTANT("day"),      SLICE_CONSTANT("status"), SLICE_CONSTANT("fulfillment_status"),
        SLICE_CONSTANT("country"), SLICE_CONSTANT("currency"), SLICE_CONSTANT("lines"),  SLICE_CONSTANT("shipping")};
    struct fault unreadable = FAULT_INIT;
    struct slice parts[O_PARTS];

    *goods = (struct order_goods){.count = 0};
    if (!record.bytes)
        return false;
    members_of(record, names, parts, O_PARTS);
    if (slice_is(scan_text(parts[O_STATUS]), "cancelled") || slice_is(scan_text(parts[O_FULFILLMENT]), "unfulfilled") ||
        !day_read(scan_text(parts[O_DAY]), &goods->like.day) ||
        !currency_find(scan_text(parts[O_CURRENCY]), &goods->like.currency, &unreadable))
        return false;
    tally_name(&goods->like, TALLY_COUNTRY, scan_text(parts[O_COUNTRY]));
    tally_name(&goods->like, TALLY_CHANNEL, text_of(parts[O_CHANNEL], arena));
    tally_name(&goods->like, TALLY_CARRIER, text_of(scan_find(scan_find(parts[O_SHIPPING], "quote"), "carrier"), arena));
    goods->delivery_given_back = amount_of(scan_find(parts[O_SHIPPING], "refunded_net"), &goods->like.currency);
    read_lines(parts[O_LINES], goods, arena);
    return goods->count > 0;
}

static void add_goods(const struct tally *like, enum tally_set set, const struct line_goods *goods, struct tallies *tallies,
                      struct arena *arena)
{
    struct tally *row = tally_add(tallies, like, TALLY_SHIPPED, arena);

    row->set = set;
    row->more[0] = 1;
    row->more[1] = goods->shipped;
    row->more[2] = goods->net_shipped;
    if (!goods->back)
        return;
    row = tally_add(tallies, like, TALLY_BACK, arena);
    row->set = set;
    row->more[0] = 1;
    row->more[1] = goods->back;
    row->more[2] = goods->net_back;
}

static int by_sku(const void *a, const void *b)
{
    return slice_compare(((const struct line_goods *)a)->sku, ((const struct line_goods *)b)->sku);
}

static int by_category(const void *a, const void *b)
{
    return slice_compare(((const struct line_goods *)a)->category, ((const struct line_goods *)b)->category);
}

/* However many of its lines have a name, for it the order counts once. */
static void add_by_name(struct order_goods *goods, enum tally_set set, int (*compare)(const void *, const void *),
                        struct tallies *tallies, struct arena *arena)
{
    qsort(goods->lines, goods->count, sizeof *goods->lines, compare);
    for (size_t i = 0; i < goods->count;) {
        struct line_goods sum = goods->lines[i];
        struct tally like = goods->like;

        while (++i < goods->count && compare(&sum, &goods->lines[i]) == 0)
            add_line(&sum, &goods->lines[i]);
        if (set == TALLY_RETURNS_OF_CATEGORY && !sum.category.length)
            continue;
        tally_name(&like, TALLY_SKU, sum.sku);
        tally_name(&like, TALLY_CATEGORY, sum.category);
        add_goods(&like, set, &sum, tallies, arena);
    }
}

static void add_order(struct slice record, const struct tally_origin *origin, struct tallies *tallies, struct arena *arena)
{
    struct order_goods goods;

    if (!read_order(record, &goods, arena))
        return;
    goods.like.has_left = origin->has_left;
    goods.like.left = origin->left;
    goods.like.set = TALLY_RETURNS;
    add_goods(&goods.like, TALLY_RETURNS, &goods.all, tallies, arena);
    if (goods.delivery_given_back)
        tally_add(tallies, &goods.like, TALLY_GIVEN_BACK, arena)->more[0] = goods.delivery_given_back;
    add_by_name(&goods, TALLY_RETURNS_OF_CATEGORY, by_category, tallies, arena);
    add_by_name(&goods, TALLY_RETURNS_OF_SKU, by_sku, tallies, arena);
}

bool return_tally_order(struct index *index, const struct change *change, struct fault *fault)
{
    struct tallies before = {NULL, 0, 0};
    struct tallies after = {NULL, 0, 0};
    const struct slice nobody = {NULL, 0};
    struct tally_origin origin;
    bool found;

    if (slice_is(scan_text(scan_find(change->after, "fulfillment_status")), "unfulfilled") &&
        (!change->before.bytes || slice_is(scan_text(scan_find(change->before, "fulfillment_status")), "unfulfilled")))
        return true;
    if (!tally_origin_of(index, scan_find(change->after, "id"), false, nobody, change->arena, &origin, &found, fault))
        return false;
    if (!found)
        return true;
    add_order(change->before, &origin, &before, change->arena);
    add_order(change->after, &origin, &after, change->arena);
    return tallies_move(index, &before, &after, fault);
}

static void add_return_line(struct slice json, const struct tally *like, struct tallies *tallies, struct arena *arena)
{
    enum { L_SKU, L_QUANTITY, L_REASON, L_AS_NEW, L_SECOND_CHOICE, L_SCRAP, L_LOSS, L_PARTS };
    static const struct slice names[L_PARTS] = {SLICE_CONSTANT("sku"),    SLICE_CONSTANT("quantity"),      SLICE_CONSTANT("reason"),
                                                SLICE_CONSTANT("as_new"), SLICE_CONSTANT("second_choice"), SLICE_CONSTANT("scrap"),
                                                SLICE_CONSTANT("loss")};
    static const enum tally_set sets[] = {TALLY_RETURNS, TALLY_RETURNS_OF_SKU};
    struct slice parts[L_PARTS];

    members_of(json, names, parts, L_PARTS);
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        struct tally line = *like;
        struct tally *row;

        line.set = sets[i];
        tally_name(&line, TALLY_SKU, text_of(parts[L_SKU], arena));
        tally_name(&line, TALLY_REASON, scan_text(parts[L_REASON]));
        row = tally_add(tallies, &line, TALLY_UNITS, arena);
        row->more[0] = whole_of(parts[L_QUANTITY]);
        for (size_t grade = 0; grade < 3; grade++)
            row->more[1 + grade] = whole_of(parts[L_AS_NEW + grade]);
        row = tally_add(tallies, &line, TALLY_RECEIVED, arena);
        for (size_t grade = 0; grade < 3; grade++)
            row->more[0] += whole_of(parts[L_AS_NEW + grade]);
        row->more[1] = amount_of(parts[L_LOSS], &line.currency);
    }
}

static void add_return(struct slice record, const struct tally_origin *origin, struct tallies *tallies, struct arena *arena)
{
    struct slice status = scan_text(scan_find(record, "status"));
    struct slice billed = scan_find(record, "billed");
    struct scan scan;
    struct slice line;
    struct tally like;
    struct tally *row;
    bool shop_pays;

    if (!record.bytes || slice_is(status, "rejected") || slice_is(status, "expired"))
        return;
    tally_begin(&like, TALLY_RETURNS, origin);
    tally_name(&like, TALLY_KIND, scan_text(scan_find(record, "kind")));
    row = tally_add(tallies, &like, TALLY_ANNOUNCED, arena);
    shop_pays = slice_is(scan_text(scan_find(record, "cost")), "shop");
    row->more[0] = 1;
    row->more[1] = shop_pays;
    row->more[2] = shop_pays && (billed.bytes || origin->has_cost) && scan_find(record, "received_at").bytes;
    row->more[3] = !row->more[2] ? 0 : billed.bytes ? amount_of(billed, &origin->currency) : origin->cost;
    if (scan_array(&scan, scan_find(record, "lines")))
        while (scan_element(&scan, &line))
            add_return_line(line, &like, tallies, arena);
}

/* The facts of a return: whether its order had left when it was counted, and by which day it was. */
struct return_facts {
    day left;
    int32_t has_left;
};

bool return_tally_return(struct index *index, const struct change *change, struct fault *fault)
{
    struct tallies before = {NULL, 0, 0};
    struct tallies after = {NULL, 0, 0};
    const struct slice nobody = {NULL, 0};
    struct return_facts facts = {0, 0};
    struct tally_origin origin;
    struct tally_origin counted;
    bool found;

    if (!tally_origin_of(index, scan_find(change->after, "order"), true, nobody, change->arena, &origin, &found, fault))
        return false;
    if (!found)
        return true;
    if (change->facts_before.length >= sizeof facts)
        memcpy(&facts, change->facts_before.bytes, sizeof facts);
    counted = origin;
    counted.has_left = facts.has_left;
    counted.left = facts.left;
    facts = (struct return_facts){origin.left, origin.has_left};
    text_add(change->facts, &facts, sizeof facts);
    add_return(change->before, &counted, &before, change->arena);
    add_return(change->after, &origin, &after, change->arena);
    return tallies_move(index, &before, &after, fault);
}
