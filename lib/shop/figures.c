/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/figures.h"

#include "base/memory.h"
#include "shop/keys.h"

#include <stdlib.h>

/* A cell's key, taken apart. */
struct cell {
    struct slice currency, country, channel, name; /* name: SKU or category */
    day day;                                       /* the first of those that it sums up */
    int64_t counts[COUNTS];
};

static bool read_cell(const struct figures_question *question, struct slice key, struct slice value, struct cell *cell)
{
    const size_t head = 3; /* kind, basis, grain */
    struct slice rest;

    if (key.length < head + 3 + 4 || value.length != sizeof cell->counts)
        return false;
    memcpy(cell->counts, value.bytes, sizeof cell->counts);
    cell->currency = (struct slice){key.bytes + head, 3};
    cell->day = key_day_at(key.bytes + head + 3);
    rest = slice_from(key, head + 7);
    cell->country = cell->channel = cell->name = (struct slice){NULL, 0};
    if (question->by & BY_SKU) {
        cell->name = rest;
        return true;
    }
    if (rest.length < 3)
        return false;
    cell->country = (struct slice){rest.bytes, 2};
    cell->channel = slice_from(rest, 3);
    if (question->by & BY_CATEGORY) {
        const char *end = memchr(cell->channel.bytes, '\0', cell->channel.length);

        if (!end)
            return false;
        cell->name = (struct slice){end + 1, (size_t)(cell->channel.bytes + cell->channel.length - end - 1)};
        cell->channel.length = (size_t)(end - cell->channel.bytes);
    }
    return true;
}

static uint64_t hash_more(uint64_t hash, struct slice text)
{
    for (size_t i = 0; i < text.length; i++)
        hash = (hash ^ (unsigned char)text.bytes[i]) * 0x100000001b3u;
    return (hash ^ 0x1ff) * 0x100000001b3u;
}

static void settle_currency(struct figures *row, struct slice code)
{
    struct fault fault = FAULT_INIT;

    if (!currency_find(code, &row->currency, &fault))
        row->currency = (struct currency){"", 2};
}

/* What a group is called by: a row without figures. */
struct figures_group {
    struct figures names;
    uint32_t number; /* in order of appearance */
    uint32_t rows;
    size_t last; /* row */
};

struct figures_row {
    struct figures figures;
    uint32_t group; /* its number */
};

/* As slice_equal, but a text that is not asked for is not an empty one. */
static bool same_text(struct slice a, struct slice b)
{
    return !a.bytes == !b.bytes && slice_equal(a, b);
}

static bool same_group(const struct figures *a, const struct figures *b)
{
    return same_text(a->country, b->country) && same_text(a->channel, b->channel) && same_text(a->sku, b->sku) &&
           same_text(a->category, b->category);
}

static uint64_t group_hash(const struct figures *names)
{
    uint64_t hash = hash_more(0xcbf29ce484222325u, names->country);

    hash = hash_more(hash, names->channel);
    hash = hash_more(hash, names->sku);
    return hash_more(hash, names->category);
}

static void widen(struct figures_walk *walk)
{
    walk->slot_count = walk->slot_count ? walk->slot_count * 2 : 1024;
    free(walk->slots);
    walk->slots = memory_take_zeroed(walk->slot_count, sizeof *walk->slots);
    for (size_t i = 0; i < walk->group_count; i++) {
        size_t at = group_hash(&walk->groups[i].names) & (walk->slot_count - 1);

        while (walk->slots[at])
            at = (at + 1) & (walk->slot_count - 1);
        walk->slots[at] = (uint32_t)i + 1;
    }
}

static struct figures_group *group_of(struct figures_walk *walk, const struct cell *cell)
{
    const unsigned by = walk->question->by;
    struct figures names = {0};
    struct figures_group *group;
    size_t at;

    names.country = by & BY_COUNTRY ? cell->country : names.country;
    names.channel = by & BY_CHANNEL ? cell->channel : names.channel;
    names.sku = by & BY_SKU ? cell->name : names.sku;
    names.category = by & BY_CATEGORY ? cell->name : names.category;
    if (walk->group_count * 2 >= walk->slot_count)
        widen(walk);
    at = group_hash(&names) & (walk->slot_count - 1);
    for (; walk->slots[at]; at = (at + 1) & (walk->slot_count - 1)) {
        group = &walk->groups[walk->slots[at] - 1];
        if (same_group(&group->names, &names))
            return group;
    }
    walk->groups = memory_grow(walk->groups, &walk->group_room, walk->group_count + 1, sizeof *walk->groups);
    group = &walk->groups[walk->group_count];
    *group = (struct figures_group){.names = names, .number = (uint32_t)walk->group_count};
    settle_currency(&group->names, cell->currency);
    walk->slots[at] = (uint32_t)++walk->group_count;
    return group;
}

