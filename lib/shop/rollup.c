/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/rollup.h"

#include "shop/keys.h"
#include "shop/members.h"
#include "json/scan.h"

enum { L_SKU, L_CATEGORY, L_KIND, L_QUANTITY, L_UNITS, L_NET, L_GROSS, L_PARTS };

/* In the order in which a line is written. */
static const struct slice line_names[L_PARTS] = {SLICE_CONSTANT("sku"),      SLICE_CONSTANT("category"), SLICE_CONSTANT("kind"),
                                                 SLICE_CONSTANT("quantity"), SLICE_CONSTANT("units"),    SLICE_CONSTANT("net"),
                                                 SLICE_CONSTANT("gross")};

static struct sale_line *add_line(struct sale_lines *lines, struct arena *arena)
{
    if (lines->count == lines->room) {
        size_t room = lines->room ? lines->room * 2 : 8;
        struct sale_line *wider = arena_take(arena, room * sizeof *wider);

        if (lines->count)
            memcpy(wider, lines->rows, lines->count * sizeof *wider);
        lines->rows = wider;
        lines->room = room;
    }
    return &lines->rows[lines->count++];
}

void sale_lines_read(struct sale_lines *lines, struct slice json, struct arena *arena)
{
    struct scan scan;
    struct slice line;

    *lines = (struct sale_lines){0};
    if (!scan_array(&scan, json))
        return;
    while (scan_element(&scan, &line)) {
        struct slice parts[L_PARTS];
        uint64_t hashes[L_PARTS];

        members_of(line, line_names, parts, L_PARTS);
        for (size_t i = 0; i < L_PARTS; i++) {
            hashes[i] = slice_hash(parts[i]);
            lines->hash = lines->hash * 31 + hashes[i];
        }
        if (parts[L_UNITS].bytes)
            parts[L_QUANTITY] = parts[L_UNITS];
        *add_line(lines, arena) = (struct sale_line){
            parts[L_SKU],   parts[L_CATEGORY], parts[L_QUANTITY],  parts[L_NET],
            parts[L_GROSS], hashes[L_SKU],     hashes[L_CATEGORY], slice_is(scan_text(parts[L_KIND]), "gift_card")};
    }
}

/* What the lines of one SKU, or of one category, come to. */
struct group {
    struct slice name; /* as written */
    uint64_t hash;
    int64_t units;
    amount net, gross;
};

/* Open addressing: an order may have thousands of lines, each of another SKU. */
struct groups {
    struct group *rows;
    size_t count;
    uint32_t *slots; /* row + 1; 0: free */
    size_t slot_count;
};

static void groups_begin(struct groups *groups, size_t most, struct arena *arena)
{
    groups->count = 0;
    groups->rows = arena_take(arena, most * sizeof *groups->rows);
    groups->slot_count = 8;
    while (groups->slot_count < most * 2)
        groups->slot_count *= 2;
    groups->slots = arena_take(arena, groups->slot_count * sizeof *groups->slots);
    memset(groups->slots, 0, groups->slot_count * sizeof *groups->slots);
}

static struct group *group_of(struct groups *groups, struct slice name, uint64_t hash)
{
    size_t at = hash & (groups->slot_count - 1);

    for (; groups->slots[at]; at = (at + 1) & (groups->slot_count - 1)) {
        struct group *group = &groups->rows[groups->slots[at] - 1];

        if (group->hash == hash && slice_equal(group->name, name))
            return group;
    }
    groups->rows[groups->count] = (struct group){.name = name, .hash = hash};
    groups->slots[at] = (uint32_t)++groups->count;
    return &groups->rows[groups->count - 1];
}

/* Sums wrap as the index's own do: a figure that no number holds is lost, but nothing else. */
static void group_add(struct groups *groups, struct slice name, uint64_t hash, int64_t units, amount net, amount gross)
{
    struct group *group = group_of(groups, name, hash);

    (void)__builtin_add_overflow(group->units, units, &group->units);
    (void)__builtin_add_overflow(group->net, net, &group->net);
    (void)__builtin_add_overflow(group->gross, gross, &group->gross);
}

static void count_key(struct key *key, enum key_kind kind, const struct sale *sale, enum grain grain)
{
    key_begin(key, kind);
    key_byte(key, sale->basis);
    key_byte(key, grain == GRAIN_MONTH ? 'm' : 'd');
    key_text(key, (struct slice){sale->currency.code, 3});
    key_day(key, period_first(sale->day, grain));
}

