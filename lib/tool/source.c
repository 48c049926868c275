/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/source.h"

#include "base/card.h"
#include "base/memory.h"
#include "json/card.h"
#include "json/read.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

enum { CHUNK = 256 * 1024, KEEP_LIMIT = 16 * 1024 * 1024 };

enum source_kind { KIND_UNKNOWN, KIND_LINES, KIND_TABLE, KIND_FEED, KIND_PLAIN };

struct source {
    int fd;
    struct source_options options;
    enum source_kind kind;
    bool ended;
    uint64_t bytes;
    struct text buffer; /* of lines */
    size_t at, line;
    bool overlong;
    struct arena arena;    /* of the record */
    json_t *masked_record; /* one that holds a card number, without it */
    struct text masked;    /* such a line that is no record */
    struct table *table;
    struct feed_source *feed;
    struct fields plain; /* of a line that is a field */
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
    if (source->table)
        source->options.tables->close(source->table);
    if (source->feed)
        source->options.feeds->close(source->feed);
    json_decref(source->masked_record);
    arena_release(&source->arena);
    text_release(&source->buffer);
    text_release(&source->masked);
    fields_release(&source->plain);
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

static void pass_to_table(struct source *source)
{
    source->options.tables->feed(source->table, text_slice(&source->buffer), source->ended);
    text_clear(&source->buffer);
}

static void pass_to_feed(struct source *source)
{
    source->options.feeds->feed(source->feed, text_slice(&source->buffer), source->ended);
    text_clear(&source->buffer);
}

/* UTF-16 with a byte order mark can be XML too. */
static bool begins_xml(struct slice start)
{
    return slice_starts(start, "<") ||
           (start.length > 3 && (memcmp(start.bytes, "\xff\xfe<\0", 4) == 0 || memcmp(start.bytes, "\xfe\xff\0<", 4) == 0));
}

/* A list of objects in JSON; the name of a column may begin with a bracket as well. */
static bool begins_list(struct slice start)
{
    if (!slice_starts(start, "["))
        return false;
    do
        start = slice_from(start, 1);
    while (start.length && strchr(" \t\r\n", start.bytes[0]));
    return slice_starts(start, "{");
}

static bool begin_table(struct source *source, struct fault *fault)
{
    source->kind = KIND_TABLE;
    source->table = source->options.tables->open(&source->options, fault);
    if (!source->table)
        return false;
    pass_to_table(source);
    return true;
}

static bool begin_feed(struct source *source, struct fault *fault)
{
    source->kind = KIND_FEED;
    if (source->options.mapped)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "a mapping is for tables, and this is XML");
    source->feed = source->options.feeds->open(source->options.from, fault);
    if (!source->feed)
        return false;
    pass_to_feed(source);
    return true;
}

/* Whether the first line is the header of a table that has the column. */
static bool names_column(struct slice start, const char *name)
{
    size_t from = 0;

    for (size_t at = 0; at <= start.length; at++) {
        struct slice cell;

        if (at < start.length && !strchr(",;\t\r\n", start.bytes[at]))
            continue;
        cell = slice_trim((struct slice){start.bytes + from, at - from});
        if (cell.length > 1 && cell.bytes[0] == '"' && cell.bytes[cell.length - 1] == '"')
            cell = (struct slice){cell.bytes + 1, cell.length - 2};
        if (slice_is(cell, name))
            return true;
        if (at < start.length && (start.bytes[at] == '\r' || start.bytes[at] == '\n'))
            return false;
        from = at + 1;
    }
    return false;
}

/* Files that people give for tables, and that would be taken for broken ones. */
static bool refuse_other_forms(struct slice start, struct fault *fault)
{
    static const struct {
        struct slice begin;
        const char *advice;
    } forms[] = {
        {SLICE_CONSTANT("PK\x03\x04"), "is a workbook of a spreadsheet, or another archive: save it as CSV, in UTF-8"},
        {SLICE_CONSTANT("\xd0\xcf\x11\xe0"), "is a workbook of a spreadsheet: save it as CSV, in UTF-8"},
        {SLICE_CONSTANT("\x1f\x8b"), "is compressed: zcat unpacks it"},
        {SLICE_CONSTANT("%PDF"), "is a PDF, and no table"},
    };

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (start.length >= forms[i].begin.length && memcmp(start.bytes, forms[i].begin.bytes, forms[i].begin.length) == 0)
            return fault_set(fault, FAULT_USAGE, "unknown_form", NULL, "%s", forms[i].advice);
    return true;
}

