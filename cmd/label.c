/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/label.h"
#include "shop/carrier_bill.h"
#include "shop/label_target.h"
#include "tool/label_rendering.h"
#include "json/read.h"

static const char *carrier, *service, *parcels_given, *weight, *cash;
static const char *hub;
static bool comes_back, goes_on;

static const struct option_row options[] = {
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

static struct {
    struct text table;
    struct countries countries;
    int64_t parcels;
} given;

/* The parcels of one record, as they are after it. */
static struct labelled_parcels answered;

static bool prepare(struct run *run, struct fault *fault)
{
    bool present;

    (void)run;
    return option_whole("parcels", parcels_given, PARCELS_LIMIT, &given.parcels, &present, fault) &&
           tool_read_data("labels", "countries.tsv", &given.table, fault) &&
           countries_read(&given.countries, text_slice(&given.table), fault);
}

/* A parcel that goes on tells how it came: carrier and numbers of the leg behind it. */
static bool tells_how_it_came(const json_t *record)
{
    const char *type = json_string_value(json_object_get(record, "type"));

    return goes_on && type && strcmp(type, "parcel") == 0;
}

/* What the record tells goes before what the command line does. */
static bool read_request(struct label_request *request, const json_t *record, const struct currency *currency, struct arena *arena,
                         struct fault *fault)
{
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

static bool read_target(const struct input *input, struct label_target *target, struct fault *fault)
{
    struct slice type = {NULL, 0}, id = {NULL, 0};

    if (input->record && (!field_string(input->record, "type", &type, fault) || !field_string(input->record, "id", &id, fault)))
        return false;
    if (!input->record)
        id = slice_of(input->operands[0]);
    *target = label_target_of(type, id.bytes ? id : SLICE(""), comes_back);
    return id.bytes || field_missing("id", fault);
}

/* What a label says is in the changes as long as it is new. */
static bool print_label(struct run *run, struct parcel *parcel, size_t row, bool *changed, struct fault *fault)
{
    struct slice content;

    if (!label_rendering_wants(parcel))
        return true;
    if (*changed)
        content = changes_value(&run->changes, row);
    else if (!label_find(parcel, run->store, &content, fault))
        return false;
    *changed = true;
    return label_rendering_print(run, parcel, content, fault);
}

static bool label(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    const struct label_shop shop = {&run->settings, &given.countries, run->now};
    struct label_target target;
    struct label_request request;
    struct order order;
    bool is_unbilled = false;

    label_rendering_begin();
    if (!read_target(input, &target, fault) || !order_find(&order, run->store, target.order, &run->arena, fault) ||
        !read_request(&request, input->record, &order.currency, &run->arena, fault) ||
        !label_target_parcels(&answered, &target, &order, &(struct label_wish){request.key, given.parcels}, run->store, &run->arena,
                              run->now, fault))
        return false;
    for (size_t i = answered.first; i < answered.first + answered.count; i++) {
        struct parcel *parcel = &answered.parcels.items[i];
        bool changed = false;
        size_t row = run->changes.count;

        if (!label_request_for(&request, i - answered.first, answered.count, fault) ||
            !label_make(&answered.parcels, i, &order, &request, &shop, run->store, &run->arena, &run->changes, &changed, fault) ||
            !print_label(run, parcel, row, &changed, fault))
            return false;
        if (changed)
            outcome->row = parcel_change(parcel, &run->changes);
        outcome->changed |= changed;
        is_unbilled |= changed && !parcel->has_billed && !parcel->return_id.bytes;
    }
    if (is_unbilled && !bill_reopen(&order, &run->changes, fault))
        return false;
    parcel_id(answered.parcels.items[answered.first].id, outcome->id);
    label_rendering_keep();
    return true;
}

static bool show(struct run *run, struct slice id, struct slice value, struct text *text, struct fault *fault)
{
    (void)id;
    (void)value;
    (void)fault;
    if (label_rendering_is_shown(run)) {
        label_rendering_show(text);
        return true;
    }
    for (size_t i = answered.first; i < answered.first + answered.count; i++) {
        parcel_write(&answered.parcels.items[i], text);
        text_add_byte(text, '\n');
    }
    return true;
}

static const struct tool tool = {
    .name = "label",
    .summary = "Labels parcels: draws their numbers and prints what the courier reads.",
    .operands = "[ID]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .prepare = prepare,
    .rendering = &label_rendering,
    .each = label,
    .show = show,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
