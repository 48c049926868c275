/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/sheet.h"

#include "base/memory.h"
#include "format/cells.h"
#include "format/encoding.h"

#include <stdlib.h>

static const char separators[] = {',', ';', '\t', '|'};

/* Where rows end, and whether their quotes are right. */
struct scan {
    size_t at;     /* everything before is scanned */
    size_t stop;   /* the first line end at or after `at`, where it is known */
    size_t opened; /* the opening quote of the cell that is or was last quoted */
    size_t broken; /* just behind the first line end inside quotes, else 0 */
    bool quoted;   /* `at` is inside quotes */
    bool stop_known;
};

enum scan_end { SCAN_ROW, SCAN_MORE, SCAN_UNCLOSED, SCAN_STRAY };

enum reading { READING_START, READING_ROWS, READING_OVERLONG, READING_DONE };

struct sheet_reader {
    struct sheet_options options;
    bool empty_cells; /* beyond the header, at the end of a row */
    char *encoding_option;
    enum reading reading;

    struct encoding_guess guess;
    struct converter converter; /* for ENCODING_CONVERTED */
    bool converting;
    size_t decided_line; /* the row that decided the encoding after an ASCII start, else 0 */
    char separator;
    char line_end; /* what a line is for people: LF, or CR in files that have no LF */
    size_t comments;

    struct text buffer;
    size_t start;      /* of the row to read next, in the buffer */
    size_t line;       /* its number */
    uint64_t passed;   /* bytes of the file before the buffer */
    uint64_t confined; /* rows that begin before this place must end on their line: a wrong quote reached so far */
    bool last;
    struct scan scan;

    struct text decoded; /* the row in UTF-8, where it had to be converted */
    struct cells cells;

    struct text header_bytes;
    struct slice *header_cells;
    struct sheet_row header;
    bool header_read;
};

/* Scanning. */

static size_t find(struct slice bytes, size_t from, size_t to, char wanted)
{
    const char *found = from < to ? memchr(bytes.bytes + from, wanted, to - from) : NULL;

    return found ? (size_t)(found - bytes.bytes) : to;
}

static size_t next_stop(struct slice bytes, size_t from)
{
    return find(bytes, from, find(bytes, from, bytes.length, '\n'), '\r');
}

/* Whether a quote at `at`, outside quotes, is the first of its cell. */
static bool opens_cell(struct slice bytes, size_t at, char separator)
{
    while (at > 0 && cells_blank(bytes.bytes[at - 1], separator))
        at--;
    return at == 0 || bytes.bytes[at - 1] == separator;
}

/*
 * Goes on from scan->at. SCAN_ROW: the row is the bytes before *end, and the next begins at *next. SCAN_MORE: to be
 * called again with more bytes of the same row. With `last`, nothing follows the bytes.
 */
static enum scan_end scan_row(struct scan *scan, struct slice bytes, char separator, bool last, size_t *end, size_t *next)
{
    for (;;) {
        size_t quote;
        size_t after;

        if (!scan->quoted) {
            if (!scan->stop_known || scan->stop < scan->at) {
                scan->stop = next_stop(bytes, scan->at);
                scan->stop_known = scan->stop < bytes.length;
            }
            quote = find(bytes, scan->at, scan->stop, '"');
            if (quote < scan->stop) {
                scan->at = quote + 1;
                if (opens_cell(bytes, quote, separator)) {
                    scan->quoted = true;
                    scan->opened = quote;
                }
                continue;
            }
            scan->at = scan->stop;
            if (scan->stop == bytes.length) {
                *end = *next = bytes.length;
                return last ? SCAN_ROW : SCAN_MORE;
            }
            if (bytes.bytes[scan->stop] == '\r' && scan->stop + 1 == bytes.length && !last)
                return SCAN_MORE; /* its LF may follow */
            *end = scan->stop;
            *next = scan->stop + 1;
            if (bytes.bytes[*end] == '\r' && *next < bytes.length && bytes.bytes[*next] == '\n')
                ++*next;
            return SCAN_ROW;
        }

        quote = find(bytes, scan->at, bytes.length, '"');
        if (!scan->broken) {
            size_t stop = next_stop(bytes, scan->at);

            if (stop < quote)
                scan->broken = stop + 1;
        }
        scan->at = quote;
        if (quote == bytes.length)
            return last ? SCAN_UNCLOSED : SCAN_MORE;
        for (after = quote + 1; after < bytes.length && cells_blank(bytes.bytes[after], separator); after++)
            ;
        if (after == bytes.length && !last)
            return SCAN_MORE;
        if (after == bytes.length || bytes.bytes[after] == separator || bytes.bytes[after] == '\n' || bytes.bytes[after] == '\r') {
            scan->quoted = false;
            scan->at = after;
        } else if (after == quote + 1 && bytes.bytes[after] == '"') {
            scan->at = quote + 2;
        } else {
            return SCAN_STRAY;
        }
    }
}

