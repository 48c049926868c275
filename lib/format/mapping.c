/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/mapping.h"

#include "base/memory.h"
#include "format/mapping_structure.h"

#include <stdlib.h>

/* Names like another. */

static int folded(char c)
{
    return c >= 'A' && c <= 'Z' ? c + 32 : (unsigned char)c;
}

/* How many characters to insert, drop, exchange or swap with their neighbour; names longer than 60 bytes are never alike. */
static size_t distance(struct slice a, struct slice b)
{
    enum { LONGEST = 60 };
    size_t rows[3][LONGEST + 1];

    if (a.length > LONGEST || b.length > LONGEST)
        return SIZE_MAX;
    for (size_t j = 0; j <= b.length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.length; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i - 1) % 3];

        row[0] = i;
        for (size_t j = 1; j <= b.length; j++) {
            bool same = folded(a.bytes[i - 1]) == folded(b.bytes[j - 1]);

            row[j] = above[j - 1] + !same;
            if (above[j] + 1 < row[j])
                row[j] = above[j] + 1;
            if (row[j - 1] + 1 < row[j])
                row[j] = row[j - 1] + 1;
            if (i > 1 && j > 1 && folded(a.bytes[i - 1]) == folded(b.bytes[j - 2]) &&
                folded(a.bytes[i - 2]) == folded(b.bytes[j - 1]) && rows[(i - 2) % 3][j - 2] + 1 < row[j])
                row[j] = rows[(i - 2) % 3][j - 2] + 1;
        }
    }
    return rows[a.length % 3][b.length];
}

static bool contains(struct slice whole, struct slice part)
{
    for (size_t at = 0; at + part.length <= whole.length; at++)
        if (compare_folded((struct slice){whole.bytes + at, part.length}, part) == 0)
            return true;
    return false;
}

/* 0 is nearest. A name that holds the other whole is like it too, but less. */
static size_t unlikeness(struct slice wanted, struct slice name)
{
    size_t edits = distance(wanted, name);

    if (edits <= 1 + wanted.length / 4 && edits < wanted.length && edits < name.length)
        return edits;
    if (wanted.length >= 3 && name.length >= 3 && (contains(name, wanted) || contains(wanted, name)))
        return 1000;
    return SIZE_MAX;
}

void add_like(struct text *text, struct slice wanted, size_t count, struct slice (*name_at)(const void *names, size_t i),
              const void *names)
{
    enum { MOST = 3 };
    size_t best[MOST];
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        size_t unlike = unlikeness(wanted, trimmed(name_at(names, i)));
        size_t place = found;

        if (unlike == SIZE_MAX || trimmed(name_at(names, i)).length == 0)
            continue;
        while (place > 0 && unlikeness(wanted, trimmed(name_at(names, best[place - 1]))) > unlike)
            place--;
        if (place == MOST)
            continue;
        found += found < MOST;
        for (size_t move = found - 1; move > place; move--)
            best[move] = best[move - 1];
        best[place] = i;
    }
    for (size_t i = 0; i < found; i++) {
        struct slice name = trimmed(name_at(names, best[i]));

        text_printf(text, "%s\"%.*s\"", i == 0 ? "; perhaps " : " or ", shown_length(name), name.bytes);
    }
}

/* The mapping. */

struct mapping *mapping_identity(enum mapping_target target)
{
    struct mapping *mapping = memory_take_zeroed(1, sizeof *mapping);

    mapping->target = target;
    mapping->identity = true;
    mapping->type_position = NO_COLUMN;
    return mapping;
}

static void drop_rules(struct mapping *mapping)
{
    for (size_t i = 0; i < mapping->rules_count; i++) {
        for (size_t s = 0; s < mapping->rules[i].steps_count; s++)
            if (mapping->rules[i].steps[s].kind == STEP_SUBSTITUTE)
                pcre2_code_free(mapping->rules[i].steps[s].of.substitution.code);
        free(mapping->rules[i].steps);
        free(mapping->rules[i].parts);
    }
    free(mapping->given);
    mapping->given = NULL;
    mapping->rules_count = mapping->slots = mapping->columns_count = mapping->unnamed_count = 0;
}

