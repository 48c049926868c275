/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/tariff_structure.h"

#include "base/memory.h"
#include "shop/settings.h"
#include "shop/stock.h"
#include "shop/tariff_parcels.h"
#include "json/read.h"

#include <stdlib.h>

static const char *const section_names[] = {"zones", "services", "rates", "surcharges", "closings"};
static const char *const mode_names[] = {"home",  "work",      "express", "pickup_point", "locker",
                                         "store", "warehouse", "factory", "drive_in",     "courier"};
static const char *const basis_names[] = {"flat", "weight", "price", "quantity", "distance", "parcels"};

static const struct tariff_column zone_columns[] = {
    {"zone", CELL_TEXT, true},     {"countries", CELL_TEXT, true}, {"postcodes", CELL_TEXT, false}, {"pattern", CELL_TEXT, false},
    {"carrier", CELL_TEXT, false}, {"served", CELL_TRUTH, false},  {"note", CELL_PROSE, false},     {NULL, CELL_TEXT, false},
};

static const struct tariff_column service_columns[] = {
    {"service", CELL_TEXT, true},
    {"mode", CELL_CHOICE, true},
    {"carrier", CELL_TEXT, false},
    {"title", CELL_PROSE, false},
    {"zones", CELL_TEXT, false},
    {"location", CELL_TEXT, false},
    {"customers", CELL_CHOICE, false},
    {"standard", CELL_TRUTH, false},
    {"free_above", CELL_MONEY, false},
    {"free_when", CELL_CHOICE, false},
    {"free_base", CELL_CHOICE, false},
    {"days_min", CELL_COUNT, false},
    {"days_max", CELL_COUNT, false},
    {"cut_off", CELL_TIME, false},
    {"saturday", CELL_TRUTH, false},
    {"divisor", CELL_COUNT, false},
    {"max_weight", CELL_KILOGRAMS, false},
    {"max_parcels", CELL_COUNT, false},
    {"max_length", CELL_CENTIMETRES, false},
    {"max_girth", CELL_CENTIMETRES, false},
    {"max_volume", CELL_LITRES, false},
    {"max_value", CELL_MONEY, false},
    {"carries", CELL_TEXT, false},
    {"excludes", CELL_TEXT, false},
    {"alone", CELL_TEXT, false},
    {"green", CELL_TRUTH, false},
    {"co2", CELL_GRAMS, false},
    {"appointments", CELL_TEXT, false},
    {NULL, CELL_TEXT, false},
};

static const struct tariff_column rate_columns[] = {
    {"service", CELL_TEXT, true},     {"zones", CELL_TEXT, false}, {"basis", CELL_CHOICE, false}, {"up_to", CELL_BOUND, false},
    {"price", CELL_MONEY, true},      {"each", CELL_MONEY, false}, {"step", CELL_BOUND, false},   {"cost", CELL_MONEY, false},
    {"cost_each", CELL_MONEY, false}, {NULL, CELL_TEXT, false},
};

static const struct tariff_column surcharge_columns[] = {
    {"surcharge", CELL_TEXT, true},        {"services", CELL_TEXT, false},   {"zones", CELL_TEXT, false},
    {"class", CELL_TEXT, false},           {"percent", CELL_PERCENT, false}, {"percent_of", CELL_CHOICE, false},
    {"least", CELL_MONEY, false},          {"amount", CELL_MONEY, false},    {"per", CELL_CHOICE, false},
    {"even_free", CELL_TRUTH, false},      {"from", CELL_DAY, false},        {"until", CELL_DAY, false},
    {"cost_percent", CELL_PERCENT, false}, {"cost", CELL_MONEY, false},      {NULL, CELL_TEXT, false},
};

static const struct tariff_column closing_columns[] = {
    {"closed_on", CELL_DAY, true}, {"until", CELL_DAY, false}, {"carrier", CELL_TEXT, false},
    {"note", CELL_PROSE, false},   {NULL, CELL_TEXT, false},
};

