/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/query.h"

#include "base/arena.h"
#include "base/folding.h"
#include "base/memory.h"
#include "base/money.h"
#include "base/needle.h"
#include "base/pattern.h"
#include "shop/shape.h"
#include "json/projection.h"
#include "json/scan.h"

#include <stdlib.h>

enum test { TEST_WORDS, TEST_HAS, TEST_EQUAL, TEST_BEGINS, TEST_HOLDS, TEST_BELOW, TEST_ABOVE, TEST_PATTERN };

enum { PATH_LIMIT = 8 };

struct term {
    enum test test;
    bool excluded;   /* it must not hold */
    bool also_equal; /* of TEST_BELOW and TEST_ABOVE */
    bool of_stock;
    struct slice path[PATH_LIMIT];
    size_t path_length;
    struct slice folded; /* the value; of a phrase with single blanks */
    bool is_number;
    amount number;       /* millionths */
    struct slice absent; /* what the member is where a record has none; bytes NULL: nothing */
    struct needle *needles;
    bool *in_parent; /* of each: the parent at hand has it */
    size_t needle_count;
    bool passes_by; /* a record whose bytes lack a needle cannot fit */
    pcre2_code *code;
    struct slice written; /* as it was asked, for who must be told of it */
};

struct query {
    struct arena arena;
    struct term *terms;
    size_t count, room;
    struct slice parent; /* of the variants that are looked at */
    struct pattern_matcher matcher;
    struct text decoded, folded;
};

/* The members in which words are looked for. */
static const char *const searched[] = {"sku",      "name",         "description", "short_description", "materials", "usage",
                                       "warnings", "meta_title",   "brand",       "specifications",    "category",  "categories",
                                       "tags",     "gtin",         "mpn",         "meta_description",  "options",   "texts",
                                       "supplier", "supplier_sku", "attributes"};

/* Those that are numbers, whatever a value looks like. */
static const char *const numeric[] = {"price",     "cost",      "vat_rate",  "weight_g",  "length_mm", "width_mm",
                                      "height_mm", "lead_days", "low_stock", "available", "stock",     "quantity"};

static bool is_among(struct slice name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_is(name, names[i]))
            return true;
    return false;
}

/* What a variant has not from its parent. */
static const char *const not_inherited[] = {"sku",   "parent", "axes",    "options",  "gtin",       "mpn",
                                            "image", "ids",    "columns", "supplied", "components", "type"};

#define IS_AMONG(name, names) is_among(name, names, sizeof(names) / sizeof *(names))

static const struct currency millionths = {"", 6};
enum { IN_ONE = 1000000 };

static bool number_of(struct slice text, amount *number)
{
    struct fault fault = FAULT_INIT;

    return amount_read(text, &millionths, true, NULL, number, &fault);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The text folded, with single blanks. */
static struct slice folded_of(struct query *query, struct slice text)
{
    size_t end = 0;

    text_clear(&query->folded);
    fold_text(text, &query->folded);
    for (size_t i = 0; i < query->folded.length; i++) {
        char c = query->folded.bytes[i];

        if (!is_blank(c))
            query->folded.bytes[end++] = c;
        else if (end && query->folded.bytes[end - 1] != ' ')
            query->folded.bytes[end++] = ' ';
    }
    query->folded.length = end;
    return text_slice(&query->folded);
}

/* Reading. */

struct reader {
    struct query *query;
    struct slice rest; /* of one operand */
    struct fault *fault;
};

static bool refuse(struct reader *reader, struct slice where, const char *why)
{
    return fault_set(reader->fault, FAULT_USAGE, "usage", NULL, "\"%.*s\" %s", SLICE_ARGS(where), why);
}

/* What stands in quotes at the front, escapes undone; the rest is behind it. */
static bool read_quoted(struct reader *reader, struct slice *value)
{
    struct slice whole = reader->rest;
    struct text text = TEXT_INIT;
    size_t at = 1;

    for (; at < whole.length && whole.bytes[at] != '"'; at++) {
        if (whole.bytes[at] == '\\' && at + 1 < whole.length)
            at++;
        text_add_byte(&text, whole.bytes[at]);
    }
    *value = arena_copy(&reader->query->arena, text_slice(&text));
    text_release(&text);
    if (at >= whole.length)
        return refuse(reader, whole, "has no quote at its end");
    reader->rest = slice_from(whole, at + 1);
    return true;
}

static struct slice read_plain(struct reader *reader)
{
    struct slice word = reader->rest;
    size_t length = 0;

    while (length < word.length && !is_blank(word.bytes[length]))
        length++;
    word.length = length;
    reader->rest = slice_from(reader->rest, length);
    return word;
}

static bool read_value(struct reader *reader, struct slice *value)
{
    if (reader->rest.length && reader->rest.bytes[0] == '"')
        return read_quoted(reader, value);
    *value = read_plain(reader);
    return true;
}

static const struct sign {
    const char *text;
    enum test test;
    bool excluded, also_equal;
} signs[] = {
    {"!=", TEST_EQUAL, true, false},   {"<=", TEST_BELOW, false, true},  {">=", TEST_ABOVE, false, true},
    {"^=", TEST_BEGINS, false, false}, {"*=", TEST_HOLDS, false, false}, {"=", TEST_EQUAL, false, false},
    {"<", TEST_BELOW, false, false},   {">", TEST_ABOVE, false, false},  {"~/", TEST_PATTERN, false, false},
};

static const struct sign *sign_at(struct slice text)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (slice_starts(text, signs[i].text))
            return &signs[i];
    return NULL;
}

