/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "format/tariff_sheet.h"
#include "shop/tariff_quote.h"
#include "tests/files.h"

#include <inttypes.h>
#include <stdlib.h>

static struct fault fault = FAULT_INIT;
static struct arena arena = ARENA_INIT;
static struct calendar calendar = CALENDAR_INIT;
static struct tariff tariff;
static struct text told = TEXT_INIT; /* "section:line code field; " of all that was wrong */

static void tell(void *context, enum tariff_section section, size_t line, const struct fault *wrong)
{
    (void)context;
    text_printf(&told, "%s:%zu %s %s; ", tariff_section_name(section), line, wrong->code, wrong->field);
}

/* The tariff of some spreadsheets, NULL at their end. */
static bool build(const char *const files[])
{
    const struct tariff_heading heading = {SLICE("main"), SLICE("EUR"), day_from_civil(2026, 11, 1), true};
    struct tariff_rows rows = {0};
    bool right = true;
    bool done = true;

    text_clear(&told);
    for (size_t i = 0; done && files[i]; i++) {
        enum tariff_section section;

        done = tariff_sheet_read(slice_of(files[i]), SLICE("EUR"), &rows, &section, &arena, tell, NULL, &right, &fault);
    }
    done = done && tariff_build(&tariff, &heading, &rows, tell, NULL, &fault) && right;
    tariff_rows_release(&rows);
    return done;
}

/* The smallest tables that are a tariff. */
static const char belgium[] = "zone,countries\nBE,BE\n";
static const char one_service[] = "service,mode\na,home\n";
static const char one_rate[] = "service,price\na,1\n";

/* NULL: the smallest table. */
static bool build_tables(const char *zones, const char *services, const char *rates)
{
    return build((const char *const[]){zones ? zones : belgium, services ? services : one_service, rates ? rates : one_rate, NULL});
}

static struct tariff_question question_of(const char *country, const char *postcode, amount base)
{
    return (struct tariff_question){.country = slice_of(country),
                                    .postcode = slice_of(postcode),
                                    .distance = TARIFF_NONE,
                                    .bases = {{base, base}, {base, base}},
                                    .at = (instant)1795428000000}; /* Monday 2026-11-23, 10:00 */
}

/* The price of a service in minor units; -1: it is none of the options. */
static amount price_of(const struct tariff_question *question, const struct tariff_goods *goods, const char *service)
{
    struct tariff_answer answer = {.explain = true};

    tariff_answer(&tariff, question, goods, &calendar, &arena, &answer);
    for (size_t i = 0; i < answer.option_count; i++)
        if (slice_is(tariff.service_names.items[answer.options[i].service->name], service))
            return answer.options[i].price;
    return -1;
}

static bool read_installed(const char *folder, const char *name, struct text *bytes)
{
    const char *data = getenv("COLPORTEUR_DATADIR");
    struct text path = TEXT_INIT;
    bool done;

    text_printf(&path, "%s/%s/%s", data ? data : "share", folder, name);
    done = file_read(text_string(&path), bytes);
    text_release(&path);
    return done;
}

/* The grid of capability A.19, as it is installed, with what it says of "more than" as told or as "from ... on". */
static bool build_grid(bool from_on)
{
    struct text zones = TEXT_INIT;
    struct text services = TEXT_INIT;
    struct text rates = TEXT_INIT;
    char *at;
    bool done = read_installed("tariffs", "top-fourneau-zones.csv", &zones) &&
                read_installed("tariffs", "top-fourneau-services.csv", &services) &&
                read_installed("tariffs", "top-fourneau-rates.csv", &rates);

    for (at = done ? strstr((char *)text_string(&services), ",gt,") : NULL; from_on && at; at = strstr(at, ",gt,"))
        memcpy(at, ",ge,", 4);
    done = done && build_tables(text_string(&zones), text_string(&services), text_string(&rates));
    text_release(&zones);
    text_release(&services);
    text_release(&rates);
    return done;
}