static const struct tariff_column *const columns[] = {zone_columns, service_columns, rate_columns, surcharge_columns,
                                                      closing_columns};

const char *tariff_section_name(enum tariff_section section)
{
    return section_names[section];
}

const struct tariff_column *tariff_columns(enum tariff_section section)
{
    return columns[section];
}

const char *tariff_mode_name(enum tariff_mode mode)
{
    return mode_names[mode];
}

bool tariff_cell_is_number(enum tariff_cell kind)
{
    return kind >= CELL_COUNT;
}

enum tariff_cell tariff_cell_kind(enum tariff_section section, const struct tariff_row *row, int column)
{
    static const enum tariff_cell bounds[] = {CELL_COUNT, CELL_KILOGRAMS, CELL_MONEY, CELL_COUNT, CELL_KILOMETRES, CELL_COUNT};
    enum tariff_cell kind = columns[section][column].kind;
    struct slice basis = row->cells[RATE_BASIS];

    for (size_t i = 0; kind == CELL_BOUND && i < sizeof bounds / sizeof *bounds; i++)
        if (basis.length && slice_is(basis, basis_names[i]))
            return bounds[i];
    return kind == CELL_BOUND ? CELL_COUNT : kind;
}

bool tariff_mode_find(struct slice word, enum tariff_mode *mode)
{
    for (int i = 0; i < TARIFF_MODES; i++)
        if (slice_is(word, mode_names[i])) {
            *mode = (enum tariff_mode)i;
            return true;
        }
    return false;
}

const char *tariff_basis_name(enum tariff_basis basis)
{
    return basis_names[basis];
}

void tariff_base_write(const struct tariff_base *base, struct text *text)
{
    text_add_string(text, base->undiscounted ? "undiscounted " : "discounted ");
    text_add_string(text, base->without_tax ? "without_tax" : "with_tax");
    if (base->less_gift_cards)
        text_add_string(text, " less_gift_cards");
}

void tariff_init(struct tariff *tariff, struct slice name, day from, const struct currency *currency, bool prices_include_tax)
{
    *tariff = (struct tariff){.from = from, .currency = *currency, .prices_include_tax = prices_include_tax};
    tariff->name = arena_copy(&tariff->arena, name);
    tariff->countries = arena_take(&tariff->arena, 2 * COUNTRY_LISTS * sizeof(int));
    tariff->country_ends = tariff->countries + COUNTRY_LISTS;
    for (int i = 0; i < 2 * COUNTRY_LISTS; i++)
        tariff->countries[i] = TARIFF_NONE;
    pattern_matcher_init(&tariff->matcher, 0);
}

void tariff_release(struct tariff *tariff)
{
    for (size_t i = 0; i < tariff->counts[TARIFF_ZONES]; i++)
        if (!tariff->zones[i].shares_code)
            pcre2_code_free(tariff->zones[i].code);
    if (tariff->countries)
        pattern_matcher_release(&tariff->matcher);
    tariff_places_release(tariff);
    tariff_promises_release(tariff);
    free(tariff->zones);
    free(tariff->services);
    free(tariff->rates);
    free(tariff->surcharges);
    free(tariff->closings);
    free(tariff->offers);
    free(tariff->zone_starts);
    arena_release(&tariff->arena);
    *tariff = (struct tariff){0};
}

int tariff_name_number(const struct tariff_names *names, struct slice name)
{
    for (size_t i = names->count; i--;)
        if (slice_equal(names->items[i], name))
            return (int)i;
    return TARIFF_NONE;
}

static int number_of(struct tariff *tariff, struct tariff_names *names, struct slice name)
{
    int number = tariff_name_number(names, name);

    if (number != TARIFF_NONE)
        return number;
    if (names->count == names->room) {
        struct slice *wider = arena_take(&tariff->arena, (names->room * 2 + 8) * sizeof *wider);

        if (names->count)
            memcpy(wider, names->items, names->count * sizeof *wider);
        names->items = wider;
        names->room = names->room * 2 + 8;
    }
    names->items[names->count] = arena_copy(&tariff->arena, name);
    return (int)names->count++;
}

