/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "shop/tax_treatment.h"

#include <stdlib.h>

static struct fault fault = FAULT_INIT;

static bool read_law(const char *file, struct text *table, struct fault *why)
{
    const char *data = getenv("COLPORTEUR_DATADIR");
    char room[4096];
    FILE *stream;
    size_t got;

    snprintf(room, sizeof room, "%s/law/%s", data ? data : "share", file);
    stream = fopen(room, "r");
    if (!stream)
        return fault_system(why, "system", "%s", room);
    while ((got = fread(room, 1, sizeof room, stream)) > 0)
        text_add(table, room, got);
    fclose(stream);
    return true;
}

static struct vat_law law = VAT_LAW_INIT(read_law);

static day day_of(const char *text)
{
    day value = 0;

    if (!day_read(slice_of(text), &value))
        printf("# %s is no day\n", text);
    return value;
}

static percent rate_of(const char *text)
{
    percent value = -2;

    if (!percent_read(slice_of(text), NULL, &value, &fault))
        printf("# %s is no rate\n", text);
    return value;
}

/* A situation in words: "from" is a country, +oss since 2026-07-01, +small, +anonymous (no VAT number), +FR (registered there). */
static struct tax_seller seller_of(const char *from)
{
    static struct vat_number french = {"FR83404833048", 13, {'F', 'R'}};
    struct tax_seller seller = {.country = {from, 2}, .area = {from, 2}, .is_identified = !strstr(from, "+anonymous")};

    seller.has_oss = strstr(from, "+oss") != NULL;
    seller.oss_since = day_of("2026-07-01");
    seller.is_small = strstr(from, "+small") != NULL;
    if (strstr(from, "+FR")) {
        seller.registrations = &french;
        seller.registration_count = 1;
    }
    if (strstr(from, "+charge"))
        seller.unproven = UNPROVEN_CHARGE;
    if (strstr(from, "+refuse"))
        seller.unproven = UNPROVEN_REFUSE;
    return seller;
}

/* "FR 75001", "FR 75001 +business", "FR 75001 FR83404833048". */
static struct tax_buyer buyer_of(const char *to, day of)
{
    struct tax_buyer buyer = {0};
    char word[3][32] = {"", "", ""};

    sscanf(to, "%31s %31s %31s", word[0], word[1], word[2]);
    if (!vat_law_place(&law, (struct slice){to, 2}, slice_of(strcmp(word[1], "-") == 0 ? "" : word[1]), of, &buyer.place, &fault))
        printf("# %s is no place: %s\n", to, fault.reason);
    buyer.is_business = word[2][0];
    if (word[2][0] && word[2][0] != '+' && vat_number_judge(slice_of(word[2]), SLICE(""), &buyer.number) == VAT_NUMBER_RIGHT)
        buyer.proof = NUMBER_BY_RULE;
    return buyer;
}

