/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/label_asking.h"

#include "json/read.h"

static const char *carrier, *service, *parcels_given, *weight, *cash;
static const char *hub;
static bool comes_back, goes_on;

const struct option_row label_asking_options[] = {
    {0, "carrier", "ID", "who carries it", OPTION_TEXT, &carrier},
    {0, "service", "CODE", "which of his services", OPTION_TEXT, &service},
    {0, "hub", "ID", "to a carrier's hub, and not to the customer", OPTION_TEXT, &hub},
    {0, "onward", NULL, "on from the hub where it is labelled anew", OPTION_FLAG, &goes_on},
    {0, "parcels", "N", "so many parcels for each order", OPTION_TEXT, &parcels_given},
    {0, "weight", "GRAMS", "of each parcel", OPTION_TEXT, &weight},
    {0, "cash", "AMOUNT", "what the carrier collects", OPTION_TEXT, &cash},
    {0, "return", NULL, "with which goods come back: operands are returns or orders", OPTION_FLAG, &comes_back},
    {0},
};

bool label_asking_parcels(int64_t *parcels, struct fault *fault)
{
    bool present;

    return option_whole("parcels", parcels_given, PARCELS_LIMIT, parcels, &present, fault);
}

/* A parcel that goes on tells how it came: carrier and numbers of the leg behind it. */
static bool tells_how_it_came(const json_t *record)
{
    const char *type = json_string_value(json_object_get(record, "type"));

    return goes_on && type && strcmp(type, "parcel") == 0;
}

bool label_asking_request(const struct input *input, struct label_request *request, const struct currency *currency,
                          struct arena *arena, struct fault *fault)
{
    const json_t *record = input->record;
    bool present;

    memset(request, 0, sizeof *request);
    if (record && !tells_how_it_came(record) && !label_request_from_json(request, record, currency, arena, fault))
        return false;
    if (carrier && !request->carrier.bytes)
        request->carrier = slice_of(carrier);
    if (service && !request->service.bytes)
        request->service = slice_of(service);
    if (hub && !request->hub.bytes)
        request->hub = slice_of(hub);
    request->goes_on |= goes_on;
    if (!request->weight_g && !option_whole("weight", weight, PARCEL_WEIGHT_LIMIT, &request->weight_g, &present, fault))
        return false;
    if (!cash || request->has_cash)
        return true;
    request->has_cash = true;
    return amount_read(slice_of(cash), currency, false, "--cash", &request->cash_on_delivery, fault);
}

bool label_asking_target(const struct input *input, struct label_target *target, struct fault *fault)
{
    struct slice type = {NULL, 0}, id = {NULL, 0};

    if (input->record && (!field_string(input->record, "type", &type, fault) || !field_string(input->record, "id", &id, fault)))
        return false;
    if (!input->record)
        id = slice_of(input->operands[0]);
    *target = label_target_of(type, id.bytes ? id : SLICE(""), comes_back);
    return id.bytes || field_missing("id", fault);
}
