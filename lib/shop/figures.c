/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/figures.h"

#include "base/memory.h"
#include "shop/keys.h"

#include <stdlib.h>

struct gathering {
    const struct figures_question *question;
    struct figures_table *table;
    size_t *slots; /* row + 1; 0: free */
    size_t slot_count;
};

void figures_table_release(struct figures_table *table)
{
    free(table->rows);
    arena_release(&table->names);
    *table = (struct figures_table){0};
}

/* A cell's key, taken apart. */
struct cell {
    struct slice currency, country, channel, name; /* name: SKU or category */
    day day;
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

/* As slice_equal, but a text that is not asked for is not an empty one. */
static bool same_text(struct slice a, struct slice b)
{
    return !a.bytes == !b.bytes && slice_equal(a, b);
}

static bool same_group(const struct figures *row, const struct figures *wanted, struct slice currency)
{
    return row->first == wanted->first && memcmp(row->currency.code, currency.bytes, 3) == 0 &&
           same_text(row->country, wanted->country) && same_text(row->channel, wanted->channel) &&
           same_text(row->sku, wanted->sku) && same_text(row->category, wanted->category);
}

static uint64_t group_hash(const struct figures *wanted, struct slice currency)
{
    uint64_t hash = hash_more(0xcbf29ce484222325u, currency);

    hash = hash_more(hash, (struct slice){(const char *)&wanted->first, sizeof wanted->first});
    hash = hash_more(hash, wanted->country);
    hash = hash_more(hash, wanted->channel);
    hash = hash_more(hash, wanted->sku);
    return hash_more(hash, wanted->category);
}

static void widen(struct gathering *gathering)
{
    struct figures_table *table = gathering->table;

    gathering->slot_count = gathering->slot_count ? gathering->slot_count * 2 : 1024;
    free(gathering->slots);
    gathering->slots = memory_take_zeroed(gathering->slot_count, sizeof *gathering->slots);
    for (size_t i = 0; i < table->count; i++) {
        const struct figures *row = &table->rows[i];
        size_t at = group_hash(row, (struct slice){row->currency.code, 3}) & (gathering->slot_count - 1);

        while (gathering->slots[at])
            at = (at + 1) & (gathering->slot_count - 1);
        gathering->slots[at] = i + 1;
    }
}

static struct slice kept(struct figures_table *table, struct slice text)
{
    return text.bytes ? arena_copy(&table->names, text) : text;
}

static struct figures *row_of(struct gathering *gathering, const struct cell *cell)
{
    const struct figures_question *question = gathering->question;
    struct figures_table *table = gathering->table;
    struct figures wanted = {0};
    struct figures *row;
    size_t at;