bool tariff_next_word(struct slice *rest, struct slice *word)
{
    size_t length = 0;

    while (rest->length && rest->bytes[0] == ' ')
        *rest = slice_from(*rest, 1);
    while (length < rest->length && rest->bytes[length] != ' ')
        length++;
    *word = (struct slice){rest->bytes, length};
    *rest = slice_from(*rest, length);
    return length > 0;
}

int tariff_country_list(struct slice country)
{
    if (slice_is(country, "*"))
        return EVERY_COUNTRY;
    if (country.length != 2 || country.bytes[0] < 'A' || country.bytes[0] > 'Z' || country.bytes[1] < 'A' || country.bytes[1] > 'Z')
        return -1;
    return (country.bytes[0] - 'A') * 26 + country.bytes[1] - 'A';
}

/* Cells. A cell that is empty leaves the value as it is. */

struct reading {
    struct tariff *tariff;
    const struct tariff_column *columns;
    const struct tariff_row *row;
    struct fault *fault;
};

static bool refuse(const struct reading *reading, int column, const char *code, const char *what)
{
    return fault_set(reading->fault, FAULT_REFUSED, code, reading->columns[column].name, "\"%.*s\" %s",
                     SLICE_ARGS(reading->row->cells[column]), what);
}

static bool read_name(const struct reading *reading, int column, struct slice *value)
{
    struct slice cell = reading->row->cells[column];

    if (!cell.length)
        return true;
    if (!name_check(cell, TARIFF_NAME_LIMIT, reading->columns[column].name, reading->fault))
        return false;
    if (memchr(cell.bytes, ' ', cell.length))
        return refuse(reading, column, "not_one_word", "is not one word: lists of names have blanks between them");
    *value = cell;
    return true;
}

enum { TITLE_LIMIT = 64, NOTE_LIMIT = 200 }; /* a title becomes an order's method */

static bool read_text(const struct reading *reading, int column, size_t limit, struct slice *value)
{
    struct slice cell = reading->row->cells[column];

    if (cell.length && !name_check(cell, limit, reading->columns[column].name, reading->fault))
        return false;
    if (cell.length)
        *value = arena_copy(&reading->tariff->arena, cell);
    return true;
}

static bool read_number(const struct reading *reading, int column, struct tariff_names *names, int *number)
{
    struct slice name = {NULL, 0};

    if (!read_name(reading, column, &name))
        return false;
    if (name.length)
        *number = number_of(reading->tariff, names, name);
    return true;
}

static bool read_numbers(const struct reading *reading, int column, struct tariff_names *names, struct tariff_numbers *numbers)
{
    struct slice rest = reading->row->cells[column];
    struct slice word;

    numbers->items = arena_take(&reading->tariff->arena, (rest.length / 2 + 1) * sizeof *numbers->items);
    while (tariff_next_word(&rest, &word)) {
        if (!name_check(word, TARIFF_NAME_LIMIT, reading->columns[column].name, reading->fault))
            return false;
        numbers->items[numbers->count++] = number_of(reading->tariff, names, word);
    }
    return true;
}

static bool read_truth(const struct reading *reading, int column, bool *value)
{
    struct slice cell = reading->row->cells[column];

    if (!cell.length)
        return true;
    *value = slice_is(cell, "yes");
    return *value || slice_is(cell, "no") || refuse(reading, column, "not_yes_or_no", "is neither yes nor no");
}

/* The number of the cell's word among `words`, which end in NULL. */
static bool read_choice(const struct reading *reading, int column, const char *const words[], int *choice)
{
    struct slice cell = reading->row->cells[column];

    for (int i = 0; cell.length && words[i]; i++)
        if (slice_is(cell, words[i])) {
            *choice = i;
            return true;
        }
    return !cell.length || refuse(reading, column, "unknown_choice", "is no word of this column; see colporteur-tariff(5)");
}

