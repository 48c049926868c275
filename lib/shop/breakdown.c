/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/breakdown.h"

#include "base/memory.h"
#include "shop/keys.h"
#include "shop/members.h"
#include "json/scan.h"

#include <stdlib.h>

static const char *const dimension_names[TALLY_DIMENSIONS] = {"country", "channel",  "carrier", "service", "mode",  "zone",
                                                              "counter", "category", "sku",     "kind",    "reason"};

/* The least term of withdrawal (Directive 2011/83/EU, art. 9), which begins with the delivery. */
enum { WITHDRAWAL_DAYS = 14 };

const char *breakdown_dimension_name(size_t dimension)
{
    return dimension_names[dimension];
}

static bool is_attribute(struct slice word)
{
    return slice_is(word, "supplier") || slice_is(word, "brand") || slice_is(word, "manufacturer") ||
           (slice_starts(word, "options.") && word.length > strlen("options."));
}

static bool read_word(struct breakdown_question *question, struct slice word, struct fault *fault)
{
    for (size_t i = 0; i < TALLY_DIMENSIONS; i++)
        if (slice_is(word, dimension_names[i])) {
            question->by |= 1u << i;
            return true;
        }
    if (!is_attribute(word))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--by does not know \"%.*s\"", SLICE_ARGS(word));
    if (question->by & TALLY_SKU)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--by takes one of sku and what products have");
    question->by |= TALLY_SKU;
    question->attribute = word;
    return true;
}

static bool read_by(struct breakdown_question *question, struct slice rest, struct fault *fault)
{
    while (rest.length) {
        const char *comma = memchr(rest.bytes, ',', rest.length);
        struct slice word = {rest.bytes, comma ? (size_t)(comma - rest.bytes) : rest.length};

        if (!read_word(question, word, fault))
            return false;
        rest = slice_from(rest, word.length + (comma != NULL));
    }
    return true;
}

bool breakdown_ask(struct breakdown_question *question, const struct figures_question *when, struct slice of, struct slice by,
                   struct slice basis, struct fault *fault)
{
    enum tally_set set = TALLY_DELIVERIES;
    unsigned strange;

    *question = (struct breakdown_question){.grain = when->grain,
                                            .whole = when->whole,
                                            .training = when->training,
                                            .has_since = when->has_since,
                                            .has_until = when->has_until,
                                            .since = when->since,
                                            .until = when->until};
    if (!read_by(question, by, fault))
        return false;
    if (slice_is(of, "pickups"))
        set = TALLY_PICKUPS;
    else if (slice_is(of, "returns"))
        set = question->by & TALLY_SKU        ? TALLY_RETURNS_OF_SKU
              : question->by & TALLY_CATEGORY ? TALLY_RETURNS_OF_CATEGORY
                                              : TALLY_RETURNS;
    else if (!slice_is(of, "deliveries"))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--of knows deliveries, returns and pickups, not \"%.*s\"",
                         SLICE_ARGS(of));
    question->set = breakdown_set(set);
    question->by_departure = basis.length ? slice_is(basis, "shipment") : slice_is(of, "returns");
    if ((basis.length && !question->by_departure && !slice_is(basis, "order")) || (question->by_departure && set == TALLY_PICKUPS))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--basis of %.*s knows %s, not \"%.*s\"", SLICE_ARGS(of),
                         set == TALLY_PICKUPS ? "order" : "order and shipment", SLICE_ARGS(basis));
    strange = question->by & ~tally_dimensions(set);
    if (strange)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "%s does not go with --of %.*s%s",
                         dimension_names[__builtin_ctz(strange)], SLICE_ARGS(of),
                         set == TALLY_RETURNS_OF_SKU        ? " by SKU"
                         : set == TALLY_RETURNS_OF_CATEGORY ? " by category"
                                                            : "");
    return true;
}

static void table_clear(struct breakdown_table *table)
{
    arena_clear(&table->names);
    table->count = table->number_count = 0;
    if (table->slots)
        memset(table->slots, 0, table->slot_count * sizeof *table->slots);
}

static void table_release(struct breakdown_table *table)
{
    arena_release(&table->names);
    free(table->rows);
    free(table->numbers);
    free(table->slots);
}