/* "*" is a name, and "*=" an operator behind one. */
static bool ends_no_name(struct slice text, bool at_start)
{
    return (at_start && text.bytes[0] == '*') || (!strchr(". \t\r\n\"", text.bytes[0]) && !sign_at(text));
}

/* As many names as look like the path of a member. */
static bool read_path(struct reader *reader, struct term *term)
{
    while (term->path_length < PATH_LIMIT) {
        struct slice *name = &term->path[term->path_length];

        if (term->path_length && reader->rest.length && reader->rest.bytes[0] == '"') {
            if (!read_quoted(reader, name))
                return false;
        } else {
            name->bytes = reader->rest.bytes;
            name->length = 0;
            while (name->length < reader->rest.length && ends_no_name(slice_from(reader->rest, name->length), !name->length))
                name->length++;
            reader->rest = slice_from(reader->rest, name->length);
        }
        term->path_length++;
        if (!reader->rest.length || reader->rest.bytes[0] != '.')
            return true;
        reader->rest = slice_from(reader->rest, 1);
    }
    return true;
}

static bool check_path(struct reader *reader, struct term *term)
{
    struct slice shape = slice_of(shape_of("product"));

    term->of_stock = term->path_length == 1 && (slice_is(term->path[0], "stock") || slice_is(term->path[0], "available"));
    for (size_t i = 0; !term->of_stock && i < term->path_length; i++)
        if (!shape_enter(&shape, term->path[i]) && !(slice_is(term->path[i], "*") && shape.length))
            return refuse(reader, term->path[i], "is no member of a product: write it in quotes to look for it as it stands");
    if (term->of_stock && (term->test == TEST_BEGINS || term->test == TEST_HOLDS || term->test == TEST_PATTERN))
        return refuse(reader, term->path[0], "is a number, and can be compared as one alone");
    return true;
}

static void add_needle(struct query *query, struct term *term, struct slice word)
{
    struct needle needle;
    struct needle *more;

    if (!needle_init(&needle, word))
        return;
    more = arena_take(&query->arena, (term->needle_count + 1) * sizeof *more);
    if (term->needle_count)
        memcpy(more, term->needles, term->needle_count * sizeof *more);
    more[term->needle_count++] = needle;
    term->needles = more;
    term->in_parent = arena_take(&query->arena, term->needle_count * sizeof *term->in_parent);
    memset(term->in_parent, 0, term->needle_count * sizeof *term->in_parent);
}

/* Its words become needles. */
static void fold_value(struct query *query, struct term *term, struct slice value)
{
    struct slice folded = arena_copy(&query->arena, folded_of(query, value));

    term->folded = folded;
    while (folded.length) {
        const char *blank = memchr(folded.bytes, ' ', folded.length);
        size_t length = blank ? (size_t)(blank - folded.bytes) : folded.length;

        add_needle(query, term, (struct slice){folded.bytes, length});
        folded = slice_from(folded, length + (blank != NULL));
    }
    /* In the record's bytes these two stand escaped. */
    term->passes_by = term->needle_count && !term->excluded && !memchr(value.bytes, '"', value.length) &&
                      !memchr(value.bytes, '\\', value.length);
}