void mapping_free(struct mapping *mapping)
{
    if (!mapping)
        return;
    drop_rules(mapping);
    for (size_t i = 0; i < mapping->filters_count; i++)
        pcre2_code_free(mapping->filters[i].code);
    for (size_t i = 0; i < mapping->tables_count; i++)
        free(mapping->tables[i].items);
    for (size_t i = 0; i < mapping->fills_count; i++) {
        text_release(&mapping->fills[i].above);
        text_release(&mapping->fills[i].above_within);
    }
    free(mapping->rules);
    free(mapping->columns);
    countries_release(&mapping->countries);
    text_release(&mapping->country_tables[0]);
    text_release(&mapping->country_tables[1]);
    text_release(&mapping->country);
    free(mapping->fills);
    free(mapping->filters);
    free(mapping->tables);
    free(mapping->unnamed);
    free(mapping->name);
    free(mapping->encoding);
    free(mapping->format);
    pattern_matcher_release(&mapping->matcher);
    text_release(&mapping->made);
    text_release(&mapping->other);
    arena_release(&mapping->strings);
    free(mapping);
}

enum mapping_target mapping_target(const struct mapping *mapping)
{
    return mapping->target;
}

bool mapping_needs_countries(const struct mapping *mapping)
{
    for (size_t i = 0; i < mapping->rules_count; i++)
        for (size_t s = 0; s < mapping->rules[i].steps_count; s++)
            if (mapping->rules[i].steps[s].kind == STEP_COUNTRY)
                return true;
    return false;
}

bool mapping_take_countries(struct mapping *mapping, struct text *countries, struct text *words, struct fault *fault)
{
    mapping->country_tables[0] = *countries;
    mapping->country_tables[1] = *words;
    *countries = (struct text)TEXT_INIT;
    *words = (struct text)TEXT_INIT;
    return countries_read(&mapping->countries, text_slice(&mapping->country_tables[0]), fault) &&
           countries_read_words(&mapping->countries, text_slice(&mapping->country_tables[1]), fault);
}

void mapping_sheet_options(const struct mapping *mapping, struct sheet_options *options)
{
    if (mapping->encoding)
        options->encoding = mapping->encoding;
    if (mapping->separator)
        options->separator = mapping->separator;
    if (mapping->header_line)
        options->header_line = mapping->header_line;
    options->short_rows |= mapping->short_rows;
}

struct slice mapping_rows(const struct mapping *mapping)
{
    return mapping->row_path;
}

struct arena *mapping_strings(struct mapping *mapping)
{
    return &mapping->strings;
}

/* Binding. */

static struct slice header_name_at(const void *names, size_t i)
{
    return ((const struct slice *)names)[i];
}

/* What the columns are called, as much as fits. */
static void add_names(struct text *text, const struct sheet_row *header)
{
    for (size_t i = 0; i < header->count && text->length < 200; i++) {
        struct slice name = trimmed(header->cells[i]);

        text_printf(text, "%s\"%.*s\"", i == 0 ? "; there are: " : ", ", shown_length(name), name.bytes);
    }
}

static bool bind_column(const struct mapping *mapping, struct column *column, const struct sheet_row *header, struct fault *fault)
{
    size_t alike = 0;
    size_t exact = 0;
    size_t position = NO_COLUMN;
    struct text text = TEXT_INIT;

    for (size_t i = 0; i < header->count; i++) {
        struct slice name = trimmed(header->cells[i]);

        if (compare_folded(name, column->name) != 0)
            continue;
        alike++;
        if (slice_equal(name, column->name))
            exact++;
        if (alike == 1 || (exact == 1 && slice_equal(name, column->name)))
            position = i;
    }
    column->position = position;
    if (alike == 1 || exact == 1 || (alike == 0 && !column->needed) || (alike && mapping->first_columns))
        return true;
    if (alike)
        return fault_set(fault, FAULT_USAGE, "duplicate_column", NULL, "%s:%zu: the sheet has more than one column \"%.*s\"",
                         mapping->name, column->line, shown_length(column->name), column->name.bytes);
    add_like(&text, column->name, header->count, header_name_at, header->cells);
    if (text.length == 0)
        add_names(&text, header);
    fault_set(fault, FAULT_USAGE, "missing_column", NULL, "%s:%zu: the sheet has no column \"%.*s\"%s", mapping->name, column->line,
              shown_length(column->name), column->name.bytes, text_string(&text));
    text_release(&text);
    return false;
}