static void test_treatments(void)
{
    static const struct {
        const char *from, *to;
        enum tax_goods goods;
        const char *on;
        bool crossed;
        const char *treatment, *area;
    } rows[] = {
        {"BE", "BE 4500", TAX_GOODS, "2026-11-22", false, "domestic", "BE"},
        {"BE", "BE 4500", TAX_DIGITAL, "2026-11-22", true, "domestic", "BE"},
        {"BE", "BE 4500 +business", TAX_SERVICE, "2026-11-22", false, "domestic", "BE"},
        {"BE", "FR 75001", TAX_GOODS, "2026-11-22", false, "origin", "BE"},
        {"BE", "FR 75001", TAX_GOODS, "2026-11-22", true, "oss", "FR"},
        {"BE", "FR 75001", TAX_DIGITAL, "2026-11-22", true, "oss", "FR"},
        {"BE", "FR 75001", TAX_SERVICE, "2026-11-22", true, "domestic", "BE"},
        {"BE+oss", "FR 75001", TAX_GOODS, "2026-11-22", false, "oss", "FR"},
        {"BE+oss", "FR 75001", TAX_GOODS, "2026-06-30", false, "origin", "BE"},
        {"BE+FR", "FR 75001", TAX_GOODS, "2026-11-22", false, "distance", "FR"},
        {"BE+FR+oss", "FR 75001", TAX_GOODS, "2026-11-22", false, "oss", "FR"},
        {"BE+FR", "DE 10115", TAX_GOODS, "2026-11-22", false, "origin", "BE"},
        {"BE", "FR 75001 FR83404833048", TAX_GOODS, "2026-11-22", true, "intra_community", "BE"},
        {"BE", "FR 75001 FR83404833048", TAX_DIGITAL, "2026-11-22", false, "reverse_charge", "BE"},
        {"BE", "FR 75001 FR83404833048", TAX_SERVICE, "2026-11-22", false, "reverse_charge", "BE"},
        {"BE", "FR 75001 +business", TAX_GOODS, "2026-11-22", false, "origin", "BE"},
        {"BE", "FR 75001 +business", TAX_SERVICE, "2026-11-22", false, "domestic", "BE"},
        {"BE", "FR 75001 BE0123456749", TAX_GOODS, "2026-11-22", true, "domestic", "BE"},
        {"BE", "FR 75001 DE238083681", TAX_GOODS, "2026-11-22", false, "intra_community", "BE"},
        {"BE", "BE 4500 FR83404833048", TAX_GOODS, "2026-11-22", false, "domestic", "BE"},
        {"BE", "BE 4500 FR83404833048", TAX_SERVICE, "2026-11-22", false, "reverse_charge", "BE"},
        {"BE+anonymous", "FR 75001 FR83404833048", TAX_GOODS, "2026-11-22", false, "origin", "BE"},
        {"BE+charge", "FR 75001 FR83404833048", TAX_GOODS, "2026-11-22", false, "origin", "BE"},
        {"BE", "NO 0150", TAX_GOODS, "2026-11-22", true, "export", "BE"},
        {"BE", "NO 0150", TAX_DIGITAL, "2026-11-22", false, "outside_scope", "BE"},
        {"BE", "NO 0150", TAX_SERVICE, "2026-11-22", false, "domestic", "BE"},
        {"BE", "US - +business", TAX_SERVICE, "2026-11-22", false, "outside_scope", "BE"},
        {"BE", "GB SW1A1AA", TAX_GOODS, "2026-11-22", false, "export", "BE"},
        {"BE", "GB SW1A1AA", TAX_GOODS, "2020-06-30", false, "origin", "BE"},
        {"BE", "GB bt11aa", TAX_GOODS, "2026-11-22", true, "oss", "XI"},
        {"BE", "GB BT11AA", TAX_DIGITAL, "2026-11-22", true, "outside_scope", "BE"},
        {"BE", "GB BT11AA XI542133774", TAX_GOODS, "2026-11-22", false, "intra_community", "BE"},
        {"BE", "ES 35001", TAX_GOODS, "2026-11-22", true, "export", "BE"},
        {"BE", "ES 35001", TAX_DIGITAL, "2026-11-22", true, "outside_scope", "BE"},
        {"BE", "ES 28001", TAX_GOODS, "2026-11-22", true, "oss", "ES"},
        {"BE", "ES 51001", TAX_GOODS, "2026-11-22", true, "export", "BE"},
        {"BE", "FR 97400", TAX_GOODS, "2026-11-22", true, "export", "BE"},
        {"BE", "RE 97400", TAX_GOODS, "2026-11-22", true, "export", "BE"},
        {"BE", "FR 98000", TAX_GOODS, "2026-11-22", true, "oss", "FR"},
        {"BE", "MC 98000", TAX_GOODS, "2026-11-22", true, "oss", "FR"},
        {"BE", "FR F-20000", TAX_GOODS, "2026-11-22", true, "oss", "FR-20"},
        {"BE", "PT 9000-123", TAX_GOODS, "2026-11-22", true, "oss", "PT-30"},
        {"BE", "PT 9500", TAX_GOODS, "2026-11-22", true, "oss", "PT-20"},
        {"BE", "PT 1000-001", TAX_GOODS, "2026-11-22", true, "oss", "PT"},
        {"BE", "DE 78266", TAX_GOODS, "2026-11-22", true, "export", "BE"},
        {"BE", "DE D-27498", TAX_GOODS, "2026-11-22", true, "export", "BE"},
        {"BE", "DE 87491", TAX_GOODS, "2026-11-22", true, "oss", "AT-JM"},
        {"BE", "AT 6691", TAX_GOODS, "2026-11-22", true, "oss", "AT-JM"},
        {"BE", "IT 23041", TAX_GOODS, "2026-11-22", true, "export", "BE"},
        {"BE", "IT 22061", TAX_GOODS, "2026-11-22", true, "export", "BE"},
        {"BE", "GR 63086", TAX_GOODS, "2026-11-22", true, "export", "BE"},
        {"BE", "FI 22100", TAX_GOODS, "2026-11-22", true, "export", "BE"},
        {"BE", "AX 22100", TAX_GOODS, "2026-11-22", true, "export", "BE"},
        {"FR", "FR 97400", TAX_GOODS, "2026-11-22", false, "export", "FR"},
        {"FR", "FR 20000", TAX_GOODS, "2026-11-22", false, "domestic", "FR-20"},
        {"FR", "MC 98000", TAX_GOODS, "2026-11-22", false, "domestic", "FR"},
        {"ES", "ES 38001", TAX_GOODS, "2026-11-22", false, "export", "ES"},
        {"BE+small", "BE 4500", TAX_GOODS, "2026-11-22", false, "exempt", "BE"},
        {"BE+small", "FR 75001", TAX_GOODS, "2026-11-22", false, "exempt", "BE"},
        {"BE+small", "FR 75001", TAX_GOODS, "2026-11-22", true, "oss", "FR"},
        {"BE+small", "FR 75001 FR83404833048", TAX_GOODS, "2026-11-22", false, "exempt", "BE"},
        {"GB", "BE 4500", TAX_GOODS, "2026-11-22", false, "export", "GB"},
        {"GB", "GB BT11AA", TAX_GOODS, "2026-11-22", false, "domestic", "GB"},
        {"GB", "IM IM11AA", TAX_GOODS, "2026-11-22", false, "domestic", "GB"},
        {"GB", "GB JE11AA", TAX_GOODS, "2026-11-22", false, "export", "GB"},
        {"CH", "CH 8001", TAX_GOODS, "2026-11-22", false, "domestic", "CH"},
        {"CH", "FR 75001", TAX_DIGITAL, "2026-11-22", false, "outside_scope", "CH"},
        {"CH+oss", "FR 75001", TAX_DIGITAL, "2026-11-22", false, "oss", "FR"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        day on = day_of(rows[i].on);
        struct tax_seller seller = seller_of(rows[i].from);
        struct tax_buyer buyer = buyer_of(rows[i].to, on);
        struct tax_decision decision;

        if (!ok(tax_treat(&law, &seller, &buyer, rows[i].goods, on, rows[i].crossed, &decision, &fault),
                "%s to %s, kind %d, on %s%s", rows[i].from, rows[i].to, rows[i].goods, rows[i].on,
                rows[i].crossed ? ", crossed" : ""))
            continue;
        is_text(treatment_name(decision.treatment), rows[i].treatment, "is treated as %s", rows[i].treatment);
        is_bytes(decision.area.bytes, decision.area.length, rows[i].area, "with the tax of %s", rows[i].area);
        ok(decision.why && decision.why[0], "and a reason");
    }
}

/* Whose law is cited: the Union's of its members and of what is sold into it, else that of the seller's country, if it is known. */
static void test_articles(void)
{
    static const struct {
        const char *from, *to;
        enum tax_goods goods;
        const char *article;
    } rows[] = {
        {"BE", "NO 0150", TAX_GOODS, "art. 146 (1)"},
        {"BE", "BE 4500", TAX_VOUCHER, "art. 30b (2)"},
        {"GB", "GB LS1", TAX_GOODS, "VAT Act 1994, s. 7(2)"},
        {"GB", "FR 75001", TAX_GOODS, "VAT Act 1994, s. 30(6)"},
        {"GB", "GB LS1", TAX_VOUCHER, "VAT Act 1994, sch. 10B"},
        {"GB+oss", "FR 75001", TAX_DIGITAL, "art. 358a"},
        {"CH", "FR 75001", TAX_GOODS, "MWSTG art. 23(2)(1)"},
        {"NO", "NO 0150", TAX_VOUCHER, ""},
        {"US", "FR 75001", TAX_GOODS, ""},
        {"US", "US 10001", TAX_SERVICE, ""},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const day on = day_of("2026-11-22");
        struct tax_seller seller = seller_of(rows[i].from);
        struct tax_buyer buyer = buyer_of(rows[i].to, on);
        struct tax_decision decision;

        ok(tax_treat(&law, &seller, &buyer, rows[i].goods, on, false, &decision, &fault) &&
               slice_is(decision.article, rows[i].article),
           "%s to %s: \"%s\"", rows[i].from, rows[i].to, rows[i].article);
    }
}

static void test_refusal(void)
{
    struct tax_seller seller = seller_of("BE+refuse");
    struct tax_buyer buyer = buyer_of("FR 75001 FR83404833048", day_of("2026-11-22"));
    struct tax_decision decision;

    ok(!tax_treat(&law, &seller, &buyer, TAX_GOODS, day_of("2026-11-22"), false, &decision, &fault),
       "an unproven number is refused");
    is_text(fault.code, "unproven_vat_number", "by name, where the shop wants that");
    buyer.proof = NUMBER_VALID;
    ok(tax_treat(&law, &seller, &buyer, TAX_GOODS, day_of("2026-11-22"), false, &decision, &fault) &&
           decision.treatment == TREATED_INTRA_COMMUNITY,
       "a proven one is not");
}

static void test_rates(void)
{
    static const struct {
        const char *to, *on, *home, *abroad, *wanted; /* wanted NULL: refused */
    } rows[] = {
        {"FR 75001", "2026-11-22", "21", NULL, "20"}, {"FR 75001", "2013-12-31", "21", NULL, "19.6"},
        {"FR 75001", "2026-11-22", "6", NULL, "5.5"}, {"FR 75001", "2026-11-22", "6", "{\"FR\":\"2.1\"}", "2.1"},
        {"FR 75001", "2026-11-22", "12", NULL, "10"}, {"FR 20000", "2026-11-22", "6", NULL, "2.1"},
        {"FR 20000", "2026-11-22", "21", NULL, "20"}, {"DE 10115", "2020-07-01", "21", NULL, "16"},
        {"DE 10115", "2020-12-31", "6", NULL, "5"},   {"DE 10115", "2021-01-01", "6", NULL, "7"},
        {"DE 10115", "2026-11-22", "12", NULL, "19"}, {"DK 1050", "2026-11-22", "6", NULL, "25"},
        {"FI 00100", "2024-08-31", "21", NULL, "24"}, {"FI 00100", "2024-09-01", "21", NULL, "25.5"},
        {"PT 9000", "2026-11-22", "6", NULL, "4"},    {"AT 6691", "2026-11-22", "21", NULL, "19"},
        {"AT 6691", "2026-11-22", "6", NULL, "10"},   {"LU 1111", "2023-05-05", "21", NULL, "16"},
        {"FR 75001", "2026-11-22", "17", NULL, NULL}, {"FR 75001", "1999-01-01", "21", NULL, NULL},
    };
    struct tax_seller seller = seller_of("BE");

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        day on = day_of(rows[i].on);
        struct tax_buyer buyer = buyer_of(rows[i].to, on);
        struct tax_decision decision = {.treatment = TREATED_OSS, .area = buyer.place.for_goods};
        struct taxed_product product = {.rate = rate_of(rows[i].home)};
        struct taxed_line line;

        if (rows[i].abroad)
            product.rates_abroad = slice_of(rows[i].abroad);
        fault = (struct fault)FAULT_INIT;
        if (!tax_line_decide(&law, &seller, &buyer, &decision, &product, on, &line, &fault)) {
            ok(!rows[i].wanted, "%s %% of Belgium is unknown in %s on %s", rows[i].home, rows[i].to, rows[i].on);
            is_text(fault.code, "unknown_rate", "and refused by name");
            continue;
        }
        is_int(line.rate, rows[i].wanted ? rate_of(rows[i].wanted) : -1, "%s %% of Belgium is %s %% in %s on %s", rows[i].home,
               rows[i].wanted ? rows[i].wanted : "unknown", rows[i].to, rows[i].on);
    }
}

