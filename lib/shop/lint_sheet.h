/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_LINT_SHEET_H
#define COLPORTEUR_SHOP_LINT_SHEET_H

#include "shop/lint.h"

/*
 * A product's sheet, as rules look at it: values by path. For shop/lint.c alone.
 *
 * The record is passed over once, and its members that rules name are found by number from then on; for a variant its
 * parent's are then filled in. Values live until the next lint_sheet_read.
 */

/* The first numbers of members. */
enum sheet_member {
    SHEET_SKU,
    SHEET_PARENT,
    SHEET_KIND,
    SHEET_STATUS,
    SHEET_PRICE,
    SHEET_SALE,
    SHEET_IMAGE,
    SHEET_MEDIA,
    SHEET_TEXTS,
    SHEET_OPTIONS,
    SHEET_ATTRIBUTES,
    SHEET_AVAILABLE,
    SHEET_FIRST_FREE
};

extern const struct slice sheet_member_names[SHEET_FIRST_FREE];

struct lint_value {
    struct slice json; /* as written; bytes NULL: an element of a list that has none */
    struct slice text; /* a string without quotes and escapes, else a number or truth as written; bytes NULL: none of these */
    size_t element;    /* which of the list on its path, from 1; 0: there is no list */
};

struct lint_values {
    struct lint_value *items;
    size_t count, room;
    bool listed; /* there was a list on the path, empty or not */
};

/* A picture that is an address alone has no alt text, and nobody knows its size. */
struct lint_picture {
    struct slice json; /* an entry of the media, or an address */
    size_t element;    /* of the media, from 1; 0: an address */
};

struct lint_sheet {
    const struct lint_rules *rules;
    const struct lint_market *market;
    struct store *store;
    const struct settings *settings;
    struct offers *offers;
    uint8_t places[256];          /* of names by their hash: the number of the member, and 1 */
    bool inherited[LINT_MEMBERS]; /* by number */
    struct slice own[LINT_MEMBERS];
    struct slice parent, parent_texts, parent_attributes, parent_image; /* bytes NULL: it has none */
    struct text parent_sku, maker_id;                                   /* of the records that are kept */
    struct slice parent_record, maker_record;
    struct slice maker[MAKER_FIELDS]; /* members of the maker's record */
    struct lint_picture *pictures;    /* the main one first */
    size_t picture_count, picture_room;
    bool pictured; /* they were looked for */
    bool offered;  /* so was the offer */
    struct text offer;
    struct arena arena;
    struct text id;
};

void lint_sheet_init(struct lint_sheet *sheet, const struct lint *lint);
void lint_sheet_release(struct lint_sheet *sheet);

bool lint_sheet_read(struct lint_sheet *sheet, struct slice record, struct fault *fault) CHECKED;

/* The values of a path; in a language, bytes NULL: the shop's. */
bool lint_sheet_values(struct lint_sheet *sheet, const struct lint_path *path, struct slice language, struct lint_values *values,
                       struct fault *fault) CHECKED;
void lint_values_release(struct lint_values *values);

/* Where such a value stands in the record: "texts.nl.name", "media[2].alt". */
void lint_sheet_where(const struct lint_sheet *sheet, const struct lint_path *path, struct slice language,
                      const struct lint_value *value, struct text *where);

#endif