/* With six decimals at most. */
static bool read_price(const struct reading *reading, int column, price *value)
{
    struct slice cell = reading->row->cells[column];

    return !cell.length || price_read(cell, reading->columns[column].name, value, reading->fault);
}

static bool read_amount(const struct reading *reading, int column, amount *value)
{
    struct slice cell = reading->row->cells[column];

    return !cell.length ||
           amount_read(cell, &reading->tariff->currency, false, reading->columns[column].name, value, reading->fault);
}

static bool read_percent(const struct reading *reading, int column, percent *value)
{
    struct slice cell = reading->row->cells[column];

    return !cell.length || percent_read(cell, reading->columns[column].name, value, reading->fault);
}

/* A decimal number of `parts` in a whole: 31.5 kg are 31500 g. */
static bool read_measure(const struct reading *reading, int column, int64_t parts, int64_t *value)
{
    struct slice cell = reading->row->cells[column];
    price millionths = 0;
    struct fault fault = FAULT_INIT;

    if (!cell.length)
        return true;
    if (!price_read(cell, "", &millionths, &fault) || millionths % (PRICE_UNIT / parts) != 0 || millionths > PRICE_UNIT * 1000000)
        return refuse(reading, column, "not_a_number", parts == 1 ? "is no whole number" : "is no number of so many decimals");
    *value = millionths / (PRICE_UNIT / parts);
    return true;
}

static bool read_whole(const struct reading *reading, int column, int64_t least, int64_t *value)
{
    if (!read_measure(reading, column, 1, value))
        return false;
    return !reading->row->cells[column].length || *value >= least ||
           refuse(reading, column, "out_of_range", "is too small a number");
}

static bool read_day(const struct reading *reading, int column, day *value)
{
    struct slice cell = reading->row->cells[column];

    return !cell.length || day_read(cell, value) ||
           refuse(reading, column, "not_a_date",
                  "is no day like 2026-11-20, and where month and day cannot be told apart it must be written so");
}

static bool read_classes(const struct reading *reading, int column, uint64_t *bits)
{
    struct tariff_numbers numbers = {NULL, 0};

    if (!read_numbers(reading, column, &reading->tariff->classes, &numbers))
        return false;
    if (reading->tariff->classes.count > TARIFF_CLASSES)
        return refuse(reading, column, "too_many_classes", "is one class of goods too many");
    for (size_t i = 0; i < numbers.count; i++)
        *bits |= UINT64_C(1) << numbers.items[i];
    return true;
}

/* Sections. */

static bool read_zone(const struct reading *reading, struct tariff_zone *zone)
{
    struct slice rest = reading->row->cells[ZONE_COUNTRIES];
    struct slice country;

    *zone = (struct tariff_zone){.carrier = TARIFF_NONE, .served = true, .next = TARIFF_NONE};
    if (!read_number(reading, ZONE_NAME, &reading->tariff->zone_names, &zone->name) ||
        !read_number(reading, ZONE_CARRIER, &reading->tariff->carriers, &zone->carrier) ||
        !read_truth(reading, ZONE_SERVED, &zone->served) || !read_text(reading, ZONE_NOTE, NOTE_LIMIT, &zone->note))
        return false;
    while (tariff_next_word(&rest, &country))
        if (tariff_country_list(country) < 0)
            return refuse(reading, ZONE_COUNTRIES, "not_a_country", "is no list of ISO 3166 codes, as BE LU, nor *");
    return tariff_read_place(reading->tariff, zone, reading->row->cells[ZONE_POSTCODES], reading->row->cells[ZONE_PATTERN],
                             reading->fault);
}

static bool read_minutes(const struct reading *reading, int *minutes)
{
    struct slice cell = reading->row->cells[SERVICE_CUT_OFF];
    int64_t hour;
    int64_t minute;

    if (!cell.length)
        return true;
    if ((cell.length != 5 && cell.length != 4) || cell.bytes[cell.length - 3] != ':' ||
        !slice_integer((struct slice){cell.bytes, cell.length - 3}, 23, &hour) ||
        !slice_integer(slice_from(cell, cell.length - 2), 59, &minute))
        return refuse(reading, SERVICE_CUT_OFF, "not_a_time", "is no time of the day like 14:00");
    *minutes = (int)(hour * 60 + minute);
    return true;
}

