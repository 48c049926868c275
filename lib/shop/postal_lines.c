/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/postal_lines.h"

#include "base/folding.h"
#include "shop/address_form.h"

enum { MOST_LINES = ADDRESS_LINES_MOST + 1 };

struct writing {
    const struct address_limits *limits;
    struct postal_lines *lines;
    struct arena *arena;
    const char *field;
    struct fault *fault;
    size_t longest, most;
    enum address_field of; /* the field that is being written: its lines, and the characters of all of them */
    size_t field_longest, field_most, field_whole;
};

static size_t characters_of(struct slice text)
{
    size_t count = 0;
    size_t length;

    for (; text.length; text = slice_from(text, length), count++)
        utf8_character(text, &length);
    return count;
}

static bool fits(enum charset charset, uint32_t point)
{
    return charset == CHARSET_ANY || point < 0x80 || (charset == CHARSET_LATIN1 && point >= 0xa0 && point <= 0xff);
}

/* Of the Latin letters beyond ASCII, by their places in Unicode's blocks. */
static bool is_capital(uint32_t point)
{
    if (point < 0x100)
        return point >= 0xc0 && point <= 0xde;
    if ((point >= 0x139 && point <= 0x148) || (point >= 0x179 && point <= 0x17e))
        return point % 2 == 1;
    return point == 0x178 || point % 2 == 0;
}