    wanted.first = question->whole ? 0 : period_first(cell->day, question->grain);
    wanted.country = question->by & BY_COUNTRY ? cell->country : wanted.country;
    wanted.channel = question->by & BY_CHANNEL ? cell->channel : wanted.channel;
    wanted.sku = question->by & BY_SKU ? cell->name : wanted.sku;
    wanted.category = question->by & BY_CATEGORY ? cell->name : wanted.category;
    if (table->count * 2 >= gathering->slot_count)
        widen(gathering);
    at = group_hash(&wanted, cell->currency) & (gathering->slot_count - 1);
    for (; gathering->slots[at]; at = (at + 1) & (gathering->slot_count - 1)) {
        row = &table->rows[gathering->slots[at] - 1];
        if (same_group(row, &wanted, cell->currency))
            return row;
    }
    table->rows = memory_grow(table->rows, &table->room, table->count + 1, sizeof *table->rows);
    row = &table->rows[table->count++];
    gathering->slots[at] = table->count;
    *row = (struct figures){.first = wanted.first, .from = cell->day, .to = cell->day};
    settle_currency(row, cell->currency);
    row->country = kept(table, wanted.country);
    row->channel = kept(table, wanted.channel);
    row->sku = kept(table, wanted.sku);
    row->category = kept(table, wanted.category);
    return row;
}

static int compare_rows(const void *a, const void *b)
{
    const struct figures *x = a;
    const struct figures *y = b;
    int order = memcmp(x->currency.code, y->currency.code, 3);

    order = order ? order : slice_compare(x->country, y->country);
    order = order ? order : slice_compare(x->channel, y->channel);
    order = order ? order : slice_compare(x->sku, y->sku);
    order = order ? order : slice_compare(x->category, y->category);
    return order ? order : (x->first > y->first) - (x->first < y->first);
}

bool figures_are_asked_for(const struct figures_question *question, const struct figures *row)
{
    return question->whole || !question->has_since || row->first >= period_first(question->since, question->grain);
}

/* `finest` is the grain of the cells that were read. */
static void finish_rows(struct figures_table *table, const struct figures_question *question, enum grain finest)
{
    for (size_t i = 0; i < table->count; i++) {
        struct figures *row = &table->rows[i];

        if (question->whole) {
            row->to = period_next(row->to, finest) - 1;
            row->from = question->has_since ? question->since : row->from;
            row->to = question->has_until ? question->until : row->to;
            continue;
        }
        row->from = question->has_since && figures_are_asked_for(question, row) && question->since > row->first ? question->since
                                                                                                                : row->first;
        row->to = period_next(row->first, question->grain) - 1;
        row->to = question->has_until && question->until < row->to ? question->until : row->to;
    }
    if (table->count)
        qsort(table->rows, table->count, sizeof *table->rows, compare_rows);
}

/* Months are rolled up on their own, unless the question cuts one. */
static bool months_suffice(const struct figures_question *question)
{
    if (question->by & BY_SKU)
        return false;
    if (!question->whole && question->grain != GRAIN_MONTH && question->grain != GRAIN_YEAR)
        return false;
    if (question->has_since && question->since != period_first(question->since, GRAIN_MONTH))
        return false;
    return !question->has_until || question->until + 1 == period_first(question->until + 1, GRAIN_MONTH);
}

static void narrow_key(struct key *key, const struct figures_question *question, bool months)
{
    key_begin(key, question->by & BY_SKU ? COUNT_SKU : question->by & BY_CATEGORY ? COUNT_CATEGORY : COUNT_CUBE);
    key_byte(key, question->basis);
    key_byte(key, months ? 'm' : 'd');
}

/* The period before the first one is counted too, whole, to compare with. */
static bool is_asked_for(const struct figures_question *question, day value)
{
    day first;

    if (question->has_until && value > question->until)
        return false;
    if (!question->has_since || value >= question->since)
        return true;
    first = period_first(question->since, question->grain);
    return !question->whole && value < first && value >= period_first(first - 1, question->grain);
}

bool figures_answer(struct store *store, const struct figures_question *question, struct figures_table *table, struct fault *fault)
{
    struct gathering gathering = {.question = question, .table = table};
    struct index_walk walk;
    struct key key;
    bool months = months_suffice(question);
    bool found = true;
    bool done;

    if ((question->by & BY_SKU) && question->by != BY_SKU)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--by sku goes with no other dimension");
    narrow_key(&key, question, months);
    done = index_walk_begin(&walk, store_index(store), TABLE_COUNTS, key_slice(&key), fault);
    while (done && found) {
        struct cell cell;
        struct figures *row;

        done = index_walk_next(&walk, &found, fault);
        if (!done || !found || !read_cell(question, walk.key, walk.value, &cell))
            continue;
        if (!is_asked_for(question, cell.day))
            continue;
        row = row_of(&gathering, &cell);
        row->orders += cell.counts[0];
        row->units += cell.counts[1];
        if (!amount_add(&row->revenue, cell.counts[2]) || !amount_add(&row->revenue_with_tax, cell.counts[3]))
            done = fault_set(fault, FAULT_SYSTEM, "number_too_large", NULL, "a sum is too large");
        row->from = cell.day < row->from ? cell.day : row->from;
        row->to = cell.day > row->to ? cell.day : row->to;
    }
    index_walk_end(&walk);
    free(gathering.slots);
    finish_rows(table, question, months ? GRAIN_MONTH : GRAIN_DAY);
    return done;
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