static bool read_base(const struct reading *reading, struct tariff_base *base)
{
    static const char *const words[] = {"discounted", "undiscounted", "with_tax", "without_tax", "less_gift_cards", NULL};
    struct slice rest = reading->row->cells[SERVICE_FREE_BASE];
    unsigned seen = 0;
    struct slice word;

    while (tariff_next_word(&rest, &word)) {
        unsigned i = 0;

        while (words[i] && !slice_is(word, words[i]))
            i++;
        if (!words[i])
            return refuse(reading, SERVICE_FREE_BASE, "unknown_choice",
                          "has other words than discounted or undiscounted, with_tax or without_tax, less_gift_cards");
        seen |= 1U << i;
    }
    if ((seen & 3) == 3 || (seen & 12) == 12)
        return refuse(reading, SERVICE_FREE_BASE, "contradiction", "says one thing and its opposite");
    *base = (struct tariff_base){seen & 2, seen & 8, seen & 16};
    return true;
}

static bool read_free(const struct reading *reading, struct tariff_service *service)
{
    static const char *const words[] = {"gt", "ge", NULL};
    int when = 0;

    service->has_free = reading->row->cells[SERVICE_FREE_ABOVE].length > 0;
    if (!read_amount(reading, SERVICE_FREE_ABOVE, &service->free_above) || !read_choice(reading, SERVICE_FREE_WHEN, words, &when) ||
        !read_base(reading, &service->free_base))
        return false;
    service->free_at = when == 1;
    return true;
}

static bool read_days(const struct reading *reading, struct tariff_service *service)
{
    int64_t least = 0;
    int64_t most = 0;

    service->has_days = reading->row->cells[SERVICE_DAYS_MAX].length > 0;
    if (!read_whole(reading, SERVICE_DAYS_MIN, 0, &least) || !read_whole(reading, SERVICE_DAYS_MAX, 0, &most) ||
        !read_minutes(reading, &service->cut_off) || !read_truth(reading, SERVICE_SATURDAY, &service->saturday))
        return false;
    if (most > 365)
        return refuse(reading, SERVICE_DAYS_MAX, "out_of_range", "is more than a year");
    if (least > most)
        return refuse(reading, SERVICE_DAYS_MIN, "contradiction", "is more than days_max, or that is not given");
    service->days_min = (int)least;
    service->days_max = (int)most;
    return true;
}

static bool read_limits(const struct reading *reading, struct tariff_service *service)
{
    int64_t litres_1000 = 0;
    int64_t box;

    if (!read_measure(reading, SERVICE_MAX_LENGTH, 10, &service->max_length) ||
        !read_measure(reading, SERVICE_MAX_GIRTH, 10, &service->max_girth) ||
        !read_measure(reading, SERVICE_MAX_VOLUME, 1000, &litres_1000))
        return false;
    box = parcel_largest_volume(service->max_length, service->max_girth);
    service->max_volume = litres_1000 && (!box || litres_1000 * 1000 < box) ? litres_1000 * 1000 : box;
    return read_whole(reading, SERVICE_DIVISOR, 1, &service->divisor) &&
           read_measure(reading, SERVICE_MAX_WEIGHT, 1000, &service->max_weight) &&
           read_whole(reading, SERVICE_MAX_PARCELS, 1, &service->max_parcels) &&
           read_amount(reading, SERVICE_MAX_VALUE, &service->max_value) &&
           read_classes(reading, SERVICE_CARRIES, &service->carries) &&
           read_classes(reading, SERVICE_EXCLUDES, &service->excludes) && read_classes(reading, SERVICE_ALONE, &service->alone);
}

