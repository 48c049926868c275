/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_LINT_H
#define COLPORTEUR_SHOP_LINT_H

#include "base/arena.h"
#include "base/date.h"
#include "base/money.h"
#include "base/pattern.h"
#include "shop/maker.h"
#include "shop/offer.h"
#include "shop/settings.h"
#include "store/store.h"

#include <stdbool.h>

/*
 * What is missing or wrong in a product's sheet, by rules that are data: colporteur-lint(5) has their language, and
 * format/lint_rules.h reads it.
 *
 * A rule asks something of the products that its "when" lines choose, and what it asks are conditions: the tests below of a
 * member's values. A rule that is not satisfied is a finding for each value at fault. It also counts for the sheet's score: on
 * its axis, by its weight.
 *
 *     struct lint lint = {.rules = &rules, .market = &market, .store = store, .settings = &settings, .report = print, …};
 *     lint_prepare(&lint)
 *     for each record: lint_product(&lint, record, &score, &fault)
 *     lint_release(&lint);
 *
 * A variant is judged with what it has of its parent. What a product names (its parent, its maker, its components) is looked up
 * in the store; of the parent and the maker the last is kept, for products come in families.
 */

enum lint_severity { LINT_OFF, LINT_HINT, LINT_WEAK, LINT_BLOCKS };
enum lint_axis { LINT_LOOKS, LINT_INFORMATION, LINT_FUNCTION, LINT_AXES };

const char *lint_severity_name(enum lint_severity severity);
const char *lint_axis_name(enum lint_axis axis);

/* Words of a list, sorted by bytes: codes of units, countries of the Union. */
struct lint_list {
    struct slice name;
    struct slice *words;
    size_t count, room;
};

bool lint_list_has(const struct lint_list *list, struct slice word);

/* Where values are: "sale.price", "pictures.alt", "manufacturer.email". */
enum lint_root {
    LINT_MEMBER,    /* of the product's record */
    LINT_ATTRIBUTE, /* an option or attribute by its name, whatever its case and accents */
    LINT_PICTURES,  /* the main picture, then those among the media */
    LINT_MAKER,     /* of the maker whose id the member has */
    LINT_PARENT,    /* of the parent's record */
    LINT_VARIANTS,  /* the SKUs of those of which it is the parent */
    LINT_OFFER,     /* what it is offered at now in the market, as price(1) prints it; absent where it has no price */
    LINT_AVAILABLE, /* what there is to sell, all locations together; absent: nobody counts it */
    LINT_SETTING,   /* "shop.vat_rate", "company.website" */
};

enum { LINT_STEPS = 4 };

struct lint_path {
    struct slice written;
    enum lint_root root;
    size_t member;                  /* of the product: a number that lint_member gave; or the setting's */
    enum maker_field field;         /* of the maker */
    struct slice steps[LINT_STEPS]; /* from there on, into objects and lists */
    size_t step_count;
};

enum lint_test {
    LINT_PRESENT, /* there is a value, and where the path goes through a list, in each of its elements */
    LINT_IS,      /* one of the words */
    LINT_IN,      /* one of the list's */
    LINT_LENGTH,  /* so many characters */
    LINT_BYTES,   /* so many bytes of UTF-8 */
    LINT_COUNT,   /* so many values */
    LINT_PIXELS,  /* a picture of such a size, where it is known */
    LINT_MATCHES, /* the pattern is found in it */
    LINT_RATIO,   /* so many hundredths of its height a picture is wide, where its size is known */
    LINT_ABOVE,   /* by number, or if one is none, byte by byte: instants and days sort so */
    LINT_AT_LEAST,
    LINT_BELOW,
    LINT_AT_MOST,
    LINT_PASSES, /* a check of digits and the like */
    LINT_UNIQUE, /* no other product has the same, in all paths together; the only one that its rule requires */
    LINT_KNOWN,  /* the id of a record of this kind */
    LINT_UNDER,  /* a category at or below one of the words */
    LINT_MAPPED, /* a category, or one above it, that the channel has a name for */
    LINT_COVERS, /* an object that has a member for each value of the other path */
};

