/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/words.h"

#include "base/memory.h"
#include "shop/law_table.h"

#include <stdlib.h>

#define NO_BREAK_SPACE "\xc2\xa0"

enum { KEY_ROOM = 80 };

static int by_key(const void *a, const void *b)
{
    return slice_compare(((const struct word_row *)a)->key, ((const struct word_row *)b)->key);
}

static bool read_languages(struct words *words, struct law_table *table)
{
    struct slice columns[1 + WORD_LANGUAGES];

    if (!law_table_next(table, columns, 1 + WORD_LANGUAGES) || !slice_is(columns[0], "key"))
        return false;
    for (size_t i = 1; i <= WORD_LANGUAGES && columns[i].length; i++)
        words->languages[words->language_count++] = columns[i];
    return words->language_count;
}

bool words_read(struct words *words, struct slice table, struct fault *fault)
{
    struct law_table lines = {table, 0};
    struct slice columns[1 + WORD_LANGUAGES];

    if (!read_languages(words, &lines))
        return fault_set(fault, FAULT_USAGE, "wrong_table", NULL, "words: line %zu does not tell the languages", lines.line);
    while (law_table_next(&lines, columns, 1 + WORD_LANGUAGES)) {
        struct word_row *row;

        if (!columns[1].length || columns[0].length > KEY_ROOM)
            return fault_set(fault, FAULT_USAGE, "wrong_table", NULL, "words: line %zu has no word", lines.line);
        words->rows = memory_grow(words->rows, &words->room, words->count + 1, sizeof *words->rows);
        row = &words->rows[words->count++];
        row->key = columns[0];
        for (size_t i = 0; i < words->language_count; i++)
            row->words[i] = columns[i + 1].length ? columns[i + 1] : columns[1];
    }
    if (words->count)
        qsort(words->rows, words->count, sizeof *words->rows, by_key);
    return true;
}

void words_release(struct words *words)
{
    free(words->rows);
    *words = (struct words)WORDS_INIT;
}

struct wording words_for(const struct words *words, struct slice language, struct slice country)
{
    struct wording wording = {words, 0, country};
    const char *dash = language.length ? memchr(language.bytes, '-', language.length) : NULL;

    if (dash)
        language.length = (size_t)(dash - language.bytes);
    for (size_t i = 0; i < words->language_count; i++)
        if (slice_equal(words->languages[i], language))
            wording.language = i;
    return wording;
}

struct slice wording_language(const struct wording *wording)
{
    return wording->words->languages[wording->language];
}

static const struct word_row *find(const struct wording *wording, struct slice key)
{
    const struct word_row wanted = {.key = key};

    if (!wording->words->count)
        return NULL;
    return bsearch(&wanted, wording->words->rows, wording->words->count, sizeof *wording->words->rows, by_key);
}

static struct slice word_at(const struct wording *wording, struct slice key)
{
    struct text room = TEXT_INIT;
    const struct word_row *row = NULL;

    if (wording->country.length) {
        text_add_slice(&room, key);
        text_add_byte(&room, '@');
        text_add_slice(&room, wording->country);
        row = find(wording, text_slice(&room));
        text_release(&room);
    }
    if (!row)
        row = find(wording, key);
    return row ? row->words[wording->language] : (struct slice){NULL, 0};
}

struct slice word(const struct wording *wording, const char *key)
{
    return word_at(wording, slice_of(key));
}

struct slice word_of(const struct wording *wording, const char *prefix, struct slice name, struct slice otherwise)
{
    struct text key = TEXT_INIT;
    struct slice found;

    text_add_string(&key, prefix);
    text_add_slice(&key, name);
    found = word_at(wording, text_slice(&key));
    text_release(&key);
    return found.length ? found : otherwise;
}

void pattern_fill(struct text *text, struct slice pattern, const struct place_value *values, size_t count)
{
    for (size_t i = 0; i < pattern.length; i++) {
        bool is_place = pattern.bytes[i] == '{' && i + 2 < pattern.length && pattern.bytes[i + 2] == '}';

        if (!is_place) {
            text_add_byte(text, pattern.bytes[i]);
            continue;
        }
        for (size_t value = 0; value < count; value++)
            if (values[value].place == pattern.bytes[i + 1])
                text_add_slice(text, values[value].value);
        i += 2;
    }
}

void word_fill(struct text *text, const struct wording *wording, const char *key, const struct place_value *values, size_t count)
{
    pattern_fill(text, word(wording, key), values, count);
}

