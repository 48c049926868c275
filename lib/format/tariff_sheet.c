/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/tariff_sheet.h"

#include "base/folding.h"
#include "format/sheet.h"
#include "format/tariff_cell.h"

enum { COLUMN_IGNORED = -1, COLUMNS_READ = 100 };

struct reading {
    struct sheet sheet;
    struct tariff_rows *rows;
    enum tariff_section section;
    size_t first; /* of the section's rows */
    int places[COLUMNS_READ];
    bool has_semicolons;
    struct arena *arena;
    tariff_complaint *complain;
    void *context;
    bool *right;
};

static void complain(const struct reading *reading, size_t line, const struct fault *fault)
{
    *reading->right = false;
    reading->complain(reading->context, reading->section, line, fault);
}

static bool has_title(const struct sheet_row *header, const char *title)
{
    for (size_t i = 0; i < header->count; i++)
        if (folded_equal(header->cells[i], slice_of(title)))
            return true;
    return false;
}

/* A column that no other section has. */
static bool find_section(const struct sheet_row *header, enum tariff_section *section)
{
    static const char *const telling[] = {"countries", "mode", "price", "surcharge", "closed_on"};

    for (int i = 0; i < TARIFF_SECTIONS; i++)
        if (has_title(header, telling[i])) {
            *section = (enum tariff_section)i;
            return true;
        }
    return false;
}

static int place_of(const struct tariff_column *columns, struct slice title)
{
    for (int i = 0; columns[i].name; i++)
        if (folded_equal(title, slice_of(columns[i].name)))
            return i;
    return COLUMN_IGNORED;
}

static bool came_before(const struct reading *reading, size_t column)
{
    for (size_t i = 0; i < column && reading->places[column] != COLUMN_IGNORED; i++)
        if (reading->places[i] == reading->places[column])
            return true;
    return false;
}

static bool read_header(struct reading *reading, const struct sheet_row *header, struct fault *fault)
{
    const struct tariff_column *columns;

    if (header->count > COLUMNS_READ || !find_section(header, &reading->section))
        return fault_set(fault, FAULT_REFUSED, "not_a_tariff", NULL,
                         "the header is that of no table of a tariff: it has none of the columns countries (zones), mode "
                         "(services), price (rates), surcharge, closed_on");
    if (reading->rows->counts[reading->section])
        return fault_set(fault, FAULT_REFUSED, "section_twice", NULL, "%s come in a file before this one as well",
                         tariff_section_name(reading->section));
    columns = tariff_columns(reading->section);
    reading->has_semicolons = memchr(header->raw.bytes, ';', header->raw.length) != NULL;
    for (size_t i = 0; i < header->count; i++) {
        struct fault wrong = FAULT_INIT;

        reading->places[i] = place_of(columns, header->cells[i]);
        if (reading->places[i] == COLUMN_IGNORED && header->cells[i].length && !folded_equal(header->cells[i], SLICE("remark")))
            fault_set(&wrong, FAULT_REFUSED, "unknown_column", NULL, "\"%.*s\" is no column of %s", SLICE_ARGS(header->cells[i]),
                      tariff_section_name(reading->section));
        else if (came_before(reading, i))
            fault_set(&wrong, FAULT_REFUSED, "column_twice", columns[reading->places[i]].name,
                      "is a column before this one as well");
        if (wrong.kind != FAULT_NONE)
            complain(reading, header->line, &wrong);
    }
    return true;
}

static void read_row(struct reading *reading, const struct sheet_row *row)
{
    struct tariff_row *kept = tariff_rows_add(reading->rows, reading->section);

    kept->line = row->line;
    for (size_t i = 0; i < row->count; i++)
        if (reading->places[i] != COLUMN_IGNORED)
            kept->cells[reading->places[i]] = arena_copy(reading->arena, row->cells[i]);
}

/* 0: the file has both, which is told. */
static char find_mark(const struct reading *reading)
{
    const struct tariff_column *columns = tariff_columns(reading->section);
    char told = 0;

    for (size_t i = reading->first; i < reading->rows->counts[reading->section]; i++)
        for (int j = 0; columns[j].name; j++) {
            const struct tariff_row *row = &reading->rows->items[reading->section][i];
            char this_mark = tariff_cell_is_number(columns[j].kind) ? tariff_cell_mark(row->cells[j]) : 0;
            struct fault mixed = FAULT_INIT;

            if (!told)
                told = this_mark;
            if (!this_mark || this_mark == told)
                continue;
            fault_set(&mixed, FAULT_REFUSED, "mixed_decimal_marks", columns[j].name,
                      "\"%.*s\" has another mark before its decimals than the numbers above", SLICE_ARGS(row->cells[j]));
            complain(reading, row->line, &mixed);
            return 0;
        }
    if (told)
        return told;
    return reading->has_semicolons ? ',' : '.';
}