static bool unknown_column(const struct mapping *mapping, struct slice name, struct fault *fault)
{
    struct text like = TEXT_INIT;

    add_fields_like(&like, name, mapping->target);
    fault_set(fault, FAULT_USAGE, "unknown_column", NULL, "the column \"%.*s\" is no field of %s%s; a mapping can tell what it is",
              shown_length(name), name.bytes, target_article(mapping->target), text_string(&like));
    text_release(&like);
    return false;
}

/* A rule for each column. */
static bool bind_identity(struct mapping *mapping, const struct sheet_row *header, struct fault *fault)
{
    drop_rules(mapping);
    arena_clear(&mapping->strings);
    mapping->type_position = NO_COLUMN;
    for (size_t i = 0; i < header->count; i++) {
        struct slice name = trimmed(header->cells[i]);
        struct text lower = TEXT_INIT;
        struct rule rule = {.name_column = NO_COLUMN};
        bool known;

        if (name.length == 0) {
            mapping->unnamed =
                memory_grow(mapping->unnamed, &mapping->unnamed_room, mapping->unnamed_count + 1, sizeof *mapping->unnamed);
            mapping->unnamed[mapping->unnamed_count++] = i;
            continue;
        }
        for (size_t c = 0; c < name.length; c++)
            text_add_byte(&lower, (char)folded(name.bytes[c]));
        known = field_known(mapping->target, text_slice(&lower), &rule.kind);
        /* Names within, as those of attributes, are the shop's, capitals and all. */
        if (known && memchr(name.bytes, '.', name.length))
            memcpy(lower.bytes, name.bytes, name.length);
        rule.field = arena_copy(&mapping->strings, text_slice(&lower));
        text_release(&lower);
        if (slice_is(rule.field, "type") && mapping->type_position == NO_COLUMN) {
            mapping->type_position = i;
            continue;
        }
        if (!known)
            return unknown_column(mapping, name, fault);
        for (size_t r = 0; r < mapping->rules_count; r++)
            if (slice_equal(mapping->rules[r].field, rule.field))
                return fault_set(fault, FAULT_USAGE, "duplicate_column", NULL, "the sheet has more than one column \"%.*s\"",
                                 shown_length(name), name.bytes);
        rule.slot = mapping->slots++;
        rule.parts = memory_grow(NULL, &rule.parts_room, 1, sizeof *rule.parts);
        rule.parts[rule.parts_count++] = (struct part){mapping->columns_count, {"", 0}};
        mapping->rules = memory_grow(mapping->rules, &mapping->rules_room, mapping->rules_count + 1, sizeof *mapping->rules);
        mapping->rules[mapping->rules_count++] = rule;
        mapping->columns =
            memory_grow(mapping->columns, &mapping->columns_room, mapping->columns_count + 1, sizeof *mapping->columns);
        mapping->columns[mapping->columns_count++] = (struct column){rule.field, 0, true, i};
    }
    mapping->given = memory_take_zeroed(mapping->slots + 1, sizeof *mapping->given);
    return true;
}

/* The first row of a sheet has nothing above it, whatever the sheet before ended with. */
static void forget_rows_above(struct mapping *mapping)
{
    for (size_t i = 0; i < mapping->fills_count; i++) {
        text_clear(&mapping->fills[i].above);
        text_clear(&mapping->fills[i].above_within);
    }
}

bool mapping_bind(struct mapping *mapping, const struct sheet_row *header, struct fault *fault)
{
    forget_rows_above(mapping);
    if (mapping->identity)
        return bind_identity(mapping, header, fault);
    for (size_t i = 0; i < mapping->columns_count; i++)
        if (!bind_column(mapping, &mapping->columns[i], header, fault))
            return false;
    return true;
}

size_t mapping_column_count(const struct mapping *mapping)
{
    return mapping->columns_count;
}

struct slice mapping_column(const struct mapping *mapping, size_t number, size_t *line)
{
    *line = mapping->columns[number].line;
    return mapping->columns[number].name;
}

