/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/table_rates.h"

#include "base/folding.h"
#include "base/memory.h"
#include "format/decimal.h"
#include "format/sheet.h"
#include "format/tariff_cell.h"
#include "shop/law_table.h"
#include "shop/tariff_structure.h"

#include <stdlib.h>

enum { TABLE_COLUMNS = 5, MATRIX_COLUMNS = 9, NO_END = -1 };
static const int64_t largest_bound = 1000000000000; /* its digits */

/* Where a kind of file has what; NO_COLUMN: nowhere. */
#define NO_COLUMN SIZE_MAX
struct layout {
    size_t columns, city, postcode, postcode_to, from, to, price, service;
};

static const struct layout table_layout = {TABLE_COLUMNS, NO_COLUMN, 2, NO_COLUMN, 3, NO_COLUMN, 4, NO_COLUMN};
static const struct layout matrix_layout = {MATRIX_COLUMNS, 2, 3, 4, 5, 6, 7, 8};

struct rate {
    size_t line;
    struct slice countries; /* as the row has them, and then one of them */
    struct slice postcodes, zone, service, title, price;
    int64_t from, to; /* grams, the smallest coin, or units: the first and the last value of the band */
};

struct reading {
    const struct table_rates_writing *writing;
    const struct layout *layout;
    enum tariff_basis basis;
    char mark; /* before decimals */
    struct rate *rates;
    size_t count, room;
    struct arena *arena;
    tariff_complaint *complain;
    void *context;
    bool *right;
};

static void complain(const struct reading *reading, size_t line, const struct fault *fault)
{
    *reading->right = false;
    reading->complain(reading->context, TARIFF_RATES, line, fault);
}

/* The header. */

static const struct layout *layout_of(const struct sheet_row *header)
{
    static const struct layout *const layouts[] = {&table_layout, &matrix_layout};

    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++)
        if (header->count == layouts[i]->columns && folded_equal(header->cells[0], SLICE("Country")) &&
            folded_equal(header->cells[1], SLICE("Region/State")))
            return layouts[i];
    return NULL;
}

bool table_rates_known(struct slice file)
{
    struct sheet sheet;
    struct sheet_row row;
    struct fault ignored = FAULT_INIT;
    bool known = false;

    if (!sheet_init(&sheet, &(struct sheet_options){.short_rows = true}, &ignored))
        return false;
    sheet_feed(&sheet, file, true);
    if (sheet_next(&sheet, &row, &ignored) == SHEET_HEADER)
        known = layout_of(sheet_header(&sheet));
    sheet_release(&sheet);
    return known;
}

static bool find_basis(struct reading *reading, struct slice title, struct fault *fault)
{
    static const struct {
        const char *word;
        enum tariff_basis basis;
    } words[] = {{"weight", BASIS_WEIGHT}, {"subtotal", BASIS_PRICE}, {"price", BASIS_PRICE}, {"item", BASIS_QUANTITY}};
    struct text folded = TEXT_INIT;
    bool found = false;

    fold_text(title, &folded);
    for (size_t i = 0; !found && i < sizeof words / sizeof *words; i++) {
        found = strstr(text_string(&folded), words[i].word);
        reading->basis = words[i].basis;
    }
    text_release(&folded);
    return found || fault_set(fault, FAULT_REFUSED, "unknown_column", NULL, "\"%.*s\" says neither weight nor subtotal nor items",
                              SLICE_ARGS(title));
}

/* Cells. */

static struct slice cell_of(const struct sheet_row *row, size_t column)
{
    return column < row->count ? slice_trim(row->cells[column]) : (struct slice){"", 0};
}

static bool is_any(struct slice cell)
{
    return !cell.length || slice_is(cell, "*");
}

static bool two_letters(const struct reading *reading, struct slice code, struct text *countries, struct fault *fault)
{
    struct law_table table = {reading->writing->alpha_3, 0};
    struct slice columns[2];

    if (code.length == 2) {
        text_add_slice(countries, code);
        return true;
    }
    while (law_table_next(&table, columns, 2))
        if (slice_equal(columns[0], code)) {
            text_add_slice(countries, columns[1]);
            return true;
        }
    return fault_set(fault, FAULT_REFUSED, "not_a_country", "Country", "\"%.*s\" is no code of a country", SLICE_ARGS(code));
}

