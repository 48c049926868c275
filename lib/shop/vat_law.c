/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/vat_law.h"

#include "shop/law_table.h"
#include "shop/postcode.h"

static const char *const level_names[] = {"standard", "reduced", "reduced2", "super_reduced", "parking", "zero", "special", NULL};

struct vat_rate_row {
    struct slice area;
    enum vat_level level;
    percent rate;
    day from, until;
};

struct vat_territory_row {
    struct slice country, postcode, name;
    struct slice area; /* "": outside */
    bool goods_alone;
    pcre2_code *code; /* of the postcode; compiled when the country comes up */
    day from, until;
};

struct vat_member_row {
    struct slice country;
    day from, until;
};

struct vat_threshold_row {
    struct currency currency;
    amount amount;
    day from, until;
};

struct vat_exemption_row {
    struct slice country, treatment, language, code, text;
};

struct vat_article_row {
    struct slice country, treatment, sold, article;
};

const char *vat_level_name(enum vat_level level)
{
    return level_names[level];
}

void vat_law_release(struct vat_law *law)
{
    for (size_t i = 0; law->loaded && i < law->territory_count; i++)
        pcre2_code_free(law->territories[i].code);
    if (law->loaded)
        pattern_matcher_release(&law->matcher);
    arena_release(&law->arena);
    *law = (struct vat_law)VAT_LAW_INIT(law->read);
}

static bool read_days(const struct slice *columns, day *from, day *until)
{
    return law_day(columns[0], INT32_MIN, from) && law_day(columns[1], INT32_MAX, until) && columns[2].length;
}

static bool read_rate(const struct slice *columns, void *place)
{
    struct vat_rate_row *row = place;
    struct fault fault = FAULT_INIT;
    int level = 0;

    while (level_names[level] && !slice_is(columns[1], level_names[level]))
        level++;
    row->area = columns[0];
    row->level = (enum vat_level)level;
    return columns[0].length >= 2 && level < VAT_LEVELS && percent_read(columns[2], "rate", &row->rate, &fault) &&
           read_days(columns + 3, &row->from, &row->until);
}

static bool read_territory(const struct slice *columns, void *place)
{
    struct vat_territory_row *row = place;
    struct slice area = columns[3];

    *row = (struct vat_territory_row){.country = columns[0], .postcode = columns[1], .name = columns[2]};
    row->goods_alone = slice_starts(area, "goods as ");
    if (row->goods_alone)
        area = slice_from(area, strlen("goods "));
    if (slice_starts(area, "as "))
        row->area = slice_from(area, strlen("as "));
    return columns[0].length == 2 && columns[1].length && columns[2].length &&
           (row->area.length >= 2 || slice_is(area, "outside")) && read_days(columns + 4, &row->from, &row->until);
}

static bool read_member(const struct slice *columns, void *place)
{
    struct vat_member_row *row = place;

    row->country = columns[0];
    return columns[0].length == 2 && columns[1].length && read_days(columns + 2, &row->from, &row->until);
}

static bool read_threshold(const struct slice *columns, void *place)
{
    struct vat_threshold_row *row = place;
    struct fault fault = FAULT_INIT;

    return currency_find(columns[0], &row->currency, &fault) &&
           amount_read(columns[1], &row->currency, false, "amount", &row->amount, &fault) &&
           read_days(columns + 2, &row->from, &row->until);
}

static bool read_exemption(const struct slice *columns, void *place)
{
    struct vat_exemption_row *row = place;

    *row = (struct vat_exemption_row){columns[0], columns[1], columns[2], columns[3], columns[4]};
    if (slice_is(row->code, "-"))
        row->code = (struct slice){NULL, 0};
    return columns[0].length && columns[1].length && columns[2].length && columns[3].length && columns[4].length;
}

static bool read_article(const struct slice *columns, void *place)
{
    struct vat_article_row *row = place;

    *row = (struct vat_article_row){columns[0], columns[1], columns[2], columns[3]};
    return row->country.length == 2 && row->treatment.length && row->sold.length && row->article.length;
}