/* A table does not begin with "{"; a byte order mark tells nothing. */
static bool recognise(struct source *source, struct fault *fault)
{
    struct slice start = text_slice(&source->buffer);

    if (!source->options.tables) {
        source->kind = KIND_LINES;
        return true;
    }
    if (source->options.tables->is_of_documents(source->options.mapping))
        return begin_table(source, fault);
    if (slice_starts(start, "\xef\xbb\xbf"))
        start = slice_from(start, 3);
    while (start.length && strchr(" \t\r\n", start.bytes[0]))
        start = slice_from(start, 1);
    if (!start.length && !source->ended)
        return true;
    if (source->options.plain_field && !slice_starts(start, "{\"") && !source->options.mapped) {
        if (!memchr(start.bytes, '\n', start.length) && !source->ended && start.length < CHUNK)
            return true;
        if (!names_column(start, source->options.plain_field)) {
            source->kind = KIND_PLAIN;
            return true;
        }
    }
    if (source->options.feeds && begins_xml(start))
        return begin_feed(source, fault);
    if (begins_list(start))
        return fault_set(fault, FAULT_USAGE, "usage", NULL,
                         "this is a list in JSON: a mapping reads it that says where its rows are (\"rows /\", colporteur-map(5))");
    if (!refuse_other_forms(start, fault))
        return false;
    if (start.length && start.bytes[0] != '{')
        return begin_table(source, fault);
    source->kind = KIND_LINES;
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
    else if (source->kind == KIND_FEED)
        pass_to_feed(source);
    return true;
}

static bool is_blank(struct slice line)
{
    for (size_t i = 0; i < line.length; i++)
        if (line.bytes[i] != ' ' && line.bytes[i] != '\t' && line.bytes[i] != '\r')
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

static void mask(struct source *source, struct slice *line)
{
    text_clear(&source->masked);
    card_mask(&source->masked, *line);
    *line = text_slice(&source->masked);
}

/* False: the line holds the number of a card. What the rejects keep of it is masked: the record if it is one, else the line. */
static bool line_without_card(struct source *source, struct source_item *item, struct fault *fault)
{
    struct slice line = item->raw;

    if (!item->record) {
        mask(source, &item->raw);
        return slice_equal(line, item->raw) || card_refuse(SLICE(""), fault);
    }
    if (record_without_card(item->record, source->options.own_numbers, fault))
        return true;
    json_decref(source->masked_record);
    item->record = source->masked_record = record_masked(item->record);
    item->raw = (struct slice){NULL, 0};
    return false;
}

bool source_read_item(struct source *source, struct source_item *item, struct fault *fault)
{
    arena_clear(&source->arena);
    item->record = record_read(item->raw, &source->arena, fault);
    return item->record;
}

static enum source_event next_of_lines(struct source *source, struct source_item *item, struct fault *fault)
{
    enum source_event event;
    bool suspected;
    bool read;

    do
        event = next_line(source, &item->raw);
    while (event == SOURCE_RECORD && is_blank(item->raw));
    if (event != SOURCE_RECORD)
        return event;
    item->line = source->line;
    suspected = card_suspected(item->raw);
    if (source->overlong) {
        source->overlong = false;
        if (suspected)
            mask(source, &item->raw);
        item->raw.length = item->raw.length > 1000 ? 1000 : item->raw.length;
        fault_set(fault, FAULT_REFUSED, "record_too_long", NULL, "the record has more than %d bytes", RECORD_LIMIT);
        return SOURCE_REFUSED;
    }
    if (source->options.unread && !suspected)
        return SOURCE_RECORD;
    read = source_read_item(source, item, fault);
    if (suspected && !line_without_card(source, item, fault))
        return SOURCE_REFUSED;
    return read ? SOURCE_RECORD : SOURCE_REFUSED;
}

static bool check_plain(struct source *source, struct source_item *item, struct fault *fault)
{
    const struct slice line = item->raw;
    size_t at = 0;
    size_t length;

    if (source->overlong || line.length > RECORD_LIMIT) {
        source->overlong = false;
        item->raw.length = 1000;
        return fault_set(fault, FAULT_REFUSED, "record_too_long", NULL, "the line has more than %d bytes", RECORD_LIMIT);
    }
    if (utf8_valid_length(line) != line.length)
        return fault_set(fault, FAULT_REFUSED, "invalid_utf8", NULL, "the line is not UTF-8");
    if (source->options.own_numbers || !card_find(line, &at, &length))
        return true;
    mask(source, &item->raw);
    return card_refuse(slice_of(source->options.plain_field), fault);
}

static enum source_event next_plain(struct source *source, struct source_item *item, struct fault *fault)
{
    enum source_event event;

    do
        event = next_line(source, &item->raw);
    while (event == SOURCE_RECORD && is_blank(item->raw));
    if (event != SOURCE_RECORD)
        return event;
    item->line = source->line;
    if (!check_plain(source, item, fault))
        return SOURCE_REFUSED;
    source->plain.count = 0;
    fields_add(&source->plain, slice_of(source->options.plain_field), slice_trim(item->raw), FIELD_TEXT);
    item->fields = &source->plain;
    return SOURCE_RECORD;
}

bool source_next(struct source *source, enum source_event *event, struct source_item *item, struct fault *fault)
{
    item->record = NULL;
    item->fields = NULL;
    item->raw_is_rows = false;
    item->raw = (struct slice){NULL, 0};
    *event = SOURCE_WAIT;
    if (source->kind == KIND_UNKNOWN) {
        if (source->ended)
            *event = SOURCE_END;
        return true;
    }
    if (source->kind == KIND_TABLE)
        return source->options.tables->next(source->table, event, item, fault);
    if (source->kind == KIND_FEED) {
        if (!source->options.feeds->next(source->feed, event, item, fault))
            *event = source->ended ? SOURCE_END : SOURCE_WAIT;
        return true;
    }
    *event = source->kind == KIND_PLAIN ? next_plain(source, item, fault) : next_of_lines(source, item, fault);
    return true;
}