void mapping_bind_to_itself(struct mapping *mapping)
{
    forget_rows_above(mapping);
    for (size_t i = 0; i < mapping->columns_count; i++)
        mapping->columns[i].position = i;
}

size_t mapping_field_count(const struct mapping *mapping)
{
    return mapping->slots;
}

struct slice mapping_field(const struct mapping *mapping, size_t number)
{
    size_t i = 0;

    while (mapping->rules[i].slot != number)
        i++;
    return mapping->rules[i].field;
}

const char *mapping_format(const struct mapping *mapping)
{
    return mapping->format;
}

bool mapping_has_header(const struct mapping *mapping)
{
    return !mapping->no_header;
}

const char *mapping_name(const struct mapping *mapping)
{
    return mapping->name;
}

/* Rows. */

static struct slice cell_as_it_came(const struct mapping *mapping, size_t column, const struct sheet_row *row)
{
    size_t position = mapping->columns[column].position;

    return position < row->count ? trimmed(row->cells[position]) : (struct slice){"", 0};
}

static struct slice cell_of(const struct mapping *mapping, size_t column, const struct sheet_row *row)
{
    struct slice cell = cell_as_it_came(mapping, column, row);

    for (size_t i = 0; i < mapping->fills_count && cell.length == 0; i++)
        if (mapping->fills[i].column == column && mapping->fills[i].above.length)
            return text_slice(&mapping->fills[i].above);
    return cell;
}

static void remember(struct text *text, struct slice cell)
{
    text_clear(text);
    text_add_slice(text, cell);
}

/* What the row leaves for those below it. In the order in which they are told, so that a column may be filled within a filled one.
 */
static void fill(struct mapping *mapping, const struct sheet_row *row)
{
    for (size_t i = 0; i < mapping->fills_count; i++) {
        struct fill *fill = &mapping->fills[i];
        struct slice cell = cell_as_it_came(mapping, fill->column, row);
        struct slice within = fill->within == NO_COLUMN ? cell : cell_of(mapping, fill->within, row);
        bool elsewhere = fill->within != NO_COLUMN && !slice_equal(within, text_slice(&fill->above_within));

        if (elsewhere)
            remember(&fill->above_within, within);
        if (elsewhere || cell.length)
            remember(&fill->above, cell);
    }
}

/* 1: the row passes; 0: it is skipped; -1: refused. */
static int passes(struct mapping *mapping, const struct filter *filter, const struct sheet_row *row, struct fault *fault)
{
    struct slice cell = cell_of(mapping, filter->column, row);
    const struct column *column = &mapping->columns[filter->column];
    struct decimal number;
    int result = 0;

    switch (filter->comparison) {
    case IS:
        result = slice_equal(cell, filter->text);
        break;
    case IS_NOT:
        result = !slice_equal(cell, filter->text);
        break;
    case MATCHES:
    case MATCHES_NOT:
        result = pattern_matches(&mapping->matcher, filter->code, cell);
        if (result < 0) {
            fault_set(fault, FAULT_REFUSED, "match_limit", NULL,
                      "column \"%.*s\": the pattern on line %zu of the mapping searches too long", shown_length(column->name),
                      column->name.bytes, filter->line);
            return -1;
        }
        if (filter->comparison == MATCHES_NOT)
            result = !result;
        break;
    default:
        /* Nothing is neither above nor below. */
        if (cell.length == 0)
            break;
        if (!decimal_read(cell, &number)) {
            fault_set(fault, FAULT_REFUSED, "not_a_number", NULL, "column \"%.*s\": \"%.*s\" is no number",
                      shown_length(column->name), column->name.bytes, shown_length(cell), cell.bytes);
            return -1;
        }
        result = decimal_compare(&number, &filter->number);
        result = filter->comparison == ABOVE      ? result > 0
                 : filter->comparison == AT_LEAST ? result >= 0
                 : filter->comparison == BELOW    ? result < 0
                                                  : result <= 0;
    }
    return filter->only ? result : !result;
}

/* One column as it is, or everything joined; nothing if all columns are empty. */
static struct slice joined(struct mapping *mapping, const struct rule *rule, const struct sheet_row *row)
{
    bool said = true;

