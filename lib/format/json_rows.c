/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/json_rows.h"

#include "base/memory.h"
#include "json/parse.h"
#include "json/read.h"
#include "json/scan.h"

#include <stdlib.h>
#include <strings.h>

enum { SHOWN_OF_TOO_LONG = 1000 };

/* Where in the bytes the reading stands. LOST: what came is no document; it ends before a line that may begin one. */
enum place { BETWEEN, INSIDE, LOST };

struct path {
    struct slice *steps;
    size_t count;
    size_t shared; /* of a column: how many steps it goes with the row's path, or all of that where it begins at the row */
};

struct found_row {
    struct slice value;
    const struct slice *cells; /* by column: what stands above the row; NULL: nothing does */
};

struct json_rows {
    struct path row, *columns;
    size_t column_count;

    struct text buffer; /* from the document that is being read on */
    size_t scanned, line;
    bool last, too_long;
    enum place place;
    size_t depth, begun, begun_line;
    bool quoted, escaped;
    char before; /* the last byte that is no blank */
    bool began;

    struct text document; /* without blanks between its values, as json/scan.h wants it */
    size_t *breaks;       /* where in it the lines of the file ended */
    size_t break_count, break_room;
    struct found_row *rows;
    size_t count, room, next;
    bool reached; /* the way to the rows is there, if there are any or not */
    struct arena arena, row_arena, scratch;
    struct slice *cells;
    struct text joined;
};

/* Paths. */

static struct slice unescaped(struct slice step, struct arena *arena)
{
    struct slice plain = arena_copy(arena, step);
    char *bytes = (char *)(uintptr_t)plain.bytes;
    size_t length = 0;

    for (size_t i = 0; i < step.length; i++) {
        bool escape = step.bytes[i] == '~' && i + 1 < step.length && (step.bytes[i + 1] == '0' || step.bytes[i + 1] == '1');

        i += escape;
        bytes[length++] = escape ? (step.bytes[i] == '0' ? '~' : '/') : step.bytes[i];
    }
    plain.length = length;
    return plain;
}

static struct path path_of(struct slice written, struct arena *arena)
{
    struct path path = {NULL, 0, 0};
    size_t room = 0;

    while (written.length) {
        const char *slash = memchr(written.bytes, '/', written.length);
        size_t length = slash ? (size_t)(slash - written.bytes) : written.length;

        if (length) {
            path.steps = memory_grow(path.steps, &room, path.count + 1, sizeof *path.steps);
            path.steps[path.count++] = unescaped((struct slice){written.bytes, length}, arena);
        }
        written = slice_from(written, length + (slash != NULL));
    }
    return path;
}

static void know_column(struct json_rows *rows, struct path *column, struct slice name, struct arena *strings)
{
    *column = path_of(name, strings);
    if (!slice_starts(name, "/")) {
        column->shared = rows->row.count;
        return;
    }
    while (column->shared < column->count && column->shared < rows->row.count &&
           slice_equal(column->steps[column->shared], rows->row.steps[column->shared]))
        column->shared++;
    column->count -= column->shared;
    if (column->count && column->shared)
        memmove(column->steps, column->steps + column->shared, column->count * sizeof *column->steps);
}

struct json_rows *json_rows_open(struct mapping *mapping)
{
    struct json_rows *rows = memory_take_zeroed(1, sizeof *rows);
    struct arena *strings = mapping_strings(mapping);

    mapping_bind_to_itself(mapping);
    rows->line = 1;
    rows->row = path_of(mapping_rows(mapping), strings);
    rows->column_count = mapping_column_count(mapping);
    rows->columns = memory_take_zeroed(rows->column_count + 1, sizeof *rows->columns);
    rows->cells = memory_take_zeroed(rows->column_count + 1, sizeof *rows->cells);
    for (size_t i = 0; i < rows->column_count; i++) {
        size_t ignored;

        know_column(rows, &rows->columns[i], mapping_column(mapping, i, &ignored), strings);
    }
    return rows;
}

