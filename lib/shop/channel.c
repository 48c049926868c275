/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/channel.h"

#include "shop/article.h"
#include "json/read.h"
#include "json/write.h"

#include <stddef.h>

enum { UNITS_LIMIT = 1000000000, LETTERS_LIMIT = 1000000, TERM_LIMIT = 400 };

enum kind { TERM, COUNTRY, LANGUAGE, CURRENCY, WHOLE, TABLE_OF_TERMS, TABLE_OF_UNITS };

#define PLACE(member) #member, offsetof(struct channel, member)

/* The members, in the order in which they are written. */
static const struct member_row {
    const char *name;
    size_t place;
    enum kind kind;
    int64_t limit;
} rows[] = {
    {PLACE(feed), TERM, 0},
    {PLACE(format), TERM, 0},
    {PLACE(country), COUNTRY, 0},
    {PLACE(language), LANGUAGE, 0},
    {PLACE(currency), CURRENCY, 0},
    {PLACE(stock_buffer), WHOLE, UNITS_LIMIT},
    {PLACE(stock_buffers), TABLE_OF_UNITS, UNITS_LIMIT},
    {PLACE(title_limit), WHOLE, LETTERS_LIMIT},
    {PLACE(description_limit), WHOLE, LETTERS_LIMIT},
    {PLACE(categories), TABLE_OF_TERMS, 0},
    {PLACE(settings), TABLE_OF_TERMS, 0},
};

enum { ROWS = sizeof rows / sizeof *rows };

static const struct member_row *row_of(struct slice name)
{
    for (size_t i = 0; i < ROWS; i++)
        if (slice_is(name, rows[i].name))
            return &rows[i];
    return NULL;
}

static bool is_table(const struct member_row *row)
{
    return row->kind == TABLE_OF_TERMS || row->kind == TABLE_OF_UNITS;
}

static void *place_of(struct channel *channel, const struct member_row *row)
{
    return (char *)channel + row->place;
}

bool channel_find(struct channel *channel, struct store *store, struct slice id, struct arena *arena, bool *found,
                  struct fault *fault)
{
    struct text key = TEXT_INIT;
    struct slice stored;
    const json_t *record = NULL;
    bool done;

    *channel = (struct channel){.id = id};
    text_add_string(&key, "channel/");
    text_add_slice(&key, id);
    done = store_get(store, text_slice(&key), &stored, fault);
    text_release(&key);
    *found = done && stored.bytes;
    if (*found && !(record = record_read(stored, arena, fault)))
        return false;
    for (size_t i = 0; record && i < ROWS; i++) {
        const json_t *value = json_object_get(record, rows[i].name);

        if (is_table(&rows[i]))
            *(const json_t **)place_of(channel, &rows[i]) = value;
        else if (rows[i].kind == WHOLE)
            *(int64_t *)place_of(channel, &rows[i]) = json_integer_value(value);
        else
            *(struct slice *)place_of(channel, &rows[i]) = json_slice(value);
    }
    return done;
}

const json_t *channel_by_category(const json_t *table, struct slice category)
{
    const json_t *told = NULL;

    while (table && category.length && !(told = json_object_getn(table, category.bytes, category.length))) {
        do
            category.length--;
        while (category.length && category.bytes[category.length] != '>');
        while (category.length && category.bytes[category.length - 1] == ' ')
            category.length--;
    }
    return told;
}

struct slice channel_setting(const struct channel *channel, const char *name)
{
    return json_slice(json_object_get(channel->settings, name));
}

int64_t channel_stock_buffer(const struct channel *channel, struct slice category)
{
    const json_t *units = channel_by_category(channel->stock_buffers, category);

    return units ? json_integer_value(units) : channel->stock_buffer;
}