static bool take_value(struct reader *reader, struct term *term, struct slice value)
{
    struct slice last = term->path[term->path_length - 1];
    bool must_be_number = IS_AMONG(last, numeric) && !slice_is(term->path[0], "attributes");

    term->is_number = (must_be_number || term->test != TEST_EQUAL) && number_of(value, &term->number);
    if (must_be_number && !term->is_number)
        return refuse(reader, value, "is no number like 19.90");
    if (slice_is(last, "status"))
        term->absent = SLICE("\"active\"");
    else if (slice_is(last, "kind"))
        term->absent = SLICE("\"physical\"");
    fold_value(reader->query, term, value);
    term->passes_by &= !term->is_number && !term->absent.bytes && !term->of_stock &&
                       (term->test == TEST_EQUAL || term->test == TEST_HOLDS || term->test == TEST_BEGINS);
    return true;
}

static bool take_pattern(struct reader *reader, struct term *term)
{
    struct slice pattern = reader->rest;
    size_t length = 0;
    uint32_t options = PCRE2_UCP;
    char reason[200];

    while (length < pattern.length && pattern.bytes[length] != '/')
        length += pattern.bytes[length] == '\\' ? 2 : 1;
    if (length >= pattern.length)
        return refuse(reader, pattern, "has no / at its end");
    pattern.length = length;
    reader->rest = slice_from(reader->rest, length + 1);
    if (reader->rest.length && reader->rest.bytes[0] == 'i') {
        options |= PCRE2_CASELESS;
        reader->rest = slice_from(reader->rest, 1);
    }
    term->code = pattern_compile(pattern, options, reason, sizeof reason);
    if (term->code)
        return true;
    return fault_set(reader->fault, FAULT_USAGE, "usage", NULL, "the pattern /%.*s/: %s", SLICE_ARGS(pattern), reason);
}

/* "has:image", "no:gtin". */
static bool read_presence(struct reader *reader, struct term *term, bool *is)
{
    bool has = slice_starts(reader->rest, "has:");

    *is = has || slice_starts(reader->rest, "no:");
    if (!*is)
        return true;
    reader->rest = slice_from(reader->rest, has ? 4 : 3);
    term->test = TEST_HAS;
    term->excluded ^= !has;
    return read_path(reader, term) && check_path(reader, term);
}

static bool read_predicate(struct reader *reader, struct term *term, bool *is)
{
    const struct slice start = reader->rest;
    const struct sign *sign;
    struct slice value;

    if (!read_path(reader, term))
        return false;
    sign = sign_at(reader->rest);
    *is = sign && term->path[0].length;
    if (!*is) {
        term->path_length = 0;
        reader->rest = start;
        return true;
    }
    reader->rest = slice_from(reader->rest, strlen(sign->text));
    term->test = sign->test;
    term->excluded ^= sign->excluded;
    term->also_equal = sign->also_equal;
    if (!check_path(reader, term))
        return false;
    if (term->test == TEST_PATTERN)
        return take_pattern(reader, term);
    return read_value(reader, &value) && take_value(reader, term, value);
}

static bool read_words(struct reader *reader, struct term *term)
{
    struct slice words;

    term->test = TEST_WORDS;
    if (!read_value(reader, &words))
        return false;
    fold_value(reader->query, term, words);
    return term->needle_count || refuse(reader, words, "is nothing to look for");
}

static bool read_term(struct reader *reader, struct term *term)
{
    struct slice start = reader->rest;
    bool is = false;

    if (reader->rest.length > 1 && reader->rest.bytes[0] == '-') {
        term->excluded = true;
        reader->rest = slice_from(reader->rest, 1);
    }
    if (reader->rest.bytes[0] != '"' && !(read_presence(reader, term, &is) && (is || read_predicate(reader, term, &is))))
        return false;
    if (!is && !read_words(reader, term))
        return false;
    start.length -= reader->rest.length;
    term->written = start;
    return !reader->rest.length || is_blank(reader->rest.bytes[0]) || refuse(reader, start, "goes on where a blank should be");
}

static bool read_operand(struct reader *reader)
{
    struct query *query = reader->query;

    for (;;) {
        while (reader->rest.length && is_blank(reader->rest.bytes[0]))
            reader->rest = slice_from(reader->rest, 1);
        if (!reader->rest.length)
            return true;
        query->terms = memory_grow(query->terms, &query->room, query->count + 1, sizeof *query->terms);
        query->terms[query->count] = (struct term){.test = TEST_WORDS};
        if (!read_term(reader, &query->terms[query->count++]))
            return false;
    }
}

