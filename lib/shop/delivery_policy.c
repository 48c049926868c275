/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/delivery_policy.h"

#include "shop/counter.h"
#include "shop/tariff_structure.h"
#include "json/write.h"

bool delivery_policy_next(const struct tariff *tariff, size_t *at, char country[2], struct slice *code)
{
    while (*at < COUNTRY_LISTS) {
        size_t list = (*at)++;

        if (tariff->countries[list] == TARIFF_NONE)
            continue;
        country[0] = (char)('A' + list / 26);
        country[1] = (char)('A' + list % 26);
        *code = list == EVERY_COUNTRY ? SLICE("*") : (struct slice){country, 2};
        return true;
    }
    return false;
}

static int first_row(const struct delivery_policy *policy)
{
    int list = tariff_country_list(policy->country);

    return list < 0 ? TARIFF_NONE : policy->tariff->countries[list];
}

static bool is_same(const struct tariff_zone *a, const struct tariff_zone *b)
{
    return a->name == b->name && a->carrier == b->carrier;
}

const struct tariff_zone *delivery_policy_zone(const struct delivery_policy *policy, const struct tariff_zone *after)
{
    const struct tariff_zone *zones = policy->tariff->zones;

    for (int row = after ? after->next : first_row(policy); row != TARIFF_NONE; row = zones[row].next) {
        int earlier = first_row(policy);

        while (earlier != row && !is_same(&zones[earlier], &zones[row]))
            earlier = zones[earlier].next;
        if (earlier == row)
            return &zones[row];
    }
    return NULL;
}

void delivery_policy_postcodes(const struct delivery_policy *policy, const struct tariff_zone *zone, struct text *text)
{
    const struct tariff_zone *zones = policy->tariff->zones;
    const char *between = "";

    for (int row = first_row(policy); row != TARIFF_NONE; row = zones[row].next)
        for (size_t i = 0; is_same(&zones[row], zone) && i < zones[row].postcode_count; i++) {
            const struct tariff_postcode *postcode = &zones[row].postcodes[i];

            text_printf(text, "%s%.*s", between, SLICE_ARGS(postcode->first));
            if (postcode->kind == POSTCODE_BEGINS)
                text_add_byte(text, '*');
            else if (postcode->kind == POSTCODE_BETWEEN)
                text_printf(text, "-%.*s", SLICE_ARGS(postcode->last));
            between = " ";
        }
}

const struct tariff_rate *delivery_policy_band_after(const struct tariff *tariff, const struct tariff_rate *band)
{
    const struct tariff_rate *next = band + 1;

    return next < tariff->rates + tariff->counts[TARIFF_RATES] && next->service == band->service && next->zone == band->zone ? next
                                                                                                                             : NULL;
}

static void write_bound(const struct tariff *tariff, const struct tariff_rate *band, struct text *text)
{
    if (band->up_to == INT64_MAX)
        return;
    if (band->basis == BASIS_PRICE)
        json_put_amount(text, "up_to", band->up_to, &tariff->currency);
    else
        json_put_integer(text, "up_to", band->up_to);
}

static void write_bands(const struct tariff *tariff, const struct tariff_rate *band, struct text *text)
{
    if (band->basis != BASIS_FLAT)
        json_put_string(text, "basis", slice_of(tariff_basis_name(band->basis)));
    json_open(text, "prices", '[');
    for (; band; band = delivery_policy_band_after(tariff, band)) {
        json_open(text, NULL, '{');
        write_bound(tariff, band, text);
        json_put_price(text, "price", band->price, &tariff->currency);
        if (band->each) {
            json_put_price(text, "each", band->each, &tariff->currency);
            json_put_integer(text, "step", band->step);
        }
        json_close(text, '}');
    }
    json_close(text, ']');
}

static void write_free(const struct tariff *tariff, const struct tariff_service *service, struct text *text)
{
    struct text base = TEXT_INIT;

    if (!service->has_free)
        return;
    tariff_base_write(&service->free_base, &base);
    json_open(text, "free", '{');
    json_put_string(text, "base", text_slice(&base));
    json_put_string(text, "when", service->free_at ? SLICE("ge") : SLICE("gt"));
    json_put_amount(text, "above", service->free_above, &tariff->currency);
    json_close(text, '}');
    text_release(&base);
}

static void write_days(const struct tariff_service *service, struct text *text)
{
    struct text clock = TEXT_INIT;

    if (!service->has_days)
        return;
    json_put_integer(text, "days_min", service->days_min);
    json_put_integer(text, "days_max", service->days_max);
    if (service->cut_off != TARIFF_NONE) {
        clock_write(service->cut_off, &clock);
        json_put_string(text, "cut_off", text_slice(&clock));
        text_release(&clock);
    }
    if (service->saturday)
        json_put_bool(text, "saturday", true);
}

