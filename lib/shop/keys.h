/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_KEYS_H
#define COLPORTEUR_SHOP_KEYS_H

#include "base/date.h"
#include "base/digest.h"
#include "base/text.h"
#include "store/index.h"

#include <stdint.h>

/*
 * The shop's keys in the index, in one place. A key is its kind, then its parts; numbers are big-endian so
 * that keys sort as numbers do, texts end in a zero byte where more follows.
 *
 *   in `keys`
 *   KEY_ORDER_REFERENCE  reference 0 channel     -> struct known_order
 *   KEY_ORDER_DAY        day number              -> nothing
 *   KEY_ORDER_CUSTOMER   customer 0 number       -> nothing
 *   KEY_LAST_NUMBER      kind of record          -> uint64_t
 *   KEY_INVOICE_OF       order id                -> invoice id: never a deposit's
 *   KEY_SERIES           type 0 series           -> struct series_end: of invoices, of credit notes…
 *   KEY_DOCUMENT_OF      type 0 order id, number -> number: of a credit note, a delivery note…; of type invoice: of a deposit
 *   KEY_TAX_POINT        day number, record id   -> nothing: invoices and credit notes by the day on which their VAT counts
 *   KEY_EMAIL            SHA-256 of the address  -> customer id
 *   KEY_VAT_NUMBER       SHA-256 of the number, record id -> nothing: who holds it, shop/vat_holder.h
 *   KEY_PRICE_PAST       record id 0 instant     -> struct price_past: what held from then on, and no longer does
 *   KEY_PRICE_RULES      nothing                 -> uint64_t: the last transaction that changed a price list or a promotion
 *   KEY_PROMOTION_USE    promotion 0 customer    -> struct promotion_use; without customer: by all of them
 *   KEY_DISTANCE_SALES   calendar year, currency -> struct distance_sales
 *   KEY_VARIANT          parent 0 SKU            -> nothing
 *   KEY_VARIANT_AXES     parent                  -> names of its variants' options, each with a zero byte behind it
 *   KEY_LISTED           channel 0 id            -> SKU
 *   KEY_NUMBER_RANGE     carrier 0 range         -> int64_t: the last serial number that a parcel got of it
 *   KEY_PARCEL_NUMBER    number 0 carrier        -> "12-1", the parcel that has this tracking number or SSCC
 *   KEY_PICKUP_SLOT      counter 0 day, two bytes of minutes, order -> nothing: of pickups that are not cancelled
 *   KEY_LICENCE_FINGERPRINT  the fingerprint    -> uint64_t: the licence key that has it
 *   KEY_LICENCE_FREE     sku 0 number            -> nothing: of licence keys that are free
 *   KEY_LICENCE_POOL     sku                     -> struct licence_pool
 *   KEY_GIFT_CARD_FINGERPRINT  the fingerprint  -> uint64_t: the gift card that has it
 *   KEY_GIFT_CARD_KEY    key of the request      -> uint64_t: the gift card that was issued by hand under it
 *   KEY_GIFT_CARD_OF_ORDER  order, number        -> nothing: of gift cards that the order sold
 *   KEY_TO_HAND_OVER     carrier 0 order, parcel -> "12-1": it has a label, and no manifest has it
 *   KEY_ORDER_ORIGIN     order                   -> by what its parcels and returns are counted, shop/tally.h
 *   KEY_PARCEL_CHARGE    parcel 0 record id      -> nothing: lines of carriers' bills
 *   KEY_TIME_ZONE        nothing                 -> name of the shop's time zone
 *
 *   in `counts` (orders, units, net, gross)
 *   COUNT_CUBE      basis grain currency period country 0 channel
 *   COUNT_CATEGORY  basis grain currency period country 0 channel 0 category
 *   COUNT_SKU       basis grain currency period sku
 *
 *   in `counts`, of other numbers: shop/tally.h
 *   COUNT_TALLY     set grain currency period names, each with a zero byte behind it; measure, days
 */

