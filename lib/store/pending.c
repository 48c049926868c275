/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/pending.h"

#include "base/memory.h"

#include <endian.h>
#include <stdlib.h>

enum { FIRST_SLOTS = 256 };

void pending_release(struct pending *pending)
{
    free(pending->slots);
    arena_release(&pending->arena);
    *pending = (struct pending){0};
}

void pending_clear(struct pending *pending)
{
    if (pending->used)
        memset(pending->slots, 0, pending->slot_count * sizeof *pending->slots);
    memset(pending->rows, 0, sizeof pending->rows);
    memset(pending->counts, 0, sizeof pending->counts);
    arena_clear(&pending->arena);
    pending->used = pending->bytes = 0;
    pending->changes = false;
}

static uint64_t hash_of(unsigned table, struct slice key)
{
    return slice_hash(key) + table;
}

static struct pending_slot *slot_of(const struct pending *pending, uint64_t hash, unsigned table, struct slice key)
{
    size_t at = hash & (pending->slot_count - 1);

    for (; pending->slots[at].row; at = (at + 1) & (pending->slot_count - 1)) {
        const struct pending_row *row = pending->slots[at].row;

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

static void *take(struct pending *pending, size_t length)
{
    pending->bytes += length;
    return arena_take(&pending->arena, length);
}

struct pending_row *pending_find(const struct pending *pending, unsigned table, struct slice key)
{
    return pending->used ? slot_of(pending, hash_of(table, key), table, key)->row : NULL;
}

struct pending_row *pending_row(struct pending *pending, unsigned table, struct slice key)
{
    uint64_t hash = hash_of(table, key);
    struct pending_slot *slot;
    struct pending_row *row;

    if (pending->used * 4 >= pending->slot_count * 3)
        widen(pending);
    slot = slot_of(pending, hash, table, key);
    if (slot->row)
        return slot->row;
    row = take(pending, sizeof *row + key.length);
    *row = (struct pending_row){
        .next = pending->rows[table], .key_length = (uint16_t)key.length, .table = (uint8_t)table, .state = PENDING_NEW};
    memcpy(row->key, key.bytes, key.length);
    pending->rows[table] = row;
    pending->counts[table]++;
    pending->used++;
    pending->bytes += 2 * sizeof *slot;
    *slot = (struct pending_slot){hash, row};
    return row;
}

void pending_found(struct pending_row *row, struct slice value)
{
    row->value = (char *)(uintptr_t)value.bytes;
    row->value_length = (uint32_t)value.length;
    row->state = PENDING_FOUND;
}

static void make_room(struct pending *pending, struct pending_row *row, enum pending_state state, size_t length)
{
    bool own = row->state == PENDING_PUT || row->state == PENDING_COUNTED;

    if (!own || row->value_length < length)
        row->value = take(pending, length);
    row->value_length = (uint32_t)length;
    row->state = (uint8_t)state;
    pending->changes = true;
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
    row->state = PENDING_DROPPED;
    pending->changes = true;
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

/*
 * Sorting: seven bytes of the key and how many there were make a number that sorts as they do, so most comparisons touch
 * no key. Rows alike in these are sorted by the next seven.
 */
enum { HEAD_BYTES = 7, FEW = 12 };

static uint64_t head_of(struct slice key, size_t depth)
{
    size_t rest = key.length > depth ? key.length - depth : 0;
    uint64_t head = 0;

    memcpy(&head, key.bytes + key.length - rest, rest < HEAD_BYTES ? rest : HEAD_BYTES);
    return be64toh(head) | (rest > HEAD_BYTES ? HEAD_BYTES + 1 : rest);
}

static bool is_before(const struct pending_place *a, const struct pending_place *b)
{
    return a->head != b->head ? a->head < b->head : slice_compare(pending_key(a->row), pending_key(b->row)) < 0;
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

/* Three-way radix quicksort (Bentley and Sedgewick): recurses into what is smaller, so that the stack stays small. */
static void sort(struct pending_place *sorted, size_t count, size_t depth)
{
    while (count > FEW) {
        uint64_t pivot = sorted[count / 2].head;
        size_t less = 0;
        size_t more = count;

        for (size_t i = 0; i < more;)
            if (sorted[i].head < pivot)
                swap(&sorted[i++], &sorted[less++]);
            else if (sorted[i].head > pivot)
                swap(&sorted[i], &sorted[--more]);
            else
                i++;
        for (size_t i = less; more - less > 1 && i < more; i++)
            sorted[i].head = head_of(pending_key(sorted[i].row), depth + HEAD_BYTES);
        sort(sorted + less, more - less, depth + HEAD_BYTES);
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

struct pending_place *pending_sorted(const struct pending *pending, unsigned table, size_t *count)
{
    struct pending_place *sorted = memory_take((pending->counts[table] + 1) * sizeof *sorted);

    *count = 0;
    for (const struct pending_row *row = pending->rows[table]; row; row = row->next)
        if (row->state > PENDING_FOUND)
            sorted[(*count)++] = (struct pending_place){head_of(pending_key(row), 0), row};
    sort(sorted, *count, 0);
    return sorted;
}