static void count_key_market(struct key *key, const struct sale *sale)
{
    key_text(key, (struct slice){sale->country, 2});
    key_byte(key, '\0');
    key_text(key, sale->channel);
}

/* The least number has no positive one: unsigned, it wraps. */
static int64_t signed_by(int64_t sign, int64_t value)
{
    return (int64_t)((uint64_t)sign * (uint64_t)value);
}

/* How often, and with what sign, something is counted: documents and what is in them. */
struct counting {
    int64_t documents, sign;
};

static bool count(struct index *index, const struct key *key, struct counting counting, int64_t units, amount net, amount gross,
                  struct fault *fault)
{
    int64_t sign = counting.sign;
    int64_t more[COUNTS] = {counting.documents, signed_by(sign, units), signed_by(sign, net), signed_by(sign, gross)};

    return index_count(index, key_slice(key), more, fault);
}

/* `key` is what the keys of all groups begin with. */
static bool count_groups(struct index *index, const struct groups *groups, struct key *key, struct counting counting,
                         struct fault *fault)
{
    size_t start = key->length;
    struct text room = TEXT_INIT;
    bool done = true;

    for (size_t i = 0; done && i < groups->count; i++) {
        const struct group *group = &groups->rows[i];

        key->length = start;
        key_text(key, scan_decoded(group->name, &room));
        done = count(index, key, counting, group->units, group->net, group->gross, fault);
    }
    text_release(&room);
    return done;
}

/* The document without its vouchers. False: there is nothing else in it. */
static bool without_vouchers(const struct sale *document, struct sale *sale)
{
    bool some = false;

    *sale = *document;
    for (size_t i = 0; i < document->lines->count; i++) {
        const struct sale_line *line = &document->lines->rows[i];

        some |= !line->is_voucher;
        if (!line->is_voucher)
            continue;
        (void)__builtin_sub_overflow(sale->units, whole_of(line->quantity), &sale->units);
        (void)__builtin_sub_overflow(sale->net, amount_of(line->net, &sale->currency), &sale->net);
        (void)__builtin_sub_overflow(sale->gross, amount_of(line->gross, &sale->currency), &sale->gross);
    }
    return some || !document->lines->count || sale->gross;
}

static bool count_sale(struct index *index, const struct sale *document, struct counting counting, struct arena *arena,
                       struct fault *fault)
{
    static const enum grain grains[] = {GRAIN_DAY, GRAIN_MONTH};
    const struct sale_lines *lines = document->lines;
    struct sale without;
    const struct sale *sale = &without;
    struct groups skus;
    struct groups categories;
    struct key key;

    if (!without_vouchers(document, &without))
        return true;
    groups_begin(&skus, lines->count, arena);
    groups_begin(&categories, lines->count, arena);
    for (size_t i = 0; i < lines->count; i++) {
        const struct sale_line *line = &lines->rows[i];
        int64_t units = whole_of(line->quantity);
        amount net = amount_of(line->net, &sale->currency);
        amount gross = amount_of(line->gross, &sale->currency);

        if (line->is_voucher)
            continue;
        group_add(&skus, line->sku, line->sku_hash, units, net, gross);
        if (line->category.bytes)
            group_add(&categories, line->category, line->category_hash, units, net, gross);
    }
    for (size_t i = 0; i < sizeof grains / sizeof *grains; i++) {
        count_key(&key, COUNT_CUBE, sale, grains[i]);
        count_key_market(&key, sale);
        if (!count(index, &key, counting, sale->units, sale->net, sale->gross, fault))
            return false;
        count_key(&key, COUNT_CATEGORY, sale, grains[i]);
        count_key_market(&key, sale);
        key_byte(&key, '\0');
        if (!count_groups(index, &categories, &key, counting, fault))
            return false;
    }
    count_key(&key, COUNT_SKU, sale, GRAIN_DAY);
    return count_groups(index, &skus, &key, counting, fault);
}

bool sale_count(struct index *index, const struct sale *sale, int64_t sign, struct arena *arena, struct fault *fault)
{
    return count_sale(index, sale, (struct counting){sign, sign}, arena, fault);
}

bool sale_count_back(struct index *index, const struct sale *sale, struct arena *arena, struct fault *fault)
{
    return count_sale(index, sale, (struct counting){0, -1}, arena, fault);
}