static size_t slot_of(const struct breakdown_table *table, struct slice key)
{
    size_t at = slice_hash(key) & (table->slot_count - 1);

    while (table->slots[at] && !slice_equal(table->rows[table->slots[at] - 1].key, key))
        at = (at + 1) & (table->slot_count - 1);
    return at;
}

static void widen(struct breakdown_table *table)
{
    table->slot_count = table->slot_count ? table->slot_count * 2 : 256;
    free(table->slots);
    table->slots = memory_take_zeroed(table->slot_count, sizeof *table->slots);
    for (size_t i = 0; i < table->count; i++)
        table->slots[slot_of(table, table->rows[i].key)] = (uint32_t)i + 1;
}

/* The numbers of a group, which is made where there is none. They stay where they are until the next call. */
static int64_t *table_numbers(struct breakdown_table *table, struct slice key, size_t width)
{
    struct breakdown_row *row;
    size_t at;

    if (table->count * 2 >= table->slot_count)
        widen(table);
    at = slot_of(table, key);
    if (table->slots[at])
        return &table->numbers[table->rows[table->slots[at] - 1].numbers];
    table->rows = memory_grow(table->rows, &table->room, table->count + 1, sizeof *table->rows);
    table->numbers = memory_grow(table->numbers, &table->number_room, table->number_count + width, sizeof *table->numbers);
    memset(&table->numbers[table->number_count], 0, width * sizeof *table->numbers);
    row = &table->rows[table->count];
    *row = (struct breakdown_row){arena_copy(&table->names, key), table->number_count};
    table->number_count += width;
    table->slots[at] = (uint32_t)++table->count;
    return &table->numbers[row->numbers];
}

static int compare_rows(const void *a, const void *b)
{
    return slice_compare(((const struct breakdown_row *)a)->key, ((const struct breakdown_row *)b)->key);
}

/* A cell's key and counts, taken apart. */
struct cell {
    day day;
    struct slice names[TALLY_DIMENSIONS];
    struct tally_key_end end;
    int64_t counts[COUNTS];
};

enum { KEY_HEAD = 6, KEY_DAY = 4 }; /* kind, set, grain, currency; the day */

static bool read_cell(const struct breakdown_question *question, struct slice key, struct slice value, struct cell *cell)
{
    unsigned dimensions = tally_dimensions(question->set->set);
    struct slice rest;

    if (key.length < KEY_HEAD + KEY_DAY + TALLY_KEY_END || value.length != sizeof cell->counts)
        return false;
    memcpy(cell->counts, value.bytes, sizeof cell->counts);
    cell->day = key_day_at(key.bytes + KEY_HEAD);
    rest = slice_from(key, KEY_HEAD + KEY_DAY);
    for (size_t i = 0; i < TALLY_DIMENSIONS; i++) {
        const char *end;

        if (!(dimensions >> i & 1))
            continue;
        end = memchr(rest.bytes, '\0', rest.length);
        if (!end)
            return false;
        cell->names[i] = (struct slice){rest.bytes, (size_t)(end - rest.bytes)};
        rest = slice_from(rest, cell->names[i].length + 1);
    }
    if (rest.length != TALLY_KEY_END)
        return false;
    cell->end = tally_key_end_read(rest.bytes);
    return true;
}

static struct slice member_at(struct slice record, struct slice path)
{
    static const char options[] = "options.";
    struct text name = TEXT_INIT;
    bool nested = slice_starts(path, options);
    struct slice value;

    text_add_slice(&name, nested ? slice_from(path, sizeof options - 1) : path);
    value = scan_find(nested ? scan_find(record, "options") : record, text_string(&name));
    text_release(&name);
    return value;
}

static bool find_product(struct store *store, struct slice sku, struct slice *record, struct fault *fault)
{
    struct text id = TEXT_INIT;
    bool done;

    text_add_string(&id, "product/");
    text_add_slice(&id, sku);
    done = store_get(store, text_slice(&id), record, fault);
    text_release(&id);
    return done;
}

