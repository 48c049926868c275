/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/tax_treatment.h"

#include "json/scan.h"

static const struct {
    const char *name;
    enum tax_category category;
} treatments[TREATMENTS] = {
    {"domestic", TAX_BY_RATE},
    {"origin", TAX_BY_RATE},
    {"oss", TAX_BY_RATE},
    {"distance", TAX_BY_RATE},
    {"intra_community", TAX_INTRA_COMMUNITY},
    {"reverse_charge", TAX_REVERSE_CHARGE},
    {"export", TAX_EXPORT},
    {"outside_scope", TAX_OUTSIDE_SCOPE},
    {"exempt", TAX_EXEMPT},
};

static const char *const goods_names[TAX_GOODS_KINDS] = {"goods", "digital", "service", "voucher"};

const char *treatment_name(enum treatment treatment)
{
    return treatments[treatment].name;
}

bool treatment_find(struct slice name, enum treatment *treatment)
{
    for (int i = 0; i < TREATMENTS; i++)
        if (slice_is(name, treatments[i].name)) {
            *treatment = (enum treatment)i;
            return true;
        }
    return false;
}

enum tax_category treatment_category(enum treatment treatment)
{
    return treatments[treatment].category;
}

static bool decide(struct tax_decision *decision, enum treatment treatment, struct slice area, const char *why, const char *article)
{
    decision->treatment = treatment;
    decision->area = area;
    decision->why = why;
    decision->article = slice_of(article);
    return true;
}

static bool same_country(struct slice a, struct slice b)
{
    return slice_equal(vat_area_country(a), vat_area_country(b));
}

static bool is_registered(const struct tax_seller *seller, struct slice country)
{
    for (size_t i = 0; i < seller->registration_count; i++)
        if (slice_equal((struct slice){seller->registrations[i].country, 2}, country))
            return true;
    return false;
}

/* A business that gave a number which may be believed: of a Member State, or of the country where it gets the service. */
static bool has_number(const struct vat_law *law, const struct tax_seller *seller, const struct tax_buyer *buyer, day of, bool *has,
                       struct fault *fault)
{
    struct slice country = {buyer->number.country, 2};

    *has =
        buyer->is_business && (buyer->proof == NUMBER_BY_RULE || buyer->proof == NUMBER_VALID) && vat_law_member(law, country, of);
    if (!*has || buyer->proof == NUMBER_VALID || seller->unproven == UNPROVEN_ACCEPT)
        return true;
    if (seller->unproven == UNPROVEN_REFUSE)
        return fault_set(fault, FAULT_REFUSED, "unproven_vat_number", "customer.vat_number",
                         "\"%s\" can be a number, but nobody has said that it is one (setting tax.unproven_vat_number)",
                         buyer->number.text);
    *has = false;
    return true;
}

static bool treat_distance_sale(const struct tax_seller *seller, struct slice area, day of, bool crossed,
                                struct tax_decision *decision)
{
    decision->counts = true;
    if (seller->has_oss && of >= seller->oss_since)
        return decide(decision, TREATED_OSS, area, "to a consumer in another Member State, of a seller in the one stop shop",
                      "art. 33 (a), 58, 369b");
    if (is_registered(seller, vat_area_country(area)))
        return decide(decision, TREATED_DISTANCE, area, "to a consumer in another Member State, where the seller is registered",
                      "art. 33 (a), 58");
    if (crossed)
        return decide(decision, TREATED_OSS, area,
                      "to a consumer in another Member State, above the threshold of this year or the last", "art. 59c (2)");
    return decide(decision, TREATED_ORIGIN, seller->area,
                  "to a consumer in another Member State, within the threshold of this year and the last", "art. 59c (1)");
}

static bool treat_goods(const struct vat_law *law, const struct tax_seller *seller, const struct tax_buyer *buyer, day of,
                        bool crossed, struct tax_decision *decision, struct fault *fault)
{
    struct slice to = buyer->place.for_goods;
    struct slice country = vat_area_country(to);
    bool numbered;

    /* Northern Ireland is the United Kingdom's for those who sell there from it. */
    if (to.length && (same_country(to, seller->area) || (slice_is(country, "XI") && slice_is(seller->country, "GB"))))
        return decide(decision, TREATED_DOMESTIC, slice_is(country, "XI") ? seller->area : to, "goods within the seller's country",
                      "art. 31, 32");
    if (!vat_law_member(law, seller->country, of))
        return decide(decision, TREATED_EXPORT, seller->area, "goods that leave the tax area, by the law of the seller's country",
                      "");
    if (!to.length || !vat_law_member(law, country, of))
        return decide(decision, TREATED_EXPORT, seller->area, "goods that leave the tax area", "art. 146 (1)");
    if (!has_number(law, seller, buyer, of, &numbered, fault))
        return false;
    if (numbered && memcmp(buyer->number.country, seller->country.bytes, 2) == 0)
        return decide(decision, TREATED_DOMESTIC, seller->area,
                      "goods to a business in another Member State with a number of the seller's", "art. 32, not 138 (1) (b)");
    if (numbered && seller->is_identified)
        return decide(decision, TREATED_INTRA_COMMUNITY, seller->area,
                      "goods to a business in another Member State with a VAT number", "art. 138");
    return treat_distance_sale(seller, to, of, crossed, decision);
}

