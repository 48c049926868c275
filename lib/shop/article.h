/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_ARTICLE_H
#define COLPORTEUR_SHOP_ARTICLE_H

#include "base/arena.h"
#include "base/date.h"
#include "base/money.h"

#include <jansson.h>
#include <stdbool.h>

/*
 * A product as it is offered: what its record says, and where that is silent, what its parent's says.
 *
 * An article is a view: nothing is copied, it lives as long as the records it was taken from. Its members are found once,
 * in one pass over each record, and have the type that colporteur-records(5) gives them; so that whoever writes a feed of
 * a million articles asks by number and need not fail. lib/shop/family.h makes one with the parent that the store has.
 *
 * A variant inherits every member but those that tell it from its sisters (sku, axes, options, gtin, mpn, image, ids,
 * components) or tell of the record alone (parent, columns, supplied, available). A sale comes with the
 * price that it reduces: who has a price of its own has its own sale or none. Of attributes and texts it has its own and,
 * name by name, those of its parent that it lacks.
 */

enum article_member {
    ARTICLE_SKU,
    ARTICLE_PARENT,
    ARTICLE_KIND,
    ARTICLE_NAME,
    ARTICLE_DESCRIPTION,
    ARTICLE_SHORT_DESCRIPTION,
    ARTICLE_MATERIALS,
    ARTICLE_USAGE,
    ARTICLE_SPECIFICATIONS,
    ARTICLE_WARNINGS,
    ARTICLE_META_TITLE,
    ARTICLE_META_DESCRIPTION,
    ARTICLE_SLUG,
    ARTICLE_BRAND,
    ARTICLE_CATEGORY,
    ARTICLE_CATEGORIES,
    ARTICLE_TAGS,
    ARTICLE_PRICE,
    ARTICLE_SALE,
    ARTICLE_VAT_RATE,
    ARTICLE_TAX_CLASS,
    ARTICLE_COST,
    ARTICLE_UNIT,
    ARTICLE_GTIN,
    ARTICLE_MPN,
    ARTICLE_WEIGHT_G,
    ARTICLE_LENGTH_MM,
    ARTICLE_WIDTH_MM,
    ARTICLE_HEIGHT_MM,
    ARTICLE_IMAGE,
    ARTICLE_MEDIA,
    ARTICLE_LINK,
    ARTICLE_CONDITION,
    ARTICLE_LOW_STOCK,
    ARTICLE_BACKORDER,
    ARTICLE_SOLD_INDIVIDUALLY,
    ARTICLE_STATUS,
    ARTICLE_LAUNCH_ON,
    ARTICLE_RETIRE_ON,
    ARTICLE_SEASON,
    ARTICLE_GOOGLE_CATEGORY,
    ARTICLE_SHIPPING_CLASS,
    ARTICLE_TRANSPORT,
    ARTICLE_SLOTS,
    ARTICLE_AXES,
    ARTICLE_OPTIONS,
    ARTICLE_COMPONENTS,
    ARTICLE_TEXTS,
    ARTICLE_MANUFACTURER,
    ARTICLE_RESPONSIBLE_PERSON,
    ARTICLE_SUPPLIER,
    ARTICLE_SUPPLIER_SKU,
    ARTICLE_LEAD_DAYS,
    ARTICLE_IDS,
    ARTICLE_ATTRIBUTES,
    ARTICLE_COLUMNS,
    ARTICLE_SUPPLIED,
    ARTICLE_AVAILABLE,
    ARTICLE_MEMBERS
};

struct article {
    const json_t *member[ARTICLE_MEMBERS]; /* NULL: neither the record nor the parent's has it */
    const json_t *record, *parent; /* parent NULL: it has none, or none that is there; record NULL: it was taken of its line */
    const json_t *parent_texts, *parent_attributes;
    uint64_t attribute_bits;    /* of the names of options and attributes: most of what channels ask for is not there */
    const json_t *parent_image; /* for who must show one, as shops do, where the variant has none of its own */
};

/* `parent` NULL: none. Refuses a member of another type: wrong_type. */
bool article_of(struct article *article, const json_t *record, const json_t *parent, struct fault *fault) CHECKED;
/* The second half of the same: what it has of the parent. */
bool article_inherit(struct article *article, const json_t *parent, struct fault *fault) CHECKED;
/*
 * An article without a parent of a record that was not read (json/read.h), at half of what that and article_of take. False: the
 * line is for them, which know all records, and tell what is wrong with it. Values are in the arena.
 */
bool article_of_line(struct article *article, struct slice line, struct arena *arena) CHECKED;

const char *article_member_name(enum article_member member);
bool article_member_find(struct slice name, enum article_member *member) CHECKED; /* false: no member is called that */
bool article_inherits(enum article_member member);                                /* whole, where its own record has none */

/* Absent: bytes NULL, -1, false. */
struct slice article_text(const struct article *article, enum article_member member);
int64_t article_whole(const struct article *article, enum article_member member);
bool article_truth(const struct article *article, enum article_member member);
struct slice json_slice(const json_t *value); /* of a string; bytes NULL: it is none */

/*
 * A text in a language: the article's own text of it, its parent's, those of the language without its region ("fr" for
 * "fr-BE"), then what stands in the record itself, which is in the shop's language. `language` bytes NULL: the last alone.
 */
struct slice article_text_in(const struct article *article, enum article_member member, struct slice language);

/* The option of a variant, or its attribute, or its parent's. NULL: none is called that, with letters A to Z alike. */
const json_t *article_attribute(const struct article *article, const char *name);
/* The same as text: numbers as digits, truths as words, in `room`. bytes NULL: none. */
struct slice article_attribute_text(const struct article *article, const char *name, struct text *room);

bool article_has_variants(const struct article *article); /* it is no offer itself, its variants are */

/* Whether it may be offered, and if not why. */
enum article_state {
    ARTICLE_OFFERED,
    ARTICLE_NOT_ACTIVE, /* a draft or archived */
    ARTICLE_NOT_YET,    /* launch_on is to come: where an offer can be announced, it may be */
    ARTICLE_RETIRED,    /* retire_on has come */
    ARTICLE_OUT_OF_SEASON,
};
enum article_state article_state(const struct article *article, day today);

/* A price, and a reduced one for some time; refuses what is no price: missing_field, negative and the like. */
struct article_price {
    price regular;
    price reduced; /* -1: there is none, or it is above the regular one */
    bool in_force; /* it is a reduction, and now; else its time is to come */
    bool is_over;  /* or past: for who tells of the time as well */
    bool has_from, has_until;
    instant from, until; /* `until` is exclusive */
};
bool article_price(const struct article *article, instant now, struct article_price *price, struct fault *fault) CHECKED;

#endif
