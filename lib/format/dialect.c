/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/dialect.h"

#include "base/memory.h"

#include <stdlib.h>

const struct dialect *dialect_find(struct slice name)
{
    for (size_t i = 0; dialects[i]; i++)
        if (slice_is(name, dialects[i]->name))
            return dialects[i];
    return NULL;
}

void dialect_names(struct text *text)
{
    for (size_t i = 0; dialects[i]; i++)
        text_printf(text, i ? ", %s" : "%s", dialects[i]->name);
}

const struct dialect *dialect_recognise(const struct sheet_row *row, struct header *header)
{
    const struct dialect *best = NULL;
    unsigned surest = DIALECT_SURE - 1;
    bool alike = false;

    for (size_t i = 0; dialects[i]; i++) {
        struct header bound;
        unsigned sure;

        header_bind(&bound, row, dialects[i]->names);
        sure = dialects[i]->recognise(&bound);
        header_release(&bound);
        alike = sure == surest ? best != NULL : sure < surest && alike;
        if (sure <= surest)
            continue;
        surest = sure;
        best = dialects[i];
    }
    if (!best || alike)
        return NULL;
    header_bind(header, row, best->names);
    return best;
}

static struct queued *add(struct product_queue *queue, size_t line, struct slice raw)
{
    struct queued *item;

    if (queue->count == queue->room) {
        size_t before = queue->room;

        queue->items = memory_grow(queue->items, &queue->room, queue->count + 1, sizeof *queue->items);
        memset(queue->items + before, 0, (queue->room - before) * sizeof *queue->items);
    }
    item = &queue->items[queue->count++];
    item->record = NULL;
    item->fault = (struct fault)FAULT_INIT;
    item->line = line;
    text_clear(&item->raw);
    text_add_slice(&item->raw, raw);
    return item;
}

void queue_record(struct product_queue *queue, json_t *record, size_t line, struct slice raw)
{
    add(queue, line, raw)->record = record;
}

void queue_refusal(struct product_queue *queue, size_t line, struct slice raw, const struct fault *fault)
{
    add(queue, line, raw)->fault = *fault;
}

void queue_skipped(struct product_queue *queue, size_t line, struct slice raw)
{
    add(queue, line, raw);
}

struct queued *queue_take(struct product_queue *queue)
{
    if (queue->first) {
        json_decref(queue->items[queue->first - 1].record);
        queue->items[queue->first - 1].record = NULL;
    }
    if (queue->first == queue->count) {
        queue->first = queue->count = 0;
        return NULL;
    }
    return &queue->items[queue->first++];
}

void queue_release(struct product_queue *queue)
{
    for (size_t i = 0; i < queue->room; i++) {
        json_decref(queue->items[i].record);
        text_release(&queue->items[i].raw);
    }
    free(queue->items);
    *queue = (struct product_queue){0};
}