    if (rule->parts_count == 1)
        return rule->parts[0].column == NO_COLUMN ? rule->parts[0].constant : cell_of(mapping, rule->parts[0].column, row);
    text_clear(&mapping->made);
    for (size_t i = 0; i < rule->parts_count; i++)
        said &= rule->parts[i].column == NO_COLUMN;
    for (size_t i = 0; i < rule->parts_count; i++) {
        struct slice part = rule->parts[i].constant;

        if (rule->parts[i].column != NO_COLUMN) {
            part = cell_of(mapping, rule->parts[i].column, row);
            said |= part.length > 0;
        }
        text_add_slice(&mapping->made, part);
    }
    return said && mapping->made.length ? text_slice(&mapping->made) : (struct slice){"", 0};
}

/* "12" for "12" and "12.00"; NULL: no integer. */
static bool whole_number(struct slice *value)
{
    size_t at = value->bytes[0] == '-';
    size_t digits = at;

    while (digits < value->length && value->bytes[digits] >= '0' && value->bytes[digits] <= '9')
        digits++;
    if (digits == at || digits - at > 15)
        return false;
    for (size_t i = digits; i < value->length; i++)
        if (i == digits ? value->bytes[i] != '.' : value->bytes[i] != '0')
            return false;
    value->length = digits;
    return true;
}

static bool truth(struct slice *value)
{
    static const char *const words[2][5] = {{"false", "no", "n", "0", "off"}, {"true", "yes", "y", "1", "on"}};

    for (size_t is = 0; is < 2; is++)
        for (size_t i = 0; i < 5; i++)
            if (compare_folded(*value, slice_of(words[is][i])) == 0) {
                *value = slice_of(words[is][0]);
                return true;
            }
    return false;
}

static bool fit_kind(enum field_kind kind, struct slice *value, struct fault *fault)
{
    struct slice shown = *value;

    if (kind == FIELD_INTEGER && !whole_number(value))
        return fault_set(fault, FAULT_REFUSED, "not_an_integer", NULL, "\"%.*s\" is no whole number", shown_length(shown),
                         shown.bytes);
    if (kind == FIELD_BOOLEAN && !truth(value))
        return fault_set(fault, FAULT_REFUSED, "not_a_boolean", NULL, "\"%.*s\" is neither true nor false", shown_length(shown),
                         shown.bytes);
    return true;
}

/* Puts the column before the reason and names the field. */
static bool refused_value(const struct mapping *mapping, const struct rule *rule, struct fault *fault)
{
    char reason[sizeof fault->reason];
    char field[sizeof fault->field];
    size_t length = rule->field.length < sizeof field ? rule->field.length : sizeof field - 1;
    size_t column = NO_COLUMN;

    if (fault->kind == FAULT_USAGE)
        return false;
    memcpy(reason, fault->reason, sizeof reason);
    memcpy(field, rule->field.bytes, length);
    field[length] = '\0';
    for (size_t i = rule->parts_count; i > 0; i--)
        if (rule->parts[i - 1].column != NO_COLUMN)
            column = rule->parts[i - 1].column;
    if (column == NO_COLUMN || mapping->identity)
        return fault_set(fault, fault->kind, fault->code, field, "%s", reason);
    return fault_set(fault, fault->kind, fault->code, field, "column \"%.*s\": %s", shown_length(mapping->columns[column].name),
                     mapping->columns[column].name.bytes, reason);
}

/* The attribute's name, which a cell tells. Nothing: the cell is empty, or the attribute has been given. */
static struct slice name_of_attribute(const struct mapping *mapping, const struct rule *rule, const struct sheet_row *row,
                                      struct arena *arena, const struct fields *fields)
{
    struct slice cell = cell_of(mapping, rule->name_column, row);
    struct slice nothing = {NULL, 0};
    struct slice name;
    struct text whole = TEXT_INIT;

    if (cell.length == 0)
        return nothing;
    text_add_slice(&whole, rule->field);
    text_add_slice(&whole, cell);
    name = arena_copy(arena, text_slice(&whole));
    text_release(&whole);
    for (size_t i = 0; i < fields->count; i++)
        if (slice_equal(fields->items[i].name, name))
            return nothing;
    return name;
}

