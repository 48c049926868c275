/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_TARIFF_H
#define COLPORTEUR_SHOP_TARIFF_H

#include "base/arena.h"
#include "base/date.h"
#include "base/money.h"
#include "base/pattern.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A tariff: where a shop delivers, how, in how many days, for how much, and what that costs the shop. Dated data that a merchant
 * keeps in a spreadsheet; colporteur-tariff(5) is its manual.
 *
 * It has five sections of rows. A cell is text, as in the spreadsheet, with a point before decimals; the same cells make up
 * the record "tariff/NAME/DAY", and a tariff is built of either, row by row:
 *
 *     tariff_init(&tariff, …);
 *     tariff_add(&tariff, section, &row, &fault)   for each row; a refused one is as if it were not there
 *     tariff_finish(&tariff, complain, context)    what only the whole can tell; then nothing is added
 *
 * Faults name the column as their field. Texts of rows live as long as the tariff: they are copied.
 *
 *   zones       the first row that fits an address names its zone: what is special stands above what is general. A row may be one
 *               carrier's alone, for carriers cut countries differently
 *   services    ways to deliver, each of one carrier; of several rows with the same service the first that fits zone, location
 *               and customer holds
 *   rates       the price, and the cost, of a service in a zone, by bands of weight, price, quantity, distance or parcels
 *   surcharges  what is added to a rate, by service, zone, class of goods and season
 *   closings    days on which a carrier, or nobody, delivers
 */

enum tariff_section { TARIFF_ZONES, TARIFF_SERVICES, TARIFF_RATES, TARIFF_SURCHARGES, TARIFF_CLOSINGS, TARIFF_SECTIONS };

enum {
    TARIFF_COLUMNS = 28,
    TARIFF_NAME_LIMIT = 64,
    TARIFF_CLASSES = 64,
    TARIFF_ROWS_LIMIT = 100000,
    TARIFF_CLOSED_LIMIT = 366,
    TARIFF_NONE = -1
};

/* What a column's cells are, which spreadsheets write as their country does. */
enum tariff_cell {
    CELL_TEXT,
    CELL_PROSE,  /* for people, who may break its lines */
    CELL_CHOICE, /* of fixed words */
    CELL_TRUTH,
    CELL_DAY,
    CELL_TIME,
    CELL_COUNT, /* this and what follows are numbers */
    CELL_MONEY,
    CELL_PERCENT,
    CELL_KILOGRAMS,
    CELL_GRAMS,
    CELL_CENTIMETRES,
    CELL_LITRES,
    CELL_KILOMETRES,
    CELL_BOUND /* of what the row's basis says */
};

bool tariff_cell_is_number(enum tariff_cell kind);

struct tariff_column {
    const char *name; /* NULL ends */
    enum tariff_cell kind;
    bool is_needed;
};

const char *tariff_section_name(enum tariff_section section);
const struct tariff_column *tariff_columns(enum tariff_section section);

struct tariff_row {
    size_t line;                        /* in the spreadsheet */
    struct slice cells[TARIFF_COLUMNS]; /* in the order of the section's columns; length 0: nothing */
};

/* What a cell of this row is: CELL_BOUND is resolved. */
enum tariff_cell tariff_cell_kind(enum tariff_section section, const struct tariff_row *row, int column);

enum tariff_mode {
    MODE_HOME,
    MODE_WORK,
    MODE_EXPRESS,
    MODE_PICKUP_POINT,
    MODE_LOCKER,
    MODE_STORE,
    MODE_WAREHOUSE,
    MODE_FACTORY,
    MODE_DRIVE_IN,
    MODE_COURIER,
    TARIFF_MODES
};

const char *tariff_mode_name(enum tariff_mode mode);
bool tariff_mode_find(struct slice word, enum tariff_mode *mode) CHECKED;

/* What bands are of. Inside: grams, minor units, units, metres, parcels. */
enum tariff_basis { BASIS_FLAT, BASIS_WEIGHT, BASIS_PRICE, BASIS_QUANTITY, BASIS_DISTANCE, BASIS_PARCELS };
const char *tariff_basis_name(enum tariff_basis basis);

/* Which sum of the goods a rule looks at; the word of the default is "discounted with_tax", spec of the rule by the merchant. */
struct tariff_base {
    bool undiscounted, without_tax, less_gift_cards;
};
void tariff_base_write(const struct tariff_base *base, struct text *text);

/* Zones, carriers, services and classes are numbered in the order in which they first come. */
struct tariff_names {
    struct slice *items;
    size_t count, room;
};
/* TARIFF_NONE: it is none of them. */
int tariff_name_number(const struct tariff_names *names, struct slice name);

/* A list of numbers; none: any. */
struct tariff_numbers {
    int *items;
    size_t count;
};

struct tariff_postcode { /* one word of a list */
    struct slice first, last;
    enum { POSTCODE_IS, POSTCODE_BEGINS, POSTCODE_BETWEEN } kind;
};

struct tariff_zone {
    size_t line;
    int name, carrier; /* carrier TARIFF_NONE: of all that have no row of their own that comes before */
    bool served;
    struct slice note;
    struct tariff_postcode *postcodes;
    size_t postcode_count;
    pcre2_code *code; /* NULL: none; without both any postcode fits */
    bool shares_code; /* with a row before, which has it freed */
    uint64_t begins;  /* bits of the letters and digits that what `code` fits may begin with; the last: of other bytes */
    int next;         /* the country's next row; TARIFF_NONE: it is the last */
};

