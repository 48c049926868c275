/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/source.h"

#include "base/memory.h"
#include "json/read.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

enum { CHUNK = 256 * 1024, KEEP_LIMIT = 16 * 1024 * 1024 };

enum source_kind { KIND_UNKNOWN, KIND_LINES, KIND_TABLE };

/* Rows that are being gathered into one order. */
struct group {
    json_t *order; /* the group being gathered */
    json_t *ready; /* the one handed out last */
    size_t line, ready_line;
    struct fault fault;    /* why it cannot be taken, if it cannot */
    bool next_is_doubtful; /* a row that could not be read stood just before: it may have been the next order's first */
};

struct source {
    int fd;
    struct source_options options;
    enum source_kind kind;
    bool ended;
    uint64_t bytes;
    struct text buffer; /* of lines */
    size_t at, line;
    bool overlong;
    json_t *record;
    struct sheet sheet;
    bool sheet_open, bound, own_mapping;
    struct arena arena;
    struct fields fields;
    struct group group;
};

struct source *source_open(int fd, const struct source_options *options)
{
    struct source *source = memory_take_zeroed(1, sizeof *source);

    source->fd = fd;
    source->options = *options;
    return source;
}

void source_close(struct source *source)
{
    if (!source)
        return;
    if (source->sheet_open)
        sheet_release(&source->sheet);
    if (source->own_mapping)
        mapping_free(source->options.mapping);
    json_decref(source->record);
    json_decref(source->group.order);
    json_decref(source->group.ready);
    text_release(&source->buffer);
    arena_release(&source->arena);
    fields_release(&source->fields);
    free(source);
}

bool source_would_wait(const struct source *source)
{
    struct pollfd input = {source->fd, POLLIN, 0};

    return !source->ended && poll(&input, 1, 0) == 0;
}

uint64_t source_bytes(const struct source *source)
{
    return source->bytes;
}

static bool start_table(struct source *source, struct fault *fault)
{
    struct sheet_options options = {0};

    if (!source->options.mapping) {
        source->options.mapping = mapping_identity(source->options.target);
        source->own_mapping = true;
    }
    mapping_sheet_options(source->options.mapping, &options);
    source->sheet_open = sheet_init(&source->sheet, &options, fault);
    return source->sheet_open;
}

static void pass_to_table(struct source *source)
{
    sheet_feed(&source->sheet, text_slice(&source->buffer), source->ended);
    text_clear(&source->buffer);
}

/* A table does not begin with "{"; a byte order mark tells nothing. */
static bool recognise(struct source *source, struct fault *fault)
{
    struct slice start = text_slice(&source->buffer);

    if (!source->options.tables) {
        source->kind = KIND_LINES;
        return true;
    }
    if (slice_starts(start, "\xef\xbb\xbf"))
        start = slice_from(start, 3);
    while (start.length && strchr(" \t\r\n", start.bytes[0]))
        start = slice_from(start, 1);
    if (!start.length && !source->ended)
        return true;
    source->kind = start.length && start.bytes[0] != '{' ? KIND_TABLE : KIND_LINES;
    if (source->kind == KIND_LINES)
        return true;
    if (!start_table(source, fault))
        return false;
    pass_to_table(source);
    return true;
}

bool source_read(struct source *source, struct fault *fault)
{
    ssize_t count;

    if (source->at) {
        memmove(source->buffer.bytes, source->buffer.bytes + source->at, source->buffer.length - source->at);
        source->buffer.length -= source->at;
        source->at = 0;
    }
    text_make_room(&source->buffer, CHUNK);
    do
        count = read(source->fd, source->buffer.bytes + source->buffer.length, CHUNK);
    while (count < 0 && errno == EINTR);
    if (count < 0)
        return fault_system(fault, "input_failed", "cannot read");
    source->ended = count == 0;
    source->bytes += (uint64_t)count;
    source->buffer.length += (size_t)count;
    if (source->kind == KIND_UNKNOWN)
        return recognise(source, fault);
    if (source->kind == KIND_TABLE)
        pass_to_table(source);
    return true;
}

