/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/parse.h"

#include "json/bytes.h"
#include "json/scan.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct parse {
    const char *start, *at, *end;
    unsigned depth, depth_limit;
    struct arena *arena;
    struct fault *fault;
};

static json_t *parse_value(struct parse *parse);

/* Columns are counted as an editor does: in characters. Returns false, so that a refusal is one statement. */
static __attribute__((format(printf, 4, 5))) bool refuse_at(struct parse *parse, const char *at, const char *code,
                                                            const char *format, ...)
{
    char reason[80];
    size_t column = 1;
    va_list arguments;

    for (const char *byte = parse->start; byte < at; byte++)
        column += ((unsigned char)*byte & 0xc0) != 0x80;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    return fault_set(parse->fault, FAULT_REFUSED, code, NULL, "column %zu: %s", column, reason);
}

static bool refuse(struct parse *parse, const char *reason)
{
    return refuse_at(parse, parse->at, "not_json", "%s", reason);
}

static bool refuse_for_want_of(struct parse *parse, const char *wanted)
{
    if (parse->at == parse->end)
        return refuse_at(parse, parse->at, "not_json", "the line ends where %s should be", wanted);
    return refuse_at(parse, parse->at, "not_json", "%s should be here", wanted);
}

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline void pass_blanks(struct parse *parse)
{
    while (parse->at < parse->end && (unsigned char)*parse->at <= ' ' &&
           (*parse->at == ' ' || *parse->at == '\t' || *parse->at == '\r' || *parse->at == '\n'))
        parse->at++;
}

/* Passes over blanks; whether the sign comes then. */
static inline bool at_sign(struct parse *parse, char sign)
{
    pass_blanks(parse);
    return parse->at < parse->end && *parse->at == sign;
}

static inline bool pass_sign(struct parse *parse, char sign)
{
    bool there = at_sign(parse, sign);

    parse->at += there;
    return there;
}

/* Strings. */

/* Passes over what stands for itself, to a quote or a backslash. */
static inline bool pass_plain(struct parse *parse)
{
    for (;;) {
        struct slice rest = {parse->at, (size_t)(parse->end - parse->at)};
        size_t length = plain_length(rest, ENDS_AT_CONTROL | ENDS_BEYOND_ASCII);

        parse->at += length;
        if (length == rest.length)
            return refuse(parse, "the line ends within a string");
        if (*parse->at == '"' || *parse->at == '\\')
            return true;
        length = utf8_sequence_length(slice_from(rest, length));
        if (!length)
            return refuse(parse, (unsigned char)*parse->at < 0x20 ? "a control character must be escaped" : "this is not UTF-8");
        parse->at += length;
    }
}

static bool four_hex(struct parse *parse, uint32_t *value)
{
    *value = 0;
    for (int i = 0; i < 4; i++, parse->at++) {
        char c = parse->at < parse->end ? *parse->at : '\0';
        char letter = (char)(c | 0x20);

        if (!is_digit(c) && (letter < 'a' || letter > 'f'))
            return refuse_for_want_of(parse, "a hexadecimal digit");
        *value = *value << 4 | (uint32_t)(is_digit(c) ? c - '0' : letter - 'a' + 10);
    }
    return true;
}

static bool pass_code_point(struct parse *parse, uint32_t *point)
{
    const char *escape = parse->at - 2;
    uint32_t low;

    if (!four_hex(parse, point))
        return false;
    if (*point == 0)
        return refuse_at(parse, escape, "not_json", "\\u0000 is not allowed");
    if (*point < 0xd800 || *point > 0xdfff)
        return true;
    if (*point > 0xdbff || parse->end - parse->at < 2 || parse->at[0] != '\\' || parse->at[1] != 'u')
        return refuse_at(parse, escape, "not_json", "this is half of a surrogate pair");
    parse->at += 2;
    if (!four_hex(parse, &low))
        return false;
    if (low < 0xdc00 || low > 0xdfff)
        return refuse_at(parse, escape, "not_json", "this is half of a surrogate pair");
    *point = 0x10000 + ((*point - 0xd800) << 10) + (low - 0xdc00);
    return true;
}

static char *add_code_point(char *to, uint32_t point)
{
    if (point < 0x80) {
        *to++ = (char)point;
        return to;
    }
    if (point < 0x800) {
        *to++ = (char)(0xc0 | point >> 6);
    } else if (point < 0x10000) {
        *to++ = (char)(0xe0 | point >> 12);
        *to++ = (char)(0x80 | (point >> 6 & 0x3f));
    } else {
        *to++ = (char)(0xf0 | point >> 18);
        *to++ = (char)(0x80 | (point >> 12 & 0x3f));
        *to++ = (char)(0x80 | (point >> 6 & 0x3f));
    }
    *to++ = (char)(0x80 | (point & 0x3f));
    return to;
}