/* What the catalogue has of a product now, or of its parent; "" where it has nothing. */
static bool find_attribute(struct breakdown_walk *walk, struct slice sku, struct slice *value, struct fault *fault)
{
    struct text room = TEXT_INIT;
    struct slice record;
    struct slice member;
    bool done = true;

    if (!slice_equal(text_slice(&walk->last_sku), sku)) {
        text_clear(&walk->last_sku);
        text_clear(&walk->last_attribute);
        text_add_slice(&walk->last_sku, sku);
        done = find_product(walk->store, sku, &record, fault);
        member = done ? member_at(record, walk->question->attribute) : (struct slice){NULL, 0};
        if (done && !member.bytes && scan_find(record, "parent").bytes) {
            done = find_product(walk->store, scan_decoded(scan_find(record, "parent"), &room), &record, fault);
            member = done ? member_at(record, walk->question->attribute) : member;
        }
        text_clear(&room);
        if (done && member.bytes)
            text_add_slice(&walk->last_attribute, scan_decoded(member, &room));
        text_release(&room);
    }
    *value = text_slice(&walk->last_attribute);
    return done;
}

static const struct breakdown_measure *find_measure(const struct breakdown_set *set, enum tally_measure measure)
{
    for (size_t i = 0; i < set->measure_count; i++)
        if (set->measures[i].measure == measure)
            return &set->measures[i];
    return NULL;
}

static void add_delay(struct breakdown_walk *walk, const struct cell *cell, int64_t *numbers)
{
    int64_t count = cell->counts[DELAY_COUNT];
    day from = cell->day + cell->end.shift;
    int64_t working = working_days_between(&walk->working, from, from + (day)cell->end.days);
    unsigned days = cell->end.days < DELAY_DAYS_LIMIT ? cell->end.days : DELAY_DAYS_LIMIT;

    numbers[DELAY_OF_DAYS + days] += count;
    numbers[DELAY_WORKING] += count * working;
    numbers[DELAY_WORKING + 1 + (working < DELAY_DAYS_LIMIT ? working : DELAY_DAYS_LIMIT)] += count;
}

static bool take_cell(struct breakdown_walk *walk, struct cell *cell, struct text *key, struct fault *fault)
{
    const struct breakdown_question *question = walk->question;
    const struct breakdown_measure *measure = find_measure(question->set, cell->end.measure);
    const size_t sku = (size_t)__builtin_ctz(TALLY_SKU);
    struct breakdown_table *table = &walk->current;
    int64_t *numbers;

    if (!measure)
        return true;
    if (question->attribute.bytes && !find_attribute(walk, cell->names[sku], &cell->names[sku], fault))
        return false;
    text_clear(key);
    if (question->by & ~measure->dimensions) {
        table = &walk->totals;
        text_add_byte(key, (char)cell->end.measure);
    }
    for (size_t i = 0; i < TALLY_DIMENSIONS; i++)
        if (question->by & measure->dimensions & 1u << i) {
            text_add_slice(key, cell->names[i]);
            text_add_byte(key, '\0');
        }
    numbers = table_numbers(table, text_slice(key), (size_t)question->set->numbers) + measure->at;
    for (size_t i = 0; i < (measure->is_delay ? (size_t)DELAY_OF_DAYS : (size_t)COUNTS); i++)
        if (!amount_add(&numbers[i], cell->counts[i]))
            return fault_set(fault, FAULT_SYSTEM, "number_too_large", NULL, "a sum is too large");
    if (measure->is_delay)
        add_delay(walk, cell, numbers);
    return true;
}

static void cells_prefix(struct key *key, const struct breakdown_walk *walk, bool months)
{
    key_begin(key, COUNT_TALLY);
    key_byte(key, (char)walk->question->set->set);
    if (walk->question->by_departure)
        key_byte(key, (char)(months ? TALLY_LEFT_BY_MONTH : TALLY_LEFT_BY_DAY));
    else
        key_byte(key, (char)(months ? TALLY_BY_MONTH : TALLY_BY_DAY));
}