/* Set-up. */

bool sheet_init(struct sheet *sheet, const struct sheet_options *options, struct fault *fault)
{
    struct sheet_reader *reader = memory_take_zeroed(1, sizeof *reader);

    sheet->reader = reader;
    reader->options = *options;
    reader->line = 1;
    reader->line_end = '\n';
    reader->separator = options->separator;
    if (options->encoding) {
        reader->encoding_option = memory_copy(options->encoding, strlen(options->encoding));
        reader->guess = encoding_named(reader->encoding_option);
        if (reader->guess.encoding == ENCODING_CONVERTED) {
            if (!converter_init(&reader->converter, reader->guess.name, fault)) {
                free(reader->encoding_option);
                free(reader);
                sheet->reader = NULL;
                return false;
            }
            reader->converting = true;
        }
    }
    return true;
}

void sheet_release(struct sheet *sheet)
{
    struct sheet_reader *reader = sheet->reader;

    if (!reader)
        return;
    if (reader->converting)
        converter_release(&reader->converter);
    text_release(&reader->buffer);
    text_release(&reader->decoded);
    text_release(&reader->header_bytes);
    cells_release(&reader->cells);
    free(reader->header_cells);
    free(reader->encoding_option);
    free(reader);
    sheet->reader = NULL;
}

void sheet_feed(struct sheet *sheet, struct slice chunk, bool last)
{
    struct sheet_reader *reader = sheet->reader;

    if (reader->start) {
        memmove(reader->buffer.bytes, reader->buffer.bytes + reader->start, reader->buffer.length - reader->start);
        reader->buffer.length -= reader->start;
        reader->passed += reader->start;
        reader->start = 0;
    }
    reader->last = last;
    if (reader->converting)
        converter_feed(&reader->converter, chunk, last, &reader->buffer);
    else
        text_add_slice(&reader->buffer, chunk);
}

static struct slice unread(const struct sheet_reader *reader)
{
    return slice_from(text_slice(&reader->buffer), reader->start);
}

/* The end of the line that `from` is in, as people count lines: just behind it, or the end of the bytes. */
static size_t line_after(const struct sheet_reader *reader, struct slice bytes, size_t from)
{
    size_t end = find(bytes, from, bytes.length, reader->line_end);

    return end < bytes.length ? end + 1 : end;
}

/* Whether the end of that line is among the bytes. */
static bool line_is_whole(const struct sheet_reader *reader, struct slice bytes, size_t from)
{
    size_t end = line_after(reader, bytes, from);

    return end > from && bytes.bytes[end - 1] == reader->line_end;
}

static void pass(struct sheet_reader *reader, size_t length)
{
    struct slice bytes = unread(reader);

    for (size_t at = find(bytes, 0, length, reader->line_end); at < length; at = find(bytes, at + 1, length, reader->line_end))
        reader->line++;
    reader->start += length;
    reader->scan = (struct scan){0};
}

static struct slice without_line_end(struct slice line)
{
    while (line.length && (line.bytes[line.length - 1] == '\n' || line.bytes[line.length - 1] == '\r'))
        line.length--;
    return line;
}

/* Guessing. */

static bool is_comment(struct slice line)
{
    /* "#" alone is the name of a column of row numbers. */
    return line.length > 1 && line.bytes[0] == '#' && !memchr(separators, line.bytes[1], sizeof separators);
}

static bool only_blanks(struct slice line)
{
    return slice_trim(line).length == 0;
}

/* Whether all cells are empty: nothing but separators and blanks. */
static bool says_nothing(struct slice row, char separator)
{
    for (size_t i = 0; i < row.length; i++)
        if (row.bytes[i] != separator && row.bytes[i] != ' ' && row.bytes[i] != '\t')
            return false;
    return true;
}

/* The first bytes, by which the rest is judged: as many as are always there, however the file is fed. */
static struct slice beginning(const struct sheet_reader *reader, bool *whole)
{
    struct slice bytes = unread(reader);

    *whole = reader->last && bytes.length <= SHEET_START;
    if (bytes.length > SHEET_START)
        bytes.length = SHEET_START;
    return bytes;
}