/* A table of rows of `size` bytes; NULL: the fault is filled. Their texts are those of the file, kept as a whole. */
static void *read_table(struct vat_law *law, const char *file, size_t columns, size_t size,
                        bool (*read_row)(const struct slice *columns, void *row), size_t *count, struct fault *fault)
{
    enum { COLUMNS_LIMIT = 7 };
    struct slice values[COLUMNS_LIMIT];
    struct text bytes = TEXT_INIT;
    struct law_table table = {{NULL, 0}, 0};
    char *rows;

    if (!law->read(file, &bytes, fault)) {
        text_release(&bytes);
        return NULL;
    }
    table.rest = arena_copy(&law->arena, text_slice(&bytes));
    text_release(&bytes);
    *count = 0;
    for (struct law_table lines = table; law_table_next(&lines, values, columns);)
        ++*count;
    rows = arena_take(&law->arena, *count * size);
    for (size_t i = 0; law_table_next(&table, values, columns); i++)
        if (!read_row(values, rows + i * size)) {
            fault_set(fault, FAULT_USAGE, "wrong_table", NULL, "%s, line %zu: is no row of it", file, table.line);
            return NULL;
        }
    return rows;
}

bool vat_law_divides(struct vat_law *law, struct slice country, bool *divides, struct fault *fault)
{
    struct text bytes = TEXT_INIT;
    char start[] = "\n??\t";
    bool done = law->read("vat-territories.tsv", &bytes, fault);

    if (done && country.length == 2) {
        memcpy(start + 1, country.bytes, 2);
        *divides = memmem(bytes.bytes, bytes.length, start, strlen(start)) != NULL;
    }
    text_release(&bytes);
    return done;
}

bool vat_law_load(struct vat_law *law, struct fault *fault)
{
    if (law->loaded)
        return true;
    law->rates = read_table(law, "vat-rates.tsv", 6, sizeof *law->rates, read_rate, &law->rate_count, fault);
    law->members =
        law->rates ? read_table(law, "eu-members.tsv", 5, sizeof *law->members, read_member, &law->member_count, fault) : NULL;
    if (law->members)
        law->thresholds =
            read_table(law, "vat-thresholds.tsv", 5, sizeof *law->thresholds, read_threshold, &law->threshold_count, fault);
    if (law->thresholds)
        law->exemptions =
            read_table(law, "vat-exemptions.tsv", 5, sizeof *law->exemptions, read_exemption, &law->exemption_count, fault);
    if (law->exemptions)
        law->articles = read_table(law, "vat-articles.tsv", 4, sizeof *law->articles, read_article, &law->article_count, fault);
    if (law->articles)
        law->territories =
            read_table(law, "vat-territories.tsv", 7, sizeof *law->territories, read_territory, &law->territory_count, fault);
    if (!law->territories)
        return false;
    pattern_matcher_init(&law->matcher, 0);
    law->loaded = true;
    return true;
}

bool vat_law_member(const struct vat_law *law, struct slice country, day of)
{
    for (size_t i = 0; i < law->member_count; i++)
        if (slice_equal(law->members[i].country, country) && of >= law->members[i].from && of <= law->members[i].until)
            return true;
    return false;
}

bool vat_law_has_rates(const struct vat_law *law, struct slice country)
{
    for (size_t i = 0; i < law->rate_count; i++)
        if (slice_equal(law->rates[i].area, country))
            return true;
    return false;
}

static enum vat_rate_answer rate_of(const struct vat_law *law, struct slice area, enum vat_level level, day of, percent *rate)
{
    enum vat_rate_answer answer = VAT_NO_SUCH_LEVEL;

    for (size_t i = 0; i < law->rate_count; i++) {
        const struct vat_rate_row *row = &law->rates[i];

        if (row->level != level || !slice_equal(row->area, area))
            continue;
        if (of >= row->from && of <= row->until) {
            *rate = row->rate;
            return VAT_RATE_KNOWN;
        }
        answer = VAT_NOT_THEN;
    }
    return answer;
}

enum vat_rate_answer vat_law_rate(const struct vat_law *law, struct slice area, enum vat_level level, day of, percent *rate)
{
    enum vat_rate_answer answer = rate_of(law, area, level, of, rate);

    return answer == VAT_NO_SUCH_LEVEL && area.length > 2 ? rate_of(law, vat_area_country(area), level, of, rate) : answer;
}

