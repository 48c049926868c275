/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demand.h"

#include "base/memory.h"
#include "format/sheet.h"

#include <csv.h>

/*
 * The first byte says what is told of the table (encoding, separator, short rows), the second in what pieces it is fed;
 * the rest is the table. LONG as the second byte puts a comment above it, so long that what is guessed from ends within
 * the table.
 *
 * Demanded: the same events however the bytes come; cells are as many as the header has, UTF-8 without NUL; rows stand
 * in the order of their lines; a row's raw text, under a header of as many columns, gives its cells again, and libcsv
 * cuts it into the same.
 */

enum { LONG = 0xff };

struct told {
    struct text events; /* everything that was said, to compare two readings */
    size_t columns, line;
    char separator;
};

static void tell_slice(struct text *events, struct slice slice)
{
    text_add_integer(events, (int64_t)slice.length);
    text_add_byte(events, ':');
    text_add_slice(events, slice);
}

static void demand_clean(struct slice cell)
{
    demand(utf8_valid_length(cell) == cell.length, "a cell is UTF-8");
    demand(!cell.length || !memchr(cell.bytes, '\0', cell.length), "a cell holds no NUL");
}

static void tell(struct told *told, enum sheet_event event, const struct sheet_row *row, const struct fault *fault)
{
    text_add_integer(&told->events, event);
    text_add_byte(&told->events, '@');
    text_add_integer(&told->events, (int64_t)row->line);
    tell_slice(&told->events, row->raw);
    demand(row->line >= told->line && row->line > 0, "rows stand in the order of their lines");
    told->line = row->line;
    if (event == SHEET_BAD) {
        demand(fault->kind == FAULT_REFUSED && fault->code[0] && fault->reason[0], "a bad row says why");
        demand(row->count == 0, "a bad row has no cells");
        text_add_string(&told->events, fault->code);
        text_add_string(&told->events, fault->reason);
        return;
    }
    if (event == SHEET_HEADER)
        told->columns = row->count;
    demand(row->count == told->columns && row->count > 0, "a row has as many cells as the header");
    for (size_t i = 0; i < row->count; i++) {
        demand_clean(row->cells[i]);
        tell_slice(&told->events, row->cells[i]);
    }
}

/* The separator that was assumed stands in the sheet's own account of it. */
static char separator_of(const struct sheet *sheet)
{
    struct text assumed = TEXT_INIT;
    const char *shown;
    char separator = '\0';

    sheet_assumed(sheet, &assumed);
    if (assumed.length && (shown = strstr(text_string(&assumed), ", separator ")))
        separator = shown[12] == '\'' ? shown[13] : '\t';
    text_release(&assumed);
    return separator;
}

struct expected {
    const struct sheet_row *row;
    size_t at;
};

/* Of ="00123" the cell is the text within, which libcsv leaves as it is. */
static bool is_formula_of(struct slice cell, struct slice text)
{
    return cell.length == text.length + 3 && memcmp(cell.bytes, "=\"", 2) == 0 && cell.bytes[cell.length - 1] == '"' &&
           slice_equal((struct slice){cell.bytes + 2, text.length}, text);
}

static void demand_cell(void *bytes, size_t length, void *data)
{
    struct expected *expected = data;
    struct slice cell = {bytes, length};
    struct slice found;

    demand(expected->at < expected->row->count, "libcsv finds no more cells");
    found = expected->row->cells[expected->at++];
    demand(slice_equal(cell, found) || is_formula_of(cell, found), "libcsv finds the same cells");
}

static void demand_cells_of_libcsv(const struct sheet_row *row, char separator)
{
    struct expected expected = {row, 0};
    struct csv_parser parser;

    demand(csv_init(&parser, 0) == 0, "libcsv begins");
    csv_set_delim(&parser, (unsigned char)separator);
    demand(csv_parse(&parser, row->raw.bytes, row->raw.length, demand_cell, NULL, &expected) == row->raw.length &&
               csv_fini(&parser, demand_cell, NULL, &expected) == 0,
           "libcsv reads the row");
    for (; expected.at < row->count; expected.at++)
        demand(row->cells[expected.at].length == 0, "cells that a short row lacks are empty");
    csv_free(&parser);
}

