/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/feed_columns.h"

#include "format/decimal.h"
#include "format/xml_parts.h"
#include "format/xml_write.h"

#include <csv.h>

void cell_end(struct feed_cell *cell)
{
    if (cell->count < CELL_PIECES)
        cell->ends[cell->count++] = cell->text.length;
}

void cell_add(struct feed_cell *cell, struct slice piece)
{
    if (!piece.length)
        return;
    text_add_slice(&cell->text, piece);
    cell_end(cell);
}

static struct slice piece_of(const struct feed_cell *cell, size_t number)
{
    size_t start = number ? cell->ends[number - 1] : 0;

    return (struct slice){cell->text.bytes + start, cell->ends[number] - start};
}

static size_t parts_of(const struct feed_column *column)
{
    size_t count = 0;

    while (column->parts && column->parts[count])
        count++;
    return count ? count : 1;
}

static void fill(struct feed *feed, const struct feed_column *column, const struct feed_item *item, struct feed_cell *cell)
{
    text_clear(&cell->text);
    cell->count = 0;
    column->put(feed, item, column, cell);
}

bool cell_is_formula(struct slice value)
{
    struct decimal number;

    return value.length && memchr("=+-@\t\r", value.bytes[0], 6) && !decimal_read(value, &number);
}

static bool is_special(char c, char separator)
{
    return c == separator || c == '"' || c == '\n' || c == '\r';
}

static void add_quoted(struct text *text, struct slice value)
{
    text_make_room(text, 2 * value.length + 2);
    text->length += csv_write(text->bytes + text->length, 2 * value.length + 2, value.bytes, value.length);
}

/* A row of TSV is a line, and its cells hold no tabs; one that begins with a quote would be taken for a quoted one. */
static void write_cell_of_tsv(struct text *text, struct slice value)
{
    size_t start = text->length;

    if (value.length && value.bytes[0] == '"')
        add_quoted(text, value);
    else
        text_add_slice(text, value);
    for (size_t i = start; i < text->length; i++)
        if (text->bytes[i] == '\t' || text->bytes[i] == '\n' || text->bytes[i] == '\r')
            text->bytes[i] = ' ';
}

void table_cell_write(struct text *text, struct slice value, char separator)
{
    bool quoted = value.length && (value.bytes[0] == ' ' || value.bytes[value.length - 1] == ' ');

    if (separator == '\t') {
        write_cell_of_tsv(text, value);
        return;
    }
    for (size_t i = 0; !quoted && i < value.length; i++)
        quoted = is_special(value.bytes[i], separator);
    if (quoted)
        add_quoted(text, value);
    else
        text_add_slice(text, value);
}

void feed_table_head(struct feed *feed, const struct feed_table *table)
{
    for (const struct feed_column *column = table->columns; column->name; column++) {
        const char *prefix = strchr(column->name, ':');

        if (column != table->columns)
            text_add_byte(&feed->text, table->separator);
        table_cell_write(&feed->text, slice_of(prefix ? prefix + 1 : column->name), table->separator);
    }
    text_add_byte(&feed->text, '\n');
}

/* All pieces of the cell as one text, at the end of cell->text. */
static struct slice joined(struct feed_cell *cell, const struct feed_table *table, const struct feed_column *column)
{
    size_t start = cell->text.length;
    size_t parts = parts_of(column);
    struct text *text = &cell->text;

    if (cell->count == 1)
        return piece_of(cell, 0);
    for (size_t i = 0; i < cell->count; i++) {
        if (i)
            text_add_string(text, i % parts ? table->between_parts : table->between_values);
        text_make_room(text, 2 * piece_of(cell, i).length);
        if (column->parts)
            part_add(text, piece_of(cell, i));
        else
            text_add_slice(text, piece_of(cell, i));
    }
    return (struct slice){text->bytes + start, text->length - start};
}

void feed_table_row(struct feed *feed, const struct feed_table *table, const struct feed_item *item)
{
    struct feed_cell *cell = &feed->cell;

    for (const struct feed_column *column = table->columns; column->name; column++) {
        struct slice value;

        if (column != table->columns)
            text_add_byte(&feed->text, table->separator);
        fill(feed, column, item, cell);
        if (!cell->count)
            continue;
        value = joined(cell, table, column);
        text_clear(&cell->clean);
        if ((table->for_spreadsheets || feed->options.spreadsheet) && cell_is_formula(value))
            text_add_byte(&cell->clean, '\'');
        feed_add_clean(feed, value, &cell->clean);
        table_cell_write(&feed->text, text_slice(&cell->clean), table->separator);
    }
    text_add_byte(&feed->text, '\n');
}

static void nested_element(struct feed *feed, const struct feed_column *column, const struct feed_cell *cell, size_t first,
                           const char *indent)
{
    size_t parts = parts_of(column);

    text_printf(&feed->text, "%s<%s>\n", indent, column->name);
    for (size_t i = 0; i < parts && first + i < cell->count; i++) {
        if (piece_of(cell, first + i).length)
            text_add_string(&feed->text, "  ");
        feed->control_characters += xml_add_element(&feed->text, indent, column->parts[i], piece_of(cell, first + i));
    }
    text_printf(&feed->text, "%s</%s>\n", indent, column->name);
}

void feed_elements(struct feed *feed, const struct feed_column *columns, const struct feed_item *item, const char *indent)
{
    struct feed_cell *cell = &feed->cell;

    for (const struct feed_column *column = columns; column->name; column++) {
        size_t parts = parts_of(column);

        fill(feed, column, item, cell);
        for (size_t i = 0; i < cell->count; i += parts) {
            if (column->parts)
                nested_element(feed, column, cell, i, indent);
            else
                feed->control_characters += xml_add_element(&feed->text, indent, column->name, piece_of(cell, i));
        }
    }
}