enum tariff_customers { CUSTOMERS_ALL, CUSTOMERS_CONSUMERS, CUSTOMERS_BUSINESSES };

struct tariff_service {
    size_t line;
    int name, carrier;
    enum tariff_mode mode;
    struct slice title, location; /* bytes NULL: none, any */
    struct slice appointments;    /* the counter whose slots customers choose from; length 0: none */
    struct tariff_numbers zones;
    enum tariff_customers customers;
    bool is_standard;       /* what a withdrawal gives back at most (Directive 2011/83/EU, art. 13 (2)) */
    bool has_free, free_at; /* free_at: where the base is the amount itself, too */
    amount free_above;
    struct tariff_base free_base;
    bool has_days;
    int days_min, days_max; /* working days from the one on which it leaves */
    int cut_off;            /* minutes of the day; TARIFF_NONE: there is none */
    bool saturday;          /* it is delivered on Saturdays as well */
    int64_t divisor;        /* of volumetric weight, cm3 for a kilogram; 0: it does not count */
    int64_t max_weight;     /* grams of a parcel; 0: any, as the next four */
    int64_t max_length, max_girth;
    int64_t max_volume; /* mm3; what the sides allow, where that is less */
    amount max_value;
    int64_t max_parcels;
    uint64_t carries, excludes, alone; /* bits of classes */
    bool is_green;
    int64_t co2; /* grams for a parcel; TARIFF_NONE: unknown */
};

struct tariff_rate {
    size_t line;
    int service, zone; /* zone TARIFF_NONE: of any that has none of its own */
    enum tariff_basis basis;
    int64_t over, up_to; /* INT64_MAX: all the rest */
    price price, each;   /* each: for every begun step over `over` */
    int64_t step;
    bool has_cost;
    price cost, cost_each;
};

enum surcharge_per { PER_SHIPMENT, PER_PARCEL, PER_GOODS_UNIT };

struct tariff_surcharge {
    size_t line;
    struct slice name;
    struct tariff_numbers services, zones;
    int class; /* TARIFF_NONE: any goods */
    percent percent;
    bool of_goods; /* the percents are of what the goods are worth, not of the rate */
    price least;   /* that the percents come to */
    price amount;
    enum surcharge_per per;
    bool even_free;
    day from, until; /* both inclusive */
    percent cost_percent;
    price cost;
};

struct tariff_closing {
    size_t line;
    int carrier; /* TARIFF_NONE: nobody works */
    day from, until;
};

/* Days on which a carrier does not work. */
struct tariff_days {
    day *items;
    size_t count;
};

/* What a row of services has in a zone. */
struct tariff_offer {
    int service;                    /* its row */
    const struct tariff_rate *rate; /* the first band; NULL: it has no rate there */
};

struct tariff_place;   /* a place whose zone was looked up */
struct tariff_promise; /* days that were reckoned */

struct tariff {
    struct arena arena;
    struct slice name;
    day from;
    struct currency currency;
    bool prices_include_tax;
    struct tariff_names zone_names, carriers, service_names, classes;
    struct tariff_zone *zones;
    struct tariff_service *services;
    struct tariff_rate *rates; /* once finished: by service, zone and bound */
    struct tariff_surcharge *surcharges;
    struct tariff_closing *closings;
    size_t counts[TARIFF_SECTIONS], rooms[TARIFF_SECTIONS];
    int *countries, *country_ends; /* of each two letters the first row of zones and the last; then of "*" */
    struct tariff_offer *offers;   /* by zone, in the order of the services: for zone z, from zone_starts[z] on */
    size_t *zone_starts;           /* one more than there are zones */
    struct tariff_days *closed;    /* by carrier; the last is that of none */
    uint64_t special;              /* bits of the classes that some service says it carries: other services do not */
    bool carriers_differ;          /* some zones are one carrier's alone */
    struct pattern_matcher matcher;
    struct tariff_place *places; /* the latest that were asked for */
    struct tariff_promise *promises;
};

void tariff_init(struct tariff *tariff, struct slice name, day from, const struct currency *currency, bool prices_include_tax);
void tariff_release(struct tariff *tariff);

bool tariff_add(struct tariff *tariff, enum tariff_section section, const struct tariff_row *row, struct fault *fault) CHECKED;

typedef void tariff_complaint(void *context, enum tariff_section section, size_t line, const struct fault *fault);
/* Whether the rows go together; every one that does not is told to `complain`. Of sections with refused rows none is missed. */
bool tariff_finish(struct tariff *tariff, const bool refused[TARIFF_SECTIONS], tariff_complaint *complain, void *context) CHECKED;

/* The row of zones that an address has with a carrier (TARIFF_NONE: no particular one), or NULL. The tariff is finished. */
const struct tariff_zone *tariff_zone_of(struct tariff *tariff, int carrier, struct slice country, struct slice postcode);

const struct tariff_days *tariff_closed_days(const struct tariff *tariff, int carrier);

/* The first band of a service in a zone, or NULL: it has no rate there; and from it on the one for a value, or NULL: it is above
 * all. */
const struct tariff_rate *tariff_first_rate(const struct tariff *tariff, int service, int zone);
const struct tariff_rate *tariff_band(const struct tariff *tariff, const struct tariff_rate *first, int64_t value);

#endif
