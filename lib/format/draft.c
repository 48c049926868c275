/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/draft.h"

#include "base/date.h"
#include "base/memory.h"
#include "base/money.h"
#include "base/name.h"
#include "format/decimal.h"
#include "format/measure.h"
#include "shop/product.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { SHOWN = 60 };

static json_t *string_of(struct slice value)
{
    return json_stringn_nocheck(value.length ? value.bytes : "", value.length);
}

static void set(json_t *object, struct slice name, json_t *value)
{
    json_object_setn_new_nocheck(object, name.bytes, name.length, value);
}

void draft_begin(struct draft *draft, const char *dialect, const struct sheet_row *row)
{
    *draft = (struct draft){.record = json_object(), .dialect = dialect, .fault = FAULT_INIT, .line = row->line};
    json_object_set_new(draft->record, "type", json_string("product"));
    text_add_slice(&draft->raw, row->raw);
}

void draft_add_row(struct draft *draft, const struct sheet_row *row)
{
    text_add_byte(&draft->raw, '\n');
    text_add_slice(&draft->raw, row->raw);
}

void draft_drop(struct draft *draft)
{
    json_decref(draft->record);
    text_release(&draft->raw);
    *draft = (struct draft){0};
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Columns may stand in any order in a file: what is kept of them says the same in each. */
static void sort_columns(struct draft *draft)
{
    json_t *columns = json_object_get(json_object_get(draft->record, "columns"), draft->dialect);
    json_t *sorted = json_object();
    size_t count = json_object_size(columns);
    const char **names = memory_take((count + 1) * sizeof *names);
    const char *name;
    json_t *cell;
    size_t i = 0;

    json_object_foreach(columns, name, cell) names[i++] = name;
    qsort(names, count, sizeof *names, by_name);
    for (i = 0; i < count; i++)
        json_object_set_nocheck(sorted, names[i], json_object_get(columns, names[i]));
    if (count)
        json_object_set_new_nocheck(json_object_get(draft->record, "columns"), draft->dialect, sorted);
    else
        json_decref(sorted);
    free(names);
}

static void refuse_shortened(struct draft *draft, const char *member)
{
    const json_t *value = json_object_get(draft->record, member);
    struct slice text = {json_string_value(value), json_string_length(value)};

    if (json_is_string(value) && decimal_is_shortened(text))
        draft_refuse(draft, "shortened_number", slice_of(member),
                     "\"%.*s\" is what a spreadsheet left of a number: its digits are gone, and have to come as text",
                     SLICE_ARGS(text));
}

void draft_finish(struct draft *draft, struct product_queue *queue)
{
    sort_columns(draft);
    refuse_shortened(draft, "sku");
    refuse_shortened(draft, "parent");
    if (draft->fault.kind == FAULT_NONE)
        queue_record(queue, json_incref(draft->record), draft->line, text_slice(&draft->raw));
    else
        queue_refusal(queue, draft->line, text_slice(&draft->raw), &draft->fault);
    draft_drop(draft);
}

void draft_refuse(struct draft *draft, const char *code, struct slice column, const char *format, ...)
{
    char why[sizeof draft->fault.reason];
    char name[sizeof draft->fault.field];
    va_list arguments;

    if (draft->fault.kind != FAULT_NONE)
        return;
    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    snprintf(name, sizeof name, "%.*s", SLICE_ARGS(column));
    fault_set(&draft->fault, FAULT_REFUSED, code, name, "%s", why);
}

static void refuse_cell(struct draft *draft, const char *code, struct slice column, struct slice cell, const char *why)
{
    size_t length = cell.length;

    if (length > SHOWN)
        for (length = SHOWN; length && ((unsigned char)cell.bytes[length] & 0xc0) == 0x80;)
            length--;
    draft_refuse(draft, code, column, "\"%.*s%s\" %s", (int)length, cell.bytes, length < cell.length ? "…" : "", why);
}

void draft_text_in(json_t *object, const char *member, struct slice value)
{
    if (value.length)
        json_object_set_new_nocheck(object, member, string_of(value));
}

void draft_text(struct draft *draft, const char *member, struct slice value)
{
    draft_text_in(draft->record, member, value);
}

struct slice cell_term(struct slice cell, struct text *room)
{
    bool apart = false;

    if (!slice_traits(cell).control)
        return slice_trim(cell);
    text_clear(room);
    for (size_t i = 0; i < cell.length; i++) {
        unsigned char c = (unsigned char)cell.bytes[i];

        if (c < 0x20 || c == 0x7f) {
            apart = true;
            continue;
        }
        if (apart && room->length && c != ' ')
            text_add_byte(room, ' ');
        apart = false;
        text_add_byte(room, (char)c);
    }
    return slice_trim(text_slice(room));
}

void draft_term(struct draft *draft, const char *member, struct slice value)
{
    struct text room = TEXT_INIT;

    draft_text(draft, member, cell_term(value, &room));
    text_release(&room);
}

void draft_flag(struct draft *draft, const char *member, bool value)
{
    json_object_set_new_nocheck(draft->record, member, json_boolean(value));
}

void draft_nothing(struct draft *draft, const char *member)
{
    json_object_set_new_nocheck(draft->record, member, json_null());
}

void draft_whole(struct draft *draft, const char *member, int64_t value)
{
    json_object_set_new_nocheck(draft->record, member, json_integer(value));
}

static json_t *within(json_t *object, const char *member, json_t *(*make)(void))
{
    json_t *found = json_object_get(object, member);

    if (found)
        return found;
    json_object_set_new_nocheck(object, member, make());
    return json_object_get(object, member);
}

json_t *draft_object(struct draft *draft, const char *member)
{
    return within(draft->record, member, json_object);
}

json_t *draft_array(struct draft *draft, const char *member)
{
    return within(draft->record, member, json_array);
}

static bool has(const json_t *array, struct slice value)
{
    size_t i;
    json_t *item;

    json_array_foreach((json_t *)(uintptr_t)array, i, item)
    {
        if (slice_equal(value, (struct slice){json_string_value(item), json_string_length(item)}))
            return true;
    }
    return false;
}

void draft_append(struct draft *draft, const char *member, struct slice value)
{
    struct text room = TEXT_INIT;

    value = cell_term(value, &room);
    if (value.length && !has(json_object_get(draft->record, member), value))
        json_array_append_new(draft_array(draft, member), string_of(value));
    text_release(&room);
}

void draft_platform_id(struct draft *draft, struct slice id)
{
    draft_text_in(id.length ? draft_object(draft, "ids") : NULL, draft->dialect, id);
}

void draft_attribute(struct draft *draft, struct slice name, struct slice value)
{
    struct text room = TEXT_INIT;

    name = cell_term(name, &room);
    if (name.length && value.length)
        set(draft_object(draft, "attributes"), name, string_of(value));
    text_release(&room);
}

void draft_column(struct draft *draft, struct slice column, struct slice cell)
{
    if (column.length)
        set(within(draft_object(draft, "columns"), draft->dialect, json_object), column,
            cell.length ? string_of(cell) : json_null());
}

void draft_column_as_it_is(struct draft *draft, struct slice column, struct slice cell)
{
    if (column.length)
        set(within(draft_object(draft, "columns"), draft->dialect, json_object), column, string_of(cell));
}

static bool is_text(const json_t *value, struct slice text)
{
    return json_is_string(value) && slice_equal(text, (struct slice){json_string_value(value), json_string_length(value)});
}

static bool has_picture(const struct draft *draft, struct slice url)
{
    const json_t *media = json_object_get(draft->record, "media");

    if (is_text(json_object_get(draft->record, "image"), url))
        return true;
    for (size_t i = 0; i < json_array_size(media); i++)
        if (is_text(json_object_get(json_array_get(media, i), "url"), url))
            return true;
    return false;
}

void draft_picture(struct draft *draft, struct slice url, struct slice alt)
{
    json_t *entry;

    if (!url.length || has_picture(draft, url))
        return;
    if (!json_object_get(draft->record, "image")) {
        draft_text(draft, "image", url);
        if (!alt.length)
            return;
    }
    entry = json_object();
    draft_text_in(entry, "url", url);
    draft_text_in(entry, "alt", alt);
    json_array_append_new(draft_array(draft, "media"), entry);
}

void draft_category(struct draft *draft, struct slice path)
{
    if (!path.length)
        return;
    if (!json_object_get(draft->record, "category"))
        draft_term(draft, "category", path);
    else if (!slice_is(path, json_string_value(json_object_get(draft->record, "category"))))
        draft_append(draft, "categories", path);
}

/* Cells. */

static size_t count_of(struct slice cell, char byte)
{
    size_t count = 0;

    for (size_t i = 0; i < cell.length; i++)
        count += cell.bytes[i] == byte;
    return count;
}

static char decimal_mark(struct slice cell)
{
    size_t points = count_of(cell, '.');
    size_t commas = count_of(cell, ',');
    size_t last = cell.length;

    if (points && commas) {
        while (cell.bytes[last - 1] != '.' && cell.bytes[last - 1] != ',')
            last--;
        return cell.bytes[last - 1];
    }
    return commas == 1 || points > 1 ? ',' : '.';
}

bool cell_decimal(struct text *number, struct slice cell)
{
    return decimal_from_local(number, cell, decimal_mark(cell));
}

static bool read_decimal(struct draft *draft, struct slice column, struct slice cell, struct decimal *value)
{
    struct text number = TEXT_INIT;
    bool is_number = cell_decimal(&number, cell) && decimal_read(text_slice(&number), value);

    text_release(&number);
    if (!is_number)
        refuse_cell(draft, "not_a_number", column, cell, "is no number");
    return is_number;
}

/* False: it is beyond what is kept, or below zero. */
static bool scale(struct draft *draft, struct slice column, struct slice cell, int64_t numerator, int64_t denominator,
                  int64_t *result)
{
    struct decimal value;

    if (!cell.length || !read_decimal(draft, column, cell, &value))
        return false;
    if (value.digits >= 0 && decimal_scaled(&value, numerator, denominator, result))
        return true;
    refuse_cell(draft, "out_of_range", column, cell, value.digits < 0 ? "is below zero" : "is too much");
    return false;
}

void draft_price(struct draft *draft, const char *member, struct slice column, struct slice cell)
{
    draft_price_in(draft, draft->record, member, column, cell);
}

void draft_price_in(struct draft *draft, json_t *object, const char *member, struct slice column, struct slice cell)
{
    static const struct currency at_least = {"", 2};
    struct text text = TEXT_INIT;
    int64_t value;

    if (scale(draft, column, cell, PRICE_UNIT, 1, &value)) {
        price_write(&text, value, &at_least);
        draft_text_in(object, member, text_slice(&text));
    }
    text_release(&text);
}

void draft_count(struct draft *draft, const char *member, struct slice column, struct slice cell)
{
    struct decimal value;
    int64_t whole;

    if (!cell.length || !read_decimal(draft, column, cell, &value))
        return;
    if (value.scale == 0 && decimal_scaled(&value, 1, 1, &whole))
        draft_whole(draft, member, whole);
    else
        refuse_cell(draft, "not_whole", column, cell, "is no whole number");
}

void draft_rounded(struct draft *draft, const char *member, struct slice column, struct slice cell)
{
    struct decimal value;
    int64_t whole;

    if (!cell.length || !read_decimal(draft, column, cell, &value))
        return;
    while (value.scale) {
        value.digits = value.digits / 10 - (value.digits % 10 < 0);
        value.scale--;
    }
    if (decimal_scaled(&value, 1, 1, &whole))
        draft_whole(draft, member, whole);
    else
        refuse_cell(draft, "out_of_range", column, cell, "is too much");
}

void draft_whole_in(json_t *object, const char *member, struct slice cell)
{
    struct decimal value;
    int64_t whole;

    if (decimal_read(cell, &value) && value.scale == 0 && decimal_scaled(&value, 1, 1, &whole))
        json_object_set_new_nocheck(object, member, json_integer(whole));
}

bool cell_is_gtin(struct slice cell)
{
    struct fault unused = FAULT_INIT;

    return gtin_check(cell, "gtin", &unused);
}

static void measure(struct draft *draft, const char *member, const struct measure_unit *unit, struct slice column,
                    struct slice cell, struct slice name)
{
    int64_t value;

    if (!cell.length)
        return;
    if (!unit)
        draft_refuse(draft, "unknown_unit", column, "\"%.*s\" is no unit that is known", SLICE_ARGS(name));
    else if (scale(draft, column, cell, unit->numerator, unit->denominator, &value) && value)
        draft_whole(draft, member, value);
}

void draft_weight(struct draft *draft, struct slice column, struct slice cell, struct slice unit, const char *otherwise)
{
    measure(draft, "weight_g", weight_unit(unit.length ? unit : slice_of(otherwise)), column, cell, unit);
}

void draft_length(struct draft *draft, const char *member, struct slice column, struct slice cell, struct slice unit,
                  const char *otherwise)
{
    measure(draft, member, length_unit(unit.length ? unit : slice_of(otherwise)), column, cell, unit);
}

void draft_moment(struct draft *draft, json_t *object, const char *member, struct slice column, struct slice cell, bool until)
{
    struct slice date = {cell.bytes, cell.length < 10 ? cell.length : 10};
    struct slice time = slice_from(cell, date.length);
    struct text text = TEXT_INIT;
    instant unused;
    struct fault fault = FAULT_INIT;
    day value;

    json_object_set_new_nocheck(object, member, json_null());
    if (!cell.length)
        return;
    while (time.length && (time.bytes[0] == ' ' || time.bytes[0] == 'T'))
        time = slice_from(time, 1);
    /* "0:00:00" is how PHP's "G" and spreadsheets write an hour. */
    if (day_read(date, &value) && time.length) {
        text_add_slice(&text, date);
        text_add_string(&text, time.length > 1 && time.bytes[1] == ':' ? "T0" : "T");
        text_add_slice(&text, time);
    }
    if (!day_read(date, &value) || (text.length && !moment_read(text_slice(&text), member, &unused, &fault))) {
        refuse_cell(draft, "not_a_date", column, cell, "is no date like 2026-11-21");
    } else {
        if (until && (!text.length || slice_starts(time, "23:59"))) {
            text_clear(&text);
            day_write(&text, value + 1);
        } else if (!text.length) {
            day_write(&text, value);
        }
        draft_text_in(object, member, text_slice(&text));
    }
    text_release(&text);
}

void draft_day(struct draft *draft, const char *member, struct slice column, struct slice cell)
{
    struct slice date = {cell.bytes, cell.length < 10 ? cell.length : 10};
    day value;

    if (!cell.length)
        return;
    if (day_read(date, &value))
        draft_text(draft, member, date);
    else
        refuse_cell(draft, "not_a_date", column, cell, "is no date like 2026-11-21");
}

bool cell_scaled(struct slice cell, int64_t numerator, int64_t *value)
{
    struct text number = TEXT_INIT;
    struct decimal decimal;
    bool read = cell.length && cell_decimal(&number, cell) && decimal_read(text_slice(&number), &decimal) &&
                decimal_scaled(&decimal, numerator, 1, value);

    text_release(&number);
    return read;
}

bool cell_is_finer(struct slice cell, int64_t numerator)
{
    enum { FINEST = 1000000 };
    int64_t rounded;
    int64_t exact;

    return cell_scaled(cell, numerator, &rounded) && cell_scaled(cell, numerator * FINEST, &exact) && exact != rounded * FINEST;
}

struct slice cell_unescaped(struct slice cell)
{
    return cell.length > 1 && cell.bytes[0] == '\'' && strchr("=+-@\t\r", cell.bytes[1]) ? slice_from(cell, 1) : cell;
}

enum answer cell_answer(struct slice cell)
{
    static const char yes[] = "|1|yes|y|true|on|oui|vrai|ja|j|wahr|waar|si|verdadero|vero|sim|tak|igaz|";
    static const char no[] = "|0|no|n|false|off|non|faux|nein|falsch|nee|onwaar|falso|nao|nie|";
    struct text folded = TEXT_INIT;
    enum answer answer;

    text_add_byte(&folded, '|');
    text_add_folded_name(&folded, cell);
    text_add_byte(&folded, '|');
    answer = folded.length == 2                          ? ANSWER_NONE
             : strstr(yes, text_string(&folded)) != NULL ? ANSWER_YES
             : strstr(no, text_string(&folded)) != NULL  ? ANSWER_NO
                                                         : ANSWER_NONE;
    text_release(&folded);
    return answer;
}

bool list_next(struct slice *rest, char separator, char escape, struct text *room, struct slice *item)
{
    size_t end = 0;
    bool escaped = false;

    if (!rest->bytes)
        return false;
    text_clear(room);
    for (; end < rest->length && rest->bytes[end] != separator; end++) {
        if (escape && rest->bytes[end] == escape && end + 1 < rest->length && rest->bytes[end + 1] == separator) {
            escaped = true;
            end++;
        }
        text_add_byte(room, rest->bytes[end]);
    }
    *item = slice_trim(escaped ? text_slice(room) : (struct slice){rest->bytes, end});
    *rest = end < rest->length ? slice_from(*rest, end + 1) : (struct slice){NULL, 0};
    return true;
}