/* How many of the first rows have as many cells as the first, if that is more than one. */
static size_t evenness(const struct sheet_reader *reader, char separator, size_t *columns)
{
    enum { ROWS = 50 };
    size_t even = 0;
    size_t rows = 0;
    bool whole;
    struct slice start = beginning(reader, &whole);

    *columns = 0;
    for (size_t line = 1; line < reader->options.header_line && start.length; line++)
        start = slice_from(start, line_after(reader, start, 0));
    while (start.length && rows < ROWS) {
        struct scan scan = {0};
        struct slice row = start;
        size_t next;
        size_t count;

        switch (scan_row(&scan, start, separator, whole, &row.length, &next)) {
        case SCAN_ROW:
            break;
        case SCAN_MORE:
            if (rows)
                return even;
            /* fall through */
        default: /* a bad row: its line alone */
            next = line_after(reader, start, 0);
            row.length = next;
            row = without_line_end(row);
        }
        start = slice_from(start, next);
        if (only_blanks(row) || (rows == 0 && is_comment(row)))
            continue;
        count = cells_count(row, separator);
        if (rows++ == 0) {
            if (count < 2)
                return 0;
            *columns = count;
        }
        even += count == *columns;
    }
    return even;
}

static char guess_separator(const struct sheet_reader *reader)
{
    size_t best = 0;
    size_t best_columns = 0;
    char separator = ',';

    for (size_t i = 0; i < sizeof separators; i++) {
        size_t columns;
        size_t even = evenness(reader, separators[i], &columns);

        if (even > best || (even == best && columns > best_columns)) {
            best = even;
            best_columns = columns;
            separator = separators[i];
        }
    }
    return separator;
}

/* "sep=;" as the first line, which spreadsheets understand; its length, newline included, or 0. */
static size_t separator_line(struct slice start, char *separator)
{
    size_t end = next_stop(start, 0);

    if (end != 5 || !slice_starts(start, "sep=") || !memchr(separators, start.bytes[4], sizeof separators))
        return 0;
    *separator = start.bytes[4];
    if (end < start.length && start.bytes[end++] == '\r' && end < start.length && start.bytes[end] == '\n')
        end++;
    return end;
}

static void begin(struct sheet_reader *reader)
{
    struct slice start;
    size_t told;
    bool whole;
    char separator = 0;

    if (!reader->options.encoding) {
        struct fault fault;

        start = beginning(reader, &whole);
        reader->guess = encoding_guess(start, whole);
        if (reader->guess.encoding == ENCODING_CONVERTED && converter_init(&reader->converter, reader->guess.name, &fault)) {
            struct text decoded = TEXT_INIT;

            reader->converting = true;
            converter_feed(&reader->converter, unread(reader), reader->last, &decoded);
            text_release(&reader->buffer);
            reader->buffer = decoded;
        }
    }
    if (reader->guess.encoding != ENCODING_WINDOWS_1252 && slice_starts(unread(reader), "\xef\xbb\xbf"))
        reader->start += 3;
    start = beginning(reader, &whole);
    if (find(start, 0, start.length, '\n') == start.length && find(start, 0, start.length, '\r') < start.length)
        reader->line_end = '\r';
    told = separator_line(start, &separator);
    if (told)
        pass(reader, told);
    if (reader->options.separator)
        reader->separator = reader->options.separator;
    else
        reader->separator = separator ? separator : guess_separator(reader);
    reader->reading = READING_ROWS;
}

/* Rows. */

/* Whether there is nothing but ASCII, and no NUL: eight bytes at a time, since nearly every row is such. */
static bool is_plain(struct slice bytes)
{
    static const uint64_t ones = 0x0101010101010101u;
    uint64_t found = 0;
    size_t at = 0;
    uint64_t eight;

    for (; bytes.length - at >= 8; at += 8) {
        memcpy(&eight, bytes.bytes + at, 8);
        found |= (eight - ones) | eight;
    }
    for (; at < bytes.length; at++)
        found |= (uint64_t)((unsigned char)bytes.bytes[at] - 1) | (unsigned char)bytes.bytes[at];
    return (found & ones << 7) == 0;
}

/* `raw` as it came; the row to read next begins `length` bytes on. */
static enum sheet_event refuse(struct sheet_reader *reader, struct sheet_row *row, struct slice raw, size_t length)
{
    size_t undefined;