struct lint_condition {
    struct slice written;
    enum lint_test test;
    bool negated;            /* of LINT_PRESENT, LINT_IS, LINT_IN, LINT_UNDER and LINT_MATCHES */
    struct lint_path *paths; /* any of them */
    size_t path_count;
    int64_t least, most;               /* length, bytes, count, width; open: 0, INT64_MAX */
    int64_t least_height, most_height; /* the same */
    struct slice *words;               /* of LINT_IS and LINT_UNDER; the number of a comparison; the kind that is known */
    size_t word_count;
    const struct lint_list *list;
    pcre2_code *pattern;
    bool (*passes)(struct slice value);
    struct lint_path other; /* what is compared with, or covered; written.bytes NULL: words[0] */
};

struct lint_rule {
    struct slice id, message, source; /* message bytes NULL: made of the condition */
    struct slice *channels, *countries, *languages;
    size_t channel_count, country_count, language_count;
    const struct lint_list **country_lists; /* where countries are a list by name, in place; else NULL */
    enum lint_severity severity;
    enum lint_axis axis;
    int64_t weight;
    day from, until; /* both included; INT32_MIN, INT32_MAX */
    struct lint_condition *when, *require;
    size_t when_count, require_count;
};

enum { LINT_MEMBERS = 128 };

struct lint_rules {
    struct arena strings; /* all texts and arrays */
    struct lint_rule *rules;
    size_t count, room;
    pcre2_code **patterns;
    size_t pattern_count, pattern_room;
    struct lint_list **lists; /* the list "languages" has the languages of each country: "BE fr" */
    size_t list_count, list_room;
    struct slice members[LINT_MEMBERS]; /* names, by number */
    size_t member_count;
};

/* The number of a member that paths name; the first few have numbers of their own. */
size_t lint_member(struct lint_rules *rules, struct slice name);

/* For whom the products are judged. */
struct lint_market {
    struct slice channel;    /* its name; bytes NULL: sale at all, and no rule of a channel holds */
    struct slice feed;       /* the kind of channel, which rules name too */
    struct slice categories; /* what the channel calls the shop's: an object, as written; bytes NULL: none */
    struct slice *countries; /* where the customers are */
    size_t country_count;
    struct slice *languages; /* in which texts are asked for */
    size_t language_count;
    instant now;
    day today;
};

struct lint_finding {
    const struct lint_rule *rule;
    struct slice sku, language; /* bytes NULL: of no product, of the shop's language */
    struct slice member, message;
};

struct lint_score {
    int64_t asked[LINT_AXES], had[LINT_AXES]; /* weights */
};

/* Hundredths, rounded down: 100 is all of it. -1: nothing was asked. */
int64_t lint_score_percent(const struct lint_score *score, enum lint_axis axis);

struct lint;
typedef bool lint_reporter(struct lint *lint, const struct lint_finding *finding, struct fault *fault);
/* A value that no other product may have, of the rule with this number. */
typedef bool lint_keeper(struct lint *lint, size_t rule, struct slice value, struct slice sku, struct fault *fault);

struct lint_item;
struct lint_sheet;

struct lint {
    const struct lint_rules *rules;
    const struct lint_market *market;
    struct store *store;
    const struct settings *settings;
    struct offers *offers; /* NULL: nobody asks what anything is offered at */
    lint_reporter *report;
    lint_keeper *keep; /* NULL: nothing needs to be one of its kind */
    void *context;     /* the caller's */
    /* The engine's. */
    struct pattern_matcher matcher;
    struct lint_item *items; /* the rules that hold for the market, in their languages */
    size_t item_count;
    struct lint_sheet *sheet;
    struct text member, message;
    bool *missed; /* by number of a rule: of the product at hand */
};

void lint_prepare(struct lint *lint);
void lint_release(struct lint *lint);

/* Judges a record, which is compact JSON; then lint->missed tells which rules were not satisfied. */
bool lint_product(struct lint *lint, struct slice record, struct lint_score *score, struct fault *fault) CHECKED;
/* What rules ask of the settings alone: once for the shop, not of each product. */
bool lint_shop(struct lint *lint, struct fault *fault) CHECKED;
/* Only hands on what must be one of its kind: of products that are not asked for. */
bool lint_keep_only(struct lint *lint, struct slice record, struct fault *fault) CHECKED;
/* Of the rule with this number: the product has the same as the other one. */
bool lint_report_twin(struct lint *lint, size_t rule, struct slice value, struct slice sku, struct slice other,
                      struct fault *fault) CHECKED;

/* A rule as a record. */
void lint_rule_write(const struct lint_rule *rule, struct text *text);
bool lint_rule_holds(const struct lint_rule *rule, const struct lint_market *market); /* in the market, today */

#endif