/* From the first cell of a day, in the walk's currency, on. */
static bool cells_begin(struct index_walk *cells, const struct breakdown_walk *walk, bool months, day from, struct key *key,
                        struct fault *fault)
{
    cells_prefix(key, walk, months);
    if (!index_walk_begin(cells, store_index(walk->store), TABLE_COUNTS, key_slice(key), fault))
        return false;
    key_text(key, (struct slice){walk->currency.code, 3});
    key_day(key, from);
    index_walk_from(cells, key_slice(key));
    return true;
}

static bool read_span(struct breakdown_walk *walk, bool months, day from, day to, struct fault *fault)
{
    struct breakdown_table *table = &walk->current;
    struct text name = TEXT_INIT;
    struct index_walk cells;
    struct key key;
    bool found = true;
    bool done;

    if (from > to)
        return true;
    done = cells_begin(&cells, walk, months, from, &key, fault);
    while (done && (done = index_walk_next(&cells, &found, fault)) && found) {
        struct cell cell;
        day last;

        if (!read_cell(walk->question, cells.key, cells.value, &cell))
            continue;
        if (memcmp(cells.key.bytes + KEY_HEAD - 3, walk->currency.code, 3) != 0 || cell.day > to)
            break;
        last = months ? period_next(cell.day, GRAIN_MONTH) - 1 : cell.day;
        table->from = cell.day < table->from ? cell.day : table->from;
        table->to = last > table->to ? last : table->to;
        done = take_cell(walk, &cell, &name, fault);
    }
    index_walk_end(&cells);
    text_release(&name);
    return done;
}

/* Whole months by their own tallies, the rest by days. */
static bool read_days(struct breakdown_walk *walk, day from, day to, struct fault *fault)
{
    const struct breakdown_question *question = walk->question;
    day months_from = period_first(from, GRAIN_MONTH);
    day months_end = period_first(to + 1, GRAIN_MONTH);

    months_from = months_from < from ? period_next(months_from, GRAIN_MONTH) : months_from;
    if (question->set->set == TALLY_DELIVERIES ||
        (!question->whole && question->grain != GRAIN_MONTH && question->grain != GRAIN_YEAR) || months_from >= months_end)
        return read_span(walk, false, from, to, fault);
    return read_span(walk, false, from, months_from - 1, fault) && read_span(walk, true, months_from, months_end - 1, fault) &&
           read_span(walk, false, months_end, to, fault);
}

/* What is counted by less than was asked for stands in each row that it is the whole of. */
static void add_totals(struct breakdown_walk *walk)
{
    const struct breakdown_question *question = walk->question;
    struct breakdown_table *table = &walk->current;
    struct text key = TEXT_INIT;

    for (size_t i = 0; walk->totals.count && i < table->count; i++)
        for (size_t m = 0; m < question->set->measure_count; m++) {
            const struct breakdown_measure *measure = &question->set->measures[m];
            const char *name = table->rows[i].key.bytes;
            const int64_t *whole;

            if (!(question->by & ~measure->dimensions))
                continue;
            text_clear(&key);
            text_add_byte(&key, (char)measure->measure);
            for (size_t d = 0; d < TALLY_DIMENSIONS; d++)
                if (question->by >> d & 1) {
                    size_t length = strlen(name) + 1;

                    if (measure->dimensions >> d & 1)
                        text_add(&key, name, length);
                    name += length;
                }
            whole = table_numbers(&walk->totals, text_slice(&key), (size_t)question->set->numbers);
            memcpy(&table->numbers[table->rows[i].numbers + (size_t)measure->at], whole + measure->at, COUNTS * sizeof *whole);
        }
    text_release(&key);
}

static void keep_previous(struct breakdown_walk *walk)
{
    struct breakdown_table table = walk->previous;

    walk->previous = walk->current;
    walk->current = table;
    walk->has_previous = true;
}

