/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_TAX_TREATMENT_H
#define COLPORTEUR_SHOP_TAX_TREATMENT_H

#include "shop/tax.h"
#include "shop/vat_law.h"
#include "shop/vat_number.h"

/*
 * Whose value added tax a sale bears, and which: from who sells, who buys, where to, what and when. A pure function of its
 * arguments and of the tables of law. Articles are those of Directive 2006/112/EC; colporteur-tax(7) tells it for people.
 *
 * Goods (place: art. 31-33)
 *   within the seller's tax area                     domestic
 *   out of the Union, or to a place in it that levies none     export: art. 146 (1) (a), (b)
 *   to another Member State, to a business with a number that is not of the State of departure   intra_community: art. 138
 *   …with one of the State of departure, which proves no acquisition elsewhere                   domestic: art. 32
 *   …to anybody else: a distance sale                 oss, distance or origin
 * Electronic services (place: art. 44 and 58) and other services (art. 44 and 45)
 *   within the seller's country                      domestic
 *   to a business in another Member State            reverse_charge: art. 44 and 196
 *   to a business outside                            outside_scope: art. 44
 *   electronic ones to a consumer elsewhere          as distance sales; outside the Union outside_scope: art. 58
 *   others to a consumer                             domestic: art. 45
 *
 * Vouchers for several purposes, as gift cards      domestic, and outside the scope: art. 30b (2)
 *
 * A distance sale is taxed where it goes: by the one stop shop, if the seller chose it, or by the seller's registration there. Who
 * has neither taxes at home ("origin") as long as the turnover of all of them stays within the threshold of art. 59c, in this
 * calendar year and in the one before; from the sale on by which it is exceeded, that one included, where it goes (art. 59c (2):
 * "as of that time"; the value of a supply counts when it is made, so the one that exceeds is the first that is above). A supply is
 * not divided: all of an order goes one way.
 *
 * A small enterprise under the exemption of art. 284 charges nothing where its own State's tax would be due.
 */

enum tax_goods { TAX_GOODS, TAX_DIGITAL, TAX_SERVICE, TAX_VOUCHER, TAX_GOODS_KINDS };

enum treatment {
    TREATED_DOMESTIC,
    TREATED_ORIGIN,
    TREATED_OSS,
    TREATED_DISTANCE,
    TREATED_INTRA_COMMUNITY,
    TREATED_REVERSE_CHARGE,
    TREATED_EXPORT,
    TREATED_OUTSIDE_SCOPE,
    TREATED_EXEMPT,
    TREATMENTS
};

const char *treatment_name(enum treatment treatment);                      /* "intra_community" */
bool treatment_find(struct slice name, enum treatment *treatment) CHECKED; /* false: there is none such */
enum tax_category treatment_category(enum treatment treatment);            /* TAX_BY_RATE: there is tax */

enum unproven_number { UNPROVEN_ACCEPT, UNPROVEN_REFUSE, UNPROVEN_CHARGE };
enum number_proof { NUMBER_NONE, NUMBER_BY_RULE, NUMBER_VALID, NUMBER_INVALID };

struct tax_seller {
    struct slice country, area; /* area: of the seller's own address */
    bool is_identified;         /* has a VAT number of its own */
    bool is_small;              /* exempt under art. 284 */
    bool has_oss;
    day oss_since;
    struct vat_number *registrations; /* in other countries */
    size_t registration_count;
    enum unproven_number unproven;
};

struct tax_buyer {
    bool is_business;
    struct vat_place place;
    enum number_proof proof; /* NUMBER_NONE: no number is known, or none whose rule is */
    struct vat_number number;
};

struct tax_decision {
    enum treatment treatment;
    struct slice area; /* whose tax it is; of an export and the like the seller's */
    bool counts;       /* toward the threshold of art. 59c, whatever it is taxed by */
    const char *why;   /* for people: what decided, */
    struct slice
        article; /* and by which law: of the Directive, or of the seller's country outside the Union; empty: none is told */
};

/*
 * `crossed`: this sale, or one before it, exceeded the threshold. Refuses a business whose number is not proven, if the seller
 * wants that ("unproven_vat_number").
 */
bool tax_treat(const struct vat_law *law, const struct tax_seller *seller, const struct tax_buyer *buyer, enum tax_goods goods,
               day tax_point, bool crossed, struct tax_decision *decision, struct fault *fault) CHECKED;

/* What is sold, as the catalogue has it. */
struct taxed_product {
    percent rate;               /* at home */
    enum tax_category category; /* TAX_BY_RATE: by the rate. AE: reverse charge between businesses of the same country */
    struct slice rates_abroad;  /* {"FR":"5.5"}, as written; bytes NULL: those of the same level */
};

struct taxed_line {
    percent rate;
    enum tax_category category;
    const char *why; /* this rate */
};

/* The rate and category of a line. Refuses a rate that nobody knows that day ("unknown_rate"). */
bool tax_line_decide(const struct vat_law *law, const struct tax_seller *seller, const struct tax_buyer *buyer,
                     const struct tax_decision *decision, const struct taxed_product *product, day tax_point,
                     struct taxed_line *line, struct fault *fault) CHECKED;

/* Whether a rate that an order brings along is one that may be: of the area it goes to or of the seller's, that day, or none. */
bool tax_rate_check(const struct vat_law *law, const struct tax_seller *seller, const struct tax_decision *decision, percent rate,
                    day tax_point, struct fault *fault) CHECKED;

#endif