    raw = without_line_end(raw);
    if (reader->guess.encoding == ENCODING_WINDOWS_1252 && !is_plain(raw)) {
        reader->decoded.length = 0;
        if (windows_1252_decode(&reader->decoded, raw, &undefined))
            raw = text_slice(&reader->decoded);
    }
    *row = (struct sheet_row){NULL, 0, reader->line, raw};
    pass(reader, length);
    if (!reader->header_read)
        reader->reading = READING_DONE;
    return SHEET_BAD;
}

/* A quote that opened at `opened` is wrong somewhere before `reached`: the row ends with the line where it opened. */
static enum sheet_event refuse_quote(struct sheet_reader *reader, struct sheet_row *row, struct slice bytes, size_t opened,
                                     size_t reached)
{
    size_t end = line_after(reader, bytes, opened);

    if (!reader->header_read && (is_comment(bytes) || reader->line < reader->options.header_line)) { /* prose, quotes and all */
        reader->comments++;
        pass(reader, line_after(reader, bytes, 0));
        return SHEET_MORE;
    }
    if (reader->confined < reader->passed + reader->start + reached)
        reader->confined = reader->passed + reader->start + reached;
    return refuse(reader, row, (struct slice){bytes.bytes, end}, end);
}

static size_t lines_before(const struct sheet_reader *reader, struct slice bytes, size_t place)
{
    size_t line = reader->line;

    for (size_t at = find(bytes, 0, place, reader->line_end); at < place; at = find(bytes, at + 1, place, reader->line_end))
        line++;
    return line;
}

/* Brings the row into UTF-8, or refuses it. */
static bool decode(struct sheet_reader *reader, struct slice *row, struct fault *fault)
{
    size_t valid;

    if (is_plain(*row))
        return true;
    if (memchr(row->bytes, '\0', row->length))
        return fault_set(fault, FAULT_REFUSED, "nul_byte", NULL, "the row holds a NUL byte");
    if (reader->guess.encoding != ENCODING_WINDOWS_1252) {
        valid = utf8_valid_length(*row);
        if (valid == row->length) {
            if (reader->guess.encoding == ENCODING_ASCII)
                reader->guess.encoding = ENCODING_UTF_8;
            return true;
        }
        if (reader->guess.encoding == ENCODING_CONVERTED)
            return fault_set(fault, FAULT_REFUSED, "invalid_encoding", NULL, "the row holds bytes that are not %s",
                             reader->guess.name);
        if (reader->guess.encoding == ENCODING_UTF_8)
            return fault_set(fault, FAULT_REFUSED, "invalid_utf8", NULL, "byte %zu of the row, 0x%02X, is not UTF-8", valid + 1,
                             (unsigned)(unsigned char)row->bytes[valid]);
        reader->guess = (struct encoding_guess){ENCODING_WINDOWS_1252, "Windows-1252"};
        reader->decided_line = reader->line;
    }
    reader->decoded.length = 0;
    if (!windows_1252_decode(&reader->decoded, *row, &valid))
        return fault_set(fault, FAULT_REFUSED, "invalid_encoding", NULL,
                         "byte %zu of the row, 0x%02X, is no character of Windows-1252", valid + 1,
                         (unsigned)(unsigned char)row->bytes[valid]);
    *row = text_slice(&reader->decoded);
    return true;
}

static void keep_header(struct sheet_reader *reader)
{
    const struct cells *cells = &reader->cells;
    size_t at = reader->header.raw.length;

    text_add_slice(&reader->header_bytes, reader->header.raw);
    for (size_t i = 0; i < cells->count; i++)
        text_add_slice(&reader->header_bytes, cells->items[i]);
    reader->header.raw.bytes = reader->header_bytes.bytes;
    reader->header_cells = memory_take(cells->count * sizeof *reader->header_cells);
    for (size_t i = 0; i < cells->count; i++) {
        reader->header_cells[i] = (struct slice){reader->header_bytes.bytes + at, cells->items[i].length};
        at += cells->items[i].length;
    }
    reader->header.cells = reader->header_cells;
    reader->header_read = true;
}

/*
 * A row over several lines with a wrong number of cells: did a quote swallow neighbours? It did if the line after the
 * one where the first cell broke is a row of its own with the right number, and no quote in it.
 */
static bool swallowed_neighbours(struct sheet_reader *reader, struct slice bytes, size_t next)
{
    struct slice line;

    if (!reader->scan.broken || reader->scan.broken >= next || reader->header.count < 2)
        return false;
    bytes.length = next;
    line = slice_from(bytes, line_after(reader, bytes, reader->scan.broken - 1));
    line.length = line_after(reader, line, 0);
    line = without_line_end(line);
    return line.length && memchr(line.bytes, '"', line.length) == NULL &&
           cells_count(line, reader->separator) == reader->header.count;
}

