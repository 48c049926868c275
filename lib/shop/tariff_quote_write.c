/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/tariff_quote.h"

#include "json/write.h"

static void put_name(struct text *text, const char *name, const struct tariff_names *names, int number)
{
    if (number != TARIFF_NONE)
        json_put_string(text, name, names->items[number]);
}

static void write_charges(const struct tariff *tariff, const struct tariff_option *option, struct text *text)
{
    static const char *const kinds[] = {"rate", "surcharge", "free"};

    json_open(text, "charges", '[');
    for (size_t i = 0; i < option->charge_count; i++) {
        const struct tariff_charge *charge = &option->charges[i];

        json_open(text, NULL, '{');
        json_put_string(text, "kind", slice_of(kinds[charge->kind]));
        if (charge->name.length)
            json_put_string(text, "name", charge->name);
        json_put_integer(text, "line", (int64_t)charge->line);
        json_put_amount(text, "price", charge->price, &tariff->currency);
        if (option->has_cost && charge->kind != CHARGE_FREE)
            json_put_amount(text, "cost", charge->cost, &tariff->currency);
        json_close(text, '}');
    }
    json_close(text, ']');
}

static void write_free(const struct tariff *tariff, const struct tariff_option *option, struct text *text)
{
    const struct tariff_service *service = option->service;
    struct text base = TEXT_INIT;

    if (!option->is_free)
        return;
    tariff_base_write(&service->free_base, &base);
    json_open(text, "free_because", '{');
    json_put_string(text, "base", text_slice(&base));
    json_put_amount(text, "goods", option->base, &tariff->currency);
    json_put_string(text, "when", service->free_at ? SLICE("ge") : SLICE("gt"));
    json_put_amount(text, "above", service->free_above, &tariff->currency);
    json_close(text, '}');
    text_release(&base);
}

/* Grams, units, metres or parcels; a sum of money as it is written. */
static void write_billed(const struct tariff *tariff, const struct tariff_option *option, struct text *text)
{
    if (option->basis == BASIS_FLAT || option->shipment_count)
        return;
    json_put_string(text, "basis", slice_of(tariff_basis_name(option->basis)));
    if (option->basis == BASIS_PRICE)
        json_put_amount(text, "billed", option->billed, &tariff->currency);
    else
        json_put_integer(text, "billed", option->billed);
    if (option->is_volumetric)
        json_put_bool(text, "volumetric", true);
}

void tariff_option_write(const struct tariff *tariff, const struct tariff_option *option, bool with_charges, struct text *text)
{
    const struct tariff_service *service = option->service;

    put_name(text, "service", &tariff->service_names, service->name);
    json_put_string(text, "mode", slice_of(tariff_mode_name(service->mode)));
    put_name(text, "carrier", &tariff->carriers, service->carrier);
    if (service->title.length)
        json_put_string(text, "title", service->title);
    put_name(text, "zone", &tariff->zone_names, option->zone->name);
    json_put_amount(text, "price", option->price, &tariff->currency);
    if (option->has_cost)
        json_put_amount(text, "cost", option->cost, &tariff->currency);
    write_free(tariff, option, text);
    json_put_bool(text, "standard", service->is_standard);
    json_put_integer(text, "parcels", option->parcels);
    write_billed(tariff, option, text);
    if (option->has_days) {
        if (!option->shipment_count) {
            json_put_integer(text, "days_min", service->days_min);
            json_put_integer(text, "days_max", service->days_max);
        }
        json_put_day(text, "leaves_on", option->days.leaves_on);
        json_put_day(text, "promised_from", option->days.promised_from);
        json_put_day(text, "promised_until", option->days.promised_until);
    }
    if (service->is_green)
        json_put_bool(text, "green", true);
    if (tariff_option_co2(option) != TARIFF_NONE)
        json_put_integer(text, "co2_g", tariff_option_co2(option));
    if (service->appointments.length)
        json_put_string(text, "appointments", service->appointments);
    if (with_charges && !option->shipment_count) {
        json_put_integer(text, "service_line", (int64_t)service->line);
        json_put_integer(text, "zone_line", (int64_t)option->zone->line);
        write_charges(tariff, option, text);
    }
}

void tariff_exclusion_write(const struct tariff *tariff, const struct tariff_exclusion *exclusion, struct text *text)
{
    json_open(text, NULL, '{');
    put_name(text, "service", &tariff->service_names, exclusion->service);
    json_put_string(text, "code", slice_of(exclusion->code));
    json_put_string(text, "reason", exclusion->reason);
    json_close(text, '}');
}