/* A product whose buyer owes the tax: for a business of the same country alone. */
static void test_domestic_reverse_charge(void)
{
    day on = day_of("2026-11-22");
    struct tax_seller seller = seller_of("BE");
    struct taxed_product product = {.rate = rate_of("21"), .category = TAX_REVERSE_CHARGE};
    struct tax_decision decision = {.treatment = TREATED_DOMESTIC, .area = SLICE("BE")};
    struct tax_buyer business = buyer_of("BE 4500 BE0123456749", on);
    struct tax_buyer consumer = buyer_of("BE 4500", on);
    struct taxed_line line;

    ok(tax_line_decide(&law, &seller, &business, &decision, &product, on, &line, &fault) && line.category == TAX_REVERSE_CHARGE &&
           !line.rate,
       "a business owes it");
    ok(tax_line_decide(&law, &seller, &consumer, &decision, &product, on, &line, &fault) && line.category == TAX_BY_RATE &&
           line.rate == product.rate,
       "a consumer pays it");
}

/* "START,STOP,CODES,CURRENCY,RATE,TYPE,…": what others say of a standard rate, where a row of theirs is one country's. */
static void compare_line(char *line, int *compared)
{
    char from[16], until[16], rate[16], country[3], kind[16];
    percent wanted;
    percent found;

    if (sscanf(line, "%10[0-9-],%10[0-9-],%2[A-Z],%*3[A-Z],0.%9[0-9],%15[a-z]", from, until, country, rate, kind) != 5 &&
        (until[0] = '\0', sscanf(line, "%10[0-9-],,%2[A-Z],%*3[A-Z],0.%9[0-9],%15[a-z]", from, country, rate, kind) != 4))
        return;
    if (!vat_law_member(&law, (struct slice){country, 2}, day_of("2026-01-01")))
        return;
    wanted = (percent)(strtod(rate, NULL) * 100 * PERCENT_UNIT);
    for (size_t i = strlen(rate); i; i--)
        wanted /= 10;
    if (vat_law_rate(&law, (struct slice){country, 2}, VAT_STANDARD, day_of(from), &found) != VAT_RATE_KNOWN)
        return;
    ++*compared;
    is_int(found, wanted, "the standard rate of %s on %s is what others say", country, from);
}

