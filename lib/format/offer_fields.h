/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_OFFER_FIELDS_H
#define COLPORTEUR_FORMAT_OFFER_FIELDS_H

#include "format/offer_import.h"

/* What the values of a feed's item are, between the files offer_*.c alone. */
enum offer_field {
    OFFER_ID = 1,
    OFFER_GUID,
    OFFER_TITLE,
    OFFER_DESCRIPTION,
    OFFER_SHORT_DESCRIPTION,
    OFFER_LINK,
    OFFER_IMAGE,
    OFFER_PICTURES,
    OFFER_LIFESTYLE,
    OFFER_PICTURE_NUMBERED,
    OFFER_PICTURE_TAG,
    OFFER_VIDEO,
    OFFER_VIDEO_TAG,
    OFFER_PRICE,
    OFFER_CURRENCY,
    OFFER_SALE_PRICE,
    OFFER_SALE_PERIOD,
    OFFER_SALE_START,
    OFFER_SALE_END,
    OFFER_COST,
    OFFER_AVAILABILITY,
    OFFER_AVAILABILITY_DATE,
    OFFER_QUANTITY,
    OFFER_EXPIRATION,
    OFFER_CONDITION,
    OFFER_STATUS,
    OFFER_BRAND,
    OFFER_MANUFACTURER,
    OFFER_GTIN,
    OFFER_MPN,
    OFFER_IDENTIFIER_EXISTS,
    OFFER_PRODUCT_TYPE,
    OFFER_GOOGLE_CATEGORY,
    OFFER_LABEL,
    OFFER_GROUP,
    OFFER_COLOR,
    OFFER_SIZE,
    OFFER_MATERIAL,
    OFFER_PATTERN,
    OFFER_WEIGHT,
    OFFER_LENGTH,
    OFFER_WIDTH,
    OFFER_HEIGHT,
    OFFER_HIGHLIGHT,
    OFFER_DETAIL,
    OFFER_CERTIFICATION,

    /* Kinds of which there are many: a hundred numbers for each. A table may have a column for each number. */
    OFFER_ATTRIBUTE = 100, /* an attribute of its name here */
    OFFER_FACEBOOK_CATEGORY = 190,
    OFFER_META = 200,   /* kept as it is, for the way back; that Meta has it tells whose the file is */
    OFFER_GOOGLE = 300, /* the same of Google */
    OFFER_KEPT = 400,   /* the same of both */
};

/* OFFER_META for OFFER_META + 3. */
static inline int offer_kind(int field)
{
    return field < OFFER_ATTRIBUTE ? field : field / 100 * 100;
}

#endif
