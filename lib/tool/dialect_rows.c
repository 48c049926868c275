/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "format/dialect.h"
#include "format/measure.h"
#include "tool/queued.h"

#include <stdlib.h>

struct dialect_rows {
    const struct dialect *dialect;
    struct header header;
    void *state;
    struct product_queue queue;
    struct text masked; /* rows that hold a card number, without it */
};

static bool refuse_header(const char *name, const struct dialect *dialect, struct fault *fault)
{
    struct text names = TEXT_INIT;

    if (dialect)
        return fault_set(fault, FAULT_USAGE, "not_the_dialect", NULL, "--from %s: the columns are not those of a %s export", name,
                         dialect->title);
    dialect_names(&names);
    fault_set(fault, FAULT_USAGE, "usage", NULL, "--from: \"%s\" is none of %s", name, text_string(&names));
    text_release(&names);
    return false;
}

static bool find_dialect(const char *name, const struct sheet_row *row, struct header *header, const struct dialect **dialect,
                         struct fault *fault)
{
    *dialect = name ? dialect_find(slice_of(name)) : dialect_recognise(row, header);
    if (!name)
        return true;
    if (!*dialect)
        return refuse_header(name, NULL, fault);
    header_bind(header, row, (*dialect)->names);
    if ((*dialect)->recognise(header) > 0)
        return true;
    header_release(header);
    return refuse_header(name, *dialect, fault);
}

/* What is unknown is told: it may be a column whose name has a slip. */
static void say_unknown(const struct header *header, struct text *notice)
{
    enum { SHOWN = 5 };
    size_t shown = 0;

    if (!header->unknown)
        return;
    text_printf(notice, "; kept as they are, for they are not known: ");
    for (size_t i = 0; i < header->count && shown < SHOWN; i++)
        if (header->columns[i].field == COLUMN_UNKNOWN)
            text_printf(notice, shown++ ? ", \"%.*s\"" : "\"%.*s\"", SLICE_ARGS(header->columns[i].title));
    if (header->unknown > SHOWN)
        text_printf(notice, " and %zu more", header->unknown - SHOWN);
}

static bool begin(const struct source_options *options, const struct sheet_row *row, struct dialect_rows **rows,
                  struct text *notice, struct fault *fault)
{
    struct header header = {0};
    const struct dialect *dialect;

    *rows = NULL;
    if (options->weight_unit && !weight_unit(slice_of(options->weight_unit)))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--weight-unit: \"%s\" is no unit that is known", options->weight_unit);
    if (!find_dialect(options->from, row, &header, &dialect, fault))
        return false;
    if (!dialect)
        return true;
    header.weight_unit = options->weight_unit;
    *rows = memory_take_zeroed(1, sizeof **rows);
    (*rows)->dialect = dialect;
    (*rows)->header = header;
    (*rows)->state = dialect->open(&(*rows)->header);
    text_printf(notice, "; %s %s export", options->from ? "read as a" : "recognised as a", dialect->title);
    say_unknown(&header, notice);
    return true;
}

static void close_rows(struct dialect_rows *rows)
{
    if (!rows)
        return;
    rows->dialect->close(rows->state);
    header_release(&rows->header);
    queue_release(&rows->queue);
    text_release(&rows->masked);
    free(rows);
}

static void add_row(struct dialect_rows *rows, const struct sheet_row *row)
{
    rows->dialect->row(rows->state, row, &rows->queue);
}

static void end(struct dialect_rows *rows)
{
    if (rows->dialect->end)
        rows->dialect->end(rows->state, &rows->queue);
}

static bool next(struct dialect_rows *rows, enum source_event *event, struct source_item *item, struct fault *fault)
{
    return queued_next(&rows->queue, &rows->masked, event, item, fault);
}

const struct dialect_reader dialect_reader = {
    .begin = begin,
    .close = close_rows,
    .row = add_row,
    .end = end,
    .next = next,
    .weighs = true,
};