bool query_read(struct query **out, const char *const *terms, size_t count, struct fault *fault)
{
    struct query *query = memory_take_zeroed(1, sizeof *query);
    struct reader reader = {.query = query, .fault = fault};
    bool done = true;

    pattern_matcher_init(&query->matcher, 0);
    for (size_t i = 0; done && i < count; i++) {
        reader.rest = arena_copy(&query->arena, slice_of(terms[i]));
        if (utf8_valid_length(reader.rest) != reader.rest.length)
            done = refuse(&reader, reader.rest, "is not UTF-8");
        else
            done = read_operand(&reader);
    }
    if (done && !query->count)
        done = fault_set(fault, FAULT_USAGE, "usage", NULL, "what is looked for?");
    if (!done) {
        query_free(query);
        return false;
    }
    *out = query;
    return true;
}

void query_free(struct query *query)
{
    if (!query)
        return;
    for (size_t i = 0; i < query->count; i++) {
        for (size_t n = 0; n < query->terms[i].needle_count; n++)
            needle_release(&query->terms[i].needles[n]);
        pcre2_code_free(query->terms[i].code);
    }
    pattern_matcher_release(&query->matcher);
    text_release(&query->decoded);
    text_release(&query->folded);
    arena_release(&query->arena);
    free(query->terms);
    free(query);
}

/* Judging. A value is told to fit by 1, not to fit by 0, and a pattern that gave up by -1. */

static bool holds(struct slice text, struct slice part)
{
    return text.length >= part.length && (!part.length || memmem(text.bytes, text.length, part.bytes, part.length));
}

static bool words_fit(struct query *query, const struct term *term, struct slice text)
{
    for (size_t i = 0; i < term->needle_count; i++)
        if (!needle_in(&term->needles[i], text))
            return false;
    return term->needle_count == 1 || holds(folded_of(query, text), term->folded);
}

/* Below zero, zero or above, as the text is to the term's value. */
static int compare(struct query *query, const struct term *term, struct slice text)
{
    amount number;

    if (term->is_number && number_of(text, &number))
        return (number > term->number) - (number < term->number);
    return slice_compare(folded_of(query, text), term->folded);
}

static bool is_comparable(const struct term *term, struct slice text)
{
    amount number;

    return !term->is_number || number_of(text, &number);
}

static int text_fits(struct query *query, const struct term *term, struct slice text)
{
    struct slice folded;

    switch (term->test) {
    case TEST_WORDS:
        return words_fit(query, term, text);
    case TEST_HAS:
        return text.length > 0;
    case TEST_EQUAL:
        return compare(query, term, text) == 0;
    case TEST_BELOW:
        return is_comparable(term, text) && compare(query, term, text) < term->also_equal;
    case TEST_ABOVE:
        return is_comparable(term, text) && compare(query, term, text) > -term->also_equal;
    case TEST_BEGINS:
        folded = folded_of(query, text);
        return folded.length >= term->folded.length && memcmp(folded.bytes, term->folded.bytes, term->folded.length) == 0;
    case TEST_HOLDS:
        return holds(folded_of(query, text), term->folded);
    case TEST_PATTERN:
        return pattern_matches(&query->matcher, term->code, text);
    }
    return 0;
}

static int value_fits(struct query *query, const struct term *term, struct slice value, size_t depth);

static int elements_fit(struct query *query, const struct term *term, struct slice array, size_t depth)
{
    struct scan scan;
    struct slice element;
    int fits = 0;

    if (scan_array(&scan, array))
        while (!fits && scan_element(&scan, &element))
            fits = value_fits(query, term, element, depth);
    return fits;
}

static int members_fit(struct query *query, const struct term *term, struct slice object, size_t depth)
{
    const bool any = depth >= term->path_length || slice_is(term->path[depth], "*");
    struct scan scan;
    struct slice name;
    struct slice value;
    int fits = 0;

    if (scan_object(&scan, object))
        while (!fits && scan_member(&scan, &name, &value))
            if (any || folded_equal(name, term->path[depth]))
                fits = value_fits(query, term, value, depth + 1);
    return fits;
}

/* The value of the member to which the first `depth` names of the path have led. */
static int value_fits(struct query *query, const struct term *term, struct slice value, size_t depth)
{
    if (value.bytes[0] == '[')
        return elements_fit(query, term, value, depth);
    if (value.bytes[0] == '{')
        return members_fit(query, term, value, depth);
    if (depth < term->path_length)
        return 0;
    return text_fits(query, term, value.bytes[0] == '"' ? scan_decoded(value, &query->decoded) : value);
}

/* Of these a variant has its own name by name, and its parent's where it has none. */
static bool is_merged(struct slice name)
{
    return slice_is(name, "texts") || slice_is(name, "attributes");
}