const json_t *delivery_policy_offers(const struct delivery_policy *policy, const struct tariff_service *service)
{
    const struct carrier *carrier = service->carrier == TARIFF_NONE ? NULL : &policy->carriers[service->carrier];

    return carrier && carrier->record ? carrier_service_offers(carrier, policy->tariff->service_names.items[service->name]) : NULL;
}

bool delivery_policy_find_carriers(struct delivery_policy *policy, struct store *store, struct arena *arena, struct fault *fault)
{
    const struct tariff_names *names = &policy->tariff->carriers;

    policy->carriers = arena_take(arena, (names->count + 1) * sizeof *policy->carriers);
    for (size_t i = 0; i < names->count; i++) {
        struct fault unknown = FAULT_INIT;

        policy->carriers[i] = (struct carrier){.record = NULL};
        if (carrier_find(&policy->carriers[i], store, names->items[i], arena, &unknown))
            continue;
        policy->carriers[i] = (struct carrier){.record = NULL};
        if (unknown.kind == FAULT_SYSTEM) {
            *fault = unknown;
            return false;
        }
    }
    return true;
}

static void write_offers(const json_t *offers, struct text *text)
{
    if (!json_array_size(offers))
        return;
    json_open(text, "offers", '[');
    for (size_t i = 0; i < json_array_size(offers); i++)
        json_put_string(text, NULL, slice_of(json_string_value(json_array_get(offers, i))));
    json_close(text, ']');
}

static void write_service(const struct delivery_policy *policy, const struct tariff_offer *offer, struct text *text)
{
    static const char *const customers[] = {NULL, "consumer", "business"};
    const struct tariff *tariff = policy->tariff;
    const struct tariff_service *service = &tariff->services[offer->service];

    json_open(text, NULL, '{');
    json_put_string(text, "service", tariff->service_names.items[service->name]);
    json_put_string(text, "mode", slice_of(tariff_mode_name(service->mode)));
    if (service->carrier != TARIFF_NONE)
        json_put_string(text, "carrier", tariff->carriers.items[service->carrier]);
    if (service->title.length)
        json_put_string(text, "title", service->title);
    if (customers[service->customers])
        json_put_string(text, "customers", slice_of(customers[service->customers]));
    write_days(service, text);
    write_offers(delivery_policy_offers(policy, service), text);
    write_free(tariff, service, text);
    if (service->max_weight)
        json_put_integer(text, "max_weight_g", service->max_weight);
    write_bands(tariff, offer->rate, text);
    json_close(text, '}');
}

static void write_zone(const struct delivery_policy *policy, const struct tariff_zone *zone, struct text *text)
{
    const struct tariff *tariff = policy->tariff;
    struct text postcodes = TEXT_INIT;

    json_open(text, NULL, '{');
    json_put_string(text, "zone", tariff->zone_names.items[zone->name]);
    if (zone->carrier != TARIFF_NONE)
        json_put_string(text, "carrier", tariff->carriers.items[zone->carrier]);
    delivery_policy_postcodes(policy, zone, &postcodes);
    if (postcodes.length)
        json_put_string(text, "postcodes", text_slice(&postcodes));
    text_release(&postcodes);
    json_put_bool(text, "served", zone->served);
    if (zone->note.length)
        json_put_string(text, "note", zone->note);
    json_open(text, "services", '[');
    for (size_t i = tariff->zone_starts[zone->name]; zone->served && i < tariff->zone_starts[zone->name + 1]; i++)
        if (tariff->offers[i].rate)
            write_service(policy, &tariff->offers[i], text);
    json_close(text, ']');
    json_close(text, '}');
}

static void put_setting(const struct settings *settings, enum setting setting, const char *name, struct text *text)
{
    if (settings->text[setting].length)
        json_put_string(text, name, settings->text[setting]);
}

void delivery_policy_write(const struct delivery_policy *policy, struct text *text)
{
    const struct tariff *tariff = policy->tariff;
    const struct settings *settings = policy->settings;

    text_add_string(text, "{\"type\":\"delivery_policy\"");
    json_put_string(text, "country", policy->country);
    json_put_string(text, "tariff", tariff->name);
    json_put_day(text, "from", tariff->from);
    json_put_string(text, "currency", slice_of(tariff->currency.code));
    json_put_bool(text, "prices_include_tax", tariff->prices_include_tax);
    json_open(text, "zones", '[');
    for (const struct tariff_zone *zone = delivery_policy_zone(policy, NULL); zone; zone = delivery_policy_zone(policy, zone))
        write_zone(policy, zone, text);
    json_close(text, ']');
    if (policy->withdrawal_days)
        json_put_integer(text, "withdrawal_days", policy->withdrawal_days);
    put_setting(settings, COMPANY_NAME, "name", text);
    put_setting(settings, COMPANY_EMAIL, "email", text);
    put_setting(settings, COMPANY_PHONE, "phone", text);
    put_setting(settings, COMPANY_WEBSITE, "website", text);
    text_add_byte(text, '}');
}
