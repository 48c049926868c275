/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/twins.h"

#include "base/memory.h"
#include "store/spool.h"

#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RUN = 8 * 1024 * 1024, PIECE = 64 * 1024 };

/* As it stands in a run: this, the value, the SKU. */
struct twin_head {
    uint32_t rule;
    uint32_t value_length;
    uint16_t sku_length;
    uint8_t asked, pad;
};

struct twin_entry {
    uint64_t first; /* bytes of the value, so that most comparisons look no further */
    size_t at;
};

struct twin {
    struct twin_head head;
    struct slice value, sku;
};

void twins_release(struct twins *twins)
{
    if (twins->file >= 0)
        close(twins->file);
    text_release(&twins->bytes);
    free(twins->entries);
    free(twins->ends);
    *twins = (struct twins)TWINS_INIT;
}

static struct twin twin_at(const char *bytes)
{
    struct twin twin;

    memcpy(&twin.head, bytes, sizeof twin.head);
    twin.value = (struct slice){bytes + sizeof twin.head, twin.head.value_length};
    twin.sku = (struct slice){twin.value.bytes + twin.value.length, twin.head.sku_length};
    return twin;
}

/* One product may come twice, asked for and not: then first as one that is asked for. */
static int compare(const struct twin *a, const struct twin *b)
{
    int order = a->head.rule < b->head.rule ? -1 : a->head.rule > b->head.rule;

    if (!order)
        order = slice_compare(a->value, b->value);
    if (!order)
        order = slice_compare(a->sku, b->sku);
    return order ? order : b->head.asked - a->head.asked;
}