/* Whether the member of a parent is its variant's too. */
static bool is_inherited(struct slice name, struct slice variant)
{
    struct scan scan;
    struct slice own;
    struct slice value;

    if (IS_AMONG(name, not_inherited))
        return false;
    if (!is_merged(name) && scan_object(&scan, variant))
        while (scan_member(&scan, &own, &value))
            if (slice_equal(own, name))
                return false;
    return true;
}

/* `variant` bytes NULL: the record counts for itself; else as the parent of that. */
static int words_in_record(struct query *query, const struct term *term, struct slice record, struct slice variant)
{
    struct scan scan;
    struct slice name;
    struct slice value;
    int fits = 0;

    if (scan_object(&scan, record))
        while (!fits && scan_member(&scan, &name, &value))
            if (IS_AMONG(name, searched) && (!variant.bytes || is_inherited(name, variant)))
                fits = value_fits(query, term, value, 0);
    return fits;
}

static struct slice member_of(struct slice record, struct slice wanted)
{
    struct scan scan;
    struct slice name;
    struct slice value;

    if (record.bytes && scan_object(&scan, record))
        while (scan_member(&scan, &name, &value))
            if (slice_equal(name, wanted))
                return value;
    return (struct slice){NULL, 0};
}

static int member_in_record(struct query *query, const struct term *term, struct slice record, struct slice parent)
{
    struct slice value = member_of(record, term->path[0]);
    struct term has = *term;
    int fits;

    if (value.bytes) {
        fits = value_fits(query, term, value, 1);
        has.test = TEST_HAS;
        if (fits || !parent.bytes || !is_merged(term->path[0]) || value_fits(query, &has, value, 1))
            return fits;
    }
    if (!IS_AMONG(term->path[0], not_inherited))
        value = member_of(parent, term->path[0]);
    if (value.bytes)
        return value_fits(query, term, value, 1);
    return term->absent.bytes && term->test != TEST_HAS ? value_fits(query, term, term->absent, 1) : 0;
}

/* Families stand together, so a parent is looked through once. */
static void note_parent(struct query *query, struct slice parent)
{
    if (parent.bytes == query->parent.bytes)
        return;
    query->parent = parent;
    for (size_t i = 0; i < query->count; i++)
        for (size_t n = 0; n < query->terms[i].needle_count; n++)
            query->terms[i].in_parent[n] = parent.bytes && needle_in(&query->terms[i].needles[n], parent);
}

static bool is_passed_by(const struct query *query, struct slice record)
{
    for (size_t i = 0; i < query->count; i++) {
        const struct term *term = &query->terms[i];

        for (size_t n = 0; term->passes_by && n < term->needle_count; n++)
            if (!term->in_parent[n] && !needle_in(&term->needles[n], record))
                return true;
    }
    return false;
}

static int term_fits(struct query *query, const struct term *term, struct slice record, struct slice parent)
{
    int fits;

    if (term->test != TEST_WORDS)
        return member_in_record(query, term, record, parent);
    fits = words_in_record(query, term, record, (struct slice){NULL, 0});
    return fits || !parent.bytes ? fits : words_in_record(query, term, parent, record);
}

bool query_fits(struct query *query, struct slice record, struct slice parent, bool *fits, struct fault *fault)
{
    note_parent(query, parent);
    *fits = !is_passed_by(query, record);
    for (size_t i = 0; *fits && i < query->count; i++) {
        const struct term *term = &query->terms[i];
        int one;

        if (term->of_stock)
            continue;
        one = term_fits(query, term, record, parent);
        if (one < 0)
            return fault_set(fault, FAULT_USAGE, "match_limit", NULL, "%.*s searches too long in the product \"%.*s\"",
                             SLICE_ARGS(term->written), SLICE_ARGS(scan_text(scan_find(record, "sku"))));
        *fits = one != term->excluded;
    }
    return true;
}

bool query_asks_stock(const struct query *query)
{
    for (size_t i = 0; i < query->count; i++)
        if (query->terms[i].of_stock)
            return true;
    return false;
}

static bool term_of_stock_fits(const struct term *term, int64_t available)
{
    const wide number = (wide)available * IN_ONE;

    switch (term->test) {
    case TEST_EQUAL:
        return number == term->number;
    case TEST_BELOW:
        return number < term->number || (term->also_equal && number == term->number);
    case TEST_ABOVE:
        return number > term->number || (term->also_equal && number == term->number);
    default:
        return available > 0;
    }
}

bool query_stock_fits(const struct query *query, int64_t available)
{
    for (size_t i = 0; i < query->count; i++)
        if (query->terms[i].of_stock && term_of_stock_fits(&query->terms[i], available) == query->terms[i].excluded)
            return false;
    return true;
}