static bool is_blank(struct slice line)
{
    for (size_t i = 0; i < line.length; i++)
        if (!strchr(" \t\r", line.bytes[i]))
            return false;
    return true;
}

/* The next line, without its end, or SOURCE_WAIT. A line that is too long to keep is passed over but for its start. */
static enum source_event next_line(struct source *source, struct slice *line)
{
    struct slice rest = {source->buffer.bytes + source->at, source->buffer.length - source->at};
    const char *newline = rest.length ? memchr(rest.bytes, '\n', rest.length) : NULL;

    if (!newline && !source->ended) {
        if (rest.length > KEEP_LIMIT) {
            source->overlong = true;
            source->buffer.length = source->at + RECORD_LIMIT + 1;
        }
        return SOURCE_WAIT;
    }
    if (!newline && !rest.length)
        return SOURCE_END;
    *line = (struct slice){rest.bytes, newline ? (size_t)(newline - rest.bytes) : rest.length};
    source->at += line->length + (newline != NULL);
    source->line++;
    if (line->length && line->bytes[line->length - 1] == '\r')
        line->length--;
    if (source->line == 1 && slice_starts(*line, "\xef\xbb\xbf"))
        *line = slice_from(*line, 3);
    return SOURCE_RECORD;
}

static enum source_event next_of_lines(struct source *source, struct source_item *item, struct fault *fault)
{
    enum source_event event;

    do
        event = next_line(source, &item->raw);
    while (event == SOURCE_RECORD && is_blank(item->raw));
    if (event != SOURCE_RECORD)
        return event;
    item->line = source->line;
    if (source->overlong) {
        source->overlong = false;
        item->raw.length = item->raw.length > 1000 ? 1000 : item->raw.length;
        fault_set(fault, FAULT_REFUSED, "record_too_long", NULL, "the record has more than %d bytes", RECORD_LIMIT);
        return SOURCE_REFUSED;
    }
    json_decref(source->record);
    source->record = record_read(item->raw, fault);
    item->record = source->record;
    return item->record ? SOURCE_RECORD : SOURCE_REFUSED;
}

/* Both absent is the same too. */
static bool same_member(const json_t *a, const json_t *b, const char *name)
{
    const json_t *x = json_object_get(a, name);
    const json_t *y = json_object_get(b, name);

    return x && y ? json_equal(x, y) : x == y;
}

static bool same_order(const json_t *order, const json_t *row)
{
    return same_member(order, row, "reference") && same_member(order, row, "channel");
}

/*
 * What a row says of the order besides its line: new things are added, known ones must agree. But for the moment: shops
 * that stamp each row as it is keyed in give the rows of one order minutes apart, and its first row tells when it began.
 */
static void merge(json_t *order, json_t *row, struct fault *fault)
{
    const char *name;
    json_t *value;

    json_object_foreach(row, name, value)
    {
        json_t *before = json_object_get(order, name);

        if (!before)
            json_object_set(order, name, value);
        else if (json_is_object(before) && json_is_object(value))
            merge(before, value, fault);
        else if (strcmp(name, "placed_at") != 0 && !json_equal(before, value) && fault->kind == FAULT_NONE)
            fault_set(fault, FAULT_REFUSED, "contradiction", name, "differs between the rows of one order");
    }
}

/* Adds the row to the open group; true if another group was completed by its coming. */
static bool add_row(struct group *group, json_t *row, size_t line)
{
    json_t *order_line = json_object_get(row, "line");
    bool completed = group->order && !same_order(group->order, row);

    json_incref(order_line);
    json_object_del(row, "line");
    if (completed) {
        json_decref(group->ready);
        group->ready = group->order;
        group->ready_line = group->line;
        group->order = NULL;
    }
    if (!group->order) {
        group->order = json_object();
        group->line = line;
        json_object_set_new(group->order, "lines", json_array());
    }
    merge(group->order, row, &group->fault);
    if (order_line)
        json_array_append_new(json_object_get(group->order, "lines"), order_line);
    return completed;
}

static void refuse_group(struct fault *fault, size_t line)
{
    if (fault->kind == FAULT_NONE)
        fault_set(fault, FAULT_REFUSED, "incomplete_order", NULL,
                  "the row at line %zu, which may belong to this order, was refused", line);
}