static bool level_of(const struct vat_law *law, struct slice area, percent rate, day of, enum vat_level *level)
{
    bool found = false;

    for (size_t i = 0; i < law->rate_count; i++) {
        const struct vat_rate_row *row = &law->rates[i];

        if (row->rate != rate || of < row->from || of > row->until || !slice_equal(row->area, area))
            continue;
        if (!found || row->level < *level)
            *level = row->level;
        found = true;
    }
    return found;
}

bool vat_law_level(const struct vat_law *law, struct slice area, percent rate, day of, enum vat_level *level)
{
    return level_of(law, area, rate, of, level) || (area.length > 2 && level_of(law, vat_area_country(area), rate, of, level));
}

static bool fits_postcode(struct vat_law *law, struct vat_territory_row *row, struct slice postcode, bool *fits,
                          struct fault *fault)
{
    char reason[200];

    *fits = slice_is(row->postcode, "*");
    if (*fits || !postcode.length)
        return true;
    if (!row->code)
        row->code = pattern_compile(row->postcode, PCRE2_ANCHORED | PCRE2_ENDANCHORED, reason, sizeof reason);
    if (!row->code)
        return fault_set(fault, FAULT_USAGE, "wrong_table", NULL, "vat-territories.tsv, \"%.*s\": %s", SLICE_ARGS(row->postcode),
                         reason);
    *fits = pattern_matches(&law->matcher, row->code, postcode) == 1;
    return true;
}

bool vat_law_place(struct vat_law *law, struct slice country, struct slice postcode, day of, struct vat_place *place,
                   struct fault *fault)
{
    char room[POSTCODE_ROOM];
    struct slice plain = postcode_plain(postcode, room);

    *place = (struct vat_place){.country = country, .area = country, .for_goods = country, .name = SLICE("")};
    for (size_t i = 0; i < law->territory_count; i++) {
        struct vat_territory_row *row = &law->territories[i];
        bool fits;

        if (!slice_equal(row->country, country) || of < row->from || of > row->until)
            continue;
        if (!fits_postcode(law, row, plain, &fits, fault))
            return false;
        if (!fits)
            continue;
        place->name = row->name;
        place->for_goods = row->area;
        if (!row->goods_alone)
            place->area = row->area;
        else if (slice_is(country, "XI"))
            place->area = SLICE("GB");
        return true;
    }
    return true;
}

enum vat_rate_answer vat_law_threshold(const struct vat_law *law, const struct currency *currency, day of, amount *threshold)
{
    enum vat_rate_answer answer = VAT_NOT_THEN;

    for (size_t i = 0; i < law->threshold_count; i++) {
        const struct vat_threshold_row *row = &law->thresholds[i];

        if (of < row->from || of > row->until)
            continue;
        answer = VAT_NO_SUCH_LEVEL;
        if (strcmp(row->currency.code, currency->code) == 0) {
            *threshold = row->amount;
            return VAT_RATE_KNOWN;
        }
    }
    return answer;
}

/* A row of the seller's own country comes before one of the Union, and that before one of any country; 0: it is of none of them. */
static int nearness(const struct vat_law *law, struct slice row_country, struct slice country, day of)
{
    if (slice_equal(row_country, country))
        return 3;
    if (slice_is(row_country, "EU"))
        return vat_law_member(law, country, of) ? 2 : 0;
    return slice_is(row_country, "*") ? 1 : 0;
}

void vat_law_exemption(const struct vat_law *law, struct slice country, const char *treatment, struct slice language, day of,
                       struct slice *code, struct slice *text)
{
    int best = -1;

    *code = *text = (struct slice){NULL, 0};
    for (size_t i = 0; i < law->exemption_count; i++) {
        const struct vat_exemption_row *row = &law->exemptions[i];
        bool any_language = slice_is(row->language, "*");
        int near = nearness(law, row->country, country, of);
        int fit = 2 * near + (any_language ? 0 : 1);

        if (!near || fit <= best || !slice_is(row->treatment, treatment) || !(any_language || slice_equal(row->language, language)))
            continue;
        best = fit;
        *code = row->code;
        *text = row->text;
    }
}

struct slice vat_law_article(const struct vat_law *law, struct slice country, const char *treatment, const char *sold)
{
    for (size_t i = 0; i < law->article_count; i++) {
        const struct vat_article_row *row = &law->articles[i];

        if (slice_equal(row->country, country) && slice_is(row->treatment, treatment) && slice_is(row->sold, sold))
            return row->article;
    }
    return SLICE("");
}