/* The value of a rule that takes steps, or joins; empty: none. */
static bool make_value(struct mapping *mapping, const struct rule *rule, const struct sheet_row *row, struct arena *arena,
                       struct slice *value, struct fault *fault)
{
    *value = joined(mapping, rule, row);
    for (size_t i = 0; i < rule->steps_count; i++)
        if ((value->length || rule->steps[i].kind == STEP_DEFAULT) && !step_apply(mapping, &rule->steps[i], value, fault))
            return false;
    *value = trimmed(*value);
    if (mapping->made.bytes && (uintptr_t)value->bytes - (uintptr_t)mapping->made.bytes < mapping->made.room)
        *value = arena_copy(arena, *value);
    return true;
}

/* Fields that name things by what may be digits alone. */
static bool names_a_thing(struct slice field)
{
    static const char *const names[] = {"sku",       "parent", "supplier_sku",    "mpn", "line.sku",
                                        "reference", "sscc",   "tracking_number", "key", NULL};

    for (size_t i = 0; names[i]; i++)
        if (slice_is(field, names[i]))
            return true;
    return false;
}

static bool check_digits(struct slice field, struct slice value, struct fault *fault)
{
    return !decimal_is_shortened(value) || !names_a_thing(field) ||
           fault_set(fault, FAULT_REFUSED, "shortened_number", NULL,
                     "\"%.*s\" is what a spreadsheet left of a number: its digits are gone, and have to come as text",
                     shown_length(value), value.bytes);
}

static bool apply_rule(struct mapping *mapping, const struct rule *rule, const struct sheet_row *row, struct arena *arena,
                       struct fields *fields, struct fault *fault)
{
    struct slice name = rule->field;
    struct slice value;

    if (rule->name_column != NO_COLUMN)
        name = name_of_attribute(mapping, rule, row, arena, fields);
    if (!name.bytes)
        return true;
    if (rule->parts_count == 1 && rule->steps_count == 0 && rule->parts[0].column != NO_COLUMN)
        value = cell_of(mapping, rule->parts[0].column, row);
    else if (!make_value(mapping, rule, row, arena, &value, fault))
        return refused_value(mapping, rule, fault);
    if (value.length == 0)
        return true;
    if (mapping->target != TARGET_FEED && !check_digits(name, value, fault))
        return refused_value(mapping, rule, fault);
    if (rule->kind != FIELD_TEXT && !fit_kind(rule->kind, &value, fault))
        return refused_value(mapping, rule, fault);
    mapping->given[rule->slot] = true;
    fields_add(fields, name, value, rule->kind);
    return true;
}

static bool check_identity(const struct mapping *mapping, const struct sheet_row *row, struct fault *fault)
{
    const char *wanted = target_type(mapping->target);

    for (size_t i = 0; i < mapping->unnamed_count; i++)
        if (mapping->unnamed[i] < row->count && trimmed(row->cells[mapping->unnamed[i]]).length)
            return fault_set(fault, FAULT_REFUSED, "unnamed_column", NULL, "column %zu has a value, but no name",
                             mapping->unnamed[i] + 1);
    if (mapping->type_position < row->count) {
        struct slice type = trimmed(row->cells[mapping->type_position]);

        if (type.length && !slice_is(type, wanted))
            return fault_set(fault, FAULT_REFUSED, "wrong_type", "type", "\"%.*s\" is not \"%s\"", shown_length(type), type.bytes,
                             wanted);
    }
    return true;
}

enum mapping_result mapping_apply(struct mapping *mapping, const struct sheet_row *row, struct arena *arena, struct fields *fields,
                                  struct fault *fault)
{
    fields->count = 0;
    if (mapping->identity && !check_identity(mapping, row, fault))
        return MAPPING_REFUSED;
    fill(mapping, row);
    for (size_t i = 0; i < mapping->filters_count; i++) {
        int passed = passes(mapping, &mapping->filters[i], row, fault);

        if (passed <= 0)
            return passed < 0 ? MAPPING_REFUSED : MAPPING_SKIPPED;
    }
    memset(mapping->given, 0, mapping->slots * sizeof *mapping->given);
    for (size_t i = 0; i < mapping->rules_count; i++)
        if (!mapping->given[mapping->rules[i].slot] && !apply_rule(mapping, &mapping->rules[i], row, arena, fields, fault))
            return MAPPING_REFUSED;
    return MAPPING_MAPPED;
}
