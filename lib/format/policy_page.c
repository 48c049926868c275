/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/policy_page.h"

/* A page on its way. */
struct paging {
    const struct delivery_policy *policy;
    const struct wording *wording;
    bool markdown;
    struct text *text;
};

/* Markdown takes some signs for its own. */
static void add_plain(struct paging *work, struct slice plain)
{
    for (size_t i = 0; i < plain.length; i++) {
        if (work->markdown && strchr("\\`*_[]<>#|", plain.bytes[i]))
            text_add_byte(work->text, '\\');
        text_add_byte(work->text, plain.bytes[i]);
    }
}

static void add_heading(struct paging *work, const char *mark, struct slice heading)
{
    if (work->markdown)
        text_add_string(work->text, mark);
    add_plain(work, heading);
    text_add_string(work->text, "\n");
}

static void put_price(struct paging *work, price value, struct text *text)
{
    const struct currency *currency = &work->policy->tariff->currency;
    amount whole;

    if (price_times(value, 1, currency, &whole))
        word_money(text, work->wording, whole, currency);
    else
        word_price(text, work->wording, value, currency);
}

/* "5,50 €", or from the lowest to the highest of the bands; a band that grows has no end. */
static void add_prices(struct paging *work, const struct tariff_rate *band)
{
    const struct tariff *tariff = work->policy->tariff;
    price lowest = band->price;
    price highest = band->price;
    bool grows = false;

    for (; band; band = delivery_policy_band_after(tariff, band)) {
        lowest = band->price < lowest ? band->price : lowest;
        highest = band->price > highest ? band->price : highest;
        grows |= band->each != 0;
    }
    if (grows) {
        struct text from = TEXT_INIT;

        put_price(work, lowest, &from);
        word_fill(work->text, work->wording, "policy.from", &(struct place_value){'a', text_slice(&from)}, 1);
        text_release(&from);
        return;
    }
    if (!highest) {
        text_add_slice(work->text, word(work->wording, "policy.nothing"));
        return;
    }
    put_price(work, lowest, work->text);
    if (lowest == highest)
        return;
    text_add_string(work->text, " – ");
    put_price(work, highest, work->text);
}

static void add_free(struct paging *work, const struct tariff_service *service)
{
    struct text above = TEXT_INIT;

    if (!service->has_free)
        return;
    word_money(&above, work->wording, service->free_above, &work->policy->tariff->currency);
    word_mark(work->text, work->wording, "semicolon");
    word_fill(work->text, work->wording, service->free_at ? "policy.free_from" : "policy.free_above",
              &(struct place_value){'a', text_slice(&above)}, 1);
    text_release(&above);
}

static void add_days(struct paging *work, const struct tariff_service *service)
{
    struct text days = TEXT_INIT;

    if (!service->has_days)
        return;
    if (service->days_min != service->days_max)
        text_printf(&days, "%d–", service->days_min);
    text_add_integer(&days, service->days_max);
    word_mark(work->text, work->wording, "semicolon");
    word_fill(work->text, work->wording, "policy.days", &(struct place_value){'n', text_slice(&days)}, 1);
    text_release(&days);
}

/* "; tracking, signature", in the words of the page's language. */
static void add_offers(struct paging *work, const json_t *offers)
{
    for (size_t i = 0; i < json_array_size(offers); i++) {
        struct text name = TEXT_INIT;

        text_printf(&name, "policy.%s", json_string_value(json_array_get(offers, i)));
        text_add_byte(&name, '\0');
        if (i)
            text_add_string(work->text, ", ");
        else
            word_mark(work->text, work->wording, "semicolon");
        text_add_slice(work->text, word(work->wording, name.bytes));
        text_release(&name);
    }
}

static void add_service(struct paging *work, const struct tariff_offer *offer)
{
    const struct tariff *tariff = work->policy->tariff;
    const struct tariff_service *service = &tariff->services[offer->service];

    text_add_string(work->text, "- ");
    add_plain(work, service->title.length ? service->title : tariff->service_names.items[service->name]);
    if (service->customers == CUSTOMERS_BUSINESSES)
        text_printf(work->text, " (%.*s)", SLICE_ARGS(word(work->wording, "policy.businesses")));
    word_mark(work->text, work->wording, "colon");
    add_prices(work, offer->rate);
    add_free(work, service);
    add_days(work, service);
    add_offers(work, delivery_policy_offers(work->policy, service));
    text_add_byte(work->text, '\n');
}

static void add_zone(struct paging *work, const struct tariff_zone *zone, bool is_alone)
{
    const struct tariff *tariff = work->policy->tariff;
    struct text postcodes = TEXT_INIT;

    delivery_policy_postcodes(work->policy, zone, &postcodes);
    if (!is_alone) {
        struct text heading = TEXT_INIT;

        text_add_slice(&heading, tariff->zone_names.items[zone->name]);
        if (postcodes.length)
            text_printf(&heading, " (%s)", text_string(&postcodes));
        if (zone != delivery_policy_zone(work->policy, NULL))
            text_add_byte(work->text, '\n');
        add_heading(work, "### ", text_slice(&heading));
        if (work->markdown)
            text_add_byte(work->text, '\n');
        text_release(&heading);
    }
    text_release(&postcodes);
    for (size_t i = tariff->zone_starts[zone->name]; zone->served && i < tariff->zone_starts[zone->name + 1]; i++)
        if (tariff->offers[i].rate)
            add_service(work, &tariff->offers[i]);
    if (zone->served)
        return;
    text_printf(work->text, "- %.*s", SLICE_ARGS(word(work->wording, "policy.not_served")));
    if (zone->note.length) {
        word_mark(work->text, work->wording, "colon");
        add_plain(work, zone->note);
    }
    text_add_byte(work->text, '\n');
}

static void add_country(struct paging *work)
{
    struct slice country = work->policy->country;

    add_heading(work, "## ",
                slice_is(country, "*") ? word(work->wording, "policy.elsewhere")
                                       : word_of(work->wording, "country.", country, country));
    text_add_byte(work->text, '\n');
}

static void add_contact(struct paging *work)
{
    static const enum setting ways[] = {COMPANY_EMAIL, COMPANY_PHONE, COMPANY_WEBSITE};
    const struct settings *settings = work->policy->settings;
    bool is_first = true;

    text_printf(work->text, "\n%.*s ", SLICE_ARGS(word(work->wording, "policy.contact")));
    add_plain(work, settings->text[COMPANY_NAME]);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (settings->text[ways[i]].length) {
            if (is_first)
                word_mark(work->text, work->wording, "colon");
            else
                text_add_string(work->text, ", ");
            add_plain(work, settings->text[ways[i]]);
            is_first = false;
        }
    text_add_byte(work->text, '\n');
}

void policy_page_write(const struct delivery_policy *policy, const struct wording *wording, bool markdown, struct text *text)
{
    struct paging work = {policy, wording, markdown, text};
    const struct tariff_zone *first = delivery_policy_zone(policy, NULL);
    struct text days = TEXT_INIT;

    add_country(&work);
    for (const struct tariff_zone *zone = first; zone; zone = delivery_policy_zone(policy, zone))
        add_zone(&work, zone, zone == first && !delivery_policy_zone(policy, zone));
    if (policy->withdrawal_days) {
        text_add_integer(&days, policy->withdrawal_days);
        text_add_byte(text, '\n');
        word_fill(text, wording, "policy.withdrawal", &(struct place_value){'n', text_slice(&days)}, 1);
        text_add_byte(text, '\n');
    }
    add_contact(&work);
    text_release(&days);
}