static bool read_countries(const struct reading *reading, struct slice cell, struct slice *countries, struct fault *fault)
{
    struct text text = TEXT_INIT;
    bool done = true;

    if (is_any(cell) || slice_is(cell, "0")) {
        text_add_byte(&text, '*');
        cell.length = 0;
    }
    while (done && cell.length) {
        if (text.length)
            text_add_byte(&text, ' ');
        done = two_letters(reading, slice_trim(law_part(&cell, ',')), &text, fault);
    }
    *countries = arena_copy(reading->arena, text_slice(&text));
    text_release(&text);
    return done;
}

/* A postcode, or the beginning of one, as a tariff has it. */
static bool add_postcode(struct slice written, struct text *text, struct fault *fault)
{
    bool is_beginning = written.length && (written.bytes[written.length - 1] == '%' || written.bytes[written.length - 1] == '*');

    for (size_t i = 0; i < written.length - is_beginning; i++) {
        if (strchr("%_*", written.bytes[i]))
            return fault_set(fault, FAULT_REFUSED, "bad_postcodes", "Zip/Postal Code",
                             "\"%.*s\" is neither a postcode nor the beginning of one", SLICE_ARGS(written));
        if (written.bytes[i] != ' ' && written.bytes[i] != '-')
            text_add_byte(text, written.bytes[i]);
    }
    if (is_beginning)
        text_add_byte(text, '*');
    return true;
}

static bool read_postcodes(const struct reading *reading, struct slice from, struct slice to, struct slice *postcodes,
                           struct fault *fault)
{
    struct text text = TEXT_INIT;
    bool done = is_any(from) || add_postcode(from, &text, fault);

    if (done && text.length && !is_any(to) && !slice_equal(from, to)) {
        text_add_byte(&text, '-');
        done = add_postcode(to, &text, fault);
    }
    *postcodes = arena_copy(reading->arena, text_slice(&text));
    text_release(&text);
    return done;
}

static bool read_number(const struct reading *reading, struct slice cell, struct decimal *value, struct fault *fault)
{
    struct text plain = TEXT_INIT;
    bool right = decimal_from_local(&plain, cell, reading->mark) && decimal_read(text_slice(&plain), value) && value->digits >= 0 &&
                 value->digits <= largest_bound && value->scale <= 6;

    text_release(&plain);
    return right || fault_set(fault, FAULT_REFUSED, "not_a_number", NULL, "\"%.*s\" is no bound of a band", SLICE_ARGS(cell));
}

/* Grams, coins or units. What is between two of them is the upper one where a band begins with it, else the lower. */
static int64_t units_of(const struct reading *reading, struct decimal value)
{
    const struct measure_unit *weight = reading->writing->weight_unit;
    wide numerator = reading->basis == BASIS_WEIGHT ? weight->numerator : 1;
    wide denominator = reading->basis == BASIS_WEIGHT ? weight->denominator : 1;

    for (unsigned i = 0; reading->basis == BASIS_PRICE && i < reading->writing->currency->decimals; i++)
        numerator *= 10;
    for (unsigned i = 0; i < value.scale; i++)
        denominator *= 10;
    numerator *= value.digits;
    return (int64_t)((numerator + (reading->layout->to == NO_COLUMN ? denominator - 1 : 0)) / denominator);
}

/* Of matrix rates: where there is no end, their shops write 10000000, in as many decimals as they like. */
static bool read_bounds(const struct reading *reading, const struct sheet_row *row, struct rate *rate, struct fault *fault)
{
    static const struct decimal no_end = {10000000, 0};
    struct slice from = cell_of(row, reading->layout->from);
    struct slice to = cell_of(row, reading->layout->to);
    struct decimal value;

    rate->from = 0;
    rate->to = NO_END;
    if (!is_any(from)) {
        if (!read_number(reading, from, &value, fault))
            return false;
        rate->from = units_of(reading, value);
    }
    if (reading->layout->to == NO_COLUMN || is_any(to))
        return true;
    if (!read_number(reading, to, &value, fault))
        return false;
    if (decimal_compare(&value, &no_end) < 0)
        rate->to = units_of(reading, value);
    return true;
}