static bool treat_service_to_business(const struct vat_law *law, const struct tax_seller *seller, const struct tax_buyer *buyer,
                                      bool numbered, day of, struct tax_decision *decision)
{
    struct slice country = numbered ? (struct slice){buyer->number.country, 2} : vat_area_country(buyer->place.area);

    if (slice_equal(country, seller->country))
        return decide(decision, TREATED_DOMESTIC, seller->area, "a service to a business of the seller's country", "art. 44");
    if (vat_law_member(law, country, of) && vat_law_member(law, seller->country, of))
        return decide(decision, TREATED_REVERSE_CHARGE, seller->area, "a service to a business of another Member State",
                      "art. 44, 196");
    return decide(decision, TREATED_OUTSIDE_SCOPE, seller->area, "a service to a business of another tax area", "art. 44");
}

static bool treat_service(const struct vat_law *law, const struct tax_seller *seller, const struct tax_buyer *buyer,
                          enum tax_goods goods, day of, bool crossed, struct tax_decision *decision, struct fault *fault)
{
    struct slice to = buyer->place.area;
    struct slice country = vat_area_country(to);
    bool member = to.length && !slice_is(country, "XI") && vat_law_member(law, country, of);
    bool numbered;

    if (!has_number(law, seller, buyer, of, &numbered, fault))
        return false;
    /* Out of the Union there is no number to ask for: who buys as a business is one (Regulation 282/2011 art. 18 (3)). */
    if ((numbered && seller->is_identified && memcmp(buyer->number.country, "XI", 2) != 0) || (buyer->is_business && !member))
        return treat_service_to_business(law, seller, buyer, numbered, of, decision);
    if (goods == TAX_SERVICE)
        return decide(decision, TREATED_DOMESTIC, seller->area, "a service to a consumer, where the seller is", "art. 45");
    if (to.length && same_country(to, seller->area))
        return decide(decision, TREATED_DOMESTIC, to, "an electronic service within the seller's country", "art. 58");
    if (!member)
        return decide(decision, TREATED_OUTSIDE_SCOPE, seller->area, "an electronic service to a consumer outside", "art. 58");
    if (vat_law_member(law, seller->country, of))
        return treat_distance_sale(seller, to, of, crossed, decision);
    if (seller->has_oss && of >= seller->oss_since)
        return decide(decision, TREATED_OSS, to,
                      "an electronic service into the Union, of a seller in the scheme for those outside it", "art. 358a");
    if (is_registered(seller, country))
        return decide(decision, TREATED_DISTANCE, to, "an electronic service to a Member State where the seller is registered",
                      "art. 58");
    return decide(decision, TREATED_OUTSIDE_SCOPE, seller->area, "an electronic service to a consumer of another tax area",
                  "art. 58");
}

bool tax_treat(const struct vat_law *law, const struct tax_seller *seller, const struct tax_buyer *buyer, enum tax_goods goods,
               day tax_point, bool crossed, struct tax_decision *decision, struct fault *fault)
{
    *decision = (struct tax_decision){0};
    if (goods == TAX_VOUCHER)
        decide(decision, TREATED_DOMESTIC, seller->area, "a voucher for several purposes, no supply until it is used",
               "art. 30b (2)");
    else if (goods == TAX_GOODS ? !treat_goods(law, seller, buyer, tax_point, crossed, decision, fault)
                                : !treat_service(law, seller, buyer, goods, tax_point, crossed, decision, fault))
        return false;
    if (goods != TAX_VOUCHER && seller->is_small &&
        (decision->treatment == TREATED_DOMESTIC || decision->treatment == TREATED_ORIGIN ||
         decision->treatment == TREATED_INTRA_COMMUNITY || decision->treatment == TREATED_EXPORT)) {
        decision->treatment = TREATED_EXEMPT;
        decision->why = "a small enterprise's sale, exempt in its own State";
        decision->article = SLICE("art. 284");
    }
    /* Who sells into the Union from outside is taxed there by the Union's law, and in all else by his own country's. */
    if (!vat_law_member(law, seller->country, tax_point) && decision->treatment != TREATED_OSS &&
        decision->treatment != TREATED_DISTANCE)
        decision->article = vat_law_article(law, seller->country, treatment_name(decision->treatment), goods_names[goods]);
    return true;
}