/* As with marks: of a file without a day that tells, it is the country that writes semicolons which puts the day first. */
static enum day_order find_order(const struct reading *reading)
{
    const struct tariff_column *columns = tariff_columns(reading->section);
    enum day_order told = DAYS_UNKNOWN;

    for (size_t i = reading->first; i < reading->rows->counts[reading->section]; i++)
        for (int j = 0; columns[j].name; j++) {
            struct slice cell = reading->rows->items[reading->section][i].cells[j];
            enum day_order this_order = columns[j].kind == CELL_DAY ? tariff_cell_order(cell) : DAYS_UNKNOWN;

            if (told && this_order && this_order != told)
                return DAYS_UNKNOWN;
            told = told ? told : this_order;
        }
    return told || !reading->has_semicolons ? told : DAYS_FIRST;
}

static void read_cell(const struct reading *reading, const struct tariff_writing *writing, struct tariff_row *row, int column,
                      struct text *plain)
{
    enum tariff_cell kind = tariff_cell_kind(reading->section, row, column);
    struct fault wrong = FAULT_INIT;

    if (!writing->mark && tariff_cell_is_number(kind)) {
        row->cells[column] = SLICE("1");
        return;
    }
    text_clear(plain);
    if (tariff_cell_read(kind, writing, row->cells[column], plain, &wrong)) {
        row->cells[column] = arena_copy(reading->arena, text_slice(plain));
        return;
    }
    fault_within(&wrong, "%s", tariff_columns(reading->section)[column].name);
    complain(reading, row->line, &wrong);
    row->cells[column] = SLICE("1"); /* nobody complains of it twice */
}

static void read_cells(const struct reading *reading, const struct tariff_writing *writing)
{
    const struct tariff_column *columns = tariff_columns(reading->section);
    struct text plain = TEXT_INIT;

    for (size_t i = reading->first; i < reading->rows->counts[reading->section]; i++)
        for (int j = 0; columns[j].name; j++) {
            struct tariff_row *row = &reading->rows->items[reading->section][i];

            if (row->cells[j].length && columns[j].kind != CELL_TEXT)
                read_cell(reading, writing, row, j, &plain);
        }
    text_release(&plain);
}

static bool read_rows(struct reading *reading, struct fault *fault)
{
    bool begun = false;

    for (;;) {
        struct sheet_row row;
        struct fault bad = FAULT_INIT;

        switch (sheet_next(&reading->sheet, &row, &bad)) {
        case SHEET_HEADER:
            sheet_take_empty_cells(&reading->sheet);
            begun = true;
            if (!read_header(reading, sheet_header(&reading->sheet), fault))
                return false;
            reading->first = reading->rows->counts[reading->section];
            break;
        case SHEET_ROW:
            read_row(reading, &row);
            break;
        case SHEET_BAD:
            if (!begun) {
                *fault = bad;
                return false;
            }
            complain(reading, row.line, &bad);
            break;
        case SHEET_MORE:
        case SHEET_END:
            return begun || fault_set(fault, FAULT_REFUSED, "not_a_tariff", NULL, "the file has no header");
        }
    }
}

bool tariff_sheet_read(struct slice file, struct slice currency, struct tariff_rows *rows, enum tariff_section *section,
                       struct arena *arena, tariff_complaint *complain_to, void *context, bool *right, struct fault *fault)
{
    struct reading reading = {.rows = rows, .arena = arena, .complain = complain_to, .context = context, .right = right};
    struct tariff_writing writing = {.currency = currency};
    bool done;

    if (!sheet_init(&reading.sheet, &(struct sheet_options){.short_rows = true}, fault))
        return false;
    sheet_feed(&reading.sheet, file, true);
    done = read_rows(&reading, fault);
    sheet_release(&reading.sheet);
    if (!done)
        return false;
    *section = reading.section;
    writing.mark = find_mark(&reading);
    writing.days = find_order(&reading);
    read_cells(&reading, &writing);
    return true;
}