static bool read_price(const struct reading *reading, struct slice cell, struct slice *asked, struct fault *fault)
{
    const struct tariff_writing writing = {.mark = reading->mark, .currency = slice_of(reading->writing->currency->code)};
    struct text plain = TEXT_INIT;
    bool done = tariff_cell_read(CELL_MONEY, &writing, cell, &plain, fault);

    *asked = arena_copy(reading->arena, text_slice(&plain));
    text_release(&plain);
    return done || fault_within(fault, "Shipping Price");
}

/* A word of small letters and digits, by which orders ask for the service. */
static void name_service(const struct reading *reading, struct slice type, struct rate *rate)
{
    struct text name = TEXT_INIT;

    if (reading->layout->service == NO_COLUMN || !type.length) {
        rate->service = SLICE("tablerate");
        return;
    }
    fold_text(type, &name);
    for (size_t i = 0; i < name.length; i++)
        if (strchr(" \t,;:/", name.bytes[i]))
            name.bytes[i] = '-';
    rate->service = arena_copy(reading->arena, text_slice(&name));
    rate->title = arena_copy(reading->arena, type);
    text_release(&name);
}

static bool read_rate(const struct reading *reading, const struct sheet_row *row, struct rate *rate, struct fault *fault)
{
    const struct layout *layout = reading->layout;
    struct slice region = cell_of(row, 1);

    if (!is_any(region) && !slice_is(region, "0"))
        return fault_set(fault, FAULT_REFUSED, "region_unknown", "Region/State",
                         "\"%.*s\": tariffs know no regions; name its postcodes instead", SLICE_ARGS(region));
    if (!is_any(cell_of(row, layout->city)))
        return fault_set(fault, FAULT_REFUSED, "city_unknown", "City", "tariffs know no cities; name the postcodes instead");
    name_service(reading, cell_of(row, layout->service), rate);
    return read_countries(reading, cell_of(row, 0), &rate->countries, fault) &&
           read_postcodes(reading, cell_of(row, layout->postcode), cell_of(row, layout->postcode_to), &rate->postcodes, fault) &&
           read_bounds(reading, row, rate, fault) && read_price(reading, cell_of(row, layout->price), &rate->price, fault);
}

static void take_row(struct reading *reading, const struct sheet_row *row)
{
    struct rate rate = {.line = row->line};
    struct slice countries;
    struct fault wrong = FAULT_INIT;

    if (!read_rate(reading, row, &rate, &wrong)) {
        complain(reading, row->line, &wrong);
        return;
    }
    countries = rate.countries;
    /* Each is a place by itself: another row may have rates for one of them alone. */
    while (tariff_next_word(&countries, &rate.countries)) {
        reading->rates = memory_grow(reading->rates, &reading->room, reading->count + 1, sizeof *reading->rates);
        reading->rates[reading->count++] = rate;
    }
}

/* As of other tables: where no number tells, it is the comma in what a spreadsheet saved with semicolons. */
static char find_mark(const struct layout *layout, struct slice file, bool has_semicolons)
{
    const size_t numbers[] = {layout->from, layout->to, layout->price};
    struct sheet sheet;
    struct sheet_row row;
    struct fault ignored = FAULT_INIT;
    enum sheet_event event;
    char told = 0;

    if (sheet_init(&sheet, &(struct sheet_options){.short_rows = true}, &ignored)) {
        sheet_feed(&sheet, file, true);
        do {
            event = sheet_next(&sheet, &row, &ignored);
            if (event == SHEET_HEADER)
                sheet_take_empty_cells(&sheet);
            for (size_t i = 0; event == SHEET_ROW && !told && i < sizeof numbers / sizeof *numbers; i++)
                told = tariff_cell_mark(cell_of(&row, numbers[i]));
        } while (!told && event != SHEET_END && event != SHEET_MORE);
        sheet_release(&sheet);
    }
    return told ? told : has_semicolons ? ',' : '.';
}