static bool read_service(const struct reading *reading, struct tariff_service *service)
{
    static const char *const customers[] = {"all", "consumer", "business", NULL};
    struct tariff *tariff = reading->tariff;
    int whose = CUSTOMERS_ALL;

    *service = (struct tariff_service){.carrier = TARIFF_NONE, .cut_off = TARIFF_NONE, .max_parcels = 1, .co2 = TARIFF_NONE};
    if (!tariff_mode_find(reading->row->cells[SERVICE_MODE], &service->mode))
        return refuse(reading, SERVICE_MODE, "unknown_choice",
                      "is none of home, work, express, pickup_point, locker, store, warehouse, factory, drive_in, courier");
    service->is_standard = service->mode == MODE_HOME || service->mode == MODE_WORK || service->mode == MODE_PICKUP_POINT ||
                           service->mode == MODE_LOCKER;
    if (!read_number(reading, SERVICE_NAME, &tariff->service_names, &service->name) ||
        !read_number(reading, SERVICE_CARRIER, &tariff->carriers, &service->carrier) ||
        !read_text(reading, SERVICE_TITLE, TITLE_LIMIT, &service->title) ||
        !read_text(reading, SERVICE_LOCATION, NOTE_LIMIT, &service->location) ||
        !read_numbers(reading, SERVICE_ZONES, &tariff->zone_names, &service->zones) ||
        !read_choice(reading, SERVICE_CUSTOMERS, customers, &whose) ||
        !read_truth(reading, SERVICE_STANDARD, &service->is_standard) || !read_free(reading, service) ||
        !read_days(reading, service) || !read_limits(reading, service) || !read_truth(reading, SERVICE_GREEN, &service->is_green) ||
        !read_whole(reading, SERVICE_CO2, 0, &service->co2) ||
        !read_text(reading, SERVICE_APPOINTMENTS, NOTE_LIMIT, &service->appointments))
        return false;
    service->customers = (enum tariff_customers)whose;
    return (!service->location.length || location_check(service->location, "location", reading->fault)) &&
           (!service->appointments.length || location_check(service->appointments, "appointments", reading->fault));
}

/* How many inner units one of the spreadsheet is: grams of a kilogram, metres of a kilometre. */
static int64_t basis_parts(enum tariff_basis basis)
{
    return basis == BASIS_WEIGHT || basis == BASIS_DISTANCE ? 1000 : 1;
}

static bool read_bound(const struct reading *reading, enum tariff_basis basis, int column, int64_t *value)
{
    if (basis == BASIS_PRICE)
        return read_amount(reading, column, value);
    return read_measure(reading, column, basis_parts(basis), value);
}

static bool read_band(const struct reading *reading, struct tariff_rate *rate)
{
    int basis = BASIS_FLAT;

    if (!read_choice(reading, RATE_BASIS, (const char *const[]){"flat", "weight", "price", "quantity", "distance", "parcels", NULL},
                     &basis))
        return false;
    *rate = (struct tariff_rate){
        .basis = (enum tariff_basis)basis, .zone = TARIFF_NONE, .up_to = INT64_MAX, .step = basis_parts((enum tariff_basis)basis)};
    if (basis == BASIS_PRICE)
        rate->step = 1;
    if (basis == BASIS_FLAT && (reading->row->cells[RATE_UP_TO].length || reading->row->cells[RATE_EACH].length))
        return refuse(reading, RATE_BASIS, "contradiction", "has no bands and no steps: say of what they are");
    if (!read_bound(reading, rate->basis, RATE_UP_TO, &rate->up_to) || !read_bound(reading, rate->basis, RATE_STEP, &rate->step))
        return false;
    if (rate->step < 1 || rate->up_to < 1)
        return refuse(reading, rate->step < 1 ? RATE_STEP : RATE_UP_TO, "out_of_range", "must be above 0");
    rate->has_cost = reading->row->cells[RATE_COST].length > 0;
    return read_price(reading, RATE_PRICE, &rate->price) && read_price(reading, RATE_EACH, &rate->each) &&
           read_price(reading, RATE_COST, &rate->cost) && read_price(reading, RATE_COST_EACH, &rate->cost_each);
}