/* Languages as BCP 47 writes them, short: "fr", "fr-BE", "zh-Hant". */
static bool language_check(struct slice code, const char *field, struct fault *fault)
{
    size_t letters = 0;
    bool right = code.length >= 2 && code.length <= 35;

    for (size_t i = 0; right && i < code.length; i++) {
        char c = code.bytes[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        letters += letter && letters == i;
        right = letter || (i > 1 && (c == '-' || (c >= '0' && c <= '9')));
    }
    return (right && (letters == 2 || letters == 3)) ||
           fault_set(fault, FAULT_REFUSED, "unknown_language", field, "\"%.*s\" is no language like fr or fr-BE", SLICE_ARGS(code));
}

static bool text_check(struct slice text, const struct member_row *row, struct fault *fault)
{
    struct currency currency;

    switch (row->kind) {
    case COUNTRY:
        return country_check(text, row->name, fault);
    case LANGUAGE:
        return language_check(text, row->name, fault);
    case CURRENCY:
        return currency_find(text, &currency, fault);
    case TERM:
    case TABLE_OF_TERMS:
    case WHOLE:
    case TABLE_OF_UNITS:
        return name_check(text, TERM_LIMIT, row->name, fault);
    }
    return false;
}

static bool value_check(const json_t *value, const struct member_row *row, struct fault *fault)
{
    bool whole = row->kind == WHOLE || row->kind == TABLE_OF_UNITS;

    if (whole && (!json_is_integer(value) || json_integer_value(value) < 0 || json_integer_value(value) > row->limit))
        return fault_set(fault, FAULT_REFUSED, "out_of_range", row->name, "must be a whole number from 0 to %lld",
                         (long long)row->limit);
    if (!whole && !json_is_string(value))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", row->name, "must be a string");
    return whole || text_check(json_slice(value), row, fault);
}

static bool member_check(const json_t *value, const struct member_row *row, struct fault *fault)
{
    const char *name;
    json_t *within;

    if (!is_table(row))
        return value_check(value, row, fault);
    if (!json_is_object(value))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", row->name, "must be an object");
    json_object_foreach((json_t *)(uintptr_t)value, name, within)
    {
        if (!name_check(slice_of(name), TERM_LIMIT, row->name, fault))
            return false;
        if (!json_is_null(within) && !value_check(within, row, fault))
            return false;
    }
    return true;
}

/* Null takes a member away. The values are copied: they live in an arena, and what is merged does not. */
static void merge(json_t *into, const char *name, const json_t *value)
{
    if (json_is_null(value))
        json_object_del(into, name);
    else
        json_object_set_new(into, name, json_deep_copy(value));
}

static void merge_member(json_t *record, const struct member_row *row, const json_t *value)
{
    json_t *table = json_object_get(record, row->name);
    const char *name;
    json_t *within;

    if (!is_table(row) || !json_is_object(value)) {
        merge(record, row->name, value);
        return;
    }
    if (!table) {
        table = json_object();
        json_object_set_new(record, row->name, table);
    }
    json_object_foreach((json_t *)(uintptr_t)value, name, within) merge(table, name, within);
    if (json_object_size(table) == 0)
        json_object_del(record, row->name);
}

static bool merge_given(json_t *record, const json_t *given, struct fault *fault)
{
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)given, name, value)
    {
        const struct member_row *row = row_of(slice_of(name));

        if (strcmp(name, "type") == 0 || strcmp(name, "id") == 0)
            continue;
        if (!row) {
            fault_set(fault, FAULT_REFUSED, "unknown_field", NULL, "\"%s\" is no field of a channel", name);
            return fault_within(fault, "%s", name);
        }
        if (!json_is_null(value) && !member_check(value, row, fault))
            return false;
        merge_member(record, row, value);
    }
    return true;
}

static void write_channel(const json_t *record, struct slice name, struct text *text)
{
    text_add_string(text, "{\"type\":\"channel\"");
    json_put_string(text, "id", name);
    for (size_t i = 0; i < ROWS; i++) {
        const json_t *value = json_object_get(record, rows[i].name);

        if (value)
            json_put_value(text, rows[i].name, value);
    }
    json_close(text, '}');
}

bool channel_change(struct store *store, struct slice id, const json_t *given, struct changes *changes, bool *changed,
                    struct fault *fault)
{
    struct slice name = slice_from(id, strlen("channel/"));
    struct arena arena = ARENA_INIT;
    struct slice stored;
    const json_t *before = NULL;
    json_t *record;
    bool done;

    if (!name_check(name, CHANNEL_ID_LIMIT, "id", fault) || !store_get(store, id, &stored, fault))
        return false;
    if (stored.bytes && !(before = record_read(stored, &arena, fault))) {
        arena_release(&arena);
        return false;
    }
    record = before ? json_deep_copy(before) : json_object();
    done = merge_given(record, given, fault);
    if (done) {
        write_channel(record, name, changes_begin(changes, id));
        *changed = !slice_equal(changes_value(changes, changes_end(changes)), stored);
    }
    json_decref(record);
    arena_release(&arena);
    return done;
}

static json_t *value_of_word(struct slice value, bool whole)
{
    int64_t number;

    if (!value.length)
        return json_null();
    if (whole && slice_integer(value, INT64_MAX, &number))
        return json_integer(number);
    return json_stringn(value.bytes, value.length);
}

bool channel_give_word(json_t *given, struct slice word, struct fault *fault)
{
    const char *equals = memchr(word.bytes, '=', word.length);
    size_t key_length = equals ? (size_t)(equals - word.bytes) : 0;
    const char *dot = memchr(word.bytes, '.', key_length);
    struct slice name = {word.bytes, dot ? (size_t)(dot - word.bytes) : key_length};
    const struct member_row *row = equals ? row_of(name) : NULL;
    json_t *table = given;
    struct text key = TEXT_INIT;
    json_t *value;

    if (!equals)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "\"%.*s\" is not of the form KEY=VALUE", SLICE_ARGS(word));
    if (!row || (is_table(row) ? !dot && word.length > key_length + 1 : dot != NULL))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "\"%.*s\" is no field of a channel%s", SLICE_ARGS(name),
                         row && is_table(row) ? ": name what is within it, as categories.OWN=THEIRS" : "");
    value = value_of_word(slice_from(word, key_length + 1), row->kind == WHOLE || row->kind == TABLE_OF_UNITS);
    if (dot) {
        table = json_object_get(given, row->name);
        if (!table)
            json_object_set_new(given, row->name, table = json_object());
        text_add(&key, dot + 1, key_length - name.length - 1);
    } else {
        text_add_string(&key, row->name);
    }
    if (json_object_set_new(table, text_string(&key), value) != 0) {
        text_release(&key);
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "\"%.*s\" is not UTF-8", SLICE_ARGS(word));
    }
    text_release(&key);
    return true;
}