void word_mark(struct text *text, const struct wording *wording, const char *key)
{
    text_add_slice(text, word(wording, key));
    text_add_byte(text, ' ');
}

void word_number(struct text *text, const struct wording *wording, struct slice decimal)
{
    const char *point = decimal.length ? memchr(decimal.bytes, '.', decimal.length) : NULL;
    size_t whole = point ? (size_t)(point - decimal.bytes) : decimal.length;

    for (size_t i = 0; i < whole; i++) {
        bool behind_digit = i && decimal.bytes[i - 1] >= '0' && decimal.bytes[i - 1] <= '9';

        if (behind_digit && (whole - i) % 3 == 0)
            text_add_slice(text, word(wording, "group"));
        text_add_byte(text, decimal.bytes[i]);
    }
    if (point) {
        text_add_slice(text, word(wording, "decimal"));
        text_add_slice(text, slice_from(decimal, whole + 1));
    }
}

void word_amount(struct text *text, const struct wording *wording, amount value, const struct currency *currency)
{
    struct text decimal = TEXT_INIT;

    amount_write(&decimal, value, currency);
    word_number(text, wording, text_slice(&decimal));
    text_release(&decimal);
}

/* The dollars and crowns of several countries share their signs: those are told by their codes. */
static void add_sign(struct text *text, const struct currency *currency, bool before_figures)
{
    if (strcmp(currency->code, "EUR") == 0) {
        text_add_string(text, "€");
    } else if (strcmp(currency->code, "GBP") == 0) {
        text_add_string(text, "£");
    } else {
        text_add_string(text, currency->code);
        if (before_figures)
            text_add_string(text, NO_BREAK_SPACE);
    }
}

void word_money(struct text *text, const struct wording *wording, amount value, const struct currency *currency)
{
    struct slice pattern = word(wording, "money");
    const bool sign_touches = slice_starts(pattern, "{c}{n}");
    struct text figures = TEXT_INIT;
    struct text sign = TEXT_INIT;
    struct place_value values[2];

    /* "-€5.00" where the currency's sign is part of the figure, "€ -5,00" where a blank stands between them. */
    if (sign_touches && value < 0) {
        text_add_byte(text, '-');
        value = -value;
    }
    word_amount(&figures, wording, value, currency);
    add_sign(&sign, currency, sign_touches);
    values[0] = (struct place_value){'n', text_slice(&figures)};
    values[1] = (struct place_value){'c', text_slice(&sign)};
    pattern_fill(text, pattern, values, 2);
    text_release(&figures);
    text_release(&sign);
}

void word_price(struct text *text, const struct wording *wording, price value, const struct currency *currency)
{
    struct text decimal = TEXT_INIT;

    price_write(&decimal, value, currency);
    word_number(text, wording, text_slice(&decimal));
    text_release(&decimal);
}

void word_percent(struct text *text, const struct wording *wording, percent value)
{
    struct text decimal = TEXT_INIT;
    struct text figures = TEXT_INIT;

    percent_write(&decimal, value);
    word_number(&figures, wording, text_slice(&decimal));
    word_fill(text, wording, "percent", &(struct place_value){'n', text_slice(&figures)}, 1);
    text_release(&decimal);
    text_release(&figures);
}

void word_weight(struct text *text, const struct wording *wording, int64_t grams)
{
    struct text decimal = TEXT_INIT;

    text_add_integer(&decimal, grams / 1000);
    text_add_byte(&decimal, '.');
    text_add_padded(&decimal, grams % 1000, 3);
    word_number(text, wording, text_slice(&decimal));
    text_add_string(text, NO_BREAK_SPACE "kg");
    text_release(&decimal);
}

void word_day(struct text *text, const struct wording *wording, day value)
{
    struct text month = TEXT_INIT;
    struct text year_figures = TEXT_INIT;
    struct text day_figures = TEXT_INIT;
    struct place_value values[3];
    unsigned month_number, day_number;
    int year;

    day_to_civil(value, &year, &month_number, &day_number);
    text_printf(&month, "month.%u", month_number);
    text_printf(&year_figures, "%d", year);
    if (day_number == 1)
        text_add_slice(&day_figures, word(wording, "first_of_month"));
    else
        text_printf(&day_figures, "%u", day_number);
    values[0] = (struct place_value){'d', text_slice(&day_figures)};
    values[1] = (struct place_value){'m', word(wording, text_string(&month))};
    values[2] = (struct place_value){'y', text_slice(&year_figures)};
    word_fill(text, wording, "day", values, 3);
    text_release(&month);
    text_release(&year_figures);
    text_release(&day_figures);
}
