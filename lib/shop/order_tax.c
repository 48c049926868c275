/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/order_tax.h"

#include "shop/distance_sales.h"
#include "shop/placing.h"
#include "shop/price_explanation.h"
#include "shop/product.h"
#include "shop/tax_in_prices.h"
#include "shop/vies.h"

void tax_book_release(struct tax_book *book)
{
    vat_law_release(&book->law);
    *book = (struct tax_book)TAX_BOOK_INIT(book->law.read);
}

/* An order on its way through the law. */
struct taxing {
    struct order *order;
    struct tax_book *book;
    struct store *store;
    const struct settings *settings;
    struct arena *arena;
    struct tax_buyer buyer;
    bool crossed;
    bool is_decided[TAX_GOODS_KINDS];
    struct tax_decision decisions[TAX_GOODS_KINDS];
};

static bool read_registrations(struct tax_seller *seller, struct slice numbers, struct arena *arena, struct fault *fault)
{
    size_t room = numbers.length / 4 + 1;
    bool known;

    seller->registrations = arena_take(arena, room * sizeof *seller->registrations);
    while (numbers.length) {
        size_t length = 0;

        while (length < numbers.length && !strchr(" ,", numbers.bytes[length]))
            length++;
        if (length && !vat_number_read((struct slice){numbers.bytes, length}, SLICE(""), "tax.registrations",
                                       &seller->registrations[seller->registration_count], &known, fault))
            return false;
        seller->registration_count += length && known;
        numbers = slice_from(numbers, length < numbers.length ? length + 1 : length);
    }
    return true;
}

static enum unproven_number unproven_of(struct slice word)
{
    if (slice_is(word, "refuse"))
        return UNPROVEN_REFUSE;
    return slice_is(word, "charge") ? UNPROVEN_CHARGE : UNPROVEN_ACCEPT;
}

static bool find_divided(struct tax_book *book, struct slice country, struct fault *fault)
{
    if (memcmp(book->country, country.bytes, 2) == 0)
        return true;
    if (!vat_law_divides(&book->law, country, &book->divides, fault))
        return false;
    memcpy(book->country, country.bytes, 2);
    return true;
}

static bool know_seller(struct tax_book *book, const struct settings *settings, struct arena *arena, struct fault *fault)
{
    struct tax_seller *seller = &book->seller;
    struct slice country = settings->text[COMPANY_COUNTRY];

    *seller = (struct tax_seller){
        .country = country,
        .area = country,
        .is_identified = settings->text[COMPANY_VAT_NUMBER].length,
        .is_small = slice_is(settings->text[TAX_SMALL_BUSINESS], "true"),
        .unproven = unproven_of(settings->text[TAX_UNPROVEN_VAT_NUMBER]),
    };
    seller->has_oss = settings->text[TAX_OSS_SINCE].length && day_read(settings->text[TAX_OSS_SINCE], &seller->oss_since);
    return (!settings->text[TAX_REGISTRATIONS].length ||
            read_registrations(seller, settings->text[TAX_REGISTRATIONS], arena, fault)) &&
           find_divided(book, country, fault);
}

/* An order of ordinary goods within a country that has no places of its own: what products say is the law. */
static bool is_plain(const struct order *order, const struct tax_book *book)
{
    if (book->seller.is_small || book->divides || !slice_equal(order->country, book->seller.country))
        return false;
    for (size_t i = 0; i < order->line_count; i++)
        if (order->lines[i].product.category != TAX_BY_RATE)
            return false;
    return true;
}

/* Of a country without a table, and of a place that levies none of the taxes here, the law is not known: products say it all. */
static bool find_seller_area(struct taxing *work, bool *known, struct fault *fault)
{
    struct tax_seller *seller = &work->book->seller;
    struct vat_place place;

    if (!vat_law_place(&work->book->law, seller->country, work->settings->text[COMPANY_POSTCODE], work->order->day, &place, fault))
        return false;
    seller->area = place.area;
    *known = place.area.length && vat_law_has_rates(&work->book->law, vat_area_country(place.area));
    return true;
}

static bool find_proof(struct taxing *work, struct fault *fault)
{
    enum vies_verdict verdict;
    int64_t days = 0;
    instant at;

    if (!vies_find(work->store, &work->buyer.number, &verdict, &at, fault))
        return false;
    if (!slice_integer(work->settings->text[TAX_VAT_NUMBER_DAYS], DUE_DAYS_LIMIT, &days))
        days = 0;
    if (verdict != VIES_UNKNOWN && vies_is_fresh(verdict, at, work->order->day, days))
        work->buyer.proof = verdict == VIES_VALID ? NUMBER_VALID : NUMBER_INVALID;
    return true;
}

