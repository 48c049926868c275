/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/pending.h"

#include "base/memory.h"

#include <endian.h>
#include <stdlib.h>

/* Rows stand in blocks and are named by units of their alignment, so that four bytes name any. */
enum { FIRST_SLOTS = 256, UNIT = alignof(struct pending_row), UNITS = 8192 };

static void free_blocks(struct pending *pending)
{
    while (pending->block_count)
        free(pending->blocks[--pending->block_count]);
}

void pending_release(struct pending *pending)
{
    for (size_t i = 0; i < PENDING_TABLES; i++)
        free(pending->changed[i].places);
    free_blocks(pending);
    free(pending->blocks);
    free(pending->slots);
    arena_release(&pending->arena);
    *pending = (struct pending){0};
}

void pending_clear(struct pending *pending)
{
    if (pending->used)
        memset(pending->slots, 0, pending->slot_count * sizeof *pending->slots);
    for (size_t i = 0; i < PENDING_TABLES; i++)
        pending->changed[i].count = 0;
    if (!ARENA_KEEPS_BLOCKS)
        free_blocks(pending);
    arena_clear(&pending->arena);
    pending->used = pending->bytes = pending->next = 0;
}

static struct pending_row *row_at(const struct pending *pending, size_t place)
{
    return (struct pending_row *)(void *)(pending->blocks[place / UNITS] + place % UNITS * UNIT);
}

/* Where a row of so many bytes goes. No place is 0. */
static uint32_t take_place(struct pending *pending, size_t length)
{
    size_t units = (length + UNIT - 1) / UNIT;
    size_t place = pending->next ? pending->next : 1;

    if (place % UNITS + units > UNITS || place % UNITS == 0)
        place = (place + UNITS - 1) / UNITS * UNITS;
    if (place / UNITS == pending->block_count) {
        pending->blocks = memory_grow(pending->blocks, &pending->block_room, pending->block_count + 1, sizeof *pending->blocks);
        pending->blocks[pending->block_count++] = memory_take((size_t)UNITS * UNIT);
    }
    pending->next = place + units;
    pending->bytes += units * UNIT;
    return (uint32_t)place;
}

static uint32_t hash_of(unsigned table, struct slice key)
{
    return (uint32_t)slice_hash(key) + table;
}

static struct pending_slot *slot_of(const struct pending *pending, uint32_t hash, unsigned table, struct slice key)
{
    size_t at = hash & (pending->slot_count - 1);

    for (; pending->slots[at].row; at = (at + 1) & (pending->slot_count - 1)) {
        const struct pending_row *row = row_at(pending, pending->slots[at].row);

        if (pending->slots[at].hash == hash && row->table == table && slice_equal(pending_key(row), key))
            break;
    }
    return &pending->slots[at];
}

static void widen(struct pending *pending)
{
    struct pending_slot *before = pending->slots;
    size_t count = pending->slot_count;

    pending->slot_count = count ? count * 2 : FIRST_SLOTS;
    pending->slots = memory_take_zeroed(pending->slot_count, sizeof *pending->slots);
    for (size_t i = 0; i < count; i++) {
        size_t at = before[i].hash & (pending->slot_count - 1);

        while (before[i].row && pending->slots[at].row)
            at = (at + 1) & (pending->slot_count - 1);
        if (before[i].row)
            pending->slots[at] = before[i];
    }
    free(before);
}

struct pending_row *pending_find(const struct pending *pending, unsigned table, struct slice key)
{
    struct pending_slot *slot = pending->used ? slot_of(pending, hash_of(table, key), table, key) : NULL;

    return slot && slot->row ? row_at(pending, slot->row) : NULL;
}

static uint32_t make_row(struct pending *pending, unsigned table, struct slice key)
{
    uint32_t place = take_place(pending, sizeof(struct pending_row) + key.length);
    struct pending_row *row = row_at(pending, place);

    *row = (struct pending_row){.key_length = (uint16_t)key.length, .table = (uint8_t)table, .state = PENDING_NEW};
    memcpy(row->key, key.bytes, key.length);
    return place;
}

struct pending_row *pending_row(struct pending *pending, unsigned table, struct slice key)
{
    uint32_t hash = hash_of(table, key);
    struct pending_slot *slot;

    if (pending->used * 4 >= pending->slot_count * 3)
        widen(pending);
    slot = slot_of(pending, hash, table, key);
    if (!slot->row) {
        *slot = (struct pending_slot){hash, make_row(pending, table, key)};
        pending->used++;
        pending->bytes += 2 * sizeof *slot;
    }
    return row_at(pending, slot->row);
}

struct pending_row *pending_row_apart(struct pending *pending, unsigned table, struct slice key)
{
    return row_at(pending, make_row(pending, table, key));
}

