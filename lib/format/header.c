/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/header.h"

#include "base/memory.h"
#include "base/name.h"

#include <stdlib.h>

/* In a folded name: bytes that no text has. */
enum { ANY_NUMBER = '\1', ANY_REST = '\2' };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A name of the table, folded, its place-holders as bytes of their own. */
static void fold_pattern(struct text *folded, struct slice name)
{
    text_clear(folded);
    for (size_t at = 0; at + 1 < name.length; at++) {
        if (name.bytes[at] != '%' || (name.bytes[at + 1] != 'd' && name.bytes[at + 1] != 's'))
            continue;
        text_add_folded_name(folded, (struct slice){name.bytes, at});
        if (at && name.bytes[at - 1] == ' ')
            text_add_byte(folded, ' ');
        text_add_byte(folded, name.bytes[at + 1] == 'd' ? ANY_NUMBER : ANY_REST);
        name = slice_from(name, at + 2);
        if (name.length && name.bytes[0] == ' ')
            text_add_byte(folded, ' ');
        at = 0;
    }
    text_add_folded_name(folded, name);
}

/* Whether the folded title is what the pattern says, as far as %s; then *number is set if the pattern has one. */
static bool is_like(struct slice title, struct slice pattern, unsigned *number)
{
    while (pattern.length && pattern.bytes[0] != ANY_REST) {
        size_t digits = 0;
        int64_t value;

        if (pattern.bytes[0] != ANY_NUMBER) {
            if (!title.length || title.bytes[0] != pattern.bytes[0])
                return false;
            title = slice_from(title, 1);
            pattern = slice_from(pattern, 1);
            continue;
        }
        while (digits < title.length && is_digit(title.bytes[digits]))
            digits++;
        if (!slice_integer((struct slice){title.bytes, digits}, 100000, &value))
            return false;
        *number = (unsigned)value;
        title = slice_from(title, digits);
        pattern = slice_from(pattern, 1);
    }
    return pattern.length || !title.length;
}

/* "Weight (kg)" is "Weight" and "kg". */
static struct slice without_hint(struct slice title, struct slice *hint)
{
    size_t at = title.length;

    *hint = (struct slice){NULL, 0};
    if (!title.length || (title.bytes[title.length - 1] != ')' && title.bytes[title.length - 1] != ']'))
        return title;
    while (at && title.bytes[at - 1] != '(' && title.bytes[at - 1] != '[')
        at--;
    if (at < 2)
        return title;
    *hint = slice_trim((struct slice){title.bytes + at, title.length - 1 - at});
    return slice_trim((struct slice){title.bytes, at - 1});
}

/* What stands for %s: behind as many signs that are no letters and digits as the name has words before it. */
static struct slice rest_of(struct slice title)
{
    size_t at = 0;

    while (at < title.length && title.bytes[at] != ':')
        at++;
    return at < title.length ? slice_trim(slice_from(title, at + 1)) : (struct slice){NULL, 0};
}

static bool find(struct header_column *column, struct slice title, const struct column_name *names, const struct text *patterns)
{
    struct text folded = TEXT_INIT;
    bool found = false;

    text_add_folded_name(&folded, title);
    for (size_t i = 0; !found && names[i].field; i++) {
        struct slice pattern = text_slice(&patterns[i]);

        if (!is_like(text_slice(&folded), pattern, &column->number))
            continue;
        column->field = names[i].field;
        if (pattern.length && pattern.bytes[pattern.length - 1] == ANY_REST)
            column->within = rest_of(title);
        found = true;
    }
    text_release(&folded);
    return found;
}

static bool is_taken(const struct header *header, const struct header_column *column)
{
    for (size_t i = 0; column->field != COLUMN_KEPT && i < header->count; i++)
        if (header->columns[i].field == column->field && header->columns[i].number == column->number &&
            slice_equal(header->columns[i].within, column->within))
            return true;
    return false;
}

static struct text *fold_names(const struct column_name *names, size_t *count)
{
    struct text *patterns;

    *count = 0;
    while (names[*count].field)
        ++*count;
    patterns = memory_take_zeroed(*count + 1, sizeof *patterns);
    for (size_t i = 0; i < *count; i++)
        fold_pattern(&patterns[i], slice_of(names[i].name));
    return patterns;
}

/* The column gets the field of that name, unless another has it. */
static void bind(struct header *header, size_t at, struct slice title, struct slice hint, const struct column_name *names,
                 const struct text *patterns)
{
    struct header_column column = {.title = header->columns[at].title};

    if (!find(&column, title, names, patterns))
        return;
    if (is_taken(header, &column))
        return;
    if (hint.bytes)
        column.within = hint;
    header->columns[at] = column;
}

/* Whole names first: "Status (product.metafields.custom.status)" is no "Status" where there is one. */
void header_bind(struct header *header, const struct sheet_row *row, const struct column_name *names)
{
    size_t count;
    struct text *patterns = fold_names(names, &count);

    *header = (struct header){.columns = memory_take_zeroed(row->count + 1, sizeof *header->columns), .count = row->count};
    for (size_t i = 0; i < row->count; i++) {
        header->columns[i].title = slice_trim(row->cells[i]);
        bind(header, i, header->columns[i].title, (struct slice){NULL, 0}, names, patterns);
    }
    for (size_t i = 0; i < row->count; i++) {
        struct slice hint;
        struct slice bare = without_hint(header->columns[i].title, &hint);

        if (!header->columns[i].field && hint.bytes)
            bind(header, i, bare, hint, names, patterns);
        header->unknown += header->columns[i].field == COLUMN_UNKNOWN;
    }
    for (size_t i = 0; i < count; i++)
        text_release(&patterns[i]);
    free(patterns);
}

void header_release(struct header *header)
{
    free(header->columns);
    *header = (struct header){0};
}

static size_t position_of(const struct header *header, int field, unsigned number)
{
    size_t at = 0;

    while (at < header->count && (header->columns[at].field != field || header->columns[at].number != number))
        at++;
    return at;
}

bool header_has(const struct header *header, int field)
{
    return header_title(header, field).bytes;
}

struct slice header_cell(const struct header *header, const struct sheet_row *row, int field)
{
    return header_cell_of(header, row, field, 0);
}

struct slice header_cell_of(const struct header *header, const struct sheet_row *row, int field, unsigned number)
{
    size_t at = position_of(header, field, number);

    return at < row->count ? slice_trim(row->cells[at]) : SLICE("");
}

struct slice header_title(const struct header *header, int field)
{
    for (size_t i = 0; i < header->count; i++)
        if (header->columns[i].field == field)
            return header->columns[i].title;
    return (struct slice){NULL, 0};
}

void header_first_name(struct text *text, const struct column_name *names, const struct header_column *column)
{
    struct slice name;
    size_t i = 0;

    while (names[i].field && names[i].field != column->field)
        i++;
    if (!names[i].field) {
        text_add_slice(text, column->title);
        return;
    }
    name = slice_of(names[i].name);
    for (size_t at = 0; at < name.length; at++) {
        if (name.bytes[at] != '%' || at + 1 == name.length) {
            text_add_byte(text, name.bytes[at]);
            continue;
        }
        if (name.bytes[++at] == 'd')
            text_add_integer(text, column->number);
        else
            text_add_slice(text, column->within);
    }
}
