/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_MAPPING_STRUCTURE_H
#define COLPORTEUR_FORMAT_MAPPING_STRUCTURE_H

#include "base/arena.h"
#include "base/pattern.h"
#include "format/decimal.h"
#include "format/mapping.h"
#include "shop/countries.h"

/* What a mapping is made of, between the files mapping*.c alone. */

#define NO_COLUMN SIZE_MAX

/* A column that the mapping names. */
struct column {
    struct slice name;
    size_t line;     /* of the mapping file, where it is named first */
    bool needed;     /* named at least once without "?" */
    size_t position; /* in the bound sheet; NO_COLUMN: it has none */
};

/* A column whose empty cells have what stands above them: "fill". */
struct fill {
    size_t column;
    size_t within; /* the column in which the rows must agree; NO_COLUMN: none */
    struct text above, above_within;
};

/* A table of words, sorted by them; letters of either case are alike. */
struct words {
    struct slice name;
    size_t line;
    struct word {
        struct slice from, to;
    } * items;
    size_t count, room;
    bool has_rest;     /* "* = …" */
    struct slice rest; /* "*": any other word stays */
};

enum step_kind {
    STEP_SUBSTITUTE,
    STEP_WORDS,
    STEP_NUMBER,
    STEP_WEIGHT,
    STEP_DATE,
    STEP_HTML,
    STEP_GTIN,
    STEP_COUNTRY,
    STEP_FIRST,
    STEP_LAST,
    STEP_DEFAULT
};

struct step {
    enum step_kind kind;
    size_t line;
    struct slice text; /* replacement, name of the table, mark, unit, date format, separator, default */
    union {
        struct {
            pcre2_code *code;
            uint32_t options;
        } substitution;
        size_t words; /* number of the table */
        struct {
            int64_t numerator, denominator; /* grams in one unit */
        } weight;
    } of;
};

struct part {
    size_t column; /* NO_COLUMN: a constant */
    struct slice constant;
};

struct rule {
    struct slice field;
    enum field_kind kind;
    size_t name_column; /* the column that names the attribute, or NO_COLUMN */
    size_t line;
    size_t slot; /* rules for the same field share it: the first that gives something wins */
    struct part *parts;
    size_t parts_count, parts_room;
    struct step *steps;
    size_t steps_count, steps_room;
};

enum comparison { IS, IS_NOT, MATCHES, MATCHES_NOT, ABOVE, AT_LEAST, BELOW, AT_MOST };

struct filter {
    bool only; /* else skip */
    enum comparison comparison;
    size_t column;
    size_t line;
    pcre2_code *code;
    struct slice text;
    struct decimal number;
};

struct mapping {
    enum mapping_target target;
    bool identity;
    char *name;
    struct arena strings;

    struct slice row_path; /* of JSON documents; bytes NULL: it is for sheets */
    char *encoding;
    char separator;
    size_t header_line; /* 0: not told */
    bool short_rows;
    bool first_columns; /* of several columns of one name, the first is meant */
    char *format;   /* of a feed; NULL: not told */
    bool no_header; /* of a feed */

    struct column *columns;
    size_t columns_count, columns_room;
    struct fill *fills;
    size_t fills_count, fills_room;
    struct words *tables;
    size_t tables_count, tables_room;
    struct filter *filters;
    size_t filters_count, filters_room;
    struct rule *rules;
    size_t rules_count, rules_room;
    size_t slots;
    bool *given; /* by slot, while a row is mapped */

    size_t *unnamed; /* identity: positions of columns without a name */
    size_t unnamed_count, unnamed_room;
    size_t type_position; /* identity: of the column "type", or NO_COLUMN */

    struct text country_tables[2]; /* bytes of what `countries` are read from */
    struct countries countries;
    struct text country;       /* the last one that was looked up, */
    struct slice country_code; /* and what it was */

    struct pattern_matcher matcher;
    struct text made, other; /* values between steps */
};

/* The fields of a target: mapping_fields.c. "attributes.…" of products is known by its beginning. */
struct known_field {
    const char *name;
    enum field_kind kind;
};

const char *target_type(enum mapping_target target);    /* "order" */
const char *target_article(enum mapping_target target); /* "an order" */
bool field_known(enum mapping_target target, struct slice name, enum field_kind *kind);
void add_fields_like(struct text *text, struct slice wanted, enum mapping_target target); /* "; perhaps …" as add_like */

/* Without blanks at both ends: ASCII's, line ends, no-break spaces, byte order marks. */
struct slice trimmed_of_blanks(struct slice text);

/* The same. Nearly always there is nothing to do: both ends are ASCII and neither blank nor control. */
static inline struct slice trimmed(struct slice text)
{
    const unsigned least = '!';
    const unsigned most = '~';

    if (text.length && (unsigned char)text.bytes[0] - least <= most - least &&
        (unsigned char)text.bytes[text.length - 1] - least <= most - least)
        return text;
    return text.length ? trimmed_of_blanks(text) : text;
}

/* As much of a value as a reason should show, not cut inside a character; for "%.*s". */
int shown_length(struct slice value);

/* ASCII letters of either case are alike. */
int compare_folded(struct slice a, struct slice b);

/*
 * Appends up to three names like the wanted one: `; like it: "Regular price"`. Nothing if none is like it.
 * `name_at` gives the candidates by number.
 */
void add_like(struct text *text, struct slice wanted, size_t count, struct slice (*name_at)(const void *names, size_t i),
              const void *names);

/*
 * What the step makes of the value (not empty unless it is STEP_DEFAULT). The result may lie in mapping->made, which
 * `value` may be too. False: a fault that tells the value at fault and no column.
 */
bool step_apply(struct mapping *mapping, const struct step *step, struct slice *value, struct fault *fault) CHECKED;

#endif