static bool read_period(struct breakdown_walk *walk, day first, struct fault *fault)
{
    const struct breakdown_question *question = walk->question;
    struct breakdown_table *table = &walk->current;
    bool is_first = question->has_since && first <= question->since;
    day last = question->whole ? day_from_civil(9999, 12, 31) : period_next(first, question->grain) - 1;
    day from = is_first && (question->whole || last >= question->since) ? question->since : first;

    last = question->has_until && question->until < last ? question->until : last;
    table_clear(table);
    table_clear(&walk->totals);
    table->first = first;
    table->from = last;
    table->to = from;
    if (!read_days(walk, from, last, fault))
        return false;
    if (!question->whole || question->has_since)
        table->from = from;
    if (!question->whole || question->has_until)
        table->to = last;
    add_totals(walk);
    if (table->count)
        qsort(table->rows, table->count, sizeof *table->rows, compare_rows);
    return true;
}

void breakdown_begin(struct breakdown_walk *walk, struct store *store, const struct breakdown_question *question)
{
    *walk = (struct breakdown_walk){.store = store, .question = question};
    walk->working = (struct working_days){.calendar = question->calendar, .place = question->place};
}

static day first_day(const struct breakdown_question *question)
{
    if (!question->has_since)
        return day_from_civil(1, 1, 1);
    return question->whole ? question->since : period_first(period_first(question->since, question->grain) - 1, question->grain);
}

/* The first period from walk->next on, of this currency or the one after. */
static bool find_period(struct breakdown_walk *walk, bool *found, struct fault *fault)
{
    const struct breakdown_question *question = walk->question;
    bool there = true;

    *found = false;
    while (there && !*found) {
        struct index_walk cells;
        struct key key;
        struct cell cell;
        bool done = cells_begin(&cells, walk, false, walk->next, &key, fault) && index_walk_next(&cells, &there, fault);

        if (done && there)
            there = read_cell(question, cells.key, cells.value, &cell);
        if (done && there && memcmp(cells.key.bytes + KEY_HEAD - 3, walk->currency.code, 3) != 0) {
            done = currency_find((struct slice){cells.key.bytes + KEY_HEAD - 3, 3}, &walk->currency, fault);
            walk->has_previous = false;
            walk->next = first_day(question);
        } else if (done && there && question->has_until && cell.day > question->until) {
            walk->next = INT32_MAX; /* behind all days of the currency */
        } else if (done && there) {
            walk->next =
                question->whole ? (question->has_since ? question->since : cell.day) : period_first(cell.day, question->grain);
            *found = true;
        }
        index_walk_end(&cells);
        if (!done)
            return false;
    }
    return true;
}

bool breakdown_next(struct breakdown_walk *walk, bool *found, struct fault *fault)
{
    const struct breakdown_question *question = walk->question;

    for (;;) {
        bool asked_for;

        if (walk->has_period)
            keep_previous(walk);
        walk->has_period = false;
        if (!find_period(walk, found, fault))
            return false;
        if (!*found)
            return true;
        if (!read_period(walk, walk->next, fault))
            return false;
        walk->has_period = true;
        asked_for = question->whole || !question->has_since || walk->next >= period_first(question->since, question->grain);
        walk->next = question->whole ? INT32_MAX : period_next(walk->next, question->grain);
        if (asked_for && walk->current.count)
            return true;
    }
}

void breakdown_end(struct breakdown_walk *walk)
{
    table_release(&walk->current);
    table_release(&walk->previous);
    table_release(&walk->totals);
    working_days_release(&walk->working);
    text_release(&walk->last_sku);
    text_release(&walk->last_attribute);
}

const int64_t *breakdown_numbers(const struct breakdown_walk *walk, const struct breakdown_row *row)
{
    return &walk->current.numbers[row->numbers];
}

const int64_t *breakdown_numbers_before(const struct breakdown_walk *walk, const struct breakdown_row *row)
{
    const struct breakdown_table *previous = &walk->previous;
    const struct breakdown_row *before;

    if (!walk->has_previous || walk->question->whole || !previous->count ||
        period_next(previous->first, walk->question->grain) != walk->current.first)
        return NULL;
    before = bsearch(row, previous->rows, previous->count, sizeof *row, compare_rows);
    return before ? &previous->numbers[before->numbers] : NULL;
}

bool breakdown_is_provisional(const struct breakdown_walk *walk)
{
    enum tally_set set = walk->question->set->set;

    return set != TALLY_DELIVERIES && set != TALLY_PICKUPS && walk->current.to + WITHDRAWAL_DAYS >= walk->question->today;
}