/* Cells come in order of time, so a group's last row is the one that this belongs to, or there is none yet. */
static struct figures *row_of(struct figures_walk *walk, const struct cell *cell)
{
    struct figures_group *group = group_of(walk, cell);
    day first = walk->question->whole ? 0 : period_first(cell->day, walk->question->grain);
    struct figures_row *row;

    if (group->rows && walk->rows[group->last].figures.first == first)
        return &walk->rows[group->last].figures;
    walk->rows = memory_grow(walk->rows, &walk->row_room, walk->row_count + 1, sizeof *walk->rows);
    group->last = walk->row_count++;
    group->rows++;
    row = &walk->rows[group->last];
    *row = (struct figures_row){.figures = group->names, .group = group->number};
    row->figures.first = first;
    row->figures.from = row->figures.to = cell->day;
    return &row->figures;
}

static int compare_groups(const void *a, const void *b)
{
    const struct figures *x = &((const struct figures_group *)a)->names;
    const struct figures *y = &((const struct figures_group *)b)->names;
    int order = slice_compare(x->country, y->country);

    order = order ? order : slice_compare(x->channel, y->channel);
    order = order ? order : slice_compare(x->sku, y->sku);
    return order ? order : slice_compare(x->category, y->category);
}

bool figures_are_asked_for(const struct figures_question *question, const struct figures *row)
{
    return question->whole || !question->has_since || row->first >= period_first(question->since, question->grain);
}

static void finish_row(struct figures *row, const struct figures_question *question)
{
    if (question->whole) {
        row->from = question->has_since ? question->since : row->from;
        row->to = question->has_until ? question->until : row->to;
        return;
    }
    row->from =
        question->has_since && figures_are_asked_for(question, row) && question->since > row->first ? question->since : row->first;
    row->to = period_next(row->first, question->grain) - 1;
    row->to = question->has_until && question->until < row->to ? question->until : row->to;
}

/* The rows group by group; those of a group stay in order of time. */
static void fill_table(struct figures_walk *walk)
{
    struct figures_table *table = &walk->table;
    size_t *places = memory_take((walk->group_count + 1) * sizeof *places);
    size_t place = 0;

    if (walk->group_count)
        qsort(walk->groups, walk->group_count, sizeof *walk->groups, compare_groups);
    for (size_t i = 0; i < walk->group_count; i++) {
        places[walk->groups[i].number] = place;
        place += walk->groups[i].rows;
    }
    table->rows = memory_grow(table->rows, &table->room, walk->row_count, sizeof *table->rows);
    table->count = walk->row_count;
    for (size_t i = 0; i < walk->row_count; i++) {
        struct figures *row = &table->rows[places[walk->rows[i].group]++];

        *row = walk->rows[i].figures;
        finish_row(row, walk->question);
    }
    free(places);
}

static void empty_part(struct figures_walk *walk)
{
    walk->table.count = walk->row_count = walk->group_count = 0;
    if (walk->slots)
        memset(walk->slots, 0, walk->slot_count * sizeof *walk->slots);
}

/* Whether months, rolled up on their own, may stand for their days. */
static bool takes_months(const struct figures_question *question)
{
    return !(question->by & BY_SKU) && (question->whole || question->grain == GRAIN_MONTH || question->grain == GRAIN_YEAR);
}

static void add_span(struct figures_walk *walk, bool months, day from, day to)
{
    if (from > to)
        return;
    walk->spans[walk->span_count++] = (struct figures_span){months, from, to};
    walk->by_country |= !months && (walk->question->by & BY_COUNTRY);
}

static void add_days(struct figures_walk *walk, day from, day to)
{
    day months_from = period_first(from, GRAIN_MONTH);
    day months_end = period_first(to + 1, GRAIN_MONTH);

    months_from = months_from < from ? period_next(months_from, GRAIN_MONTH) : months_from;
    if (!takes_months(walk->question) || months_from >= months_end) {
        add_span(walk, false, from, to);
        return;
    }
    add_span(walk, false, from, months_from - 1);
    add_span(walk, true, months_from, months_end - 1);
    add_span(walk, false, months_end, to);
}

/* The period before the first one is counted too, whole, to compare with. */
static void plan(struct figures_walk *walk)
{
    const struct figures_question *question = walk->question;
    day from = question->has_since ? question->since : day_from_civil(1, 1, 1);
    day to = question->has_until ? question->until : day_from_civil(9999, 12, 31);
    day first = period_first(from, question->grain);

    if (question->has_since && !question->whole)
        add_days(walk, period_first(first - 1, question->grain), first - 1 < to ? first - 1 : to);
    add_days(walk, from, to);
}

static void narrow_key(struct key *key, const struct figures_question *question, bool months)
{
    key_begin(key, question->by & BY_SKU ? COUNT_SKU : question->by & BY_CATEGORY ? COUNT_CATEGORY : COUNT_CUBE);
    key_byte(key, question->basis);
    key_byte(key, months ? 'm' : 'd');
}

