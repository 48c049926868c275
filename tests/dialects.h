/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TESTS_DIALECTS_H
#define COLPORTEUR_TESTS_DIALECTS_H

#include "format/dialect.h"
#include "json/write.h"

/* What a dialect makes of a sheet, for tests: one line for each record, or "LINE CODE FIELD: REASON" for a refusal. */

/* What was kept of a column before and is not now is no news for most tests: they see what is kept, at the end of the record. */
static inline void tidy_columns(json_t *record)
{
    json_t *columns = json_incref(json_object_get(record, "columns"));
    const char *dialect;
    const char *name;
    json_t *kept;
    json_t *cell;
    void *next;

    json_object_del(record, "columns");
    json_object_foreach(columns, dialect, kept)
    {
        json_object_foreach_safe(kept, next, name, cell)
        {
            if (json_is_null(cell))
                json_object_del(kept, name);
        }
        if (json_object_size(kept))
            json_object_set(record, "columns", columns);
    }
    json_decref(columns);
}

static inline void take_queue(struct product_queue *queue, struct text *text)
{
    struct text record = TEXT_INIT;
    struct queued *item;

    while ((item = queue_take(queue))) {
        text_clear(&record);
        if (item->record) {
            tidy_columns(item->record);
            json_put_value(&record, NULL, item->record);
        }
        if (item->record)
            text_add_slice(text, text_slice(&record));
        else if (item->fault.kind == FAULT_NONE)
            text_printf(text, "%zu skipped", item->line);
        else
            text_printf(text, "%zu %s %s: %s", item->line, item->fault.code, item->fault.field, item->fault.reason);
        text_add_byte(text, '\n');
    }
    text_release(&record);
}

/* `name` NULL: by the header; then "none" if that is of no platform. */
static inline const char *exported(const char *name, struct slice csv, struct text *text)
{
    struct sheet_options options = {0};
    struct product_queue queue = {0};
    struct header header = {0};
    const struct dialect *dialect = NULL;
    struct fault fault = FAULT_INIT;
    struct sheet sheet;
    struct sheet_row row;
    void *state = NULL;
    enum sheet_event event;

    text_clear(text);
    if (!sheet_init(&sheet, &options, &fault))
        return fault.code;
    sheet_feed(&sheet, csv, true);
    while ((event = sheet_next(&sheet, &row, &fault)) != SHEET_END && event != SHEET_MORE) {
        if (event == SHEET_HEADER) {
            dialect = name ? dialect_find(slice_of(name)) : dialect_recognise(sheet_header(&sheet), &header);
            if (!dialect)
                break;
            if (name)
                header_bind(&header, sheet_header(&sheet), dialect->names);
            state = dialect->open(&header);
            sheet_take_empty_cells(&sheet);
        } else if (event == SHEET_ROW && dialect) {
            dialect->row(state, &row, &queue);
        }
        take_queue(&queue, text);
    }
    if (dialect && dialect->end)
        dialect->end(state, &queue);
    take_queue(&queue, text);
    if (dialect)
        dialect->close(state);
    else
        text_add_string(text, "none");
    queue_release(&queue);
    header_release(&header);
    sheet_release(&sheet);
    return text_string(text);
}

#endif