static int compare_entries(const void *left, const void *right, void *bytes)
{
    const struct twin_entry *a = left;
    const struct twin_entry *b = right;
    struct twin x = twin_at((const char *)bytes + a->at);
    struct twin y = twin_at((const char *)bytes + b->at);

    if (x.head.rule == y.head.rule && a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return compare(&x, &y);
}

static void sort(struct twins *twins)
{
    if (twins->count)
        qsort_r(twins->entries, twins->count, sizeof *twins->entries, compare_entries, twins->bytes.bytes);
}

static size_t length_of(const struct twin *twin)
{
    return sizeof twin->head + twin->value.length + twin->sku.length;
}

static bool put_aside(struct twins *twins, struct fault *fault)
{
    struct text sorted = TEXT_INIT;
    int error;

    if (twins->file < 0 && !spool_open(&twins->file, fault))
        return false;
    sort(twins);
    for (size_t i = 0; i < twins->count; i++) {
        const char *entry = twins->bytes.bytes + twins->entries[i].at;
        struct twin twin = twin_at(entry);

        text_add(&sorted, entry, length_of(&twin));
    }
    error = file_write_at(twins->file, twins->size, sorted.bytes, sorted.length);
    twins->size += sorted.length;
    text_release(&sorted);
    twins->ends = memory_grow(twins->ends, &twins->run_room, twins->run_count + 1, sizeof *twins->ends);
    twins->ends[twins->run_count++] = twins->size;
    twins->count = 0;
    text_clear(&twins->bytes);
    errno = error;
    return !error || fault_system(fault, "system", "cannot write to a temporary file in %s", spool_folder());
}

/* The room for gathering is given back: every run that is read needs some of its own. */
static bool put_aside_last(struct twins *twins, struct fault *fault)
{
    bool done = put_aside(twins, fault);

    text_release(&twins->bytes);
    free(twins->entries);
    twins->entries = NULL;
    twins->room = 0;
    return done;
}

bool twins_add(struct twins *twins, uint32_t rule, struct slice value, struct slice sku, bool asked, struct fault *fault)
{
    struct twin_head head = {
        .rule = rule, .value_length = (uint32_t)value.length, .sku_length = (uint16_t)sku.length, .asked = asked};
    struct twin_entry *entry;
    uint64_t first = 0;

    if (twins->bytes.length >= RUN && !put_aside(twins, fault))
        return false;
    twins->entries = memory_grow(twins->entries, &twins->room, twins->count + 1, sizeof *twins->entries);
    entry = &twins->entries[twins->count++];
    memcpy(&first, value.bytes, value.length < sizeof first ? value.length : sizeof first);
    *entry = (struct twin_entry){be64toh(first), twins->bytes.length};
    text_add(&twins->bytes, &head, sizeof head);
    text_add_slice(&twins->bytes, value);
    text_add_slice(&twins->bytes, sku);
    return true;
}

/* A run as it is read: the file's, or what has not been put aside. */
struct run_reader {
    uint64_t at, end;
    struct text room;
    size_t used; /* bytes of the room that are behind us */
    struct twin twin;
    bool has;
};

/* So that at least so many bytes lie in the room, if there are so many. */
static bool fetch(const struct twins *twins, struct run_reader *run, size_t wanted, struct fault *fault)
{
    size_t rest = run->room.length - run->used;

    if (rest >= wanted || run->at == run->end)
        return true;
    if (rest)
        memmove(run->room.bytes, run->room.bytes + run->used, rest);
    run->room.length = rest;
    run->used = 0;
    while (run->room.length < wanted && run->at < run->end) {
        size_t more = wanted > PIECE ? wanted : PIECE;
        ssize_t count;

        if (more > run->end - run->at)
            more = (size_t)(run->end - run->at);
        text_make_room(&run->room, more);
        count = pread(twins->file, run->room.bytes + run->room.length, more, (off_t)run->at);
        if (count <= 0 && errno != EINTR)
            return fault_system(fault, "system", "cannot read a temporary file in %s", spool_folder());
        if (count > 0) {
            run->room.length += (size_t)count;
            run->at += (uint64_t)count;
        }
    }
    return true;
}

static bool next_of_run(const struct twins *twins, struct run_reader *run, struct fault *fault)
{
    struct twin_head head;

    if (run->has)
        run->used += length_of(&run->twin);
    run->has = false;
    if (!fetch(twins, run, sizeof head, fault))
        return false;
    if (run->room.length - run->used < sizeof head)
        return true;
    memcpy(&head, run->room.bytes + run->used, sizeof head);
    if (!fetch(twins, run, sizeof head + head.value_length + head.sku_length, fault))
        return false;
    run->twin = twin_at(run->room.bytes + run->used);
    run->has = true;
    return true;
}

/* The group at hand: its first member, which is told of only once there is a second. */
struct group {
    struct text value, sku, last;
    uint32_t rule;
    bool begun, asked;
    twins_each *each;
    void *context;
};

static bool take(struct group *group, const struct twin *twin, struct fault *fault)
{
    bool same = group->begun && group->rule == twin->head.rule && slice_equal(text_slice(&group->value), twin->value);

    if (same && slice_equal(text_slice(&group->last), twin->sku))
        return true;
    text_clear(&group->last);
    text_add_slice(&group->last, twin->sku);
    if (!same) {
        text_clear(&group->value);
        text_add_slice(&group->value, twin->value);
        text_clear(&group->sku);
        text_add_slice(&group->sku, twin->sku);
        group->rule = twin->head.rule;
        group->asked = twin->head.asked;
        group->begun = true;
        return true;
    }
    if (group->asked && !group->each(group->context, group->rule, twin->value, text_slice(&group->sku), twin->sku, fault))
        return false;
    group->asked = false;
    return !twin->head.asked || group->each(group->context, group->rule, twin->value, twin->sku, text_slice(&group->sku), fault);
}

static bool find_in_memory(struct twins *twins, struct group *group, struct fault *fault)
{
    sort(twins);
    for (size_t i = 0; i < twins->count; i++) {
        struct twin twin = twin_at(twins->bytes.bytes + twins->entries[i].at);

        if (!take(group, &twin, fault))
            return false;
    }
    return true;
}

/* The runs are few: the least of them is looked for among all. */
static bool merge(struct twins *twins, struct group *group, struct fault *fault)
{
    struct run_reader *runs = memory_take_zeroed(twins->run_count, sizeof *runs);
    bool done = true;
    bool more = true;

    for (size_t i = 0; done && i < twins->run_count; i++) {
        runs[i].at = i ? twins->ends[i - 1] : 0;
        runs[i].end = twins->ends[i];
        done = next_of_run(twins, &runs[i], fault);
    }
    while (done && more) {
        struct run_reader *least = NULL;

        for (size_t i = 0; i < twins->run_count; i++)
            if (runs[i].has && (!least || compare(&runs[i].twin, &least->twin) < 0))
                least = &runs[i];
        more = least != NULL;
        if (more)
            done = take(group, &least->twin, fault) && next_of_run(twins, least, fault);
    }
    for (size_t i = 0; i < twins->run_count; i++)
        text_release(&runs[i].room);
    free(runs);
    return done;
}

bool twins_find(struct twins *twins, twins_each *each, void *context, struct fault *fault)
{
    struct group group = {.each = each, .context = context};
    bool done;

    if (twins->file < 0)
        done = find_in_memory(twins, &group, fault);
    else
        done = put_aside_last(twins, fault) && merge(twins, &group, fault);
    text_release(&group.value);
    text_release(&group.sku);
    text_release(&group.last);
    return done;
}
