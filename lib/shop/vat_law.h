/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_VAT_LAW_H
#define COLPORTEUR_SHOP_VAT_LAW_H

#include "base/arena.h"
#include "base/date.h"
#include "base/money.h"
#include "base/pattern.h"

#include <stdbool.h>

/*
 * What the law says of value added tax, by day: tables of dated rows, so that a changed law is a changed row. Each table says
 * what its columns are.
 *
 *   vat-rates.tsv        rates of a tax area by level
 *   vat-territories.tsv  places that are not simply their country's, by postcode
 *   eu-members.tsv       Member States
 *   vat-thresholds.tsv   the turnover of art. 59c of Directive 2006/112/EC, by currency
 *   vat-exemptions.tsv   what a document says where no tax is charged
 *   vat-articles.tsv     which law decides, of sellers outside the Union
 *
 * A tax area is a country, or a part of one that has rates of its own: "AT", "AT-JM". Most orders of most shops need none of it:
 * the tables are read when something is asked, by the function that the law was given (lib/shop opens no files).
 */

enum vat_level { VAT_STANDARD, VAT_REDUCED, VAT_REDUCED2, VAT_SUPER_REDUCED, VAT_PARKING, VAT_ZERO, VAT_SPECIAL, VAT_LEVELS };

struct vat_law {
    bool (*read)(const char *file, struct text *table, struct fault *fault); /* fills the text with a file of share/law */
    bool loaded;
    struct arena arena;
    struct vat_rate_row *rates;
    struct vat_territory_row *territories;
    struct vat_member_row *members;
    struct vat_threshold_row *thresholds;
    struct vat_exemption_row *exemptions;
    struct vat_article_row *articles;
    size_t rate_count, territory_count, member_count, threshold_count, exemption_count, article_count;
    struct pattern_matcher matcher;
};

#define VAT_LAW_INIT(read_table)                                                                                                   \
    {                                                                                                                              \
        .read = (read_table), .arena = ARENA_INIT                                                                                  \
    }

void vat_law_release(struct vat_law *law);

/* Reads the tables, once. A table with a row that is none of it is a fault (FAULT_USAGE, "wrong_table"), which names the line. */
bool vat_law_load(struct vat_law *law, struct fault *fault) CHECKED;

/* Whether a country has places that are not simply its own. All that is asked for most orders, and read for it alone. */
bool vat_law_divides(struct vat_law *law, struct slice country, bool *divides, struct fault *fault) CHECKED;

/* What follows needs the law loaded. Countries are ISO 3166 codes; XI, Northern Ireland, is a member for goods alone. */

bool vat_law_member(const struct vat_law *law, struct slice country, day of);
bool vat_law_has_rates(const struct vat_law *law, struct slice country); /* at any time */
const char *vat_level_name(enum vat_level level);

/*
 * The rate of a level in an area. A part of a country without a row of the level has the country's. VAT_NO_SUCH_LEVEL: the
 * area never had it; VAT_NOT_THEN: it is not known for that day.
 */
enum vat_rate_answer { VAT_RATE_KNOWN, VAT_NO_SUCH_LEVEL, VAT_NOT_THEN };
enum vat_rate_answer vat_law_rate(const struct vat_law *law, struct slice area, enum vat_level level, day of, percent *rate);

/* The level of a rate in an area, the first in the order of the levels. false: the area has no such rate that day. */
bool vat_law_level(const struct vat_law *law, struct slice area, percent rate, day of, enum vat_level *level);

/* Where a place belongs. For what has no row: to its country, and name is empty. Texts are the law's, or the country given. */
struct vat_place {
    struct slice country;   /* as the address says */
    struct slice area;      /* whose tax is levied there on services; "" : none */
    struct slice for_goods; /* the same for goods: XI for Northern Ireland */
    struct slice name;
};
bool vat_law_place(struct vat_law *law, struct slice country, struct slice postcode, day of, struct vat_place *place,
                   struct fault *fault) CHECKED;

/* The threshold of distance sales. VAT_NOT_THEN: there was none that day; VAT_NO_SUCH_LEVEL: none is known in that currency. */
enum vat_rate_answer vat_law_threshold(const struct vat_law *law, const struct currency *currency, day of, amount *threshold);

/* What a document of a seller in `country` says: `treatment` is a word of colporteur-tax(7). Without bytes: the table has none.
 */
void vat_law_exemption(const struct vat_law *law, struct slice country, const char *treatment, struct slice language, day of,
                       struct slice *code, struct slice *text);

/* The law of a country outside the Union by which such a sale ("goods", "digital", "service", "voucher") is treated so; empty: it
 * is not known here. */
struct slice vat_law_article(const struct vat_law *law, struct slice country, const char *treatment, const char *sold);

static inline struct slice vat_area_country(struct slice area)
{
    return (struct slice){area.bytes, area.length < 2 ? area.length : 2};
}

#endif