static bool know_buyer(struct taxing *work, struct fault *fault)
{
    const struct order *order = work->order;
    struct customer_tax customer;
    struct slice postcode;

    if (!customer_tax_of(work->store, order->customer_given, work->arena, &customer, fault))
        return false;
    work->buyer.is_business = order->buyer == BUYER_BUSINESS || (order->buyer == BUYER_UNSAID && customer.is_business);
    postcode = order->postcode.bytes ? order->postcode : customer_postcode_in(&customer, order->country);
    if (!vat_law_place(&work->book->law, order->country, postcode, order->day, &work->buyer.place, fault))
        return false;
    if (!customer.vat_number.length)
        return true;
    if (vat_number_judge(customer.vat_number, customer.country.length ? customer.country : order->country, &work->buyer.number) !=
        VAT_NUMBER_RIGHT)
        return true;
    work->buyer.proof = NUMBER_BY_RULE;
    return find_proof(work, fault);
}

static bool decide(struct taxing *work, enum tax_goods goods, const struct tax_decision **decision, struct fault *fault)
{
    *decision = &work->decisions[goods];
    if (work->is_decided[goods])
        return true;
    work->is_decided[goods] = true;
    return tax_treat(&work->book->law, &work->book->seller, &work->buyer, goods, work->order->day, work->crossed,
                     &work->decisions[goods], fault);
}

static bool decide_all(struct taxing *work, struct fault *fault)
{
    const struct tax_decision *decision;

    for (size_t i = 0; i < work->order->line_count; i++)
        if (!decide(work, work->order->lines[i].goods, &decision, fault))
            return false;
    return true;
}

static bool is_origin(const struct taxing *work)
{
    for (int i = 0; i < TAX_GOODS_KINDS; i++)
        if (work->is_decided[i] && work->decisions[i].treatment == TREATED_ORIGIN)
            return true;
    return false;
}

/* What this order adds to the turnover, while it is still one of the seller's own country's tax. */
static bool distance_net(struct taxing *work, amount *net, struct fault *fault)
{
    struct order *order = work->order;
    bool fits = true;

    if (!order_compute_totals(order, work->arena, fault))
        return false;
    *net = order->shipping.given ? order->shipping.net : 0;
    for (size_t i = 0; fits && i < order->line_count; i++)
        fits = !work->decisions[order->lines[i].goods].counts || amount_add(net, order->lines[i].net);
    if (fits && order->tax.is_exchanged)
        fits = exchange_convert(&order->tax.exchange, *net, &order->currency, &order->tax.turnover, net);
    return fits || fault_set(fault, FAULT_REFUSED, "number_too_large", "lines", "the order's total is too large");
}

static bool exceeds(const struct distance_sales *sales, amount more, amount threshold)
{
    return sales->crossed || sales->net + more > threshold;
}

/* The threshold is known in the currencies of Member States: a shop with another one counts in euros. */
static enum vat_rate_answer find_threshold(struct taxing *work, amount *threshold)
{
    static const struct currency euro = {"EUR", 2};
    struct currency *turnover = &work->order->tax.turnover;
    enum vat_rate_answer answer;

    *turnover = work->settings->currency;
    answer = vat_law_threshold(&work->book->law, turnover, work->order->day, threshold);
    if (answer != VAT_NO_SUCH_LEVEL)
        return answer;
    *turnover = euro;
    return vat_law_threshold(&work->book->law, turnover, work->order->day, threshold);
}

/* How what is sold in another currency counts toward the turnover. Without a rate it does not; then nothing may depend on it. */
static bool exchange_turnover(struct taxing *work, struct fault *fault)
{
    struct order_tax *tax = &work->order->tax;
    struct fault unknown = FAULT_INIT;

    if (strcmp(work->order->currency.code, tax->turnover.code) == 0)
        return true;
    tax->is_exchanged = exchange_find(&tax->exchange, work->store, &work->order->currency, &tax->turnover, work->order->day,
                                      exchange_days(work->settings), work->arena, &unknown);
    if (tax->is_exchanged || (unknown.kind == FAULT_REFUSED && !is_origin(work)))
        return true;
    if (unknown.kind != FAULT_REFUSED) {
        *fault = unknown;
        return false;
    }
    return fault_set(fault, FAULT_REFUSED, "threshold_unknown", "currency",
                     "whether distance sales are within the threshold of art. 59c is not known: %s", unknown.reason);
}