void json_rows_close(struct json_rows *rows)
{
    if (!rows)
        return;
    for (size_t i = 0; i < rows->column_count; i++)
        free(rows->columns[i].steps);
    free(rows->columns);
    free(rows->row.steps);
    free(rows->cells);
    free(rows->breaks);
    free(rows->rows);
    text_release(&rows->buffer);
    text_release(&rows->document);
    text_release(&rows->joined);
    arena_release(&rows->arena);
    arena_release(&rows->row_arena);
    arena_release(&rows->scratch);
    free(rows);
}

/* Where documents begin and end. */

void json_rows_feed(struct json_rows *rows, struct slice bytes, bool last)
{
    size_t done = rows->place == BETWEEN ? rows->scanned : rows->begun;

    if (done)
        memmove(rows->buffer.bytes, rows->buffer.bytes + done, rows->buffer.length - done);
    rows->buffer.length -= done;
    rows->scanned -= done;
    rows->begun = 0;
    text_add_slice(&rows->buffer, bytes);
    rows->last = last;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool opens(char c)
{
    return c == '{' || c == '[';
}

/* A bracket directly behind a value: what came before was cut off. */
static bool lacks_comma(const struct json_rows *rows)
{
    return !strchr("{[,:", rows->before);
}

static void begin(struct json_rows *rows, char c)
{
    rows->place = opens(c) ? INSIDE : LOST;
    rows->begun = rows->scanned;
    rows->begun_line = rows->line;
    rows->depth = 0;
    rows->quoted = rows->escaped = rows->too_long = false;
    rows->before = '[';
}

/* One more byte of a document; true: it ends with it. */
static bool take_inside(struct json_rows *rows, char c)
{
    if (rows->quoted) {
        if (c == '\n')
            rows->place = LOST;
        rows->quoted = rows->escaped || c != '"';
        rows->escaped = !rows->escaped && c == '\\';
        return false;
    }
    if (is_blank(c))
        return false;
    if (opens(c)) {
        if (lacks_comma(rows))
            rows->place = LOST;
        rows->depth++;
    } else if (c == '}' || c == ']') {
        rows->depth--;
    }
    rows->quoted = c == '"';
    rows->before = c;
    return rows->depth == 0;
}

/* Whoever sends without end gets no more memory. */
static void bound_memory(struct json_rows *rows)
{
    size_t length = rows->scanned - rows->begun;

    if (rows->place == BETWEEN || length <= JSON_DOCUMENT_LIMIT)
        return;
    rows->place = LOST;
    rows->too_long = true;
    memmove(rows->buffer.bytes + rows->begun + SHOWN_OF_TOO_LONG, rows->buffer.bytes + rows->scanned,
            rows->buffer.length - rows->scanned);
    rows->buffer.length -= length - SHOWN_OF_TOO_LONG;
    rows->scanned = rows->begun + SHOWN_OF_TOO_LONG;
}

/* The next document, or what is none, from `begun` to where it was scanned. False: it has not come yet. */
static bool find_document(struct json_rows *rows)
{
    const struct text *buffer = &rows->buffer;

    for (; rows->scanned < buffer->length; rows->scanned++) {
        char c = buffer->bytes[rows->scanned];
        bool begins_line = rows->scanned == 0 || buffer->bytes[rows->scanned - 1] == '\n';

        if (rows->place == INSIDE && begins_line && opens(c) && lacks_comma(rows) && !rows->quoted)
            rows->place = LOST;
        if (rows->place == LOST && begins_line && opens(c))
            return true;
        if (rows->place == BETWEEN && !is_blank(c))
            begin(rows, c);
        rows->line += c == '\n';
        if (rows->place == INSIDE && take_inside(rows, c)) {
            rows->scanned++;
            return true;
        }
        bound_memory(rows);
    }
    return rows->last && rows->place != BETWEEN;
}

static bool pass_byte_order_mark(struct json_rows *rows)
{
    static const char mark[] = "\xef\xbb\xbf";

    if (rows->began || (rows->buffer.length < sizeof mark - 1 && !rows->last))
        return rows->began;
    rows->began = true;
    if (slice_starts(text_slice(&rows->buffer), mark))
        memset(rows->buffer.bytes, ' ', sizeof mark - 1);
    return true;
}

static bool next_document(struct json_rows *rows, struct slice *raw)
{
    if (!pass_byte_order_mark(rows) || !find_document(rows))
        return false;
    rows->place = BETWEEN;
    *raw = (struct slice){rows->buffer.bytes + rows->begun, rows->scanned - rows->begun};
    while (is_blank(raw->bytes[raw->length - 1]))
        raw->length--;
    return true;
}

/* What a document says. */

static void compact(struct json_rows *rows, struct slice raw)
{
    bool quoted = false;

    text_clear(&rows->document);
    rows->break_count = 0;
    for (size_t i = 0; i < raw.length; i++) {
        char c = raw.bytes[i];

        if (!quoted && is_blank(c)) {
            if (c != '\n')
                continue;
            rows->breaks = memory_grow(rows->breaks, &rows->break_room, rows->break_count + 1, sizeof *rows->breaks);
            rows->breaks[rows->break_count++] = rows->document.length;
            continue;
        }
        text_add_byte(&rows->document, c);
        if (quoted && c == '\\')
            text_add_byte(&rows->document, raw.bytes[++i]);
        else if (c == '"')
            quoted = !quoted;
    }
}

static size_t line_of(const struct json_rows *rows, struct slice value)
{
    size_t offset = (size_t)(value.bytes - rows->document.bytes);
    size_t low = 0;
    size_t high = rows->break_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (rows->breaks[middle] <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return rows->begun_line + low;
}

/* A string with its quotes, or another value, as text; in the document or in the scratch. */
static struct slice as_text(struct json_rows *rows, struct slice value)
{
    struct fault ignored = FAULT_INIT;
    struct slice inside = scan_text(value);
    const json_t *string;

    if (!inside.bytes)
        return value;
    if (!memchr(inside.bytes, '\\', inside.length))
        return inside;
    arena_clear(&rows->scratch);
    string = json_parse(value, 1, &rows->scratch, &ignored);
    return string ? (struct slice){json_string_value(string), json_string_length(string)} : (struct slice){"", 0};
}

static bool is_step(struct json_rows *rows, struct slice step, struct slice name)
{
    return slice_is(step, "*") || slice_equal(step, as_text(rows, (struct slice){name.bytes - 1, name.length + 2}));
}

/* The next member that the step leads to. As of columns, letters A to Z of either case are alike where no name is the very one. */
struct members {
    struct scan scan;
    struct slice step;
    bool any_case;
};

static bool open_members(struct json_rows *rows, struct members *members, struct slice object, struct slice step)
{
    struct slice name;
    struct slice value;
    struct scan scan;

    if (!scan_object(&scan, object))
        return false;
    *members = (struct members){scan, step, true};
    while (members->any_case && scan_member(&scan, &name, &value))
        members->any_case = !is_step(rows, step, name);
    return true;
}

static bool is_alike(struct slice step, struct slice name)
{
    return step.length == name.length && strncasecmp(step.bytes, name.bytes, step.length) == 0;
}

static bool next_member(struct json_rows *rows, struct members *members, struct slice *value)
{
    struct slice name;

    while (scan_member(&members->scan, &name, value))
        if (members->any_case ? is_alike(members->step, name) : is_step(rows, members->step, name))
            return true;
    return false;
}

/* Adds what lies at the end of the steps to rows->joined, which has said something if there was anything. */
static void gather(struct json_rows *rows, struct slice value, const struct slice *steps, size_t count, size_t *said)
{
    struct scan scan;
    struct members members;
    struct slice inner;

    if (scan_array(&scan, value)) {
        while (scan_element(&scan, &inner))
            gather(rows, inner, steps, count, said);
    } else if (scan_object(&scan, value)) {
        if (count && open_members(rows, &members, value, *steps))
            while (next_member(rows, &members, &inner))
                gather(rows, inner, steps + 1, count - 1, said);
    } else if (!count && !slice_is(value, "null")) {
        if ((*said)++)
            text_add_byte(&rows->joined, ',');
        text_add_slice(&rows->joined, as_text(rows, value));
    }
}

static struct slice cell_of(struct json_rows *rows, const struct path *column, struct slice value, struct arena *arena)
{
    size_t said = 0;

    text_clear(&rows->joined);
    gather(rows, value, column->steps, column->count, &said);
    return rows->joined.length ? arena_copy(arena, text_slice(&rows->joined)) : (struct slice){"", 0};
}

/* The cells of the columns that leave the row's way here, besides those from above. */
static const struct slice *cells_at(struct json_rows *rows, struct slice value, size_t depth, const struct slice *above)
{
    struct slice *cells = NULL;

    for (size_t i = 0; i < rows->column_count; i++) {
        if (rows->columns[i].shared != depth)
            continue;
        if (!cells) {
            cells = arena_take(&rows->arena, rows->column_count * sizeof *cells);
            if (above)
                memcpy(cells, above, rows->column_count * sizeof *cells);
            else
                memset(cells, 0, rows->column_count * sizeof *cells);
        }
        cells[i] = cell_of(rows, &rows->columns[i], value, &rows->arena);
    }
    return cells ? cells : above;
}

static void walk(struct json_rows *rows, struct slice value, size_t depth, const struct slice *above)
{
    struct scan scan;
    struct members members;
    struct slice inner;

    if (scan_array(&scan, value)) {
        rows->reached |= scan_count(value) == 0;
        while (scan_element(&scan, &inner))
            walk(rows, inner, depth, above);
    } else if (slice_is(value, "null")) {
        rows->reached = true;
    } else if (depth == rows->row.count) {
        rows->reached = true;
        rows->rows = memory_grow(rows->rows, &rows->room, rows->count + 1, sizeof *rows->rows);
        rows->rows[rows->count++] = (struct found_row){value, above};
    } else if (open_members(rows, &members, value, rows->row.steps[depth])) {
        above = cells_at(rows, value, depth, above);
        while (next_member(rows, &members, &inner))
            walk(rows, inner, depth + 1, above);
    }
}

static bool check_document(struct json_rows *rows, struct slice raw, struct fault *fault)
{
    size_t valid = utf8_valid_length(raw);
    bool right;

    if (rows->too_long)
        return fault_set(fault, FAULT_REFUSED, "document_too_long", NULL, "the document has more than %d bytes",
                         JSON_DOCUMENT_LIMIT);
    if (valid < raw.length)
        return fault_set(fault, FAULT_REFUSED, "invalid_utf8", NULL, "byte %zu of the document is not UTF-8", valid + 1);
    right = json_parse(raw, RECORD_DEPTH, &rows->scratch, fault);
    arena_clear(&rows->scratch);
    return right;
}

static bool read_document(struct json_rows *rows, struct slice raw, struct fault *fault)
{
    rows->count = rows->next = 0;
    rows->reached = false;
    arena_clear(&rows->arena);
    if (!check_document(rows, raw, fault))
        return false;
    compact(rows, raw);
    walk(rows, text_slice(&rows->document), 0, NULL);
    return rows->reached ||
           fault_set(fault, FAULT_REFUSED, "no_rows", NULL, "the document has nothing where the mapping looks for its rows");
}

static enum sheet_event tell_row(struct json_rows *rows, struct sheet_row *row)
{
    const struct found_row *found = &rows->rows[rows->next++];

    arena_clear(&rows->row_arena);
    for (size_t i = 0; i < rows->column_count; i++) {
        if (rows->columns[i].shared == rows->row.count)
            rows->cells[i] = cell_of(rows, &rows->columns[i], found->value, &rows->row_arena);
        else
            rows->cells[i] = found->cells ? found->cells[i] : (struct slice){"", 0};
    }
    *row = (struct sheet_row){rows->cells, rows->column_count, line_of(rows, found->value), found->value};
    return SHEET_ROW;
}

enum sheet_event json_rows_next(struct json_rows *rows, struct sheet_row *row, struct fault *fault)
{
    while (rows->next == rows->count) {
        struct slice raw;

        if (!next_document(rows, &raw))
            return rows->last ? SHEET_END : SHEET_MORE;
        if (read_document(rows, raw, fault))
            continue;
        *row = (struct sheet_row){NULL, 0, rows->begun_line, raw};
        return SHEET_BAD;
    }
    return tell_row(rows, row);
}