/* At a backslash; undoes the escape that begins there. */
static bool pass_escape(struct parse *parse, char **to)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char meant[] = "\"\\/\b\f\n\r\t";
    char c = parse->end - parse->at > 1 ? parse->at[1] : '\0';
    const char *letter = c ? strchr(letters, c) : NULL;
    uint32_t point;

    if (!letter && c != 'u')
        return refuse(parse, "this escape is none");
    parse->at += 2;
    if (letter) {
        *(*to)++ = meant[letter - letters];
        return true;
    }
    if (!pass_code_point(parse, &point))
        return false;
    *to = add_code_point(*to, point);
    return true;
}

/* The rest of a string from its first backslash on. No escape is shorter than what it stands for. */
static bool parse_escaped(struct parse *parse, const char *start, struct slice *string)
{
    size_t room = scan_value_length((struct slice){start - 1, (size_t)(parse->end - start) + 1});
    char *to;

    if (!room)
        return refuse_at(parse, start - 1, "not_json", "the line ends within this string");
    string->bytes = to = arena_take(parse->arena, room);
    for (;;) {
        memcpy(to, start, (size_t)(parse->at - start));
        to += parse->at - start;
        if (*parse->at == '"')
            break;
        if (!pass_escape(parse, &to))
            return false;
        start = parse->at;
        if (!pass_plain(parse))
            return false;
    }
    parse->at++;
    string->length = (size_t)(to - string->bytes);
    return true;
}

/* Behind the opening quote. The string lies in the line, or in the arena where escapes are undone. */
static inline bool parse_string(struct parse *parse, struct slice *string)
{
    const char *start = parse->at;

    if (!pass_plain(parse))
        return false;
    if (*parse->at == '\\')
        return parse_escaped(parse, start, string);
    *string = (struct slice){start, (size_t)(parse->at - start)};
    parse->at++;
    return true;
}

/* Numbers. */

static bool pass_digits(struct parse *parse)
{
    const char *start = parse->at;

    while (parse->at < parse->end && is_digit(*parse->at))
        parse->at++;
    return parse->at > start || refuse_for_want_of(parse, "a digit");
}

/* As in the locale "C", whatever the locale of the process is. */
static json_t *parse_real(struct parse *parse, const char *start)
{
    static locale_t locale;
    struct slice number;
    double value;

    if (*parse->at == '.') {
        parse->at++;
        if (!pass_digits(parse))
            return NULL;
    }
    if (parse->at < parse->end && (*parse->at | 0x20) == 'e') {
        parse->at++;
        if (parse->at < parse->end && (*parse->at == '+' || *parse->at == '-'))
            parse->at++;
        if (!pass_digits(parse))
            return NULL;
    }
    if (!locale)
        locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    number = arena_copy(parse->arena, (struct slice){start, (size_t)(parse->at - start)});
    value = strtod_l(number.bytes, NULL, locale);
    if (!isinf(value))
        return json_real(value);
    refuse_at(parse, start, "not_json", "this number is too large");
    return NULL;
}

static json_t *parse_number(struct parse *parse)
{
    const char *start = parse->at;
    bool negative = *start == '-';
    uint64_t limit = (uint64_t)INT64_MAX + negative;
    uint64_t value = 0;
    bool fits = true;

    parse->at += negative;
    if (parse->at < parse->end && *parse->at == '0')
        parse->at++;
    else if (!pass_digits(parse))
        return NULL;
    if (parse->at < parse->end && (*parse->at == '.' || (*parse->at | 0x20) == 'e'))
        return parse_real(parse, start);
    for (const char *digit = start + negative; digit < parse->at; digit++) {
        unsigned number = (unsigned)(*digit - '0');

        fits = fits && value <= (limit - number) / 10;
        value = value * 10 + number;
    }
    if (fits)
        return json_integer(negative ? (json_int_t)(0 - value) : (json_int_t)value);
    refuse_at(parse, start, "not_json", "this whole number has more than 64 bits");
    return NULL;
}

/* Values. */

static json_t *parse_word(struct parse *parse, const char *word, json_t *value)
{
    size_t length = strlen(word);

    if ((size_t)(parse->end - parse->at) < length || memcmp(parse->at, word, length) != 0) {
        refuse_for_want_of(parse, "a value");
        return NULL;
    }
    parse->at += length;
    return value;
}

static bool enter(struct parse *parse)
{
    if (parse->depth == parse->depth_limit)
        return refuse_at(parse, parse->at, "nested_too_deep", "more than %u brackets in one another", parse->depth_limit);
    parse->depth++;
    parse->at++;
    return true;
}