static void read_rows(struct reading *reading, struct slice file, struct sheet *sheet)
{
    for (;;) {
        struct sheet_row row;
        struct fault wrong = FAULT_INIT;

        switch (sheet_next(sheet, &row, &wrong)) {
        case SHEET_HEADER:
            sheet_take_empty_cells(sheet);
            reading->layout = layout_of(sheet_header(sheet));
            reading->mark = find_mark(reading->layout, file, memchr(row.raw.bytes, ';', row.raw.length));
            if (find_basis(reading, sheet_header(sheet)->cells[reading->layout->from], &wrong))
                break;
            complain(reading, sheet_header(sheet)->line, &wrong);
            return;
        case SHEET_ROW:
            take_row(reading, &row);
            break;
        case SHEET_BAD:
            complain(reading, row.line, &wrong);
            break;
        case SHEET_MORE:
        case SHEET_END:
            return;
        }
    }
}

/* Zones, services and bands. */

/* What is special first: single postcodes before beginnings and ranges, these before countries, those before all others. */
static int generality(const struct rate *rate)
{
    bool single = rate->postcodes.length && !memchr(rate->postcodes.bytes, '*', rate->postcodes.length) &&
                  !memchr(rate->postcodes.bytes, '-', rate->postcodes.length);

    return 4 * slice_is(rate->countries, "*") + (single ? 0 : rate->postcodes.length ? 1 : 2);
}

static int compare_places(const struct rate *a, const struct rate *b)
{
    int order = generality(a) - generality(b);

    /* A longer beginning is the more special one. */
    if (!order)
        order = (a->postcodes.length < b->postcodes.length) - (a->postcodes.length > b->postcodes.length);
    if (!order)
        order = slice_compare(a->countries, b->countries);
    return order ? order : slice_compare(a->postcodes, b->postcodes);
}

static int compare_rates(const void *x, const void *y)
{
    const struct rate *a = x;
    const struct rate *b = y;
    int order = compare_places(a, b);

    if (!order)
        order = slice_compare(a->service, b->service);
    if (!order)
        order = (a->from > b->from) - (a->from < b->from);
    return order ? order : (a->line > b->line) - (a->line < b->line);
}

/* The country, with a number where only some of its postcodes are meant: those of a person have no place in what quotes keep. */
static struct slice zone_name(const struct reading *reading, const struct rate *rate, size_t number)
{
    struct text name = TEXT_INIT;
    struct slice kept;

    text_add_slice(&name, slice_is(rate->countries, "*") ? SLICE("WORLD") : rate->countries);
    if (rate->postcodes.length)
        text_printf(&name, "-%zu", number);
    kept = arena_copy(reading->arena, text_slice(&name));
    text_release(&name);
    return kept;
}

static void add_zone(const struct rate *rate, struct tariff_rows *rows)
{
    struct tariff_row *row = tariff_rows_add(rows, TARIFF_ZONES);

    row->line = rate->line;
    row->cells[ZONE_NAME] = rate->zone;
    row->cells[ZONE_COUNTRIES] = rate->countries;
    row->cells[ZONE_POSTCODES] = rate->postcodes;
}

static void add_zones(struct reading *reading, struct tariff_rows *rows)
{
    size_t number = 0;

    for (size_t i = 0; i < reading->count; i++) {
        struct rate *rate = &reading->rates[i];
        const struct rate *before = i ? &reading->rates[i - 1] : NULL;

        if (before && compare_places(before, rate) == 0) {
            rate->zone = before->zone;
            continue;
        }
        number += rate->postcodes.length > 0;
        rate->zone = zone_name(reading, rate, number);
        add_zone(rate, rows);
    }
}

static void add_services(const struct reading *reading, struct tariff_rows *services)
{
    for (size_t i = 0; i < reading->count; i++) {
        const struct rate *rate = &reading->rates[i];
        bool known = false;
        struct tariff_row *row;

        for (size_t j = 0; !known && j < services->counts[TARIFF_SERVICES]; j++)
            known = slice_equal(services->items[TARIFF_SERVICES][j].cells[SERVICE_NAME], rate->service);
        if (known)
            continue;
        row = tariff_rows_add(services, TARIFF_SERVICES);
        row->line = rate->line;
        row->cells[SERVICE_NAME] = rate->service;
        row->cells[SERVICE_MODE] = SLICE("home");
        row->cells[SERVICE_TITLE] = rate->title;
    }
}