/* ="00123" is how a table tells a spreadsheet that this is a text. */
static void take_texts_out_of_formulas(struct cells *cells)
{
    for (size_t i = 0; i < cells->count; i++) {
        struct slice cell = cells->items[i];

        if (cell.length >= 3 && slice_starts(cell, "=\"") && cell.bytes[cell.length - 1] == '"' &&
            !memchr(cell.bytes + 2, '"', cell.length - 3))
            cells->items[i] = (struct slice){cell.bytes + 2, cell.length - 3};
    }
}

/* The row of `end` bytes is whole. SHEET_MORE: it is none. */
static enum sheet_event whole_row(struct sheet_reader *reader, struct sheet_row *row, struct slice bytes, size_t end, size_t next,
                                  struct fault *fault)
{
    struct slice raw = {bytes.bytes, end};
    bool first = !reader->header_read;

    if (says_nothing(raw, reader->separator)) {
        pass(reader, next);
        return SHEET_MORE;
    }
    if (first && (is_comment(raw) || reader->line < reader->options.header_line)) {
        reader->comments++;
        pass(reader, next);
        return SHEET_MORE;
    }
    if (!decode(reader, &raw, fault))
        return refuse(reader, row, raw, next);
    cells_cut(&reader->cells, raw, reader->separator);
    take_texts_out_of_formulas(&reader->cells);
    *row = (struct sheet_row){reader->cells.items, reader->cells.count, reader->line, raw};
    if (first) {
        reader->header = *row;
        keep_header(reader);
        *row = reader->header;
        pass(reader, next);
        return SHEET_HEADER;
    }
    if (row->count < reader->header.count && reader->options.short_rows) {
        while (reader->cells.count < reader->header.count)
            cells_add(&reader->cells, SLICE(""));
        row->cells = reader->cells.items;
        row->count = reader->cells.count;
    }
    /* Separators at the end of a row are what spreadsheets write of columns without a name. */
    while (reader->empty_cells && row->count > reader->header.count && row->cells[row->count - 1].length == 0)
        row->count--;
    if (row->count != reader->header.count) {
        size_t count = row->count;

        if (swallowed_neighbours(reader, bytes, next)) {
            fault_set(fault, FAULT_REFUSED, "unclosed_quote", NULL, "a quote opens here and is not closed on line %zu",
                      lines_before(reader, bytes, reader->scan.broken - 1));
            return refuse_quote(reader, row, bytes, reader->scan.broken - 1, next);
        }
        fault_set(fault, FAULT_REFUSED, count > reader->header.count ? "too_many_cells" : "too_few_cells", NULL,
                  "the row has %zu cell%s, the header %zu", count, count == 1 ? "" : "s", reader->header.count);
        return refuse(reader, row, (struct slice){bytes.bytes, end}, next);
    }
    if (reader->scan.broken) {
        pass(reader, next);
    } else { /* the usual row: one line, already measured */
        reader->start += next;
        reader->line += bytes.bytes[next - 1] == reader->line_end;
        reader->scan = (struct scan){0};
    }
    return SHEET_ROW;
}

static enum sheet_event overlong_row(struct sheet_reader *reader, struct sheet_row *row, struct slice bytes, struct fault *fault)
{
    if (reader->scan.quoted && line_after(reader, bytes, reader->scan.opened) < bytes.length) {
        fault_set(fault, FAULT_REFUSED, "unclosed_quote", NULL, "the quote opened on line %zu is not closed within %d MiB",
                  lines_before(reader, bytes, reader->scan.opened), SHEET_ROW_LIMIT / 1024 / 1024);
        return refuse_quote(reader, row, bytes, reader->scan.opened, bytes.length);
    }
    fault_set(fault, FAULT_REFUSED, "row_too_long", NULL, "the row is longer than %d MiB", SHEET_ROW_LIMIT / 1024 / 1024);
    bytes.length = SHEET_ROW_LIMIT;
    refuse(reader, row, bytes, bytes.length);
    if (reader->reading == READING_ROWS)
        reader->reading = READING_OVERLONG;
    return SHEET_BAD;
}