static json_t *leave(struct parse *parse, json_t *value, char bracket)
{
    if (!pass_sign(parse, bracket)) {
        refuse_for_want_of(parse, bracket == '}' ? "a comma or \"}\"" : "a comma or \"]\"");
        return NULL;
    }
    parse->depth--;
    return value;
}

static bool parse_name(struct parse *parse, struct slice *name)
{
    if (!pass_sign(parse, '"'))
        return refuse_for_want_of(parse, "a name in double quotes");
    return parse_string(parse, name) && (pass_sign(parse, ':') || refuse_for_want_of(parse, "a colon"));
}

static json_t *parse_object(struct parse *parse)
{
    json_t *object = json_object();
    size_t count = 0;

    if (!enter(parse))
        return NULL;
    if (at_sign(parse, '}'))
        return leave(parse, object, '}');
    do {
        struct slice name;
        const char *at;
        json_t *value;

        pass_blanks(parse);
        at = parse->at;
        if (!parse_name(parse, &name) || !(value = parse_value(parse)))
            return NULL;
        json_object_setn_new_nocheck(object, name.bytes, name.length, value);
        if (json_object_size(object) != ++count) { /* it took the place of another */
            refuse_at(parse, at, "duplicate_key", "this name comes twice in its object");
            return NULL;
        }
    } while (pass_sign(parse, ','));
    return leave(parse, object, '}');
}

static json_t *parse_array(struct parse *parse)
{
    json_t *array = json_array();

    if (!enter(parse))
        return NULL;
    if (at_sign(parse, ']'))
        return leave(parse, array, ']');
    do {
        json_t *value = parse_value(parse);

        if (!value)
            return NULL;
        json_array_append_new(array, value);
    } while (pass_sign(parse, ','));
    return leave(parse, array, ']');
}

static json_t *parse_value(struct parse *parse)
{
    struct slice string;

    pass_blanks(parse);
    switch (parse->at < parse->end ? *parse->at : '\0') {
    case '"':
        parse->at++;
        return parse_string(parse, &string) ? json_stringn_nocheck(string.bytes, string.length) : NULL;
    case '{':
        return parse_object(parse);
    case '[':
        return parse_array(parse);
    case 't':
        return parse_word(parse, "true", json_true());
    case 'f':
        return parse_word(parse, "false", json_false());
    case 'n':
        return parse_word(parse, "null", json_null());
    default:
        if (parse->at < parse->end && (*parse->at == '-' || is_digit(*parse->at)))
            return parse_number(parse);
        refuse_for_want_of(parse, "a value");
        return NULL;
    }
}

/* Where jansson has its memory from while a text is read. */

static struct arena *source_of_memory;

static void *take(size_t size)
{
    return arena_take(source_of_memory, size);
}

static void keep(void *block)
{
    (void)block;
}

struct loan {
    json_malloc_t malloc_before;
    json_free_t free_before;
};

static struct loan lend(struct arena *arena)
{
    struct loan loan;

    json_get_alloc_funcs(&loan.malloc_before, &loan.free_before);
    source_of_memory = arena;
    json_set_alloc_funcs(take, keep);
    return loan;
}

static void end_loan(struct loan loan)
{
    json_set_alloc_funcs(loan.malloc_before, loan.free_before);
}

static struct parse parse_of(struct slice json, unsigned depth, struct arena *arena, struct fault *fault)
{
    const char *start = json.length ? json.bytes : "";

    return (struct parse){
        .start = start, .at = start, .end = start + json.length, .depth_limit = depth, .arena = arena, .fault = fault};
}

const json_t *json_parse(struct slice json, unsigned depth, struct arena *arena, struct fault *fault)
{
    struct parse parse = parse_of(json, depth, arena, fault);
    struct loan loan = lend(arena);
    json_t *value = parse_value(&parse);

    end_loan(loan);
    if (!value)
        return NULL;
    pass_blanks(&parse);
    if (parse.at == parse.end)
        return value;
    refuse(&parse, "something stands behind the value");
    return NULL;
}

static bool parse_members(struct parse *parse, json_member_taker *take_member, void *context)
{
    if (!at_sign(parse, '{') || !enter(parse))
        return false;
    if (pass_sign(parse, '}'))
        return true;
    do {
        struct slice name;
        const json_t *value;

        if (!parse_name(parse, &name) || !(value = parse_value(parse)) || !take_member(context, name, value))
            return false;
    } while (pass_sign(parse, ','));
    return pass_sign(parse, '}');
}

bool json_parse_members(struct slice json, unsigned depth, struct arena *arena, json_member_taker *take_member, void *context)
{
    struct fault unasked = FAULT_INIT;
    struct parse parse = parse_of(json, depth, arena, &unasked);
    struct loan loan = lend(arena);
    bool done = parse_members(&parse, take_member, context);

    end_loan(loan);
    pass_blanks(&parse);
    return done && parse.at == parse.end;
}