static void test_as_others_say(void)
{
    const char *srcdir = getenv("srcdir");
    char path[4096];
    char line[2000];
    int compared = 0;
    FILE *file;

    snprintf(path, sizeof path, "%s/../shared/data/fiscal/kdeldycke-vat-rates/vat_rates.csv", srcdir ? srcdir : ".");
    file = fopen(path, "r");
    if (!file) {
        skip("../shared/data/fiscal is not here");
        return;
    }
    while (fgets(line, sizeof line, file))
        compare_line(line, &compared);
    fclose(file);
    ok(compared > 40, "%d rates were compared", compared);
}

static void test_thresholds(void)
{
    static const struct currency euro = {"EUR", 2}, dollar = {"USD", 2};
    amount threshold = 0;

    is_int(vat_law_threshold(&law, &euro, day_of("2026-11-22"), &threshold), VAT_RATE_KNOWN, "there is a threshold in euro");
    is_int(threshold, 1000000, "of 10,000");
    is_int(vat_law_threshold(&law, &euro, day_of("2021-06-30"), &threshold), VAT_NOT_THEN, "there was none before July 2021");
    is_int(vat_law_threshold(&law, &dollar, day_of("2026-11-22"), &threshold), VAT_NO_SUCH_LEVEL, "none is known in dollars");
}

static bool read_wrong_law(const char *file, struct text *table, struct fault *why)
{
    if (strcmp(file, "vat-territories.tsv") != 0)
        return read_law(file, table, why);
    text_add_string(table, "# one that is none\nES\t35\\d{3}\tCanary Islands\tsomewhere\t-\t-\tof nothing\n");
    return true;
}

static void test_wrong_table(void)
{
    struct vat_law wrong = VAT_LAW_INIT(read_wrong_law);

    ok(!vat_law_load(&wrong, &fault), "a row that is none is refused");
    is_text(fault.code, "wrong_table", "by name");
    is_text(fault.reason, "vat-territories.tsv, line 2: is no row of it", "and by its line");
    vat_law_release(&wrong);
}

int main(void)
{
    if (!ok(vat_law_load(&law, &fault), "the law can be read"))
        return tap_end();
    test_treatments();
    test_articles();
    test_refusal();
    test_rates();
    test_domestic_reverse_charge();
    test_as_others_say();
    test_thresholds();
    test_wrong_table();
    vat_law_release(&law);
    return tap_end();
}