static bool read_surcharge(const struct reading *reading, struct tariff_surcharge *surcharge)
{
    static const char *const per[] = {"shipment", "parcel", "unit", NULL};
    static const char *const of[] = {"rate", "goods", NULL};
    struct tariff *tariff = reading->tariff;
    int each = PER_SHIPMENT;
    int part_of = 0;

    *surcharge = (struct tariff_surcharge){.class = TARIFF_NONE, .from = INT32_MIN, .until = INT32_MAX};
    if (!read_text(reading, SURCHARGE_NAME, NOTE_LIMIT, &surcharge->name) ||
        !read_numbers(reading, SURCHARGE_SERVICES, &tariff->service_names, &surcharge->services) ||
        !read_numbers(reading, SURCHARGE_ZONES, &tariff->zone_names, &surcharge->zones) ||
        !read_number(reading, SURCHARGE_CLASS, &tariff->classes, &surcharge->class) ||
        !read_percent(reading, SURCHARGE_PERCENT, &surcharge->percent) ||
        !read_choice(reading, SURCHARGE_PERCENT_OF, of, &part_of) || !read_price(reading, SURCHARGE_LEAST, &surcharge->least) ||
        !read_price(reading, SURCHARGE_AMOUNT, &surcharge->amount) || !read_choice(reading, SURCHARGE_PER, per, &each) ||
        !read_truth(reading, SURCHARGE_EVEN_FREE, &surcharge->even_free) || !read_day(reading, SURCHARGE_FROM, &surcharge->from) ||
        !read_day(reading, SURCHARGE_UNTIL, &surcharge->until) ||
        !read_percent(reading, SURCHARGE_COST_PERCENT, &surcharge->cost_percent) ||
        !read_price(reading, SURCHARGE_COST, &surcharge->cost))
        return false;
    if (tariff->classes.count > TARIFF_CLASSES)
        return refuse(reading, SURCHARGE_CLASS, "too_many_classes", "is one class of goods too many");
    if (!surcharge->percent && !surcharge->amount && !surcharge->cost && !surcharge->cost_percent)
        return refuse(reading, SURCHARGE_NAME, "missing_field", "adds nothing: give a percent, an amount or a cost");
    if (!surcharge->percent && surcharge->least)
        return refuse(reading, SURCHARGE_LEAST, "contradiction", "is the least of a percentage, and there is none");
    if (surcharge->from > surcharge->until)
        return refuse(reading, SURCHARGE_UNTIL, "contradiction", "is before from");
    surcharge->per = (enum surcharge_per)each;
    surcharge->of_goods = part_of == 1;
    return true;
}

static bool read_closing(const struct reading *reading, struct tariff_closing *closing)
{
    *closing = (struct tariff_closing){.carrier = TARIFF_NONE};
    if (!read_day(reading, CLOSING_DAY, &closing->from))
        return false;
    closing->until = closing->from;
    return read_day(reading, CLOSING_UNTIL, &closing->until) &&
           ((closing->until >= closing->from && closing->until - closing->from < TARIFF_CLOSED_LIMIT) ||
            refuse(reading, CLOSING_UNTIL, "contradiction", "is before closed_on, or more than a year later")) &&
           read_number(reading, CLOSING_CARRIER, &reading->tariff->carriers, &closing->carrier);
}

/* Lists of rows. */

#define ONE_MORE(tariff, section, rows)                                                                                            \
    ((rows) = memory_grow((rows), &(tariff)->rooms[section], (tariff)->counts[section] + 1, sizeof *(rows)),                       \
     &(rows)[(tariff)->counts[section]++])