/* Whether this sale, or one before it, is above the threshold; then all is decided again. */
static bool meet_threshold(struct taxing *work, amount threshold, struct fault *fault)
{
    struct order *order = work->order;
    struct index *index = store_index(work->store);
    const char *currency = order->tax.turnover.code;
    struct distance_sales sales;
    struct distance_sales before;
    amount net;
    unsigned month;
    unsigned dom;
    int year;

    day_to_civil(order->day, &year, &month, &dom);
    if (!distance_sales_find(index, year, currency, &sales, fault) ||
        !distance_sales_find(index, year - 1, currency, &before, fault) || !distance_net(work, &net, fault))
        return false;
    if (order->counted && order->counted->year == year && strcmp(order->counted->currency, currency) == 0) {
        sales.net -= order->counted->sales.net;
        sales.crossed -= order->counted->sales.crossed;
    }
    order->tax.threshold = THRESHOLD_BEFORE;
    if (!exceeds(&before, 0, threshold) && !exceeds(&sales, net, threshold))
        return true;
    order->tax.threshold = THRESHOLD_CROSSED;
    work->crossed = true;
    memset(work->is_decided, 0, sizeof work->is_decided);
    return decide_all(work, fault);
}

static bool counts(const struct taxing *work)
{
    for (int i = 0; i < TAX_GOODS_KINDS; i++)
        if (work->is_decided[i] && work->decisions[i].counts)
            return true;
    return false;
}

/* A sale that counts toward the threshold, and depends on it where the seller has not chosen. */
static bool count_distance_sale(struct taxing *work, struct fault *fault)
{
    enum vat_rate_answer answer;
    amount threshold = 0;

    if (!counts(work))
        return true;
    work->order->tax.is_distance_sale = true;
    answer = find_threshold(work, &threshold);
    return answer == VAT_NOT_THEN ||
           (exchange_turnover(work, fault) && (!is_origin(work) || meet_threshold(work, threshold, fault)));
}

/* The category of a rate that was given: nothing is charged for the reason that the law has, if it has one. */
static enum tax_category category_given(const struct order_line *line, enum tax_category by_law)
{
    if (line->vat_category != TAX_BY_RATE || line->vat_rate)
        return line->vat_category;
    return by_law;
}

/* A product that is exempt itself has a price without tax, at home as elsewhere. */
static bool is_untaxed(const struct order_line *line)
{
    return line->product.category == TAX_EXEMPT || line->product.category == TAX_OUTSIDE_SCOPE;
}

static void tax_as_products_say(struct order *order)
{
    for (size_t i = 0; i < order->line_count; i++) {
        struct order_line *line = &order->lines[i];

        if (line->rate_is_given || !is_untaxed(line))
            continue;
        line->product.rate = line->vat_rate;
        line->vat_rate = 0;
        line->vat_category = line->product.category;
    }
}

static void explain(const struct order *order, const struct order_line *line, const struct tax_decision *decision,
                    const char *rate_reason)
{
    struct line_explanation *explanation = &order->explanation->lines[line - order->lines];

    explanation->tax_reason = decision->why;
    explanation->tax_article = decision->article;
    explanation->rate_reason = rate_reason;
}

static bool tax_line(struct taxing *work, struct order_line *line, struct fault *fault)
{
    const struct tax_book *book = work->book;
    struct order *order = work->order;
    const struct tax_decision *decision = &work->decisions[line->goods];
    struct taxed_line taxed;

    if (line->rate_is_given) {
        line->vat_category = category_given(line, treatment_category(decision->treatment));
        if (order->explanation)
            explain(order, line, decision, "the rate that was given");
        return tax_rate_check(&book->law, &book->seller, decision, line->vat_rate, order->day, fault);
    }
    if (!is_untaxed(line))
        line->product.rate = line->vat_rate;
    if (!tax_line_decide(&book->law, &book->seller, &work->buyer, decision, &line->product, order->day, &taxed, fault))
        return false;
    if (!taxed.rate && line->vat_rate && !is_untaxed(line) && line->price_is_ours && order->prices_include_tax)
        line_take_tax_off(order, line, line->vat_rate, work->arena);
    line->vat_rate = taxed.rate;
    line->vat_category = taxed.category;
    if (order->explanation)
        explain(order, line, decision, taxed.why);
    return true;
}