static void test_grid(bool from_on)
{
    const struct {
        const char *country, *service;
        amount base, wanted, from_on;
    } vectors[] = {
        {"BE", "home", 1, 450, 450},
        {"BE", "home", 7999, 450, 450},
        {"BE", "home", 8000, 450, 0},
        {"BE", "home", 8001, 0, 0},
        {"DE", "europe-home-velox", 11999, 850, 850},
        {"DE", "europe-home-velox", 12000, 850, 0},
        {"DE", "europe-home-velox", 12001, 0, 0},
        {"PL", "europe-home-cargo", 12000, 850, 0},
        {"PL", "europe-home-velox", 12000, -1, -1},
        {"DE", "europe-express", 5000, 1900, 1900},
        {"DE", "europe-express", 12001, 1900, 1900},
        {"DE", "europe-express", 50000, 1900, 1900},
        {"BE", "pickup", 5999, 350, 350},
        {"BE", "pickup", 6000, 350, 0},
        {"BE", "pickup", 6001, 0, 0},
        {"BE", "store", 1, 0, 0},
        {"BE", "store", 99900, 0, 0},
        {"FR", "europe-home-velox", 10000, 850, 850},
        {"BE", "europe-express", 5000, -1, -1},
        {"GB", "europe-home-velox", 5000, -1, -1},
        {"GB", "store", 5000, -1, -1},
        {"US", "store", 5000, -1, -1},
    };
    const struct tariff_goods goods = {.units = 1, .weight = 1000};

    ok(build_grid(from_on), "the installed grid is a tariff: %s", text_string(&told));
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        struct tariff_question question = question_of(vectors[i].country, "", vectors[i].base);
        amount wanted = from_on ? vectors[i].from_on : vectors[i].wanted;
        amount came = price_of(&question, &goods, vectors[i].service);

        ok(came == wanted, "%s %s for %" PRId64 " is %" PRId64 " (%s)%s", vectors[i].country, vectors[i].service, vectors[i].base,
           wanted, from_on ? "ge" : "gt", came == wanted ? "" : ", not so");
    }
    tariff_release(&tariff);
}

/* Until when the cheapest delivery to the customer's home comes. */
static void is_promised(const struct tariff_question *question, const struct tariff_goods *goods, const char *wanted,
                        const char *name)
{
    struct tariff_answer answer = {.explain = false};
    struct text came = TEXT_INIT;

    tariff_answer(&tariff, question, goods, &calendar, &arena, &answer);
    day_write(&came, tariff_cheapest(&answer, MODE_HOME)->days.promised_until);
    is_text(text_string(&came), wanted, "%s", name);
    text_release(&came);
}

/* All that is in stock near Orleans comes the next day; the rest from Belgium within four. */
static void test_promise(void)
{
    struct tariff_goods goods = {.units = 1, .location = SLICE("orleans"), .country = SLICE("BE")};
    struct tariff_question question = question_of("FR", "75001", 10000);

    ok(build_grid(false), "the grid again");
    is_promised(&question, &goods, "2026-11-24", "the next day from Orleans");
    goods.location = SLICE("huy");
    is_promised(&question, &goods, "2026-11-27", "the fourth from elsewhere");
    is_promised(&question, &goods, "2026-11-27", "and the same when it is asked again");
    question.at += (instant)5 * 3600 * 1000; /* 15:00, after the cut-off */
    is_promised(&question, &goods, "2026-11-30", "a day later after the cut-off, over a weekend");
    question.country = SLICE("DE");
    question.at += (instant)24 * 3600 * 1000;
    is_promised(&question, &goods, "2026-12-01", "the next day, in another country");
    tariff_release(&tariff);
}