/* One character that the carrier cannot print, in letters that he can. */
static bool transliterate(const struct writing *writing, struct slice rest, uint32_t point, struct text *text)
{
    struct folded folded = fold_character(rest);

    for (size_t i = 0; i < folded.length; i++) {
        char c = folded.bytes[i];

        if ((unsigned char)c >= 0x80)
            return false;
        text_add_byte(text, is_capital(point) && c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
    }
    writing->lines->transliterated = true;
    return true;
}

/* Blanks of any kind become one space, and what the carrier cannot print is written otherwise or refused. */
static bool printable(const struct writing *writing, struct slice text, struct text *line)
{
    size_t length;

    for (struct slice rest = text; rest.length; rest = slice_from(rest, length)) {
        uint32_t point = utf8_character(rest, &length);

        if (point <= 0x20 || point == 0x7f || point == 0xa0) {
            if (line->length && line->bytes[line->length - 1] != ' ')
                text_add_byte(line, ' ');
        } else if (fits(writing->limits->charset, point)) {
            text_add(line, rest.bytes, length);
        } else if (!writing->limits->transliterates || !transliterate(writing, rest, point, line)) {
            return fault_set(writing->fault, FAULT_REFUSED, "charset", writing->field,
                             "the carrier cannot print \"%.*s\" of \"%.*s\"", (int)length, rest.bytes, SLICE_ARGS(text));
        }
    }
    return true;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Room is short: that of the field, where the carrier limits it, else that of the whole address. */
static bool has_no_line(struct writing *writing)
{
    const bool of_field = writing->field_most < writing->most;

    fault_set(writing->fault, FAULT_REFUSED, "address_too_long", of_field ? address_field_name(writing->of) : writing->field,
              "takes more than %zu lines of %zu characters", of_field ? writing->field_most : writing->most,
              least(writing->longest, writing->field_longest));
    return of_field ? fault_within(writing->fault, "%s", writing->field) : false;
}

static bool add_line(struct writing *writing, struct slice line, size_t first)
{
    if (writing->lines->count >= writing->most || writing->lines->count - first >= writing->field_most)
        return has_no_line(writing);
    writing->lines->lines[writing->lines->count++] = arena_copy(writing->arena, line);
    return true;
}

/* As many of the words as one line holds: their length, without the blank behind them. 0: not even the first. */
static size_t line_length(const struct writing *writing, struct slice text)
{
    const size_t longest = least(writing->longest, writing->field_longest);
    size_t end = 0;

    for (size_t i = 0; i <= text.length; i++) {
        if (i < text.length && text.bytes[i] != ' ')
            continue;
        if (characters_of((struct slice){text.bytes, i}) > longest)
            break;
        end = i;
    }
    return end;
}

static bool has_long_word(struct writing *writing, struct slice text)
{
    const bool of_field = writing->field_longest < writing->longest;
    const char *blank = memchr(text.bytes, ' ', text.length);

    fault_set(writing->fault, FAULT_REFUSED, "address_too_long", of_field ? address_field_name(writing->of) : writing->field,
              "\"%.*s\" is longer than a line of %zu characters", blank ? (int)(blank - text.bytes) : (int)text.length, text.bytes,
              least(writing->longest, writing->field_longest));
    return of_field ? fault_within(writing->fault, "%s", writing->field) : false;
}

static bool is_too_long(struct writing *writing, struct slice text, size_t longest)
{
    fault_set(writing->fault, FAULT_REFUSED, "address_too_long", address_field_name(writing->of),
              "\"%.*s\" is longer than %zu characters", SLICE_ARGS(text), longest);
    return fault_within(writing->fault, "%s", writing->field);
}

/* `first`: the field's first line. */
static bool add_wrapped(struct writing *writing, struct slice text, size_t first)
{
    while (text.length) {
        size_t end = line_length(writing, text);

        if (!end)
            return has_long_word(writing, text);
        if (!add_line(writing, (struct slice){text.bytes, end}, first))
            return false;
        text = slice_trim(slice_from(text, end));
    }
    return true;
}

/* One part of the address, which may have several lines of its own; `joined`: they follow one another in a line. */
static bool add_lines(struct writing *writing, struct slice part, bool joined)
{
    const size_t first = writing->lines->count;
    bool done = true;

    while (done && part.length) {
        const char *end = joined ? NULL : memchr(part.bytes, '\n', part.length);
        struct slice line = {part.bytes, end ? (size_t)(end - part.bytes) : part.length};
        struct text text = TEXT_INIT;

        done = printable(writing, line, &text) && add_wrapped(writing, slice_trim(text_slice(&text)), first);
        part = slice_from(part, line.length + (end != NULL));
        text_release(&text);
    }
    return done;
}

/* Where somebody wrote more lines than there are, they are joined before the address is refused. */
static bool add_part(struct writing *writing, struct slice part)
{
    const size_t first = writing->lines->count;
    struct fault *told = writing->fault;
    struct fault unknown = FAULT_INIT;
    bool done;

    if (characters_of(part) > writing->field_whole)
        return is_too_long(writing, part, writing->field_whole);
    if (!part.length || !memchr(part.bytes, '\n', part.length))
        return add_lines(writing, part, false);
    writing->fault = &unknown;
    done = add_lines(writing, part, false);
    writing->fault = told;
    if (done)
        return true;
    writing->lines->count = first;
    return add_lines(writing, part, true);
}

static void begin_field(struct writing *writing, enum address_field of)
{
    const struct field_limit *limit = &writing->limits->fields[of];

    writing->of = of;
    writing->field_longest = writing->field_most = writing->field_whole = SIZE_MAX;
    if (!limit->length)
        return;
    writing->field_longest = (size_t)limit->length;
    writing->field_whole = (size_t)(limit->length * limit->lines);
    /* A field that is longer than the label is wide takes more lines there. */
    writing->field_most = (size_t)limit->lines * ((writing->field_longest + writing->longest - 1) / writing->longest);
}

/* A private person has no company: a name that is too long for its field may go on in that one. */
static void begin_name(struct writing *writing, const struct postal_address *address)
{
    const struct field_limit *name = &writing->limits->fields[ADDRESS_NAME];
    const struct field_limit *company = &writing->limits->fields[ADDRESS_COMPANY];

    begin_field(writing, ADDRESS_NAME);
    if (address->company.length || !name->length || !company->length || characters_of(address->name) <= (size_t)name->length)
        return;
    writing->field_longest = least((size_t)name->length, (size_t)company->length);
    writing->field_most += (size_t)company->lines;
    writing->field_whole += (size_t)(company->length * company->lines);
}

/* Of what shares a line with others. */
static bool is_within(struct writing *writing, enum address_field of, struct slice value)
{
    struct text text = TEXT_INIT;
    bool done = !value.length || printable(writing, value, &text);
    struct slice written = slice_trim(text_slice(&text));

    begin_field(writing, of);
    if (done && characters_of(written) > writing->field_whole)
        done = is_too_long(writing, written, writing->field_whole);
    text_release(&text);
    return done;
}

/* A street within the town's lines shares them, so that its whole length alone can be told. */
static bool add_place(struct writing *writing, const struct postal_address *address, const struct countries *countries)
{
    const bool apart = address_form_begins_with_street(address->country, countries);
    struct postal_address rest = *address;
    struct text place = TEXT_INIT;
    bool done = is_within(writing, ADDRESS_STREET, apart ? SLICE("") : address->street) &&
                is_within(writing, ADDRESS_POSTCODE, address->postcode) && is_within(writing, ADDRESS_CITY, address->city) &&
                is_within(writing, ADDRESS_REGION, address->region);

    if (apart) {
        begin_field(writing, ADDRESS_STREET);
        done = done && add_part(writing, address->street);
        rest.street = SLICE("");
    }
    writing->field_longest = writing->field_most = writing->field_whole = SIZE_MAX;
    address_form_write(&place, &rest, countries);
    done = done && add_part(writing, text_slice(&place));
    text_release(&place);
    return done;
}

static bool is_complete(const struct postal_address *address, const char *field, struct fault *fault)
{
    const char *missing = !address->name.length && !address->company.length ? "name"
                          : !address->street.length                         ? "street"
                          : !address->city.length                           ? "city"
                          : !address->country.length                        ? "country"
                                                                            : NULL;

    return !missing || fault_set(fault, FAULT_REFUSED, "incomplete_address", field, "has no %s", missing);
}

bool postal_lines(struct postal_lines *lines, const struct postal_address *address, const struct countries *countries,
                  struct slice language, const struct address_limits *limits, const char *field, struct arena *arena,
                  struct fault *fault)
{
    struct writing writing = {.limits = limits, .lines = lines, .arena = arena, .field = field, .fault = fault};

    *lines = (struct postal_lines){arena_take(arena, MOST_LINES * sizeof *lines->lines), 0, false};
    writing.longest =
        limits->line_length && limits->line_length < POSTAL_LINE_LENGTH ? (size_t)limits->line_length : POSTAL_LINE_LENGTH;
    writing.most = limits->lines && limits->lines < POSTAL_LINES ? (size_t)limits->lines : POSTAL_LINES;
    if (!is_complete(address, field, fault))
        return false;
    begin_field(&writing, ADDRESS_COMPANY);
    if (!add_part(&writing, address->company))
        return false;
    begin_name(&writing, address);
    if (!slice_equal(address->name, address->company) && !add_part(&writing, address->name))
        return false;
    if (!add_place(&writing, address, countries))
        return false;
    writing.longest = SIZE_MAX;
    writing.most = MOST_LINES;
    return add_part(&writing, country_name(countries, address->country, language));
}

bool postal_contact(const struct address_limits *limits, enum address_field of, struct slice value, const char *field,
                    struct fault *fault)
{
    const struct field_limit *limit = &limits->fields[of];

    return !limit->length || characters_of(value) <= (size_t)limit->length ||
           fault_set(fault, FAULT_REFUSED, "address_too_long", field, "\"%.*s\" is longer than %lld characters", SLICE_ARGS(value),
                     (long long)limit->length);
}