/*
 * The charge goes with the goods: it has the rate of the one that is taxed highest, and its category. With nothing but vouchers
 * goes what they would have been taxed at, for carrying them is a supply even so.
 */
static void tax_shipping(struct order *order)
{
    const struct order_line *highest = &order->lines[0];

    if (!order->shipping.given || (order->shipping.rate_is_given && order->shipping.vat_rate))
        return;
    for (size_t i = 1; i < order->line_count; i++)
        if (order->lines[i].vat_rate > highest->vat_rate || (highest->goods == TAX_VOUCHER && order->lines[i].goods != TAX_VOUCHER))
            highest = &order->lines[i];
    if (highest->goods == TAX_VOUCHER) {
        if (!order->shipping.rate_is_given)
            order->shipping.vat_rate = highest->product.rate;
        return;
    }
    if (!order->shipping.rate_is_given)
        order->shipping.vat_rate = highest->vat_rate;
    if (order->shipping.vat_rate == highest->vat_rate)
        order->shipping.vat_category = highest->vat_category;
}

void order_tax_delivery(struct order *order, const struct settings *settings)
{
    if (!slice_is(settings->text[TAX_RULES], "products"))
        tax_shipping(order);
}

void order_divide_shipping(struct order *order, const struct settings *settings, struct arena *arena)
{
    struct order_shipping *shipping = &order->shipping;

    if (!shipping->given || shipping->rate_is_given || !slice_is(settings->text[TAX_SHIPPING], "proportional"))
        return;
    shipping->parts = arena_take(arena, order->line_count * sizeof *shipping->parts);
    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];
        size_t at = 0;

        if (line->goods == TAX_VOUCHER)
            continue;
        while (at < shipping->part_count &&
               (shipping->parts[at].vat_rate != line->vat_rate || shipping->parts[at].vat_category != line->vat_category))
            at++;
        if (at == shipping->part_count)
            shipping->parts[shipping->part_count++] =
                (struct shipping_part){.vat_rate = line->vat_rate, .vat_category = line->vat_category};
    }
    if (shipping->part_count <= 1)
        shipping->part_count = 0;
    else
        shipping->vat_rate = PRODUCT_UNSET;
}

static void note_treatment(struct taxing *work)
{
    struct order *order = work->order;
    enum tax_goods first = order->lines[0].goods;
    const struct tax_decision *decision;

    for (size_t i = 0; i < order->line_count && first != TAX_GOODS; i++)
        if (order->lines[i].goods == TAX_GOODS || first == TAX_VOUCHER)
            first = order->lines[i].goods;
    decision = &work->decisions[first];
    if (work->buyer.is_business)
        order->buyer = BUYER_BUSINESS;
    order->tax.treatment = decision->treatment;
    order->tax.country = vat_area_country(decision->area);
    order->tax.territory = work->buyer.place.name;
    order->tax.proof = work->buyer.proof;
    order->tax.given = decision->treatment != TREATED_DOMESTIC || order->tax.territory.length || order->tax.is_distance_sale;
}

static bool check_shipping_rate(const struct taxing *work, const struct tax_decision *decision, struct fault *fault)
{
    const struct order_shipping *shipping = &work->order->shipping;

    return !shipping->given || !shipping->rate_is_given ||
           tax_rate_check(&work->book->law, &work->book->seller, decision, shipping->vat_rate, work->order->day, fault) ||
           fault_within(fault, "shipping");
}

static bool gives_rate(const struct order *order)
{
    if (order->shipping.given && order->shipping.rate_is_given)
        return true;
    for (size_t i = 0; i < order->line_count; i++)
        if (order->lines[i].rate_is_given)
            return true;
    return false;
}

/* What the request says of a rate is nobody's law; what the catalogue says is the shop's. */
static bool check_given_rates(struct taxing *work, struct fault *fault)
{
    struct order *order = work->order;
    struct tax_decision at_home = {.treatment = TREATED_DOMESTIC};
    bool in_force;

    if (!gives_rate(order))
        return true;
    if (!vat_law_load(&work->book->law, fault) || !find_seller_area(work, &in_force, fault))
        return false;
    at_home.area = work->book->seller.area;
    for (size_t i = 0; in_force && i < order->line_count; i++)
        if (order->lines[i].rate_is_given &&
            !tax_rate_check(&work->book->law, &work->book->seller, &at_home, order->lines[i].vat_rate, order->day, fault))
            return fault_within(fault, "lines[%zu]", i + 1);
    return !in_force || check_shipping_rate(work, &at_home, fault);
}