/* Wednesday 2027-01-06 is a holiday in Bavaria, and not in Berlin: for who sends and for who is sent something. */
static void test_regional_holidays(void)
{
    struct tariff_goods goods = {.units = 1, .location = SLICE("huy"), .country = SLICE("BE"), .postcode = SLICE("4500")};
    struct tariff_question question = question_of("DE", "80331", 10000);

    ok(build_grid(false), "the grid again");
    question.at += (instant)43 * 24 * 3600 * 1000; /* Tuesday 2027-01-05 */
    is_promised(&question, &goods, "2027-01-12", "to Munich, where a day more is no working day");
    question.postcode = SLICE("10115");
    is_promised(&question, &goods, "2027-01-11", "to Berlin");
    question.postcode = SLICE("");
    is_promised(&question, &goods, "2027-01-11", "to nobody knows where in Germany");
    question.country = SLICE("FR");
    question.at += (instant)24 * 3600 * 1000;
    is_promised(&question, &goods, "2027-01-12", "from Huy on that day");
    goods.country = SLICE("DE");
    goods.postcode = SLICE("80331");
    is_promised(&question, &goods, "2027-01-13", "from Munich");
    goods.postcode = SLICE("10115");
    is_promised(&question, &goods, "2027-01-12", "and from Berlin");
    tariff_release(&tariff);
}

/* What a rule looks at is told by the rule: each of the eight sums has its own answer. */
static void test_bases(void)
{
    static const char *const bases[] = {"discounted with_tax",
                                        "discounted without_tax",
                                        "undiscounted with_tax",
                                        "undiscounted without_tax",
                                        "discounted with_tax less_gift_cards",
                                        "discounted without_tax less_gift_cards",
                                        "undiscounted with_tax less_gift_cards",
                                        "undiscounted without_tax less_gift_cards"};
    static const amount sums[] = {10890, 9000, 12100, 10000, 8890, 7000, 10100, 8000};
    const struct tariff_goods goods = {.units = 1};
    struct tariff_question question = question_of("BE", "", 0);

    question.bases[false][false] = 10890;
    question.bases[false][true] = 9000;
    question.bases[true][false] = 12100;
    question.bases[true][true] = 10000;
    question.gift_cards = 2000;
    for (size_t i = 0; i < 8; i++)
        for (int more = -1; more <= 1; more++) {
            struct text services = TEXT_INIT;
            amount came;

            text_printf(&services, "service,mode,free_above,free_base\na,home,%" PRId64 ".%02" PRId64 ",%s\n",
                        (sums[i] - more) / 100, (sums[i] - more) % 100, bases[i]);
            came = build_tables(NULL, text_string(&services), NULL) ? price_of(&question, &goods, "a") : -2;
            ok(came == (more > 0 ? 0 : 100), "%s, %+d cent", bases[i], more);
            tariff_release(&tariff);
            text_release(&services);
        }
}

static void test_places(void)
{
    static const struct {
        const char *country, *postcode, *zone;
    } vectors[] = {
        {"FR", "20000", "CORSICA"},  {"FR", "F-20169", "CORSICA"}, {"FR", "75001", "FR"},      {"FR", "", "FR"},
        {"FR", "97133", "NONE"},     {"FR", "97110", "OVERSEAS"},  {"FR", "97700", "FR"},      {"FR", "73150", "MOUNTAIN"},
        {"FR", "73155", "MOUNTAIN"}, {"FR", "73156", "FR"},        {"NL", "1791 AB", "TEXEL"}, {"NL", "1797zz", "TEXEL"},
        {"NL", "1798AA", "NL"},      {"GB", "gy1 1wr", "CHANNEL"}, {"GB", "G1 1AA", "REST"},   {"PL", "00-950", "WARSAW"},
        {"PL", "00950", "WARSAW"},   {"DE", "27498", "HELGOLAND"}, {"DE", "274980", "REST"},   {"US", "20000", "REST"},
        {"ZZ", "", "REST"},          {"be", "1000", "REST"},
    };

    ok(build_tables("zone;countries;postcodes;pattern\nNONE;FR;97133;\nCORSICA;FR;20*;\nOVERSEAS;FR;;97[1-6]\\d{2}\n"
                    "MOUNTAIN;FR;73150-73155;\nFR;FR;;\nTEXEL;NL;1791-1797;\nNL;NL;;\nCHANNEL;GB;GY* JE*;\n"
                    "WARSAW;PL;00*;\nHELGOLAND;DE AT;27498;\nREST;*;;\n",
                    NULL, NULL),
       "zones with islands and mountains: %s", text_string(&told));
    for (int again = 0; again < 2; again++)
        for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
            const struct tariff_zone *zone =
                tariff_zone_of(&tariff, TARIFF_NONE, slice_of(vectors[i].country), slice_of(vectors[i].postcode));

            ok(zone && slice_is(tariff.zone_names.items[zone->name], vectors[i].zone), "%s %s lies in %s%s", vectors[i].country,
               vectors[i].postcode, vectors[i].zone, again ? ", asked again" : "");
        }
    tariff_release(&tariff);
}