static enum source_event hand_out(struct source *source, struct fault *group_fault, struct source_item *item, struct fault *fault)
{
    item->record = source->group.ready;
    item->line = source->group.ready_line;
    item->raw = (struct slice){NULL, 0};
    if (group_fault->kind == FAULT_NONE)
        return SOURCE_RECORD;
    *fault = *group_fault;
    return SOURCE_REFUSED;
}

static enum source_event end_of_group(struct source *source, struct source_item *item, struct fault *fault)
{
    struct group *group = &source->group;
    struct fault why = group->fault;

    if (!group->order)
        return SOURCE_END;
    json_decref(group->ready);
    group->ready = group->order;
    group->ready_line = group->line;
    group->order = NULL;
    group->fault = (struct fault)FAULT_INIT;
    return hand_out(source, &why, item, fault);
}

static enum source_event row_of_group(struct source *source, struct source_item *item, struct fault *fault)
{
    struct group *group = &source->group;
    struct fault before = group->fault;
    json_t *row = fields_json(&source->fields);
    bool completed;

    if (!json_object_get(row, "reference")) {
        json_decref(row);
        refuse_group(&group->fault, item->line);
        group->next_is_doubtful = true;
        fault_set(fault, FAULT_REFUSED, "missing_field", "reference", "is missing");
        return SOURCE_REFUSED;
    }
    if (group->order && !same_order(group->order, row))
        group->fault = (struct fault)FAULT_INIT;
    if (group->next_is_doubtful)
        refuse_group(&group->fault, item->line - 1);
    group->next_is_doubtful = false;
    completed = add_row(group, row, item->line);
    json_decref(row);
    return completed ? hand_out(source, &before, item, fault) : SOURCE_NOTICE;
}

static bool next_of_table(struct source *source, enum source_event *event, struct source_item *item, struct fault *fault)
{
    for (;;) {
        struct sheet_row row;

        switch (sheet_next(&source->sheet, &row, fault)) {
        case SHEET_MORE:
            *event = SOURCE_WAIT;
            return true;
        case SHEET_END:
            *event = source->options.grouped ? end_of_group(source, item, fault) : SOURCE_END;
            return true;
        case SHEET_HEADER:
            if (!mapping_bind(source->options.mapping, sheet_header(&source->sheet), fault))
                return false;
            source->bound = true;
            text_clear(&item->notice);
            sheet_assumed(&source->sheet, &item->notice);
            *event = SOURCE_NOTICE;
            return true;
        case SHEET_BAD:
            item->record = NULL;
            item->raw = row.raw;
            item->line = row.line;
            refuse_group(&source->group.fault, row.line);
            source->group.next_is_doubtful = true;
            *event = SOURCE_REFUSED;
            return true;
        case SHEET_ROW:
            item->raw = row.raw;
            item->line = row.line;
            break;
        }
        arena_clear(&source->arena);
        switch (mapping_apply(source->options.mapping, &row, &source->arena, &source->fields, fault)) {
        case MAPPING_SKIPPED:
            *event = SOURCE_SKIPPED;
            return true;
        case MAPPING_REFUSED:
            item->record = NULL;
            refuse_group(&source->group.fault, row.line);
            source->group.next_is_doubtful = true;
            *event = SOURCE_REFUSED;
            return true;
        case MAPPING_MAPPED:
            break;
        }
        if (!source->options.grouped) {
            item->fields = &source->fields;
            *event = SOURCE_RECORD;
            return true;
        }
        *event = row_of_group(source, item, fault);
        if (*event != SOURCE_NOTICE)
            return true;
    }
}

bool source_next(struct source *source, enum source_event *event, struct source_item *item, struct fault *fault)
{
    item->record = NULL;
    item->fields = NULL;
    *event = SOURCE_WAIT;
    if (source->kind == KIND_UNKNOWN) {
        if (source->ended)
            *event = SOURCE_END;
        return true;
    }
    if (source->kind == KIND_TABLE)
        return next_of_table(source, event, item, fault);
    *event = next_of_lines(source, item, fault);
    return true;
}