/* A row comes at the end of the lists of its countries; where it has several, it is there once for each. */
static void keep_zone(struct tariff *tariff, const struct tariff_zone *zone, struct slice countries)
{
    struct slice country;
    bool is_first = true;

    while (tariff_next_word(&countries, &country)) {
        int list = tariff_country_list(country);
        int place = (int)tariff->counts[TARIFF_ZONES];
        struct tariff_zone *kept = ONE_MORE(tariff, TARIFF_ZONES, tariff->zones);

        *kept = *zone;
        kept->shares_code = !is_first;
        is_first = false;
        if (tariff->country_ends[list] == TARIFF_NONE)
            tariff->countries[list] = place;
        else
            tariff->zones[tariff->country_ends[list]].next = place;
        tariff->country_ends[list] = place;
    }
    tariff->carriers_differ |= zone->carrier != TARIFF_NONE;
}

static bool keep_rates(const struct reading *reading, const struct tariff_rate *rate)
{
    struct tariff *tariff = reading->tariff;
    struct tariff_numbers zones = {NULL, 0};
    struct tariff_rate row = *rate;

    if (!read_numbers(reading, RATE_ZONES, &tariff->zone_names, &zones) ||
        !read_number(reading, RATE_SERVICE, &tariff->service_names, &row.service))
        return false;
    for (size_t i = 0; i < (zones.count ? zones.count : 1); i++) {
        struct tariff_rate *kept = ONE_MORE(tariff, TARIFF_RATES, tariff->rates);

        row.zone = zones.count ? zones.items[i] : TARIFF_NONE;
        *kept = row;
    }
    return true;
}

static bool check_needed(const struct reading *reading)
{
    for (int i = 0; reading->columns[i].name; i++)
        if (reading->columns[i].is_needed && !reading->row->cells[i].length)
            return field_missing(reading->columns[i].name, reading->fault);
    return true;
}

/* As decimals are written everywhere: so that the record says each number in one way. */
static bool check_numbers(const struct reading *reading)
{
    for (int i = 0; reading->columns[i].name; i++) {
        struct slice cell = reading->row->cells[i];

        if (tariff_cell_is_number(reading->columns[i].kind) && cell.length > 1 && cell.bytes[0] == '0' && cell.bytes[1] != '.')
            return refuse(reading, i, "not_a_number", "is a number with zeros in front");
    }
    return true;
}

bool tariff_add(struct tariff *tariff, enum tariff_section section, const struct tariff_row *row, struct fault *fault)
{
    const struct reading reading = {tariff, columns[section], row, fault};
    union {
        struct tariff_zone zone;
        struct tariff_service service;
        struct tariff_rate rate;
        struct tariff_surcharge surcharge;
        struct tariff_closing closing;
    } read;

    if (!check_needed(&reading) || !check_numbers(&reading))
        return false;
    if (tariff->counts[section] >= TARIFF_ROWS_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "too_many_rows", NULL, "there are more than %d rows of %s", TARIFF_ROWS_LIMIT,
                         section_names[section]);
    switch (section) {
    case TARIFF_ZONES:
        if (!read_zone(&reading, &read.zone))
            return false;
        read.zone.line = row->line;
        keep_zone(tariff, &read.zone, row->cells[ZONE_COUNTRIES]);
        return true;
    case TARIFF_SERVICES:
        if (!read_service(&reading, &read.service))
            return false;
        read.service.line = row->line;
        *ONE_MORE(tariff, section, tariff->services) = read.service;
        return true;
    case TARIFF_RATES:
        if (!read_band(&reading, &read.rate))
            return false;
        read.rate.line = row->line;
        return keep_rates(&reading, &read.rate);
    case TARIFF_SURCHARGES:
        if (!read_surcharge(&reading, &read.surcharge))
            return false;
        read.surcharge.line = row->line;
        *ONE_MORE(tariff, section, tariff->surcharges) = read.surcharge;
        return true;
    case TARIFF_CLOSINGS:
        if (!read_closing(&reading, &read.closing))
            return false;
        read.closing.line = row->line;
        *ONE_MORE(tariff, section, tariff->closings) = read.closing;
        return true;
    case TARIFF_SECTIONS:
        break;
    }
    return false;
}
