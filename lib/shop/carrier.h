/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_CARRIER_H
#define COLPORTEUR_SHOP_CARRIER_H

#include "shop/number_pattern.h"
#include "store/store.h"

/*
 * Who carries parcels, and what he wants of them: services, countries, how long an address may be, and the ranges of numbers that
 * he gave the shop. Record "carrier/ID"; colporteur-records(5) has the members.
 *
 * A range is told in one of three ways, and is a pattern in the end (shop/number_pattern.h):
 *
 *   {"kind":"s10","prefix":"RB","country":"BE",…}               UPU S10: two letters, eight digits, check digit, country
 *   {"kind":"sscc","extension":"3","company_prefix":"4012345",…} the serial shipping container code of GS1, 18 digits
 *   {"kind":"pattern","pattern":"Z(99#######)?","check":…}       anything else
 *
 * each with a name, "of": what it numbers, "first" and "last": the serial numbers, both included. Several are used up in their
 * order. `accepts` is what the carrier's own numbers look like, where he gives them; without it any are taken.
 *
 * Slices live in the JSON that the carrier was read from.
 */

enum {
    CARRIER_ID_LIMIT = 64,
    CARRIER_LIST_LIMIT = 200,
    ADDRESS_LINE_LEAST = 10,
    ADDRESS_LINE_MOST = 200,
    ADDRESS_LINES_MOST = 12,
    ADDRESS_FIELD_LINES_MOST = 4
};

/* What addresses may be written in. What does not fit is refused, or with `transliterates` written in letters that do. */
enum charset { CHARSET_ANY, CHARSET_LATIN1, CHARSET_ASCII };

/* Carriers take an address as fields, each with a length of its own, and name and street perhaps in several. */
enum address_field {
    ADDRESS_COMPANY,
    ADDRESS_NAME,
    ADDRESS_STREET,
    ADDRESS_POSTCODE,
    ADDRESS_CITY,
    ADDRESS_REGION,
    ADDRESS_PHONE,
    ADDRESS_EMAIL,
    ADDRESS_FIELDS
};

struct field_limit {
    int64_t length, lines; /* so many lines of that length; length 0: no limit of its own */
};

struct address_limits {
    int64_t line_length, lines; /* of name, company, street and town together; 0: no limit */
    struct field_limit fields[ADDRESS_FIELDS];
    enum charset charset;
    bool transliterates;
};

enum numbered_by_carrier { NUMBERS_TRACKING, NUMBERS_SSCC };

struct number_range {
    struct slice name;
    enum numbered_by_carrier of;
    const json_t *services; /* for which alone it is; NULL: for all */
    struct number_pattern pattern;
    int64_t first, last;
};

struct carrier {
    struct slice id, name, account, website, tracking_url;
    struct slice time_zone;      /* of the times that it tells, with a NUL behind it; bytes NULL: the shop's */
    struct slice tracking_codes; /* the list of its codes, shop/tracking_codes.h; bytes NULL: its id */
    const json_t *record;        /* all of it */
    const json_t *offers;        /* what customers get from it, by words of carrier_offer_word; NULL: it tells nothing */
    const json_t *services;      /* [{"code","name","offers"}]; NULL: it has but one, without a name */
    const json_t *countries;     /* where it delivers; NULL: anywhere */
    const json_t *hubs;          /* [{"id","name","street","postcode","city","country"}] */
    const json_t *claims;        /* what it pays for, shop/claim_terms.h; NULL: it tells nothing */
    struct address_limits address;
    struct number_range *ranges; /* in the arena */
    size_t range_count;
    struct number_pattern *accepts;
    size_t accept_count;
};

const char *address_field_name(enum address_field field); /* as in the carrier's record and in an address */

/* Refuses "unknown_carrier". */
bool carrier_find(struct carrier *carrier, struct store *store, struct slice id, struct arena *arena, struct fault *fault) CHECKED;

/* The name of one of its services. Refuses a service that it has not ("unknown_service"); "" where none was named and none is
 * needed. */
bool carrier_service(const struct carrier *carrier, struct slice code, struct slice *name, struct fault *fault) CHECKED;
/* What customers get from one of its services: its own list, else the carrier's. NULL: nothing is told. */
const json_t *carrier_service_offers(const struct carrier *carrier, struct slice code);
/* "tracking", "signature"… of a list: NULL behind the last. */
const char *carrier_offer_word(size_t number);
bool carrier_goes_to(const struct carrier *carrier, struct slice country);
/*
 * A place where it takes over parcels that another carrier brought: "asendia/liege", the carrier's id and that of one of its hubs,
 * or of its only one the carrier's alone; `id` becomes the whole, in the arena. Refuses "unknown_hub".
 */
bool carrier_hub(struct store *store, struct slice named, struct arena *arena, const json_t **hub, struct slice *id,
                 struct fault *fault) CHECKED;
/* Of a hub's id. */
struct slice hub_carrier(struct slice hub);
/* A number that the carrier gave, without the blanks it is written with. Refuses "bad_tracking_number". */
bool carrier_accepts(const struct carrier *carrier, struct slice number, struct fault *fault) CHECKED;

/*
 * The record from outside over what is stored: members that are not given stay, null takes one away. The id is needed, and of a new
 * one the name. A range of which a number was drawn stays as it is but for its last number: another takes another name
 * ("range_in_use"). *changed says whether that is something new, and then the change is row 0. `id` becomes "carrier/ID" either
 * way.
 */
bool carrier_set(struct store *store, const json_t *record, struct arena *arena, struct changes *changes, bool *changed,
                 struct text *id, struct fault *fault) CHECKED;

#endif