static void demand_same_row(const struct sheet_row *row, char separator)
{
    const struct sheet_options options = {.encoding = "UTF-8", .separator = separator, .short_rows = true};
    struct text table = TEXT_INIT;
    struct sheet sheet;
    struct sheet_row again;
    struct fault fault = FAULT_INIT;

    for (size_t i = 0; i < row->count; i++) {
        if (i)
            text_add_byte(&table, separator);
        text_add_byte(&table, 'c');
    }
    text_add_byte(&table, '\n');
    text_add_slice(&table, row->raw);
    text_add_byte(&table, '\n');
    demand(sheet_init(&sheet, &options, &fault), "a sheet of UTF-8 is understood");
    sheet_feed(&sheet, text_slice(&table), true);
    demand(sheet_next(&sheet, &again, &fault) == SHEET_HEADER, "the made header is one");
    demand(sheet_next(&sheet, &again, &fault) == SHEET_ROW && again.count == row->count, "a row's raw text is that row");
    for (size_t i = 0; i < row->count; i++)
        demand(slice_equal(again.cells[i], row->cells[i]), "a row's raw text gives its cells");
    sheet_release(&sheet);
    text_release(&table);
}

static bool read_table(struct slice bytes, size_t piece, const struct sheet_options *options, struct told *told, bool reread)
{
    struct sheet sheet;
    struct fault fault = FAULT_INIT;
    struct sheet_row row;
    enum sheet_event event = SHEET_MORE;

    if (!sheet_init(&sheet, options, &fault)) {
        demand(fault.kind == FAULT_USAGE, "an unknown encoding is a fault of usage");
        return false;
    }
    while (event == SHEET_MORE) {
        size_t length = bytes.length < piece ? bytes.length : piece;
        char *copy = memory_copy(bytes.bytes, length); /* so that a sanitizer sees who keeps what was fed */

        sheet_feed(&sheet, (struct slice){copy, length}, length == bytes.length);
        free(copy);
        bytes = slice_from(bytes, length);
        while ((event = sheet_next(&sheet, &row, &fault)) != SHEET_MORE && event != SHEET_END) {
            tell(told, event, &row, &fault);
            if (event == SHEET_ROW && reread) {
                demand_cells_of_libcsv(&row, separator_of(&sheet));
                demand_same_row(&row, separator_of(&sheet));
            }
        }
    }
    told->separator = separator_of(&sheet);
    sheet_release(&sheet);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const encodings[] = {NULL, NULL, "UTF-8", "Windows-1252", "UTF-16", "UTF-16LE", "Shift_JIS", "ISO-2022-JP"};
    static const char separators[] = {0, 0, ',', ';', '\t', '|', 0, 0};
    struct sheet_options options;
    struct told whole = {0};
    struct told pieces = {0};
    struct text table = TEXT_INIT;
    size_t piece;

    if (size < 3)
        return 0;
    options = (struct sheet_options){
        .encoding = encodings[data[0] & 7], .separator = separators[data[0] >> 3 & 7], .short_rows = data[0] >> 6 & 1};
    if (data[1] == LONG) {
        text_add_byte(&table, '#');
        while (table.length + data[2] < SHEET_START)
            text_add_byte(&table, '-');
        text_add_byte(&table, '\n');
    }
    text_add(&table, data + 2, size - 2);
    piece = data[1] == LONG ? 4093 : 1u + data[1] % 64u;
    if (read_table(text_slice(&table), SIZE_MAX, &options, &whole, true)) {
        demand(read_table(text_slice(&table), piece, &options, &pieces, false), "an encoding that is known stays known");
        demand(slice_equal(text_slice(&whole.events), text_slice(&pieces.events)) && whole.separator == pieces.separator,
               "the same, however the bytes come");
    }
    text_release(&whole.events);
    text_release(&pieces.events);
    text_release(&table);
    return 0;
}