static struct slice written_bound(const struct reading *reading, int64_t units)
{
    unsigned decimals = reading->basis == BASIS_WEIGHT  ? 3
                        : reading->basis == BASIS_PRICE ? reading->writing->currency->decimals
                                                        : 0;
    int64_t whole = 1;
    struct text text = TEXT_INIT;
    struct slice kept;

    if (units == NO_END)
        return (struct slice){"", 0};
    for (unsigned i = 0; i < decimals; i++)
        whole *= 10;
    text_add_integer(&text, units / whole);
    if (decimals) {
        text_add_byte(&text, '.');
        text_add_padded(&text, units % whole, decimals);
    }
    kept = arena_copy(reading->arena, text_slice(&text));
    text_release(&text);
    return kept;
}

/* Whether the band goes on where the one before it ends, or begins at nothing. */
static bool fits_below(const struct reading *reading, const struct rate *before, const struct rate *rate, struct fault *fault)
{
    bool has_ends = reading->layout->to != NO_COLUMN;

    if (!before)
        return rate->from == 0 ||
               fault_set(fault, FAULT_REFUSED, "band_missing", NULL,
                         "its bands do not begin at 0: a tariff has a price for less as well, or none for it all");
    if (has_ends ? before->to == rate->from : before->from < rate->from)
        return true;
    return fault_set(fault, FAULT_REFUSED,
                     !has_ends || before->to == NO_END || before->to > rate->from ? "band_twice" : "band_missing", NULL,
                     "its band does not go on where the one of line %zu ends", before->line);
}

static void add_rate(struct reading *reading, const struct rate *before, const struct rate *rate, const struct rate *next,
                     struct tariff_rows *rows)
{
    struct fault wrong = FAULT_INIT;
    struct tariff_row *row;

    if (!fits_below(reading, before, rate, &wrong)) {
        complain(reading, rate->line, &wrong);
        return;
    }
    row = tariff_rows_add(rows, TARIFF_RATES);
    row->line = rate->line;
    row->cells[RATE_SERVICE] = rate->service;
    row->cells[RATE_ZONES] = rate->zone;
    row->cells[RATE_BASIS] = slice_of(tariff_basis_name(reading->basis));
    row->cells[RATE_UP_TO] = written_bound(reading, next && reading->layout->to == NO_COLUMN ? next->from - 1 : rate->to);
    row->cells[RATE_PRICE] = rate->price;
}

static void add_rates(struct reading *reading, struct tariff_rows *rows)
{
    for (size_t i = 0; i < reading->count; i++) {
        const struct rate *rate = &reading->rates[i];
        const struct rate *before = i ? rate - 1 : NULL;
        const struct rate *next = i + 1 < reading->count ? rate + 1 : NULL;

        if (before && !(slice_equal(before->zone, rate->zone) && slice_equal(before->service, rate->service)))
            before = NULL;
        if (next && !(slice_equal(next->zone, rate->zone) && slice_equal(next->service, rate->service)))
            next = NULL;
        add_rate(reading, before, rate, next, rows);
    }
}

void table_rates_read(struct slice file, const struct table_rates_writing *writing, struct tariff_rows *rows,
                      struct tariff_rows *services, struct arena *arena, tariff_complaint *complain_to, void *context, bool *right)
{
    struct reading reading = {
        .writing = writing, .arena = arena, .complain = complain_to, .context = context, .right = right, .layout = &table_layout};
    struct sheet sheet;
    struct fault wrong = FAULT_INIT;

    if (!sheet_init(&sheet, &(struct sheet_options){.short_rows = true}, &wrong)) {
        complain(&reading, 0, &wrong);
        return;
    }
    sheet_feed(&sheet, file, true);
    read_rows(&reading, file, &sheet);
    sheet_release(&sheet);
    if (reading.count)
        qsort(reading.rates, reading.count, sizeof *reading.rates, compare_rates);
    add_zones(&reading, rows);
    add_services(&reading, services);
    add_rates(&reading, rows);
    free(reading.rates);
}