/* Of a country whose rates are not known here, what its products say holds within it; goods that leave it bear no tax of any
 * country. */
static bool tax_exports(struct taxing *work, struct fault *fault)
{
    struct order *order = work->order;
    const struct tax_decision *decision;
    bool exports = false;

    if (!work->book->seller.area.length || slice_equal(order->country, work->book->seller.country))
        return true;
    if (!know_buyer(work, fault) || !decide(work, TAX_GOODS, &decision, fault))
        return false;
    for (size_t i = 0; i < order->line_count; i++) {
        struct order_line *line = &order->lines[i];

        if (line->goods != TAX_GOODS)
            continue;
        exports = true;
        if (line->rate_is_given)
            line->vat_category = category_given(line, treatment_category(decision->treatment));
        else if (!tax_line(work, line, fault))
            return fault_within(fault, "lines[%zu]", i + 1);
    }
    if (!exports)
        return true;
    tax_shipping(order);
    note_treatment(work);
    return true;
}

bool order_find_tax(struct order *order, struct tax_book *book, struct store *store, const struct settings *settings,
                    struct arena *arena, struct fault *fault)
{
    struct taxing work = {.order = order, .book = book, .store = store, .settings = settings, .arena = arena};

    bool in_force;

    tax_as_products_say(order);
    if (slice_is(settings->text[TAX_RULES], "products"))
        return true;
    if (!know_seller(book, settings, arena, fault))
        return false;
    if (is_plain(order, book))
        return check_given_rates(&work, fault);
    if (!vat_law_load(&book->law, fault))
        return false;
    if (!find_seller_area(&work, &in_force, fault))
        return false;
    if (!in_force)
        return tax_exports(&work, fault);
    if (!know_buyer(&work, fault) || !decide_all(&work, fault) || !count_distance_sale(&work, fault))
        return false;
    for (size_t i = 0; i < order->line_count; i++)
        if (!tax_line(&work, &order->lines[i], fault))
            return fault_within(fault, "lines[%zu]", i + 1);
    if (!check_shipping_rate(&work, &work.decisions[order->lines[0].goods], fault))
        return false;
    tax_shipping(order);
    note_treatment(&work);
    return true;
}

/* The treatment whose words tell why a category charges nothing. */
static const char *treatment_of(enum tax_category category)
{
    static const enum treatment treatments[] = {TREATED_INTRA_COMMUNITY, TREATED_REVERSE_CHARGE, TREATED_EXPORT,
                                                TREATED_OUTSIDE_SCOPE, TREATED_EXEMPT};

    for (size_t i = 0; i < sizeof treatments / sizeof *treatments; i++)
        if (treatment_category(treatments[i]) == category)
            return treatment_name(treatments[i]);
    return NULL;
}

/* Of a product that is exempt itself: its own reason. */
static struct slice exemption_of(const struct order *order)
{
    for (size_t i = 0; i < order->line_count; i++)
        if (order->lines[i].vat_category == TAX_EXEMPT && order->lines[i].exemption.length)
            return order->lines[i].exemption;
    return (struct slice){NULL, 0};
}

/* Nothing is outside the scope but what vouchers were sold for. */
static bool only_vouchers(const struct order *order)
{
    bool only = true;

    for (size_t i = 0; i < order->line_count; i++)
        only &= order->lines[i].vat_category != TAX_OUTSIDE_SCOPE || order->lines[i].goods == TAX_VOUCHER;
    return only;
}

void order_find_exemptions(struct order *order, const struct tax_book *book, const struct settings *settings)
{
    for (size_t i = 0; i < order->totals.rate_count; i++) {
        struct tax_rate *rate = &order->totals.rates[i];
        bool vouchers = rate->category == TAX_OUTSIDE_SCOPE && only_vouchers(order);
        const char *treatment = vouchers ? "voucher" : treatment_of(rate->category);
        struct slice own = rate->category == TAX_EXEMPT && !book->seller.is_small ? exemption_of(order) : (struct slice){NULL, 0};

        if (slice_starts(own, "VATEX-"))
            rate->exemption_code = own;
        else if (own.length)
            rate->exemption = own;
        else if (treatment && book->law.loaded)
            vat_law_exemption(&book->law, book->seller.country, treatment, settings->text[SHOP_LANGUAGE], order->day,
                              &rate->exemption_code, &rate->exemption);
    }
}