static bool unknown_rate(percent rate, struct slice area, day of, struct fault *fault)
{
    struct text text = TEXT_INIT;

    percent_write(&text, rate);
    text_add_string(&text, " % is no known rate of ");
    text_add_slice(&text, area);
    text_add_string(&text, " on ");
    day_write(&text, of);
    fault_set(fault, FAULT_REFUSED, "unknown_rate", "vat_rate", "%s", text_string(&text));
    text_release(&text);
    return false;
}

/* The rate of the same level, where the goods go. */
static bool rate_by_level(const struct vat_law *law, struct slice home, struct slice area, percent rate, day of,
                          struct taxed_line *line, struct fault *fault)
{
    enum vat_level level;
    enum vat_rate_answer answer;

    if (!vat_law_level(law, home, rate, of, &level))
        return unknown_rate(rate, home, of, fault);
    line->why = "the rate of the same level";
    answer = vat_law_rate(law, area, level, of, &line->rate);
    if (answer == VAT_NO_SUCH_LEVEL || level == VAT_SPECIAL) {
        line->why = "the standard rate, for want of one of the same level";
        answer = vat_law_rate(law, area, VAT_STANDARD, of, &line->rate);
    }
    return answer == VAT_RATE_KNOWN ||
           fault_set(fault, FAULT_REFUSED, "unknown_rate", "vat_rate", "of %.*s no %s rate is known for that day", SLICE_ARGS(area),
                     vat_level_name(level));
}

static bool rate_abroad(const struct taxed_product *product, struct slice area, percent *rate, bool *found, struct fault *fault)
{
    char country[3] = "";
    struct slice value;

    memcpy(country, area.bytes, 2);
    value = product->rates_abroad.bytes ? scan_text(scan_find(product->rates_abroad, country)) : (struct slice){NULL, 0};
    *found = value.bytes != NULL;
    return !*found || percent_read(value, "vat_rates", rate, fault);
}

static bool is_domestic_reverse_charge(const struct tax_seller *seller, const struct tax_buyer *buyer,
                                       const struct tax_decision *decision, const struct taxed_product *product)
{
    return product->category == TAX_REVERSE_CHARGE && decision->treatment == TREATED_DOMESTIC && buyer->is_business &&
           (buyer->proof == NUMBER_BY_RULE || buyer->proof == NUMBER_VALID) &&
           memcmp(buyer->number.country, seller->country.bytes, 2) == 0;
}

bool tax_line_decide(const struct vat_law *law, const struct tax_seller *seller, const struct tax_buyer *buyer,
                     const struct tax_decision *decision, const struct taxed_product *product, day tax_point,
                     struct taxed_line *line, struct fault *fault)
{
    bool found;

    *line = (struct taxed_line){.category = treatment_category(decision->treatment), .why = "nothing is charged"};
    if (line->category != TAX_BY_RATE)
        return true;
    if (is_domestic_reverse_charge(seller, buyer, decision, product)) {
        line->category = TAX_REVERSE_CHARGE;
        line->why = vat_law_member(law, seller->country, tax_point)
                        ? "a product of which the buyer, a business, owes the tax: art. 194-199"
                        : "a product of which the buyer, a business, owes the tax";
        return true;
    }
    if (product->category == TAX_EXEMPT || product->category == TAX_OUTSIDE_SCOPE) {
        line->category = product->category;
        line->why = "as the product says";
        return true;
    }
    line->rate = product->rate;
    line->why = "the product's rate";
    if (slice_equal(decision->area, seller->area))
        return true;
    if (!rate_abroad(product, decision->area, &line->rate, &found, fault))
        return false;
    if (!found)
        return rate_by_level(law, seller->area, decision->area, product->rate, tax_point, line, fault);
    line->why = "the product's rate there";
    return true;
}

bool tax_rate_check(const struct vat_law *law, const struct tax_seller *seller, const struct tax_decision *decision, percent rate,
                    day tax_point, struct fault *fault)
{
    enum vat_level level;

    return !rate || vat_law_level(law, decision->area, rate, tax_point, &level) ||
           vat_law_level(law, seller->area, rate, tax_point, &level) || unknown_rate(rate, decision->area, tax_point, fault);
}