/* Drops what is left of an overlong row. False: all that was fed belongs to it. */
static bool pass_overlong(struct sheet_reader *reader)
{
    struct slice bytes = unread(reader);
    size_t end = line_after(reader, bytes, 0);
    bool found = end > 0 && bytes.bytes[end - 1] == reader->line_end;

    pass(reader, end);
    if (found)
        reader->reading = READING_ROWS;
    return found;
}

/* Whoever says where the header is wants the rows behind it: a file that ends before has not been read. */
static enum sheet_event at_end(struct sheet_reader *reader, struct sheet_row *row, struct fault *fault)
{
    if (reader->header_read || !reader->comments || reader->options.header_line < reader->line)
        return SHEET_END;
    fault_set(fault, FAULT_REFUSED, "no_header", NULL, "the file ends before line %zu, which should name its columns",
              reader->options.header_line);
    return refuse(reader, row, SLICE(""), 0);
}

enum sheet_event sheet_next(struct sheet *sheet, struct sheet_row *row, struct fault *fault)
{
    struct sheet_reader *reader = sheet->reader;
    enum sheet_event event = SHEET_MORE;

    if (reader->reading == READING_START) {
        if (!reader->last && unread(reader).length < SHEET_START)
            return SHEET_MORE;
        begin(reader);
    }
    while (event == SHEET_MORE) {
        struct slice bytes = unread(reader);
        bool confined = reader->passed + reader->start < reader->confined;
        bool last = reader->last;
        size_t end = 0;
        size_t next = 0;

        if (reader->reading == READING_DONE)
            return SHEET_END;
        if (bytes.length == 0)
            return last ? at_end(reader, row, fault) : SHEET_MORE;
        if (reader->reading == READING_OVERLONG) {
            if (!pass_overlong(reader))
                return last ? SHEET_END : SHEET_MORE;
            continue;
        }
        if (confined) {
            bytes.length = line_after(reader, bytes, 0);
            last = last || bytes.bytes[bytes.length - 1] == reader->line_end;
        }
        if (bytes.length > SHEET_ROW_LIMIT) {
            bytes.length = SHEET_ROW_LIMIT + 1;
            last = false;
        }
        switch (scan_row(&reader->scan, bytes, reader->separator, last, &end, &next)) {
        case SCAN_ROW:
            event = whole_row(reader, row, bytes, end, next, fault);
            break;
        case SCAN_MORE:
            if (bytes.length <= SHEET_ROW_LIMIT)
                return SHEET_MORE;
            event = overlong_row(reader, row, bytes, fault);
            break;
        case SCAN_UNCLOSED:
            fault_set(fault, FAULT_REFUSED, "unclosed_quote", NULL, "the quote opened on line %zu is not closed",
                      lines_before(reader, bytes, reader->scan.opened));
            event = refuse_quote(reader, row, bytes, reader->scan.opened, bytes.length);
            break;
        case SCAN_STRAY:
            /* The row ends with a line whose end must have come: what follows it would be taken for the next row. */
            if (!last && !line_is_whole(reader, bytes, reader->scan.opened)) {
                if (bytes.length <= SHEET_ROW_LIMIT)
                    return SHEET_MORE;
                event = overlong_row(reader, row, bytes, fault);
                break;
            }
            fault_set(fault, FAULT_REFUSED, "stray_quote", NULL, "a quote on line %zu ends a cell in its middle",
                      lines_before(reader, bytes, reader->scan.at));
            event = refuse_quote(reader, row, bytes, reader->scan.opened, reader->scan.at);
            break;
        }
    }
    return event;
}

const struct sheet_row *sheet_header(const struct sheet *sheet)
{
    return sheet->reader->header_read ? &sheet->reader->header : NULL;
}

void sheet_take_empty_cells(struct sheet *sheet)
{
    sheet->reader->empty_cells = true;
}

void sheet_assumed(const struct sheet *sheet, struct text *text)
{
    const struct sheet_reader *reader = sheet->reader;

    if (reader->reading == READING_START)
        return;
    text_add_string(text, reader->guess.name ? reader->guess.name : "UTF-8");
    if (reader->decided_line)
        text_printf(text, " (from line %zu)", reader->decided_line);
    if (reader->separator == '\t')
        text_add_string(text, ", separator tab");
    else
        text_printf(text, ", separator '%c'", reader->separator);
    if (reader->header_read)
        text_printf(text, ", %zu column%s", reader->header.count, reader->header.count == 1 ? "" : "s");
    if (reader->comments)
        text_printf(text, ", %zu comment line%s above the header", reader->comments, reader->comments == 1 ? "" : "s");
}