/* One carrier cuts the country otherwise; a pattern that searches for ever fits nothing. */
static void test_carriers(void)
{
    struct tariff_question question = question_of("FR", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", 0);
    const struct tariff_goods goods = {.units = 1};

    ok(build_tables("zone;countries;postcodes;pattern;carrier;served\nSLOW;FR;;(a+)+b;;\nX;FR;59*;;chrono;\nFR;FR;;;;\n",
                    "service;mode;carrier;zones\npost;home;poste;FR\nfast;express;chrono;X\n", "service;price\npost;1\nfast;2\n"),
       "a zone of one carrier: %s", text_string(&told));
    ok(price_of(&question, &goods, "post") == 100, "a postcode that makes a pattern search fits the country");
    question.postcode = SLICE("59000");
    ok(price_of(&question, &goods, "post") == 100 && price_of(&question, &goods, "fast") == 200, "each carrier has its zone there");
    question.postcode = SLICE("75001");
    ok(price_of(&question, &goods, "post") == 100 && price_of(&question, &goods, "fast") == -1, "and elsewhere");
    tariff_release(&tariff);
}

static const char *const graded[] = {
    "zone;countries\nBE;BE\nISLE;LU\n",
    "service;mode;divisor;max_weight;max_parcels;max_length;max_girth;max_value;carries;excludes\n"
    "kilo;home;5000;30;2;120;300;500;;hazardous\n"
    "cool;home;;;;;;;cold;\nbike;courier;;;;;;;;\nbox;locker;;;;;;;;\ncase;work;;10;9;;;;;\nsum;home;;;;;;;;\n",
    "service;basis;up_to;price;each;step;cost\n"
    "kilo;weight;5;5;;;4\nkilo;weight;60;7;0,50;1;6\n"
    "cool;;;9;;;\nbike;distance;3;4;;;\nbike;distance;;4;1;0,5;\n"
    "box;quantity;2;3;;;\nbox;quantity;10;6;;;\ncase;parcels;1;5;;;\ncase;parcels;;5;3;;\nsum;price;50;8;;;\nsum;price;;2;;;\n",
    "surcharge;services;zones;class;percent;amount;per\nFuel;kilo;;;12,5;;\nFerry;;ISLE;;;3;\nHeavy;;;heavy;;2;unit\nCase;case;;;;"
    "0,25;parcel\n",
    NULL};

static void test_bands(void)
{
    struct tariff_goods goods = {.units = 1, .weight = 5000};
    struct tariff_question question = question_of("BE", "", 5000);

    ok(build(graded), "bands of everything: %s", text_string(&told));
    ok(price_of(&question, &goods, "kilo") == 563, "5 kg, up to 5: 5.00 and 12.5 %% of it, 0.625, rounded up");
    goods.weight = 5001;
    ok(price_of(&question, &goods, "kilo") == 844, "5.001 kg: 7.00, a begun kilogram 0.50, 12.5 %% of 7.50");
    goods.weight = 1000;
    goods.volume = INT64_C(30000001); /* mm3: 6.0000002 kg at 5000 */
    ok(price_of(&question, &goods, "kilo") == 900, "as large as 6.001 kg: two begun kilograms");
    goods.volume = 0;
    goods.weight = 60001;
    ok(price_of(&question, &goods, "kilo") == -1, "too heavy for two parcels of 30 kg");
    goods.weight = 40000;
    goods.heaviest = 30001;
    ok(price_of(&question, &goods, "kilo") == -1, "one is too heavy for a parcel");
    goods = (struct tariff_goods){.units = 2, .weight = 25000, .longest = 1200, .girth = 3000, .value = 50000};
    ok(price_of(&question, &goods, "kilo") > 0 && price_of(&question, &goods, "box") == 300, "everything at its limit");
    goods.pieces = &(struct parcel_piece){.units = 5, .weight = 5000};
    goods.piece_count = 1;
    ok(price_of(&question, &goods, "case") == 500 + 2 * 300 + 3 * 25, "three parcels of 10 kg, 0.25 each");
    goods.longest = 1201;
    ok(price_of(&question, &goods, "kilo") == -1, "too long");
    goods.longest = 0;
    goods.girth = 3001;
    ok(price_of(&question, &goods, "kilo") == -1, "too large around");
    goods.girth = 0;
    goods.value = 50001;
    ok(price_of(&question, &goods, "kilo") == -1, "too valuable");
    goods.value = 0;
    goods.unweighed = SLICE("A");
    ok(price_of(&question, &goods, "kilo") == -1 && price_of(&question, &goods, "box") == 300, "of a weight nobody knows");
    goods.unweighed = (struct slice){NULL, 0};
    goods.units = 11;
    ok(price_of(&question, &goods, "box") == -1, "above all bands");
    ok(price_of(&question, &goods, "bike") == -1, "no distance is told");
    question.distance = 3000;
    ok(price_of(&question, &goods, "bike") == 400, "three kilometres");
    question.distance = 3501;
    ok(price_of(&question, &goods, "bike") == 600, "and two begun halves");
    ok(price_of(&question, &goods, "sum") == 800, "for 50.00");
    question.bases[false][false] = 5001;
    ok(price_of(&question, &goods, "sum") == 200, "for more");
    question.country = SLICE("LU");
    ok(price_of(&question, &goods, "sum") == 500, "and on the island");
    tariff_release(&tariff);
}

static void test_classes(void)
{
    struct tariff_goods goods = {.units = 3};
    struct tariff_question question = question_of("BE", "", 5000);

    ok(build(graded), "classes of goods");
    goods.classes = UINT64_C(1) << tariff_name_number(&tariff.classes, SLICE("heavy"));
    ok(price_of(&question, &goods, "cool") == 900 + 600, "heavy goods pay for each unit");
    goods.classes = UINT64_C(1) << tariff_name_number(&tariff.classes, SLICE("hazardous"));
    ok(price_of(&question, &goods, "kilo") == -1 && price_of(&question, &goods, "box") == 600, "hazardous ones are excluded");
    goods.classes = UINT64_C(1) << tariff_name_number(&tariff.classes, SLICE("cold"));
    ok(price_of(&question, &goods, "kilo") == -1 && price_of(&question, &goods, "box") == -1 &&
           price_of(&question, &goods, "cool") == 900,
       "cold ones go with who carries them");
    tariff_release(&tariff);
}

static void test_errors(void)
{
    static const struct {
        const char *zones, *services, *rates; /* NULL: the smallest */
        const char *wanted;
    } rows[] = {
        {"zone,countries\nBE,be\n", NULL, NULL, "zones:2 not_a_country countries; "},
        {"zone,countries\nB E,BE\n", NULL, NULL, "zones:2 not_one_word zone; "},
        {"zone,countries,pattern\nBE,BE,(1\n", NULL, NULL, "zones:2 bad_pattern pattern; "},
        {"zone,countries,postcodes\nBE,BE,2-1\n", NULL, NULL, "zones:2 not_a_range postcodes; "},
        {"zone,countries,postcodes\nBE,BE,1*2\n", NULL, NULL, "zones:2 not_a_postcode postcodes; "},
        {NULL, "service,mode\na,train\nb,home\n", "service,price\na,1\nb,x\nb,2,3\n",
         "rates:4 too_many_cells ; rates:3 not_a_number price; services:2 unknown_choice mode; "},
        {NULL, "service,mode,zones\na,home,BE FR\n", "service,zones,price\na,BE,1\nc,BE,1\na,XX,1\n",
         "services:2 unknown_zone zones; rates:3 unknown_service service; rates:4 unknown_zone zones; "},
        {NULL, "service,mode,zones\na,home,BE\n", "service,basis,up_to,price\na,weight,5,1\na,weight,5,2\n",
         "rates:3 duplicate_band up_to; "},
        {NULL, NULL, "service,basis,up_to,price\na,weight,5,1\na,price,6,2\n", "rates:3 mixed_bases basis; "},
        {"zone,countries\nBE,BE\nFR,FR\n", "service,mode,zones\na,home,BE FR\n", "service,zones,price\na,BE,1\n",
         "services:2 no_rate zones; "},
        {"zone,countries,colour\nBE,BE,red\n", "service,mode,free_base\na,home,with_tax without_tax\n", NULL,
         "zones:1 unknown_column ; services:2 contradiction free_base; "},
        {NULL, "service,mode,days_min,days_max,cut_off\na,home,3,2,\na,home,,,25:00\n", NULL,
         "services:2 contradiction days_min; services:3 not_a_time cut_off; "},
        {NULL, "service,mode,carrier,location\na,home,x,huy\nb,home,,\na,home,y,\n", "service,price\na,1\nb,1\n",
         "services:4 other_carrier carrier; "},
        {NULL, NULL, "service;price\na;1,50\na;1.50\n", "rates:3 mixed_decimal_marks price; rates:3 duplicate_band up_to; "},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool right = build_tables(rows[i].zones, rows[i].services, rows[i].rates);

        ok(!right, "wrong tariff %zu is refused", i + 1);
        is_text(text_string(&told), rows[i].wanted, "and why");
        if (tariff.countries)
            tariff_release(&tariff);
    }
}

/* The mark before decimals is told by any number of the file. */
static void test_numbers(void)
{
    static const struct {
        const char *rates;
        amount wanted;
    } rows[] = {
        {"service;price\na;1,5\n", 150},
        {"service;price\na;1.5\n", 150},
        {"service,price\na,1.5\n", 150},
        {"service,price\na,\"1,5\"\n", 150},
        {"service;price\na;1.250\n", 125000},
        {"service,price\na,1.250\n", 125},
        {"service;price\na;1.250,00\n", 125000},
        {"service;price;cost\na;1.250;0.5\n", 125},
        {"\xef\xbb\xbfservice;price\na;4,50 \xe2\x82\xac\n", 450},
        {"service;price;remark\na;2;caf\xe9\n", 200},
    };
    const struct tariff_goods goods = {.units = 1};
    struct tariff_question question = question_of("BE", "", 0);

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        amount came = build_tables(NULL, NULL, rows[i].rates) ? price_of(&question, &goods, "a") : -2;

        ok(came == rows[i].wanted, "spreadsheet %zu says %" PRId64, i + 1, rows[i].wanted);
        tariff_release(&tariff);
    }
}

int main(void)
{
    struct text holidays = TEXT_INIT;

    ok(read_installed("law", "holidays.tsv", &holidays) && calendar_read(&calendar, text_slice(&holidays), &fault), "the holidays");
    text_clear(&holidays);
    ok(read_installed("law", "regions.tsv", &holidays) && calendar_read_regions(&calendar, text_slice(&holidays), &fault),
       "the regions");
    text_release(&holidays);
    test_grid(false);
    test_grid(true);
    test_promise();
    test_regional_holidays();
    test_bases();
    test_places();
    test_carriers();
    test_bands();
    test_classes();
    test_errors();
    test_numbers();
    text_release(&told);
    arena_release(&arena);
    calendar_release(&calendar);
    return tap_end();
}