/* The first cell of the part that is of this day, or a later one. */
static void seek(struct index_walk *cells, const struct figures_walk *walk, bool months, day value, struct key *key)
{
    narrow_key(key, walk->question, months);
    key_text(key, (struct slice){walk->part.currency, sizeof walk->part.currency});
    key_day(key, value);
    if (walk->by_country)
        key_text(key, (struct slice){walk->part.country, sizeof walk->part.country});
    index_walk_from(cells, key_slice(key));
}

/* Keeps the least part that is yet to come. */
static void meet_part(struct figures_walk *walk, struct slice currency, struct slice country)
{
    struct figures_part part = {{0}, {0}};

    memcpy(part.currency, currency.bytes, sizeof part.currency);
    memcpy(part.country, country.bytes, country.length);
    if (memcmp(&part, &walk->next_part, sizeof part) < 0)
        walk->next_part = part;
}

static bool take_cell(struct figures_walk *walk, bool months, const struct cell *cell, struct fault *fault)
{
    struct figures *row = row_of(walk, cell);
    day last = months ? period_next(cell->day, GRAIN_MONTH) - 1 : cell->day;

    row->orders += cell->counts[0];
    row->units += cell->counts[1];
    row->from = cell->day < row->from ? cell->day : row->from;
    row->to = last > row->to ? last : row->to;
    return (amount_add(&row->revenue, cell->counts[2]) && amount_add(&row->revenue_with_tax, cell->counts[3])) ||
           fault_set(fault, FAULT_SYSTEM, "number_too_large", NULL, "a sum is too large");
}

static bool read_span(struct figures_walk *walk, const struct figures_span *span, struct fault *fault)
{
    const day behind_all = INT32_MAX;
    struct index_walk cells;
    struct key key;
    bool found = true;
    bool done;

    narrow_key(&key, walk->question, span->months);
    done = index_walk_begin(&cells, store_index(walk->store), TABLE_COUNTS, key_slice(&key), fault);
    seek(&cells, walk, span->months, span->from, &key);
    while (done && found) {
        struct cell cell;
        int order;

        done = index_walk_next(&cells, &found, fault);
        if (!done || !found || !read_cell(walk->question, cells.key, cells.value, &cell))
            continue;
        if (memcmp(cell.currency.bytes, walk->part.currency, sizeof walk->part.currency) != 0) {
            meet_part(walk, cell.currency, SLICE(""));
            break;
        }
        order = walk->by_country ? memcmp(cell.country.bytes, walk->part.country, sizeof walk->part.country) : 0;
        if (cell.day > span->to) {
            seek(&cells, walk, span->months, behind_all, &key);
        } else if (order < 0) {
            seek(&cells, walk, span->months, cell.day, &key);
        } else if (order > 0) {
            meet_part(walk, cell.currency, cell.country);
            seek(&cells, walk, span->months, cell.day + 1, &key);
        } else {
            done = take_cell(walk, span->months, &cell, fault);
        }
    }
    index_walk_end(&cells);
    return done;
}

bool figures_begin(struct figures_walk *walk, struct store *store, const struct figures_question *question, struct fault *fault)
{
    *walk = (struct figures_walk){.store = store, .question = question};
    if ((question->by & BY_SKU) && question->by != BY_SKU)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--by sku goes with no other dimension");
    plan(walk);
    return true;
}

/* Reading a part tells which one comes after it. So does the one before all of them, which has no rows. */
bool figures_next(struct figures_walk *walk, bool *found, struct fault *fault)
{
    static const struct figures_part behind_all = {{-1, -1, -1}, {-1, -1}};
    bool done = true;

    empty_part(walk);
    while (done && !walk->row_count && memcmp(&walk->part, &behind_all, sizeof walk->part) != 0) {
        walk->next_part = behind_all;
        for (size_t i = 0; done && i < walk->span_count; i++)
            done = read_span(walk, &walk->spans[i], fault);
        walk->part = walk->next_part;
    }
    *found = done && walk->row_count;
    fill_table(walk);
    return done;
}

void figures_end(struct figures_walk *walk)
{
    free(walk->table.rows);
    free(walk->rows);
    free(walk->groups);
    free(walk->slots);
}

const struct figures *figures_previous(const struct figures_table *table, const struct figures *row,
                                       const struct figures_question *question)
{
    const struct figures *before = row - 1;

    /* Rows of a group follow each other by period. */
    if (question->whole || row == table->rows || memcmp(before->currency.code, row->currency.code, 3) != 0 ||
        !slice_equal(before->country, row->country) || !slice_equal(before->channel, row->channel) ||
        !slice_equal(before->sku, row->sku) || !slice_equal(before->category, row->category))
        return NULL;
    return period_next(before->first, question->grain) == row->first ? before : NULL;
}

bool figures_average(const struct figures *figures, amount *average)
{
    if (figures->orders == 0)
        return false;
    *average = (amount)divide_rounded(figures->revenue, figures->orders);
    return true;
}