void pending_found(struct pending_row *row, struct slice value)
{
    row->value = (char *)(uintptr_t)value.bytes;
    row->value_length = (uint32_t)value.length;
    row->state = PENDING_FOUND;
}

static uint64_t head_of(struct slice key, size_t depth)
{
    uint64_t head = 0;

    if (key.length > depth)
        memcpy(&head, key.bytes + depth, key.length - depth < sizeof head ? key.length - depth : sizeof head);
    return be64toh(head);
}

/* Counts the row among those that are changed, while its key is at hand. */
static void note_change(struct pending *pending, struct pending_row *row, enum pending_state state)
{
    struct pending_places *changed = &pending->changed[row->table];
    struct pending_place *place;

    if (row->state <= PENDING_FOUND) {
        changed->places = memory_grow(changed->places, &changed->room, changed->count + 1, sizeof *place);
        place = &changed->places[changed->count++];
        place->row = row;
        for (size_t i = 0; i < PENDING_HEADS; i++)
            place->heads[i] = head_of(pending_key(row), i * sizeof *place->heads);
        pending->bytes += sizeof *place;
    }
    row->state = (uint8_t)state;
}

static void make_room(struct pending *pending, struct pending_row *row, enum pending_state state, size_t length)
{
    bool own = row->state == PENDING_PUT || row->state == PENDING_COUNTED;

    if (!own || row->value_length < length) {
        row->value = arena_take(&pending->arena, length);
        pending->bytes += length;
    }
    row->value_length = (uint32_t)length;
    note_change(pending, row, state);
}

void pending_put(struct pending *pending, struct pending_row *row, struct slice value)
{
    make_room(pending, row, PENDING_PUT, value.length);
    if (value.length)
        memcpy(row->value, value.bytes, value.length);
}

void pending_drop(struct pending *pending, struct pending_row *row)
{
    row->value = NULL;
    row->value_length = 0;
    note_change(pending, row, PENDING_DROPPED);
}

void pending_add(struct pending *pending, struct pending_row *row, const int64_t *more, size_t count)
{
    int64_t *sums;

    if (row->state != PENDING_COUNTED) {
        make_room(pending, row, PENDING_COUNTED, count * sizeof *sums);
        memset(row->value, 0, row->value_length);
    }
    sums = (int64_t *)(void *)row->value;
    /* A sum that no number holds wraps, here as where it is added to what is there: the figure is lost, but not the store. */
    for (size_t i = 0; i < count; i++)
        (void)__builtin_add_overflow(sums[i], more[i], &sums[i]);
}

static bool is_before(const struct pending_place *a, const struct pending_place *b)
{
    for (size_t i = 0; i < PENDING_HEADS; i++)
        if (a->heads[i] != b->heads[i])
            return a->heads[i] < b->heads[i];
    return slice_compare(pending_key(a->row), pending_key(b->row)) < 0;
}

static void insert_each(struct pending_place *sorted, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct pending_place next = sorted[i];
        size_t at = i;

        for (; at && is_before(&next, &sorted[at - 1]); at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = next;
    }
}

static void swap(struct pending_place *a, struct pending_place *b)
{
    struct pending_place kept = *a;

    *a = *b;
    *b = kept;
}

static int by_key(const void *a, const void *b)
{
    const struct pending_place *x = a;
    const struct pending_place *y = b;

    return slice_compare(pending_key(x->row), pending_key(y->row));
}

enum { FEW = 12 };

/* Three-way radix quicksort (Bentley and Sedgewick): recurses into what is smaller, so that the stack stays small. */
static void sort(struct pending_place *sorted, size_t count, size_t depth)
{
    while (count > FEW) {
        uint64_t pivot;
        size_t less = 0;
        size_t more = count;

        if (depth == PENDING_HEADS) {
            qsort(sorted, count, sizeof *sorted, by_key);
            return;
        }
        pivot = sorted[count / 2].heads[depth];
        for (size_t i = 0; i < more;)
            if (sorted[i].heads[depth] < pivot)
                swap(&sorted[i++], &sorted[less++]);
            else if (sorted[i].heads[depth] > pivot)
                swap(&sorted[i], &sorted[--more]);
            else
                i++;
        sort(sorted + less, more - less, depth + 1);
        if (less < count - more) {
            sort(sorted, less, depth);
            sorted += more;
            count -= more;
        } else {
            sort(sorted + more, count - more, depth);
            count = less;
        }
    }
    insert_each(sorted, count);
}

struct pending_places pending_sorted(struct pending *pending, unsigned table)
{
    struct pending_places *changed = &pending->changed[table];

    sort(changed->places, changed->count, 0);
    return *changed;
}