enum key_kind {
    KEY_ORDER_REFERENCE = 'r',
    KEY_ORDER_DAY = 'd',
    KEY_ORDER_CUSTOMER = 'c',
    KEY_LAST_NUMBER = 'n',
    KEY_INVOICE_OF = 'i',
    KEY_SERIES = 's',
    KEY_DOCUMENT_OF = 'k',
    KEY_TAX_POINT = 't',
    KEY_EMAIL = 'e',
    KEY_VAT_NUMBER = 'V',
    KEY_PRICE_PAST = 'P',
    KEY_PRICE_RULES = 'R',
    KEY_PROMOTION_USE = 'U',
    KEY_DISTANCE_SALES = 'D',
    KEY_VARIANT = 'v',
    KEY_VARIANT_AXES = 'a',
    KEY_LISTED = 'l',
    KEY_NUMBER_RANGE = 'N',
    KEY_PARCEL_NUMBER = 'b',
    KEY_TO_HAND_OVER = 'h',
    KEY_LOCATIONS = 'L',
    KEY_PICKUP_SLOT = 'p',
    KEY_ORDER_ORIGIN = 'o',
    KEY_PARCEL_CHARGE = 'B',
    KEY_TIME_ZONE = 'z',
    KEY_LICENCE_FINGERPRINT = 'f',
    KEY_LICENCE_FREE = 'F',
    KEY_LICENCE_POOL = 'q',
    KEY_GIFT_CARD_FINGERPRINT = 'g',
    KEY_GIFT_CARD_KEY = 'y',
    KEY_GIFT_CARD_OF_ORDER = 'w',
    COUNT_CUBE = 'C',
    COUNT_CATEGORY = 'G',
    COUNT_SKU = 'S',
    COUNT_TALLY = 'T',
};

struct key {
    size_t length;
    char bytes[INDEX_KEY_LIMIT];
};

struct known_order {
    uint64_t number;
    unsigned char request[16]; /* the first half of the request's digest */
};

struct series_end {
    uint64_t sequence;
    day day;
    int32_t pad;
};

static inline void key_begin(struct key *key, enum key_kind kind)
{
    key->bytes[0] = (char)kind;
    key->length = 1;
}

static inline void key_byte(struct key *key, char byte)
{
    if (key->length < sizeof key->bytes)
        key->bytes[key->length++] = byte;
}

/* Cut at the key's limit: every part that can be long is limited where it enters the shop. */
static inline void key_text(struct key *key, struct slice text)
{
    size_t room = sizeof key->bytes - key->length;

    if (text.length > room)
        text.length = room;
    if (text.length)
        memcpy(key->bytes + key->length, text.bytes, text.length);
    key->length += text.length;
}

static inline void key_number(struct key *key, uint64_t number)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        key_byte(key, (char)(number >> shift));
}

/* Days before 1970 sort before those after. */
static inline void key_day(struct key *key, day value)
{
    uint32_t shifted = (uint32_t)value ^ 0x80000000u;

    for (int shift = 24; shift >= 0; shift -= 8)
        key_byte(key, (char)(shifted >> shift));
}

static inline day key_day_at(const char *bytes)
{
    uint32_t shifted = 0;

    for (int i = 0; i < 4; i++)
        shifted = shifted << 8 | (unsigned char)bytes[i];
    return (day)(shifted ^ 0x80000000u);
}

static inline uint64_t key_number_at(const char *bytes)
{
    uint64_t number = 0;

    for (int i = 0; i < 8; i++)
        number = number << 8 | (unsigned char)bytes[i];
    return number;
}

static inline void key_series(struct key *key, struct slice type, struct slice series)
{
    key_begin(key, KEY_SERIES);
    key_text(key, type);
    key_byte(key, '\0');
    key_text(key, series);
}

/* What the keys of an order's documents of this type begin with. */
static inline void key_document_of(struct key *key, struct slice type, uint64_t order)
{
    key_begin(key, KEY_DOCUMENT_OF);
    key_text(key, type);
    key_byte(key, '\0');
    key_number(key, order);
}

static inline struct slice key_slice(const struct key *key)
{
    return (struct slice){key->bytes, key->length};
}

#endif
